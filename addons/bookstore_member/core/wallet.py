"""What one document puts on a wallet, or takes from it: the same answer whenever it is asked.

All amounts are euros. A wallet holds the sum of the answers for all its documents; nothing is
counted up or down by an event alone.
"""

from collections.abc import Iterable

CENT = 0.01


def find_contribution(called: float, paid: float) -> float:
    """A contribution counts as far as it is paid, and no more than its credit notes leave of it.

    >>> find_contribution(20.0, 12.0), find_contribution(0.0, 20.0)
    (12.0, 0.0)
    """
    return min(called, paid)


def find_order(waiting: float, booked: float) -> float:
    """A sales order takes what it pays by the wallet from its confirmation on; what is invoiced, at
    the amount of the invoice; its credit notes give back.

    :param booked: taken by invoices, less what credit notes gave back

    >>> find_order(20.0, 0.0), find_order(0.0, 15.0), find_order(5.0, 15.0)
    (-20.0, -15.0, -20.0)
    """
    return -booked - waiting


def find_waiting(ordered: float, charges: Iterable[float], to_come: float) -> float:
    """What of a line waits for its first invoice, and no more than what is still to be invoiced.

    :param charges: what each invoice took; below zero what a credit note gave back, which does not
        wait again
    :param to_come: the copies that no invoice had yet, with VAT

    >>> find_waiting(20.0, [], 30.0), find_waiting(20.0, [5.0, -5.0], 25.0)
    (20.0, 15.0)
    >>> find_waiting(20.0, [20.0, 20.0], 0.0), find_waiting(20.0, [5.0], 10.0)
    (0.0, 10.0)
    """
    left = ordered - sum(charge for charge in charges if charge > 0)
    return max(min(left, to_come), 0.0)


def find_to_come(total: float, copies: float, invoiced: float) -> float:
    """What of a line of goods no invoice had yet.

    :param invoiced: copies that invoices had, whatever credit notes took back

    >>> find_to_come(20.0, 4.0, 1.0), find_to_come(20.0, 1.0, 2.0), find_to_come(20.0, 0.0, 0.0)
    (15.0, 0.0, 0.0)
    """
    return total * max(copies - invoiced, 0.0) / copies if copies else 0.0


def find_share(left: float, due: float) -> float:
    """What a wallet pays of an invoice: what the order still may take, and no more than is due.

    >>> find_share(40.0, 10.55), find_share(5.0, 10.55), find_share(40.0, -10.55)
    (10.55, 5.0, 0.0)
    """
    return max(min(left, due), 0.0)


def find_part(ordered: float, taken: float) -> float:
    """The part of a line that is invoiced, in hundredths: all and nothing are told exactly.

    >>> find_part(40.0, 10.55), find_part(40.0, 39.99), find_part(40.0, 0.01), find_part(40.0, 40.0)
    (0.26, 0.99, 0.01, 1.0)
    """
    if not ordered or abs(ordered - taken) < CENT / 2 or abs(taken) < CENT / 2:
        return 1.0 if ordered and abs(taken) >= CENT / 2 else 0.0
    part = round(taken / ordered, 2)
    return min(max(part, 0.01), 0.99) if 0 < taken < ordered else part
