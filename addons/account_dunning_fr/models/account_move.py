from odoo import api, fields, models
from odoo.exceptions import UserError


class AccountMove(models.Model):
    _inherit = "account.move"

    dunning_disputed = fields.Boolean(
        string="Disputed", copy=False, tracking=True, help="No reminder is sent while it is."
    )
    dunning_dispute_reason = fields.Char(string="Reason of the Dispute", copy=False, tracking=True)
    dunning_promise_date = fields.Date(
        string="Promised For",
        copy=False,
        tracking=True,
        help="The customer said that he pays until this day: no reminder before it is over.",
    )
    dunning_level_id = fields.Many2one(
        "dunning.level", string="Reminder Level", compute="_compute_dunning_level_id"
    )
    dunning_date = fields.Date(string="Reminded On", compute="_compute_dunning_level_id")

    @api.depends("line_ids.dunning_level_id", "line_ids.dunning_date")
    def _compute_dunning_level_id(self):
        for move in self:
            lines = move.line_ids.filtered("dunning_date").sorted("dunning_date")
            move.dunning_level_id = lines[-1:].dunning_level_id
            move.dunning_date = lines[-1:].dunning_date

    def action_dunning_hold(self):
        """Ask for a promise or a dispute of these invoices."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Promise or Dispute"),
            "res_model": "dunning.hold",
            "view_mode": "form",
            "target": "new",
            "context": {"default_move_ids": [(6, 0, self.ids)]},
        }

    def action_dunning_release(self):
        """The dispute is settled, or the promise is void: reminders go on."""
        self.check_access("write")
        held = self.filtered(lambda move: move.dunning_disputed or move.dunning_promise_date)
        if not held:
            raise UserError(self.env._("No promise and no dispute holds these invoices."))
        held.write(
            {
                "dunning_disputed": False,
                "dunning_dispute_reason": False,
                "dunning_promise_date": False,
            }
        )
        return True
