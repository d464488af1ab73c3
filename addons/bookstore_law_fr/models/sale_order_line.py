from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import float_round

from odoo.addons.suite_base.core.defaults import own_defaults

from .bookstore_day_sheet import SalesRecorded

PRICE_FIELDS = ("product_id", "price_unit", "discount", "product_uom_qty", "tax_ids")


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    fr_price_reason = fields.Char(
        "Reason of a Lower Price",
        copy=False,
        help="Why this book of more than two years, not supplied for six months, is sold below its"
        " price (art. 5). Only a manager of the bookshop may give it.",
    )
    fr_lowest_price = fields.Float(
        "Lowest Lawful Price",
        compute="_compute_fr_lowest_price",
        digits="Product Price",
        help="With VAT, a copy; empty where the price is free.",
    )

    @api.depends("product_id", "order_id.partner_id", "order_id.fr_book_shipped")
    def _compute_fr_lowest_price(self):
        prices = self.env["fr.book.price"]
        for line in self:
            found = line._fr_find_limit()
            line.fr_lowest_price = float(prices._get_bounds(found)[0]) if found else 0.0

    # -- proposed prices are lawful ------------------------------------------------

    def _get_display_price(self):
        """What a price list proposes stays between the floor and the publisher's price."""
        price = super()._get_display_price()
        found = self._fr_find_limit()
        if not found:
            return price
        lowest, highest = (
            self._fr_in_line_terms(self._fr_to_listed(found, bound))
            for bound in self._fr_bounds(found)
        )
        return min(max(price, lowest), highest)

    def _compute_discount(self):
        super()._compute_discount()
        self._fr_lower_discounts()

    def _fr_follow_terms(self):
        """The order is sent, or its buyer is another one: the discounts become lawful again."""
        # They are looked at together, by whoever asked for them.
        self.with_context(fr_sales_recorded=SalesRecorded())._fr_lower_discounts()

    def _fr_lower_discounts(self):
        for line in self:
            if line.discount and line._fr_is_open():
                found = line._fr_find_limit()
                if found and line.discount > line._fr_get_most(found):
                    line.discount = line._fr_get_most(found)

    # -- typed prices are checked ----------------------------------------------------

    @api.model
    def default_get(self, fields):
        return own_defaults(self, {"fr_price_reason"}, super().default_get(fields))

    @api.model_create_multi
    def create(self, vals_list):
        if any(vals.get("fr_price_reason") for vals in vals_list):
            self._fr_check_may_override()
        lines = super().create(vals_list)
        for line in lines.filtered("discount"):
            lawful = line._fr_round_discount(line.discount)
            if lawful != line.discount:
                line.discount = lawful
        lines.order_id._fr_check_prices(lines)
        return lines

    def write(self, vals):
        if vals.get("fr_price_reason"):
            self._fr_check_may_override()
        groups = {None: self}
        if vals.get("discount"):
            groups = self.grouped(lambda line: line._fr_round_discount(vals["discount"]))
        for discount, lines in groups.items():
            taken = vals if discount is None else vals | {"discount": discount}
            super(SaleOrderLine, lines).write(taken)
        if {*PRICE_FIELDS, "fr_price_reason"} & set(vals):
            self.order_id._fr_check_prices(self)
        return True

    def _fr_round_discount(self, discount):
        """5 % of 8.55 would be a cent too low: the percentage that is lawful is taken."""
        found = self._fr_find_limit()
        if found and discount <= float(found[0].discount):
            return min(discount, self._fr_get_most(found))
        return discount

    def _fr_check_may_override(self):
        if not self.env.su and not self.env.user.has_group(
            "bookstore_deposit.group_bookstore_manager"
        ):
            raise AccessError(
                self.env._(
                    "Only a manager of the bookshop may sell a book below its price. Ask one to"
                    " give the reason on the line."
                )
            )

    # -- helpers ---------------------------------------------------------------------

    def _fr_is_open(self):
        return self.order_id.state in ("draft", "sent") and not self.qty_invoiced

    def _fr_find_limit(self):
        """See ``fr.book.price._get_limit``; None for what is no sale of a book."""
        order = self.order_id
        if not self.product_id or self.display_type or self.is_downpayment or self.is_delivery:
            return None
        return self.env["fr.book.price"]._get_limit(
            self.product_id,
            self.company_id or order.company_id or self.env.company,
            order.partner_id,
            order._fr_get_sale_day(),
            order.fr_book_shipped,
            order.date_order if order.state == "sale" else None,
        )

    def _fr_bounds(self, found):
        return self.env["fr.book.price"]._get_bounds(found)

    def _fr_get_most(self, found):
        return self.env["fr.book.price"]._get_lawful_discount(found)

    def _fr_to_listed(self, found, price):
        """A price with VAT in the terms of the title's price, never rounded below."""
        company = self.company_id or self.order_id.company_id or self.env.company
        product = self.product_id.with_company(company)
        public, _excluded = self.env["bookstore.allocation"]._get_public_prices(company, product)
        listed = float(price) * product.lst_price / (public or float(found[1]))
        digits = self.env["decimal.precision"].precision_get("Product Price")
        return float_round(listed, precision_digits=digits, rounding_method="UP")

    def _fr_in_line_terms(self, price):
        """A price of a copy in the shop's currency, by the unit and the currency of the line."""
        copy, rate = self.product_id.uom_id, self._fr_get_rate()
        price = copy._compute_price(price, self.product_uom_id or copy)
        return price if rate == 1 else self.currency_id.round(price * rate)

    def _fr_get_rate(self):
        return self.order_id.currency_rate or 1.0

    def _fr_get_paid(self):
        """With VAT, in the shop's currency."""
        return self.price_total / self._fr_get_rate()

    def _fr_get_slack(self):
        return self.env["fr.book.price"]._get_slack(
            self.currency_id, self._fr_get_rate(), self._fr_get_copies()
        )

    def _fr_get_books(self):
        """``{line: what the law says}`` of the lines that sell books at a fixed price."""
        found = {
            line: line._fr_find_limit()
            for line in self
            if line.product_uom_qty > 0 and line.price_unit >= 0
        }
        return {line: limit for line, limit in found.items() if limit}

    def _fr_get_floor_total(self, found):
        """The lowest lawful amount of the line, with VAT."""
        prices = self.env["fr.book.price"]
        if found[0].override and self.fr_price_reason:
            return prices._to_decimal(0)
        return self._fr_bounds(found)[0] * prices._to_decimal(self._fr_get_copies())

    def _fr_get_copies(self):
        return self.product_uom_id._compute_quantity(
            self.product_uom_qty, self.product_id.uom_id, round=False
        )

    def _fr_get_fault(self, found):
        """The sentence to tell when the line is not lawful."""
        prices = self.env["fr.book.price"]
        copies = self._fr_get_copies()
        paid, slack = prices._to_decimal(self._fr_get_paid()), self._fr_get_slack()
        highest = self._fr_bounds(found)[1] * prices._to_decimal(copies)
        if self._fr_get_floor_total(found) - slack <= paid <= highest + slack:
            return None
        a_copy = prices._to_decimal(self._fr_get_paid() / copies)
        return prices._get_message(self.product_id.name, a_copy, found)

    def _fr_is_goods_or_discount(self):
        """Payments in advance, gift cards and wallets are ways to pay, not discounts."""
        if self.display_type or self.is_downpayment or self.is_delivery:
            return False
        if self.product_uom_qty < 0 and self.product_id and self.product_id.type != "service":
            return False  # brought back
        program = self.reward_id.program_id if "reward_id" in self._fields else False
        return not program or program.program_type not in ("gift_card", "ewallet")
