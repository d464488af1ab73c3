from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.rental_booking.core.fleet_advice import (
    Advice,
    Coming,
    Fleet,
    count_days,
    count_lacks,
    judge,
)


def year(peaks, days=10.0, high=1):
    """Twelve months, each with its peak wanted for ``days`` days."""
    return [
        Coming(date(2027, number + 1, 1), peak, peak + high, [(float(peak), days)])
        for number, peak in enumerate(peaks)
    ]


def test_a_unit_that_earns_its_price_is_bought():
    coming = year([5] * 12)  # two too few, each wanted 120 days
    fleet = Fleet(owned=3, price=4000, day_revenue=50, payback=12)
    assert judge(fleet, coming, 5, 24) == [Advice("buy", 2, 240.0, 12000.0, 8000.0)]
    dear = fleet._replace(price=6001)
    assert judge(dear, coming, 5, 24) == [Advice("subrent", 2, 240.0, 12000.0, 0.0)]
    assert judge(dear._replace(payback=13), coming, 5, 24)[0].kind == "buy"
    assert judge(fleet, coming, 5, 11)[0].kind == "subrent", "no whole year is known"
    unseen = [month._replace(levels=()) for month in coming]
    assert judge(fleet, unseen, 5, 24) == [], "nobody knows for how long"


def test_the_first_is_bought_the_second_is_sub_rented():
    coming = year([4] * 11 + [5])
    fleet = Fleet(owned=3, price=4000, day_revenue=50, day_cost=30, payback=12)
    buy, subrent = judge(fleet, coming, 5, 24)
    assert (buy.kind, buy.units, buy.days, buy.cost) == ("buy", 1, 120.0, 4000.0)
    assert (subrent.units, subrent.days, subrent.revenue, subrent.cost) == (1, 10.0, 500.0, 300.0)


def test_a_colleague_who_takes_all_is_no_advice_and_an_unknown_price_buys_nothing():
    coming = year([4] * 12)
    fleet = Fleet(owned=3, price=0, day_revenue=50, day_cost=50)
    assert judge(fleet, coming, 4, 24) == []
    assert judge(fleet._replace(day_cost=None), coming, 4, 24)[0].kind == "subrent"


def test_what_not_even_the_upper_bound_asks_for_is_sold_once_a_year_is_known():
    coming = year([1] * 12)
    fleet = Fleet(owned=6, price=1000, day_revenue=50)
    assert judge(fleet, coming, 1, 12) == [Advice("sell", 4, revenue=4000.0)]
    assert judge(fleet, coming, 5, 12) == [Advice("sell", 1, revenue=1000.0)]
    assert judge(fleet, coming, 1, 11) == []
    assert judge(fleet, [], 1, 24) == []


def test_days_are_counted_at_the_unit_in_question():
    coming = [Coming(date(2027, 7, 1), 4, 4, [(1.0, 20.0), (2.6, 5.0), (4.0, 2.0)])]
    assert [count_days(coming, number) for number in (1, 2, 3, 4, 5)] == [27.0, 7.0, 7.0, 2.0, 0.0]
    assert count_lacks(4, 4.4) == 0
    assert count_lacks(4, 4.5) == 1


@given(
    st.lists(st.integers(0, 9), min_size=12, max_size=12),
    st.integers(0, 9),
    st.floats(0, 5000),
    st.floats(0, 200),
)
def test_nothing_is_bought_and_sold_at_once_and_never_more_than_lacks(peaks, owned, price, revenue):
    coming = year(peaks)
    found = {advice.kind: advice for advice in judge(Fleet(owned, price, revenue), coming, 0, 24)}
    lack = max(0, max(peaks) - owned)
    more = sum(found[kind].units for kind in ("buy", "subrent") if kind in found)
    assert more == lack
    assert not ("sell" in found and more)
    if "buy" in found:
        assert 2 * found["buy"].revenue >= found["buy"].cost - 1e-6
