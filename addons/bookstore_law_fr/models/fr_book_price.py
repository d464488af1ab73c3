import math
from decimal import Decimal

from odoo import api, models
from odoo.tools import float_repr

from odoo.addons.suite_l10n_fr.core.book_price import (
    FREE,
    Figures,
    Sale,
    ceiling_price,
    find_limit,
    floor_price,
)


class FrBookPrice(models.AbstractModel):
    """What the law says of one copy, asked by every place where a price is made."""

    _name = "fr.book.price"
    _description = "Lawful Price of Books"

    @api.model
    def _get_limit(self, product, company, partner, day, shipped=False, moment=None):
        """The highest lawful discount, or None where the law of books says nothing.

        :param moment: when the copies were sold, at the price of that moment; None for now
        :return: ``(limit, publisher's price with VAT, price without VAT)``
        """
        if (
            product.fr_book_kind in (False, "other", "used", "remainder")
            or not company._fr_has_book_law()
        ):
            return None
        journal = self.env["bookstore.allocation"]
        public, excluded = journal._get_public_prices(company, product, moment)
        if not public:
            return None  # nobody has entered the publisher's price: nothing to compare with
        book = product.product_tmpl_id._fr_get_book()
        buyer = partner.commercial_partner_id.fr_book_buyer or "public"
        limit = find_limit(book, Sale(day, buyer, shipped), self._get_figures(day))
        return None if limit.discount == FREE else (limit, self._to_decimal(public), excluded)

    @api.model
    def _get_figures(self, day):
        figures = self.env["fr.legal.figure"]
        return Figures(
            Decimal(repr(figures._get_value("book_public", day))),
            Decimal(repr(figures._get_value("book_article_3", day))),
        )

    @api.model
    def _to_decimal(self, amount):
        return Decimal(float_repr(amount, 2))

    @api.model
    def _get_bounds(self, found):
        """:return: ``(lowest, highest)`` lawful price of a copy, with VAT"""
        limit, public, _excluded = found
        return floor_price(public, limit), ceiling_price(public, limit)

    @api.model
    def _get_slack(self, currency, rate, copies):
        """What rounding so many copies to the other currency takes or adds, in the shop's.

        :param rate: of the currency, for one of the shop's
        """
        if rate == 1:
            return Decimal(0)
        return Decimal(repr(currency.rounding * abs(copies) / rate + 0.01))

    @api.model
    def _get_lawful_discount(self, found, digits=2):
        """The highest discount in percent, rounded down, that no rounding takes below the floor.

        The price paid is rounded to the cent, so 5 % of 8.55 would be 8.12: 5.02 %.
        """
        lowest, _highest = self._get_bounds(found)
        public, step = found[1], 10**digits
        return math.floor((public - lowest) * 100 * step / public) / step

    @api.model
    def _get_message(self, title, paid, found):
        """What happened, to which title, what to do now."""
        limit, public, _excluded = found
        lowest, highest = self._get_bounds(found)
        values = {
            "title": title,
            "paid": self._format(paid),
            "public": self._format(public),
            "lowest": self._format(lowest),
            "rule": self._get_rule_text(limit),
        }
        if paid > highest:
            return self.env._(
                "%(title)s cannot be sold at %(paid)s: its publisher's price is %(public)s, and"
                " nobody may ask more (law 81-766). Set a price from %(lowest)s to %(public)s.",
                **values,
            )
        message = self.env._(
            "%(title)s cannot be sold at %(paid)s: its publisher's price is %(public)s and"
            " %(rule)s. Set a price from %(lowest)s to %(public)s.",
            **values,
        )
        if limit.override:
            message += " " + self.env._(
                "It was published more than two years ago and not supplied for six months: a"
                " manager of the bookshop may go lower, with a reason."
            )
        return message

    @api.model
    def _get_rule_text(self, limit):
        discount = f"{limit.discount:f}".rstrip("0").rstrip(".") or "0"
        discount = discount if "." in f"{limit.discount:f}" else f"{limit.discount:f}"
        if limit.rule == "shipped":
            return self.env._("a book that is sent takes no discount (law of 8 July 2014)")
        if limit.rule == "article_3":
            return self.env._(
                "the law allows this buyer %s %% of discount (law 81-766, art. 3)", discount
            )
        return self.env._("the law allows %s %% of discount (law 81-766, art. 1)", discount)

    @api.model
    def _format(self, amount):
        return self.env.company.currency_id.format(float(amount))
