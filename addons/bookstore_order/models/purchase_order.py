import pytz

from odoo import api, fields, models

from ..core.cut_off import next_cut_off


class PurchaseOrder(models.Model):
    _inherit = "purchase.order"

    is_bookstore_order = fields.Boolean(
        "Order of the Bookshop", compute="_compute_is_bookstore_order", store=True
    )
    bookstore_need_ids = fields.One2many(
        "bookstore.need", "order_id", "Needs", groups="bookstore_deposit.group_bookstore_user"
    )
    bookstore_cut_off = fields.Datetime(
        "To Send before",
        compute="_compute_bookstore_cut_off",
        help="After that moment the order waits for the next collection of the distributor.",
    )

    @api.depends("partner_id", "company_id")
    def _compute_is_bookstore_order(self):
        for order in self:
            order.is_bookstore_order = (
                order.partner_id.bookstore_is_distributor and order.company_id.bookstore_active
            )

    @api.depends("partner_id", "state")
    def _compute_bookstore_cut_off(self):
        for order in self:
            waiting = order.state in ("draft", "sent", "to approve")
            order.bookstore_cut_off = waiting and order._bookstore_get_cut_off()

    def _bookstore_get_cut_off(self):
        """Hours of a distributor are those of the shop's own country."""
        zone = pytz.timezone(self.company_id.partner_id.tz or self.env.user.tz or "Europe/Paris")
        now = pytz.utc.localize(fields.Datetime.now()).astimezone(zone).replace(tzinfo=None)
        partner = self.partner_id
        moment = next_cut_off(now, partner.bookstore_cut_off, partner._bookstore_get_days())
        if not moment:
            return False
        return zone.localize(moment).astimezone(pytz.utc).replace(tzinfo=None)

    def _bookstore_prepare_line_vals(self, product, copies):
        return {
            "product_id": product.id,
            "product_uom_id": product.uom_id.id,
            "product_qty": copies,
            "price_unit": self._bookstore_get_price(product),
            "discount": self._bookstore_get_discount(product),
        }

    def _bookstore_get_line(self, product):
        """The line of single copies of a title."""
        return self.order_line.filtered(
            lambda line: line.product_id == product and line.product_uom_id == product.uom_id
        )[:1]

    def _bookstore_get_price(self, product):
        """The price on the cover without VAT, in the currency of the order."""
        company = self.company_id
        _public, price = self.env["bookstore.allocation"]._get_public_prices(company, product)
        day = self.date_order or fields.Date.context_today(self)
        return company.currency_id._convert(price, self.currency_id, company, day, round=False)

    def _bookstore_get_discount(self, product):
        """That of the last parcel of this distributor with the title, else of its deposit."""
        line = self.env["bookstore.parcel.line"].search(
            [
                ("parcel_id.partner_id", "=", self.partner_id.id),
                ("parcel_id.kind", "!=", "gift"),
                ("parcel_id.state", "=", "done"),
                ("company_id", "=", self.company_id.id),
                ("product_id", "in", product._bookstore_get_family()),
            ],
            order="id desc",
            limit=1,
        )
        deposit = self.env["bookstore.deposit"].search(
            [("partner_id", "=", self.partner_id.id), ("company_id", "=", self.company_id.id)],
            limit=1,
        )
        return line.discount if line else deposit.discount

    def button_cancel(self):
        result = super().button_cancel()
        lines = self.filtered(lambda order: order.state == "cancel").order_line
        lines._bookstore_reopen_left({line: line._bookstore_get_left() for line in lines})
        return result

    def button_draft(self):
        """What was cancelled is awaited again, and no longer to be ordered elsewhere."""
        result = super().button_draft()
        self.order_line._bookstore_await_again()
        return result

    def action_bookstore_print(self):
        """The list of books ordered, with their barcodes."""
        return self.env.ref("bookstore_order.action_report_order").report_action(self)

    def action_bookstore_import_answers(self):
        """Read the distributor's answers from its file."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Answers of %s", self.partner_id.name),
            "res_model": "bookstore.answer.import",
            "view_mode": "form",
            "target": "new",
            "context": {"default_order_id": self.id},
        }
