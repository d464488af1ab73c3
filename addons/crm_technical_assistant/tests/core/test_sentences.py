"""The hundred sentences that were labelled before the code, and what must never be understood."""

import csv
from datetime import date
from pathlib import Path

from odoo.addons.crm_technical_assistant.core.dates import find_day, find_period
from odoo.addons.crm_technical_assistant.core.intents import WRITING, understand
from odoo.addons.crm_technical_assistant.core.needs import read_need
from odoo.addons.crm_technical_assistant.core.text import fold

TODAY = date(2026, 3, 11)
UNITS = {"V", "A", "W", "mm", "kg", "Nm", "N·m", "bar", "%"}
FIELDS = {"partner": "name", "product": "name", "target": "name"}


def labelled():
    with (Path(__file__).parent / "sentences.csv").open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines, delimiter="|"))


def slots_of(row):
    return dict(part.split("=", 1) for part in row["slots"].split(";") if part)


def read(sentence):
    """Return the intent and the slots as the list writes them."""
    reading = understand(sentence, TODAY)
    intent, need = reading.intent, read_need(reading.text, UNITS.__contains__)
    if intent == "unknown" and need.terms:
        intent = "find"
    found = {
        "name": reading.name,
        "subject": reading.subject,
        "day": str(reading.day or ""),
        "time": f"{reading.hour:%H:%M}" if reading.hour else "",
        "until": str(reading.until or ""),
        "need": need.text,
        "words": " ".join(need.words),
    }
    return intent, found


def is_right(row):
    intent, found = read(row["sentence"])
    return intent == row["intent"] and all(
        fold(found[FIELDS.get(name, name)]) == fold(value) for name, value in slots_of(row).items()
    )


def test_a_hundred_sentences_are_labelled():
    rows = labelled()
    assert len(rows) == 100
    assert {row["language"] for row in rows} == {"fr", "en"}


def test_ninety_five_of_a_hundred_are_read_as_labelled():
    wrong = [(row["sentence"], read(row["sentence"])) for row in labelled() if not is_right(row)]
    assert len(wrong) <= 5, wrong


def test_no_sentence_is_taken_for_an_order_that_is_none():
    for row in labelled():
        intent, _found = read(row["sentence"])
        if intent in WRITING or intent == "confirm":
            assert intent == row["intent"], row["sentence"]
            assert is_right(row), row["sentence"]


def test_a_day_beyond_all_planning_is_no_day():
    for text in ("dans 3000000000 mois", "in 999999999 days", "dans 99999999999 semaines"):
        assert find_day(text, TODAY) is None
        assert find_period(f"contrats qui se terminent {text}", TODAY) is None
    assert find_period("dans 36500 semaines", TODAY) is not None
    assert find_day("dans 36500 mois", TODAY) is not None


def test_a_word_of_a_name_says_what_a_measure_is_of():
    names = {"m": ["Largeur de vantail", "Portée"], "kg": ["Masse de vantail", "Masse"]}

    def terms(sentence):
        return read_need(sentence, names.__contains__, names.__getitem__).terms

    for said, meant in (
        ("vantail de 2,5 m", "vantail 2,5 m"),
        ("moteur pour 2 vantaux de 2.5m, 24 V", "vantail 2.5m"),
        ("un moteur pour des vantaux de 2m50", "vantail 2,50 m"),
        ("vantail d'au moins 2,5 mètres", "vantail au moins 2,5 m"),
        ("Vantail : 300 kilos", "vantail 300 kg"),
        ("largeur de vantail 2,5 m", "largeur de vantail 2,5 m"),
        ("une porte de 3 m", "3 m"),
        ("un portail de 400 kg", "400 kg"),
        ("câble 10 m24", "10 m"),
        ("un vantail de 3 mètres 50", "vantail 3,50 m"),
        ("portail de 3 mètres 50 de large", "3,50 m"),
        ("portail de 3 m 24 V", "3 m"),
        ("portail de 3 mètres 50 vantaux", "3 m"),
        ("une cuve de 3 mètres cubes", None),
        ("une dalle de 12 mètres carrés", None),
        ("vantail de 2,5 V", None),
    ):
        assert terms(said) == ((meant,) if meant else ()), said
