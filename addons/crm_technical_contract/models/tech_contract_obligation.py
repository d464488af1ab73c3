from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..core.terms import add_months

WARN_DAYS = 7
MACHINE = frozenset({"is_done", "done_on", "first_due_date", "rank"})
"""What follows from the buttons."""
PROVEN = frozenset({"name", "who", "due_date", "every_months", "proof"})
"""What stays as it was once it is done; further proof files may come."""


class TechContractObligation(models.Model):
    """Something that one side has to do by a day, and the proof that it was done."""

    _name = "tech.contract.obligation"
    _description = "Contract Obligation"
    _inherit = ["tech.contract.part", "mail.thread"]
    _guarded_fields = MACHINE
    _kept_files = "proof_ids"
    _limited_fields = ("due_date", "every_months")
    _order = "is_done, due_date, id"

    name = fields.Char(string="What", required=True)
    contract_id = fields.Many2one("tech.contract", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="contract_id.company_id", store=True)
    partner_id = fields.Many2one(related="contract_id.partner_id", store=True)
    who = fields.Selection(
        [("us", "Us"), ("customer", "Customer")], string="By", default="us", required=True
    )
    user_id = fields.Many2one(
        "res.users",
        string="Responsible",
        compute="_compute_user_id",
        store=True,
        readonly=False,
    )
    due_date = fields.Date(required=True, index=True)
    every_months = fields.Integer(
        string="Again Every (Months)", help="0: once. Done, the next one is made."
    )
    first_due_date = fields.Date(
        readonly=True, copy=False, help="From which the following ones are reckoned."
    )
    rank = fields.Integer(readonly=True, copy=False)
    is_done = fields.Boolean(readonly=True, copy=False)
    done_on = fields.Date(readonly=True, copy=False)
    proof = fields.Char(copy=False, help="Number of the report, name of who received it.")
    proof_ids = fields.Many2many("ir.attachment", string="Proof Files", copy=False)
    is_late = fields.Boolean(compute="_compute_is_late", search="_search_is_late")

    @api.depends("contract_id.user_id")
    def _compute_user_id(self):
        for obligation in self:
            obligation.user_id = obligation.user_id or obligation.contract_id.user_id

    @api.depends("is_done", "due_date")
    def _compute_is_late(self):
        today = fields.Date.context_today(self)
        for obligation in self:
            late = obligation.due_date and obligation.due_date < today
            obligation.is_late = bool(late) and not obligation.is_done

    def _search_is_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        late = fields.Domain("is_done", "=", False) & fields.Domain("due_date", "<", "today")
        return late if True in value else ~late

    @api.constrains("is_done", "proof", "proof_ids")
    def _check_proof(self):
        for obligation in self:
            if obligation.is_done and not obligation.proof and not obligation.proof_ids:
                raise ValidationError(
                    self.env._(
                        "Give the proof of “%(what)s” first: a file, or the number of a report.",
                        what=obligation.name,
                    )
                )

    def write(self, vals):
        done = self.filtered(lambda one: one.is_done and not PROVEN.isdisjoint(vals))
        if done and not self.env.su:
            raise UserError(
                self.env._(
                    "“%(what)s” is done and stays as it was: take it back first.",
                    what=done[0].name,
                )
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_done(self):
        for obligation in self.filtered("is_done"):
            raise UserError(
                self.env._(
                    "“%(what)s” is done and stays with its proof: take it back first.",
                    what=obligation.name,
                )
            )

    def _is_settled(self):
        return self.is_done

    def action_done(self):
        """Close with the proof; a repeated obligation is due again."""
        for obligation in self.filtered(lambda one: not one.is_done):
            obligation.check_access("write")
            # sudo: done by the button only
            obligation.sudo().write({"is_done": True, "done_on": fields.Date.context_today(self)})
            if obligation.every_months > 0 and obligation.contract_id.state in ("active", "notice"):
                obligation._repeat()
        return True

    def action_undo(self):
        """Take a mistaken “done” back, and the repetition that it made."""
        for obligation in self.filtered("is_done"):
            obligation.check_access("write")
            following = self.search(
                [
                    ("contract_id", "=", obligation.contract_id.id),
                    ("name", "=", obligation.name),
                    ("rank", "=", obligation.rank + 1),
                    ("is_done", "=", False),
                ],
                limit=1,
            )
            following.unlink()
            obligation.sudo().write({"is_done": False, "done_on": False})  # sudo: as above
        return True

    def _repeat(self):
        anchor = self.first_due_date or self.due_date
        self.sudo().copy(  # sudo: its rank follows from this one
            {
                "first_due_date": anchor,
                "rank": self.rank + 1,
                "due_date": add_months(anchor, (self.rank + 1) * self.every_months),
                "contract_id": self.contract_id.id,
            }
        )

    @api.model
    def _warn_all(self, today):
        """Tell who is responsible of what is due within a week or late, once each."""
        due = self.search(
            [
                ("is_done", "=", False),
                ("due_date", "<=", today + timedelta(days=WARN_DAYS)),
                ("contract_id.state", "in", ("active", "notice")),
                ("contract_id.is_paused", "=", False),
            ]
        )
        alerts = self.env["tech.contract.alert"].sudo()  # sudo: written by code only
        for obligation in due:
            contract = obligation.contract_id
            if alerts._is_new(contract, f"obligation-{obligation.id}", obligation.due_date):
                user = obligation.user_id or contract.create_uid
                contract.with_context(lang=user.lang).activity_schedule(
                    "crm_technical_contract.mail_activity_obligation",
                    date_deadline=obligation.due_date,
                    user_id=user.id,
                    summary=obligation.name,
                )
