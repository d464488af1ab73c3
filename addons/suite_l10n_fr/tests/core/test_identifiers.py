import pytest

from odoo.addons.suite_l10n_fr.core.identifiers import compact, is_valid, siren_of


@pytest.mark.parametrize(
    "number",
    [
        "732829320",
        "732 829 320",
        "73282932000074",
        "732.829.320.00074",
        "35600000049837",
        "35600000000048",
    ],
)
def test_right_numbers(number):
    assert is_valid(number)


@pytest.mark.parametrize(
    "number",
    [
        "",
        None,
        "732829321",
        "73282932000075",
        "7328293200007",
        "FR732829320",
        "abc",
        "35600000049838",
    ],
)
def test_wrong_numbers(number):
    assert not is_valid(number)
    assert siren_of(number) == ""


def test_the_siren_of_a_siret():
    assert siren_of("732 829 320 00074") == siren_of("732829320") == "732829320"
    assert compact(None) == ""
