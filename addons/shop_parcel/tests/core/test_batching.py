from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.shop_parcel.core.batching import Ready, plan

PARCELS = st.lists(
    st.builds(
        Ready,
        key=st.integers(1, 10_000),
        place=st.integers(1, 3),
        article=st.integers(0, 4),
        since=st.integers(0, 9).map(str),
    ),
    unique_by=lambda parcel: parcel.key,
)


@given(PARCELS, st.integers(1, 5), st.integers(0, 3))
def test_each_parcel_once_one_place_a_batch_and_never_too_many(parcels, usual, limit):
    known = {parcel.key: parcel for parcel in parcels}
    batches = plan(parcels, {1: limit}, usual)
    assert sorted(key for batch in batches for key in batch) == sorted(known)
    for batch in batches:
        places = {known[key].place for key in batch}
        assert len(places) == 1
        assert len(batch) <= ((limit or usual) if places == {1} else usual)


@given(PARCELS)
def test_singles_first_same_articles_together_and_oldest_first(parcels):
    known = {parcel.key: parcel for parcel in parcels}
    for batch in plan(parcels, {}, 10_000):
        row = [known[key] for key in batch]
        several = [not parcel.article for parcel in row]
        assert several == sorted(several)
        articles = [parcel.article for parcel in row]
        changes = sum(one != other for one, other in pairwise(articles))
        assert changes == max(len(set(articles)) - 1, 0)
        for one, other in pairwise(row):
            if one.article == other.article:
                assert (one.since, one.key) < (other.since, other.key)


def test_the_article_that_waits_longest_leads():
    parcels = [Ready(1, 1, 7, "5"), Ready(2, 1, 8, "3"), Ready(3, 1, 8, "9"), Ready(4, 1, 0, "1")]
    assert plan(parcels, {}, 20) == [[2, 3, 1, 4]]
