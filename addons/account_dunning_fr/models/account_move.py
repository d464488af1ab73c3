from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools.misc import format_date


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
    dunning_is_held = fields.Boolean(
        string="Held",
        compute="_compute_dunning_hold",
        search="_search_dunning_is_held",
        help="No reminder is sent now.",
    )
    dunning_hold_reason = fields.Char(string="Why Held", compute="_compute_dunning_hold")
    dunning_hold_note = fields.Char(string="Held By", compute="_compute_dunning_hold")
    dunning_hold_link = fields.Boolean(compute="_compute_dunning_hold")

    @api.depends("line_ids.dunning_level_id", "line_ids.dunning_date")
    def _compute_dunning_level_id(self):
        for move in self:
            lines = move.line_ids.filtered("dunning_date").sorted("dunning_date")
            move.dunning_level_id = lines[-1:].dunning_level_id
            move.dunning_date = lines[-1:].dunning_date

    @api.depends("dunning_disputed", "dunning_dispute_reason", "dunning_promise_date")
    @api.depends_context("lang", "uid")
    def _compute_dunning_hold(self):
        holds = self._dunning_get_holds()
        today = fields.Date.context_today(self)
        for move in self:
            others = holds.get(move._origin.id, [])
            reasons = [*move._dunning_get_own_reasons(today), *(why for why, _record in others)]
            move.dunning_is_held = bool(reasons)
            move.dunning_hold_reason = ", ".join(reasons)
            move.dunning_hold_note = ", ".join(why for why, _record in others)
            move.dunning_hold_link = any(record.has_access("read") for _why, record in others)

    def _search_dunning_is_held(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = fields.Date.context_today(self)
        held = (
            Domain("dunning_disputed", "=", True)
            | Domain("dunning_promise_date", ">=", today)
            | Domain("id", "in", list(self.env["suite.hold"]._get_holds("account.move")))
        )
        return held if True in value else ~held

    def _dunning_get_holds(self):
        """Return ``{id: [(why, record)]}`` of those that other add-ons hold; records as the user."""
        holds = self.env["suite.hold"]._get_holds("account.move", self._origin.ids)
        return {
            move: [(why, record.with_env(self.env)) for why, record in some]
            for move, some in holds.items()
        }

    def _dunning_get_own_reasons(self, today):
        """Yield what the customer said, as long as it counts."""
        if self.dunning_disputed:
            reason = self.dunning_dispute_reason
            yield self.env._("Disputed: %s", reason) if reason else self.env._("Disputed")
        if self.dunning_promise_date and self.dunning_promise_date >= today:
            yield self.env._("Promised for %s", format_date(self.env, self.dunning_promise_date))

    def action_dunning_open_hold(self):
        """Open what holds the invoice."""
        self.ensure_one()
        records = [record for _why, record in self._dunning_get_holds().get(self.id, [])]
        mine = [record for record in records if record.has_access("read")]
        if not mine:
            raise UserError(self.env._("Nothing that you may open holds %s.", self.display_name))
        model = mine[0]._name
        ids = [record.id for record in mine if record._name == model]
        action = {
            "type": "ir.actions.act_window",
            "name": self.env._("Holds the Invoice"),
            "res_model": model,
        }
        if len(ids) == 1:
            return action | {"res_id": ids[0], "views": [(False, "form")]}
        return action | {"domain": [("id", "in", ids)], "views": [(False, "list"), (False, "form")]}

    def _dunning_bring_up_to_date(self):
        """Reminders that wait no longer speak of invoices that are held now."""
        waiting = self.env["dunning.reminder"].search(
            [
                ("state", "in", ("review", "ready")),
                ("line_ids.move_line_id.move_id", "in", self.ids),
            ]
        )
        waiting._refresh()

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
