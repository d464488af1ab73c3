from decimal import Decimal
from fractions import Fraction

import pytest

from odoo.addons.shop_sync_commission.core.paid import Document, Earned, earn, get_paid_share

CENT = Decimal("0.01")


def case(*amounts):
    return [Document(Decimal(total), Decimal(money)) for total, money in amounts]


@pytest.mark.parametrize(
    ("amounts", "share"),
    [
        ([], 0),
        ([(120, 0)], 0),
        ([(120, 30)], Fraction(1, 4)),
        ([(120, 120)], 1),
        ([(120, 130)], 1),  # paid too much
        ([(120, -10)], 0),
        ([(120, 120), (-30, 0)], 1),  # credited, not given back yet
        ([(120, 120), (-30, -30)], 1),
        ([(120, 45), (-30, 0)], Fraction(1, 2)),
        ([(120, 120), (-120, -120)], 0),  # nothing is left to earn on
        ([(120, 120), (-120, 0)], 0),
        ([(120, 120), (-150, -150)], 0),
        ([(-50, 0)], 0),  # a credit note without invoice takes back what goes out
        ([(-50, -25)], Fraction(1, 2)),
    ],
)
def test_the_paid_share_is_money_over_what_is_owed(amounts, share):
    assert get_paid_share(case(*amounts)) == share


@pytest.mark.parametrize(
    ("price", "rate", "share", "base", "commission"),
    [
        ("100", "5", 1, "100.00", "5.00"),
        ("-100", "5", 1, "-100.00", "-5.00"),
        ("100", "5", 0, "0.00", "0.00"),
        ("0.10", "5", 1, "0.10", "0.01"),  # half a cent goes away from zero
        ("-0.10", "5", 1, "-0.10", "-0.01"),
        ("0.09", "5", 1, "0.09", "0.00"),
        # rounded once: the base shows 3.33, the commission comes from 3.333…
        ("10", "7.5", Fraction(1, 3), "3.33", "0.25"),
        ("200.10", "5", Fraction(1, 2), "100.05", "5.00"),
        ("33.333", "12.345", 1, "33.33", "4.11"),
    ],
)
def test_a_line_earns_its_rate_of_its_paid_price_rounded_once(price, rate, share, base, commission):
    found = earn(Decimal(price), Decimal(rate), Fraction(share), CENT)
    assert found == Earned(Decimal(base), Decimal(commission))


def test_a_currency_without_cents_is_rounded_to_its_own_step():
    found = earn(Decimal(1010), Decimal(5), Fraction(1), Decimal(1))
    assert found == Earned(Decimal(1010), Decimal(51))
    fives = earn(Decimal("10.02"), Decimal(100), Fraction(1), Decimal("0.05"))
    assert fives.commission == Decimal("10.00")
