"""What still has to be invoiced: agreed less posted, as documents that are never negative.

An entry is found by its party (who pays) and its key (which goods, which taxes). Amounts are
rounded figures of one currency; positive is due by the customer.
"""

from collections.abc import Callable, Hashable, Mapping
from typing import NamedTuple

CENT = 5e-7  # below this a difference is a rounding of floats and not money

Entries = Mapping[Hashable, Mapping[Hashable, float]]


class Document(NamedTuple):
    """A draft to write: an invoice, or a credit note whose amounts are turned round."""

    is_refund: bool
    amounts: dict[Hashable, float]


def _as_it_is(_key: Hashable, amount: float) -> float:
    return amount


def settle(
    agreed: Entries, posted: Entries, gross: Callable[[Hashable, float], float] = _as_it_is
) -> dict[Hashable, Document]:
    """{party: Document} that brings what is posted to what is agreed; parties in order.

    :param gross: what an amount of a key comes to with its taxes; the sum of these, which is paid,
        says whether it is an invoice or a credit note

    >>> settle({"Ann": {"camera": 240.0}}, {"Ann": {"camera": 160.0}})
    {'Ann': Document(is_refund=False, amounts={'camera': 80.0})}
    >>> settle({"Ann": {"camera": 80.0}}, {"Ann": {"camera": 160.0}})
    {'Ann': Document(is_refund=True, amounts={'camera': 80.0})}
    """
    documents: dict[Hashable, Document] = {}
    for party in [*agreed, *(party for party in posted if party not in agreed)]:
        due, done = agreed.get(party, {}), posted.get(party, {})
        keys = [*due, *(key for key in done if key not in due)]
        amounts = {key: due.get(key, 0.0) - done.get(key, 0.0) for key in keys}
        amounts = {key: amount for key, amount in amounts.items() if abs(amount) > CENT}
        if not amounts:
            continue
        is_refund = sum(gross(key, amount) for key, amount in amounts.items()) < -CENT
        sign = -1 if is_refund else 1
        documents[party] = Document(is_refund, {k: sign * v for k, v in amounts.items()})
    return documents
