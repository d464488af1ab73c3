from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command

from odoo.addons.suite_l10n_fr.core.book_price import delivery_fee

from ..core.basket import Line, find_excess
from .bookstore_day_sheet import SalesRecorded


class SaleOrder(models.Model):
    _inherit = "sale.order"

    fr_book_shipped = fields.Boolean(
        "Books Are Sent",
        compute="_compute_fr_book_shipped",
        store=True,
        readonly=False,
        precompute=True,
        help="Books that are sent take no discount, and their delivery is never free. Not ticked:"
        " the customer fetches them in a bookshop.",
    )
    fr_delivery_missing = fields.Monetary(
        "Delivery Still to Charge",
        compute="_compute_fr_delivery_missing",
        help="The lowest lawful fee for sending new books, less what the order charges.",
    )

    @api.depends("order_line.is_delivery", "carrier_id")
    def _compute_fr_book_shipped(self):
        for order in self:
            sent = bool(order.carrier_id) or any(order.order_line.mapped("is_delivery"))
            if order.carrier_id.delivery_type == "in_store":
                order.fr_book_shipped = False
            elif sent:
                order.fr_book_shipped = True

    @api.depends("order_line.price_total", "order_line.is_delivery", "fr_book_shipped")
    def _compute_fr_delivery_missing(self):
        for order in self:
            order.fr_delivery_missing = float(order._fr_get_missing_fee())

    @api.constrains("fr_book_shipped", "partner_id", "fiscal_position_id")
    def _check_fr_prices(self):
        for order in self.filtered(lambda order: order.state in ("draft", "sent")):
            order.order_line._fr_follow_terms()
            order._fr_check_prices(order.order_line)

    def action_confirm(self):
        """The law looks at the day of the sale: the price may have changed since the quote."""
        for order in self:
            order._fr_check_prices(order.order_line)
            order._fr_check_delivery_fee()
        return super().action_confirm()

    # -- prices ------------------------------------------------------------------------

    def _fr_check_prices(self, lines):
        """Raise for a copy below or above its lawful price, alone or with the discounts beside.

        :param lines: the lines that changed; discounts of the whole order are always looked at
        """
        if isinstance(self.env.context.get("fr_sales_recorded"), SalesRecorded):
            return
        for order in self:
            if order.state != "cancel" and order.company_id._fr_has_book_law():
                order._fr_check_lines(lines & order.order_line)
                order._fr_check_discounts()

    def _fr_check_lines(self, lines):
        for line, found in lines._fr_get_books().items():
            message = line._fr_get_fault(found)
            if message:
                raise ValidationError(message)

    def _fr_check_discounts(self):
        lines = self.order_line.filtered(lambda line: line._fr_is_goods_or_discount())
        if not any(line.price_total < 0 for line in lines):
            return
        books = lines._fr_get_books()
        excess = find_excess(
            Line(
                amount=Decimal(repr(line._fr_get_paid())),
                floor=line._fr_get_floor_total(books[line]) if line in books else None,
                taxes=tuple(line.tax_ids.ids) or None,
            )
            for line in lines
        )
        slack = sum(line._fr_get_slack() for line in books)
        currency = self.company_id.currency_id
        if currency.compare_amounts(float(excess), float(slack)) > 0:
            raise ValidationError(
                self.env._(
                    "The discounts of %(order)s would take its books %(excess)s below their lawful"
                    " price (law 81-766). Lower the discount, or give it on what is no book.",
                    order=self.display_name,
                    excess=currency.format(float(excess)),
                )
            )

    def _fr_get_sale_day(self):
        if self.state == "sale" and self.date_order:
            return fields.Date.context_today(self, self.date_order)
        return fields.Date.context_today(self)

    # -- delivery ------------------------------------------------------------------------

    def _fr_check_delivery_fee(self):
        missing = self._fr_get_missing_fee()
        if missing > 0:
            raise UserError(
                self.env._(
                    "%(order)s sends new books: their delivery is never free (law of 30 December"
                    " 2021). Add %(missing)s of delivery, with “Add the lawful fee”, or say that the"
                    " customer fetches them in the bookshop.",
                    order=self.display_name,
                    missing=self.currency_id.format(float(missing)),
                )
            )

    def _fr_get_missing_fee(self):
        """The lowest lawful fee less what is charged; public bodies are not concerned."""
        if not self.fr_book_shipped:
            return Decimal(0)
        fee = Decimal(f"{self._fr_get_fee_of_books():.2f}")
        charged = sum(self.order_line.filtered("is_delivery").mapped("price_total"))
        return max(fee - Decimal(f"{charged:.2f}"), Decimal(0))

    def _fr_get_fee_of_books(self):
        """The lowest lawful fee, with VAT, for sending the new books of this order, in its currency."""
        is_public = (self.partner_id.commercial_partner_id.fr_book_buyer or "public") == "public"
        if not is_public or not self.company_id._fr_has_book_law():
            return 0.0
        total = sum(line._fr_get_paid() for line in self.order_line._fr_get_books())
        fee = float(self._fr_get_lowest_fee(total)) if total > 0 else 0.0
        return self.currency_id.round(fee * (self.currency_rate or 1.0))

    def _fr_get_lowest_fee(self, total):
        figures, day = self.env["fr.legal.figure"], self._fr_get_sale_day()
        threshold, below, above = (
            Decimal(repr(figures._get_value(f"book_delivery_{name}", day)))
            for name in ("threshold", "below", "above")
        )
        return delivery_fee(Decimal(f"{total:.2f}"), threshold, below, above)

    def action_fr_add_delivery_fee(self):
        """Charge what the law asks for sending these books."""
        self.ensure_one()
        missing = self._fr_get_missing_fee()
        if missing > 0:
            self.order_line = [Command.create(self._fr_prepare_fee_vals(float(missing)))]
        return True

    def _fr_prepare_fee_vals(self, fee):
        """Delivery follows the VAT of the books it brings (accessory to the main sale)."""
        books = self.order_line._fr_get_books()
        product = self.env.ref("bookstore_law_fr.product_book_delivery", raise_if_not_found=False)
        return {
            "product_id": product.id,
            "name": self.env._("Delivery of books"),
            "product_uom_qty": 1,
            "price_unit": fee,
            "is_delivery": True,
            "tax_ids": [Command.set(next(iter(books)).tax_ids.ids)],
        }
