from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date


class DunningHold(models.TransientModel):
    """Notes what a customer says: he pays until a day, or he disputes."""

    _name = "dunning.hold"
    _description = "Promise or Dispute"

    move_ids = fields.Many2many("account.move", string="Invoices", required=True)
    kind = fields.Selection(
        [("promise", "He promises to pay"), ("dispute", "He disputes")],
        string="What the Customer Says",
        default="promise",
        required=True,
    )
    date = fields.Date(string="Until")
    reason = fields.Char()

    def action_hold(self):
        self.ensure_one()
        self.move_ids.check_access("write")
        if self.kind == "promise":
            self._promise()
        else:
            self._dispute()
        self.move_ids._dunning_bring_up_to_date()
        return self._get_way_back()

    def _get_way_back(self):
        """To the list, when the reminder from which one came is withdrawn."""
        origin = self.env["dunning.reminder"].browse(self.env.context.get("dunning_reminder_id"))
        if not origin or origin.exists():
            self._tell(origin)
            return {"type": "ir.actions.act_window_close"}
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "account_dunning_fr.dunning_reminder_action"
        )
        return {**action, "target": "main"}

    def _tell(self, reminder):
        """Keep it in the history of the reminder that was sent, from which it was noted."""
        moves = self.move_ids & reminder.line_ids.move_id
        if moves:
            said = dict(self._fields["kind"]._description_selection(self.env))[self.kind]
            what = format_date(self.env, self.date) if self.kind == "promise" else self.reason
            words = (said, what, ", ".join(moves.mapped("name")))
            reminder.message_post(body=" – ".join(words))

    def _promise(self):
        if not self.date or self.date < fields.Date.context_today(self):
            raise UserError(self.env._("Until when does he pay? Choose a day from today on."))
        self.move_ids.dunning_promise_date = self.date

    def _dispute(self):
        if not self.reason:
            raise UserError(self.env._("What does he dispute? Write it down."))
        self.move_ids.write({"dunning_disputed": True, "dunning_dispute_reason": self.reason})
