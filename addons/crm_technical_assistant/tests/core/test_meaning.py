"""Which attribute a measure is meant for, and which one a short answer names."""

import pytest

from odoo.addons.crm_technical_assistant.core.meaning import Meaning, choose, pick

NAMES = ["Masse", "Masse de vantail", "Charge admissible"]


def meaning(is_column=True, is_wanted=True, holders=100):
    return Meaning(is_column, is_wanted, holders)


def test_columns_go_before_the_data_sheet():
    assert choose([meaning(is_column=False), meaning(holders=3)], 100) == 1
    assert choose([meaning(is_column=False)], 100) is None


def test_at_least_is_not_asked_of_what_is_better_when_less():
    assert choose([meaning(is_wanted=False), meaning()], 100) == 1
    assert choose([meaning(is_wanted=False), meaning(is_wanted=False)], 100) is None


def test_what_most_products_have_goes_before_what_few_have():
    few, half, most = meaning(holders=20), meaning(holders=50), meaning(holders=51)
    assert choose([few, most], 100) == 1
    assert choose([few, half], 100) is None, "half is no majority"
    assert choose([most, most], 100) is None, "two of them: a person has to say it"


@pytest.mark.parametrize(
    ("answer", "place"),
    [
        ("2", 1),
        (" 2. ", 1),
        ("n° 3", 2),
        ("le 3", 2),
        ("charge", 2),
        ("la charge admissible !", 2),
        ("« Charge »", 2),
        ("chrage", 2),
        ("vantail", 1),
        ("masse", 0),
        ("masse de vantail", 1),
    ],
)
def test_a_short_answer_names_one(answer, place):
    assert pick(answer, NAMES) == place


@pytest.mark.parametrize(
    "answer",
    [
        *("0", "4", "12", "123", "", "?", "oui", "non", "2 kg", "-1", "IP54"),
        *("stock du MT-400", "mes devis expirés", "un moteur 24 V avec une charge de 300 kg"),
        "rappelle-moi de demander la charge à Bellevue demain",
    ],
)
def test_what_is_no_answer(answer):
    assert pick(answer, NAMES) is None


def test_a_word_of_several_names_answers_nothing():
    assert pick("masse", ["Masse de vantail", "Masse du moteur"]) is None
