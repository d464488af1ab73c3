from odoo import api, fields, models
from odoo.fields import Command


class BookstoreMemberRun(models.TransientModel):
    """What the monthly run would call, to be seen before it does."""

    _name = "bookstore.member.run"
    _description = "Monthly Run of Contributions"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    member_ids = fields.Many2many(
        "bookstore.member", string="Members", default=lambda self: self._get_due(), readonly=True
    )
    count = fields.Integer("Contributions", compute="_compute_totals")
    total = fields.Monetary("Total to Call", compute="_compute_totals")

    @api.model
    def _get_due(self):
        members = self.env["bookstore.member"]
        due = members.search([*members._get_due_domain(), ("company_id", "=", self.env.company.id)])
        return [Command.set(due.ids)]

    @api.depends("member_ids")
    def _compute_totals(self):
        for run in self:
            run.count = sum(run.member_ids.mapped("due_count"))
            run.total = sum(run.member_ids.mapped("due_amount"))

    def action_run(self):
        """Call them: one contribution a member and month, each once."""
        self.ensure_one()
        self.check_access("write")
        made = self.env["bookstore.member"]._run_now(self.member_ids)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "bookstore_member.bookstore_member_contribution_action"
        )
        return action | {"domain": [("id", "in", made.ids)], "context": {}}
