from odoo import api, fields, models
from odoo.tools import format_date

from ..core.wallet import find_contribution


class BookstoreMemberContribution(models.Model):
    """What a member was asked for one month, or what was paid back of the wallet.

    An invoice (or a credit note) stands behind and says all of it; nobody types anything here.
    """

    _name = "bookstore.member.contribution"
    _description = "Member's Contribution"
    _order = "month desc, id desc"

    member_id = fields.Many2one("bookstore.member", required=True, index=True, ondelete="restrict")
    company_id = fields.Many2one(related="member_id.company_id", store=True, index=True)
    partner_id = fields.Many2one(
        related="member_id.partner_id", store=True, index=True, string="Member's Contact"
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    kind = fields.Selection(
        [("contribution", "Contribution"), ("payback", "Paid back")],
        required=True,
        default="contribution",
    )
    month = fields.Date(required=True, index=True)
    move_id = fields.Many2one(
        "account.move", "Invoice", required=True, index=True, ondelete="restrict"
    )
    method = fields.Selection(related="member_id.method")
    called = fields.Monetary(
        "Amount",
        compute="_compute_amounts",
        store=True,
        compute_sudo=True,
        help="Of the posted invoice, less its posted credit notes.",
    )
    paid = fields.Monetary(compute="_compute_amounts", store=True, compute_sudo=True)
    to_pay = fields.Monetary("Not Paid", compute="_compute_amounts", store=True, compute_sudo=True)
    target = fields.Monetary(
        "On the Wallet", compute="_compute_amounts", store=True, compute_sudo=True
    )
    state = fields.Selection(
        [
            ("to_pay", "To pay"),
            ("partial", "Paid in part"),
            ("paid", "Paid"),
            ("taken_back", "Taken back"),
        ],
        compute="_compute_amounts",
        store=True,
        compute_sudo=True,
    )

    _month_unique = models.UniqueIndex(
        "(member_id, month) WHERE kind = 'contribution'",
        "The contribution of this month is there already: somebody else has just called it."
        " Nothing was made twice; reload the page to see it.",
    )

    @api.depends(
        "kind",
        "move_id.state",
        "move_id.amount_total",
        "move_id.amount_residual",
        "move_id.matched_payment_ids.state",
        "move_id.reversal_move_ids.state",
        "move_id.reversal_move_ids.amount_total",
    )
    def _compute_amounts(self):
        for one in self:
            called, paid = one._find_called(), one._find_paid()
            one.called, one.paid = called, min(paid, called)
            back = one.kind == "payback"
            one.target = -called if back else find_contribution(called, paid)
            one.to_pay = 0.0 if back else called - one.paid
            one.state = one._find_state()

    def _find_called(self):
        moves = self.move_id | self.move_id.reversal_move_ids
        posted = moves.filtered(lambda move: move.state == "posted")
        signs = {self.move_id: 1}
        called = sum(signs.get(move, -1) * move.amount_total for move in posted)
        return max(self.currency_id.round(called), 0.0)

    def _find_paid(self):
        """By payments and by other credits of the member; its own credit notes pay nothing."""
        move = self.move_id
        if move.state != "posted":
            return 0.0
        lines = move.line_ids.filtered(
            lambda line: line.account_id.account_type == "asset_receivable"
        )
        partials = lines.matched_credit_ids.filtered(
            lambda part: (
                part.credit_move_id.parent_state == "posted"
                and part.credit_move_id.move_id not in move.reversal_move_ids
            )
        )  # Odoo keeps those of a payment that was set to draft
        waiting = move.matched_payment_ids.filtered(
            lambda payment: not payment.move_id and payment.state in ("in_process", "paid")
        )  # registered, without an entry until the bank's statement says it
        return sum(partials.mapped("amount")) + sum(waiting.mapped("amount"))

    def _find_state(self):
        if not self.called:
            return "taken_back" if self.move_id.state != "draft" else "to_pay"
        if not self.to_pay:
            return "paid"
        return "partial" if self.paid else "to_pay"

    @api.depends("kind", "month", "partner_id")
    def _compute_display_name(self):
        for one in self:
            one.display_name = f"{one.partner_id.name} · {one._get_label()}"

    def _get_label(self):
        self.ensure_one()
        if self.kind == "payback":
            return self.env._("Wallet paid back")
        if not self.month:
            return self.env._("Contribution")
        return self.env._(
            "Contribution of %s", format_date(self.env, self.month, date_format="MMMM y")
        )

    def action_view_invoice(self):
        """The invoice behind."""
        return self.move_id._get_records_action()

    def action_pay(self):
        """Several at once: the transfers of the month that the bank's statement shows."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Contributions Paid"),
            "res_model": "bookstore.member.pay",
            "view_mode": "form",
            "target": "new",
            "context": {"active_model": self._name, "active_ids": self.ids},
        }
