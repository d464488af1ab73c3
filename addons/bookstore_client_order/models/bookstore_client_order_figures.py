from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date

from .bookstore_client_order import OPEN


class BookstoreClientOrder(models.Model):
    """What people read on an order: what lacks, what is late, what the distributor answered."""

    _inherit = "bookstore.client.order"

    left = fields.Float(
        "Still to Hand Over", compute="_compute_left", store=True, digits="Product Unit"
    )
    answer_id = fields.Many2one(related="answer_line_id.bookstore_answer_id", string="Answer")
    news = fields.Char("To Say", compute="_compute_news")
    is_overdue = fields.Boolean(
        "Overdue", compute="_compute_is_overdue", search="_search_is_overdue"
    )

    @api.depends("quantity", "picked")
    def _compute_left(self):
        for order in self:
            order.left = max(order.quantity - order.picked, 0.0)

    @api.depends("state", "keep_until")
    @api.depends_context("tz")
    def _compute_is_overdue(self):
        today = fields.Date.context_today(self)
        for order in self:
            waiting = order.state == "told" and order.keep_until
            order.is_overdue = bool(waiting) and order.keep_until < today

    def _search_is_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = fields.Date.context_today(self)
        late = Domain("state", "=", "told") & Domain("keep_until", "<", today)
        return late if True in value else ~late

    @api.depends("state", "answer_line_id", "has_news", "aside", "left", "amount_due")
    def _compute_news(self):
        """What the customer should be told now, as one sentence."""
        for order in self:
            # sudo: what a distributor answered is for whoever speaks with the customer
            order.news = order.sudo()._describe_news()

    def _describe_news(self):
        line = self.answer_line_id
        answer = line.bookstore_answer_id
        if self.state == "arrived":
            return self._describe_arrived()
        if self.state not in OPEN or self.state == "told" or not answer:
            return self._describe_part()
        when = line.bookstore_answer_date and format_date(self.env, line.bookstore_answer_date)
        words = {"answer": answer.name, "day": when, "title": line.bookstore_replaced_by_id.name}
        if answer.consequence == "replace" and words["title"]:
            return self.env._("Replaced by “%(title)s”: does he want that one?", **words)
        if answer.consequence == "out_of_print":
            return self.env._("%(answer)s: propose another title, or cancel the order.", **words)
        if answer.consequence == "elsewhere":
            return self.env._(
                "%(answer)s: it is being ordered elsewhere, it takes longer.", **words
            )
        if answer.consequence == "ask":
            return self.env._("%(answer)s: nobody knows when, we ask again on %(day)s.", **words)
        if when:
            return self.env._("%(answer)s: expected on %(day)s.", **words)
        return self.env._("%(answer)s: it is on its way.", **words)

    def _describe_arrived(self):
        due = self._get_due_text()
        if due:
            return self.env._("It is here; %s to pay.", due)
        return self.env._("It is here, all is paid.")

    def _describe_part(self):
        if self.state in ("to_order", "ordered", "unavailable") and self.aside:
            return self.env._(
                "%(aside)g of %(left)g are set aside, the others are awaited.",
                aside=self.aside,
                left=self.left,
            )
        if self.state == "unavailable":
            return self.env._("Nobody orders it: order it again, or cancel.")
        return False

    def action_news_told(self):
        """The customer knows what the distributor answered."""
        self.check_access("write")
        self.sudo().has_news = False  # sudo: it is written by the software and this button only
        return True

    # -- ways to other records -----------------------------------------------------------

    def action_view_sale(self):
        """The sales order behind."""
        return self.sale_id._get_records_action()

    def action_view_title(self):
        """The record of the title."""
        return self.product_id.product_tmpl_id._get_records_action()

    def action_new_for_customer(self):
        """Another title for the same customer."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "bookstore_client_order.bookstore_client_order_action"
        )
        return action | {
            "views": [(False, "form")],
            "view_mode": "form",
            "context": {"default_partner_id": self.partner_id.id, "default_wish": self.wish},
        }

    def action_print(self):
        """The slip to put into the book."""
        report = self.env.ref("bookstore_client_order.action_report_slip")
        return report.report_action(self)
