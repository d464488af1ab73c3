from collections import Counter

from odoo import fields, models
from odoo.fields import Domain

RECENT = 30
SELLER = "sales_team.group_sale_salesman"


class ResPartner(models.Model):
    """The 360° page: everything of one customer on one screen, a constant number of queries."""

    _inherit = "res.partner"

    tech_call_count = fields.Integer(
        compute="_compute_tech_360_counts", string="Calls", groups=SELLER
    )
    tech_installed_count = fields.Integer(
        compute="_compute_tech_360_counts", string="Installed", groups=SELLER
    )
    tech_message_ids = fields.Many2many(
        "mail.message", compute="_compute_tech_360", string="Recent Messages", groups=SELLER
    )
    tech_call_ids = fields.Many2many(
        "tech.call", compute="_compute_tech_360", string="Call Log", groups=SELLER
    )
    tech_meeting_ids = fields.Many2many(
        "calendar.event", compute="_compute_tech_360", string="Recent Meetings", groups=SELLER
    )
    tech_lead_ids = fields.Many2many(
        "crm.lead", compute="_compute_tech_360", string="Open Opportunities", groups=SELLER
    )
    tech_requirement_ids = fields.Many2many(
        "tech.requirement", compute="_compute_tech_360", string="Need Sheets", groups=SELLER
    )
    tech_quote_ids = fields.Many2many(
        "sale.order", compute="_compute_tech_360", string="Quotes", groups=SELLER
    )
    tech_order_ids = fields.Many2many(
        "sale.order", compute="_compute_tech_360", string="Orders", groups=SELLER
    )
    tech_installed_ids = fields.Many2many(
        "tech.installed", compute="_compute_tech_360", string="Installed Products", groups=SELLER
    )
    tech_open_amount = fields.Monetary(
        compute="_compute_tech_360", string="To Be Paid", groups=SELLER
    )
    tech_overdue_amount = fields.Monetary(
        compute="_compute_tech_360", string="Overdue", groups=SELLER
    )
    tech_quoted_amount = fields.Monetary(
        compute="_compute_tech_360", string="Awaiting Answer", groups=SELLER
    )
    tech_ordered_amount = fields.Monetary(
        compute="_compute_tech_360", string="Ordered in 12 Months", groups=SELLER
    )
    tech_last_contact = fields.Datetime(
        compute="_compute_tech_360", string="Last Contact", groups=SELLER
    )

    def _compute_tech_360_counts(self):
        for name, model in (
            ("tech_call_count", "tech.call"),
            ("tech_installed_count", "tech.installed"),
        ):
            counts = self._tech_count_by_partner(model)
            for partner in self:
                partner[name] = counts.get(partner, 0)

    def _tech_count_by_partner(self, model):
        """Return ``{partner: count}``; a company counts its contacts' records too."""
        if not self.env[model].has_access("read"):
            return {}
        groups = self.env[model]._read_group(
            [("partner_id", "child_of", self.ids)], ["partner_id"], ["__count"]
        )
        counts = Counter()
        for holder, count in groups:
            for partner in holder | holder.commercial_partner_id:
                counts[partner] += count
        return counts

    def _compute_tech_360(self):
        for partner in self:
            tree = self.search([("id", "child_of", partner.ids)]) | partner
            partner.update(
                partner._tech_get_360_communications(tree) | partner._tech_get_360_sales(tree)
            )
            partner.update(partner._tech_get_360_amounts(tree))
            dates = [
                *partner.tech_message_ids.filtered(
                    lambda message: not message.is_internal and not message.subtype_id.internal
                ).mapped("date"),
                *partner.tech_call_ids.mapped("date"),
            ]
            partner.tech_last_contact = max(dates, default=False)

    def _tech_get_360_communications(self, tree):
        return {
            "tech_message_ids": self._tech_search_360_messages(tree),
            "tech_call_ids": self._tech_search_360("tech.call", tree),
            "tech_meeting_ids": self.env["calendar.event"].search(
                [("partner_ids", "in", tree.ids)], limit=RECENT
            ),
        }

    def _tech_search_360_messages(self, tree):
        """Return the last messages with the customer and about his opportunities and quotes."""
        about = Domain("model", "=", "res.partner") & Domain("res_id", "in", tree.ids)
        for model in ("crm.lead", "sale.order"):
            documents = self.env[model].search([("partner_id", "in", tree.ids)], limit=100)
            about |= Domain("model", "=", model) & Domain("res_id", "in", documents.ids)
        written = Domain("message_type", "in", ("email", "comment", "email_outgoing"))
        return self.env["mail.message"].search(written & about, limit=RECENT)

    def _tech_get_360_sales(self, tree):
        orders = self.env["sale.order"]
        mine = Domain("partner_id", "in", tree.ids)
        quotes = mine & Domain("state", "in", ("draft", "sent"))
        return {
            "tech_lead_ids": self.env["crm.lead"].search(
                mine & Domain("won_status", "=", "pending"), limit=RECENT
            ),
            "tech_requirement_ids": self._tech_search_360("tech.requirement", tree),
            "tech_quote_ids": orders.search(quotes, limit=RECENT),
            "tech_order_ids": orders.search(mine & Domain("state", "=", "sale"), limit=RECENT),
            "tech_installed_ids": self._tech_search_360("tech.installed", tree),
        }

    def _tech_search_360(self, model, tree):
        return self.env[model].search([("partner_id", "in", tree.ids)], limit=RECENT)

    def _tech_get_360_amounts(self, tree):
        """Return open amounts in the company's currency; zero for who may not see invoices."""
        today = fields.Date.context_today(self)
        mine = Domain("partner_id", "in", tree.ids)
        year = fields.Date.subtract(today, years=1)
        ordered = mine & Domain("state", "=", "sale") & Domain("date_order", ">=", year)
        due = self.env["account.move"]
        if due.has_access("read"):
            due = due.search(
                [
                    ("commercial_partner_id", "in", tree.commercial_partner_id.ids),
                    ("move_type", "in", ("out_invoice", "out_refund")),
                    ("state", "=", "posted"),
                    ("payment_state", "in", ("not_paid", "partial")),
                ]
            )
        late = due.filtered(lambda move: move.invoice_date_due and move.invoice_date_due < today)
        return {
            "tech_open_amount": sum(due.mapped("amount_residual_signed")),
            "tech_overdue_amount": sum(late.mapped("amount_residual_signed")),
            "tech_quoted_amount": self._tech_sum_360(
                mine & Domain("tech_quote_state", "=", "awaiting")
            ),
            "tech_ordered_amount": self._tech_sum_360(ordered),
        }

    def _tech_sum_360(self, domain):
        """Return the untaxed total of these orders in the company's currency, at their own rates."""
        orders = self.env["sale.order"].search_fetch(domain, ["amount_untaxed", "currency_rate"])
        return sum(order.amount_untaxed / (order.currency_rate or 1) for order in orders)

    def action_tech_open_360(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.display_name,
            "res_model": "res.partner",
            "res_id": self.commercial_partner_id.id or self.id,
            "views": [(self.env.ref("crm_technical.res_partner_view_form_360").id, "form")],
        }

    def action_tech_log_call(self):
        self.ensure_one()
        return self.env["tech.call"]._get_log_action({"default_partner_id": self.id})

    def action_tech_view_installed(self):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_technical.tech_installed_action"
        )
        return action | {"domain": [("partner_id", "child_of", self.ids)], "context": {}}
