from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.suite_base.core.defaults import own_defaults

from ..core.matching import REFERENCE, Open, fold_names, propose
from .sql import open_lines

KEY = "statement_key"
PROPOSAL = ("statement_proposed", "statement_proposal", "statement_reason")


class AccountBankStatementLine(models.Model):
    _inherit = "account.bank.statement.line"

    statement_key = fields.Char(readonly=True, copy=False)
    statement_proposed = fields.Json(compute="_compute_statement_proposal")
    statement_proposal = fields.Char(string="Proposal", compute="_compute_statement_proposal")
    statement_reason = fields.Selection(
        [("reference", "Named"), ("party", "Payer and amount"), ("amount", "Amount alone")],
        string="Why",
        compute="_compute_statement_proposal",
    )

    _statement_key_unique = models.UniqueIndex(
        "(journal_id, statement_key) WHERE statement_key IS NOT NULL",
        "This movement is in the books already.",
    )

    @api.model
    def default_get(self, fields):
        return own_defaults(self, {KEY}, super().default_get(fields))

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._statement_check_key(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._statement_check_key(vals)
        return super().write(vals)

    def _statement_check_key(self, vals):
        """A forged key would keep a movement of the bank out of the books."""
        if KEY in vals and not self.env.su:
            raise UserError(
                self.env._("The key of a movement comes from the bank's file; it is not entered.")
            )

    def _compute_statement_proposal(self):
        """What each movement pays, from one look at everything that is open."""
        self.statement_proposed = self.statement_proposal = self.statement_reason = False
        for members, lines, shown in self._statement_read_open():
            for line in members:
                if found := line._statement_find(lines, shown):
                    line.statement_proposed = list(found.keys)
                    line.statement_proposal = ", ".join(shown[key].names[0] for key in found.keys)
                    line.statement_reason = found.reason

    def _statement_read_open(self):
        """``(movements, open lines, rows by key)`` of each company, read and folded once."""
        waiting = self.filtered(
            lambda line: (
                not line.is_reconciled
                and not line.foreign_currency_id
                and line.currency_id == line.company_id.currency_id
            )
        )
        for company, members in waiting.grouped("company_id").items():
            rows = open_lines.get_open_lines(self.env, company.id)
            lines = [
                Open(row.key, row.cents, fold_names(row.names), row.partner or 0) for row in rows
            ]
            yield members, lines, {row.key: row for row in rows}

    def _statement_find(self, lines, shown):
        found = propose(
            round(self.amount * 100),
            f"{self.payment_ref or ''} {self.ref or ''}",
            self.partner_id.commercial_partner_id.id,
            lines,
        )
        return found and len({shown[key].account for key in found.keys}) == 1 and found

    # --- actions ------------------------------------------------------------------------------

    def action_statement_match(self):
        """Match these movements with what is proposed."""
        self.check_access("write")
        if not self._statement_match_each():
            raise UserError(self.env._("Nothing is proposed for these movements."))
        return True

    def action_statement_match_named(self):
        """Match those of these movements that name what they pay."""
        self.check_access("write")
        named = self.filtered(lambda line: line.statement_reason == REFERENCE)
        named._statement_match_each(REFERENCE)
        return True

    def _statement_match_each(self, reason=None):
        """Match one after the other: what one of them pays is not proposed to the next.

        :param reason: only what is still proposed for this reason when its turn comes
        """
        count = 0
        for members, lines, shown in self._statement_read_open():
            for line in members:
                found = line._statement_find(lines, shown)
                if found and reason in (None, found.reason):
                    line._statement_match(self.env["account.move.line"].browse(found.keys))
                    lines = [one for one in lines if one.key not in found.keys]
                    count += 1
        self.invalidate_recordset(PROPOSAL)
        return count

    def _statement_match(self, lines):
        """The money that waits pays these lines.

        :raises UserError: somebody was faster
        """
        self.ensure_one()
        self.env["suite.concurrency"]._take_or_refuse(self)
        if self.is_reconciled or any(lines.mapped("reconciled")):
            raise UserError(
                self.env._("%(movement)s is matched already.", movement=self.display_name)
            )
        if not self.partner_id and len(lines.partner_id) == 1:
            self.partner_id = lines.partner_id
        _liquidity, suspense, _other = self._seek_for_lines()
        suspense.account_id = lines.account_id
        (suspense | lines).reconcile()
