"""The price of books: the highest lawful discount and the lowest lawful price.

Law 81-766 of 10 August 1981: the retailer sells at 95 to 100 % of the publisher's price (art. 1);
at 91 to 100 % to the buyers of art. 3 for their own needs and to libraries open to the public;
freely to school associations and those buyers for school books; lower only what was published more
than two years ago and last supplied more than six months ago (art. 5). Since the law of 8 July
2014 a book that is shipped takes no discount, unless it is fetched in a bookshop. The percentages
come from dated figures: none stands here.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal

FREE = Decimal(100)
NONE = Decimal(0)

NEW, SCHOOL, USED, OTHER = "new", "school", "used", "other"
PUBLIC, ARTICLE_3, LIBRARY, SCHOOL_BUYER = "public", "article_3", "library", "school"


@dataclass(frozen=True)
class Figures:
    """Percentages of the law on a day."""

    public: Decimal
    article_3: Decimal


@dataclass(frozen=True)
class Book:
    """What the law asks of an article.

    :param kind: ``new``, ``school`` (a school book), ``used`` (second-hand), ``other`` (no book)
    :param published: day of publication, None when nobody knows it
    :param supplied: day of the last supply to this bookshop, None when nobody knows it
    """

    kind: str = NEW
    published: date | None = None
    supplied: date | None = None


@dataclass(frozen=True)
class Sale:
    """Who buys, when and how.

    :param buyer: ``public``, ``article_3`` (State, local authorities, schools and research, unions,
        works councils, for their own needs), ``library`` (open to the public), ``school``
        (association that procures school books)
    :param shipped: sent to the buyer, not fetched in a bookshop
    """

    day: date
    buyer: str = PUBLIC
    shipped: bool = False


@dataclass(frozen=True)
class Limit:
    """The highest lawful discount in percent, and the rule that sets it.

    ``rule`` is ``not_a_book``, ``used``, ``school``, ``shipped``, ``article_3``, ``public`` or
    ``old`` (art. 5: lower prices are lawful, when a manager says so with a reason).
    """

    discount: Decimal
    rule: str
    override: bool = False


def find_limit(book: Book, sale: Sale, figures: Figures) -> Limit:
    """The limit of one line.

    >>> figures = Figures(Decimal(5), Decimal(9))
    >>> find_limit(Book(), Sale(date(2026, 5, 1)), figures).discount
    Decimal('5')
    >>> find_limit(Book(), Sale(date(2026, 5, 1), shipped=True), figures).discount
    Decimal('0')
    """
    if book.kind == OTHER:
        return Limit(FREE, "not_a_book")
    if book.kind == USED:
        return Limit(FREE, "used")
    if book.kind == SCHOOL and sale.buyer in (SCHOOL_BUYER, ARTICLE_3, LIBRARY):
        return Limit(FREE, "school")
    old = is_old(book, sale.day)
    if sale.buyer in (ARTICLE_3, LIBRARY):
        return Limit(figures.article_3, "article_3", old)
    if sale.shipped:
        return Limit(NONE, "shipped", old)
    return Limit(figures.public, "public", old)


def is_old(book: Book, day: date) -> bool:
    """Art. 5: published for more than two years, last supplied more than six months ago.

    A day that nobody knows is no proof.

    >>> is_old(Book(published=date(2024, 4, 30), supplied=date(2025, 10, 31)), date(2026, 5, 1))
    True
    """
    if book.published is None or book.supplied is None:
        return False
    return _months_later(book.published, 24) < day and _months_later(book.supplied, 6) < day


def _months_later(day: date, months: int) -> date:
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def floor_price(publisher_price: Decimal, limit: Limit, cent: Decimal = Decimal("0.01")) -> Decimal:
    """The lowest lawful price of one copy, tax included, rounded up to the cent.

    >>> floor_price(Decimal("8.55"), Limit(Decimal(5), "public"))
    Decimal('8.13')
    """
    lawful = publisher_price * (FREE - limit.discount) / FREE
    return lawful.quantize(cent, rounding=ROUND_CEILING)


def ceiling_price(publisher_price: Decimal, limit: Limit) -> Decimal | None:
    """The highest lawful price: the publisher's; None for what has no fixed price."""
    return None if limit.discount == FREE else publisher_price


def is_lawful(price: Decimal, publisher_price: Decimal, limit: Limit) -> bool:
    """Whether one copy may be sold at ``price`` (tax included, as the customer pays it)."""
    highest = ceiling_price(publisher_price, limit)
    if highest is not None and price > highest:
        return False
    return price >= floor_price(publisher_price, limit)


def lawful_price(price: Decimal, publisher_price: Decimal, limit: Limit) -> Decimal:
    """The lawful price next to ``price``.

    >>> lawful_price(Decimal("8.12"), Decimal("8.55"), Limit(Decimal(5), "public"))
    Decimal('8.13')
    """
    highest = ceiling_price(publisher_price, limit)
    if highest is not None:
        price = min(price, highest)
    return max(price, floor_price(publisher_price, limit))


def delivery_fee(
    books_total: Decimal, threshold: Decimal, below: Decimal, above: Decimal
) -> Decimal:
    """The lowest fee, tax included, for sending new books (law of 30 December 2021).

    :param books_total: price of the new books of the order, tax included
    """
    fee = above if books_total >= threshold else below
    return fee.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
