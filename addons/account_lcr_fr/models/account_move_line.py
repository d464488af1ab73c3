from odoo import api, fields, models
from odoo.exceptions import UserError


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    lcr_bill_id = fields.Many2one(
        "account.bill", string="Bill", index="btree_not_null", copy=False, ondelete="set null"
    )

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._lcr_check_bills(lines.lcr_bill_id)
        return lines

    def write(self, vals):
        if "lcr_bill_id" in vals:
            new = self.env["account.bill"].browse(vals["lcr_bill_id"] or [])
            self._lcr_check_bills(self.lcr_bill_id | new)
        return super().write(vals)

    def _lcr_is_debt_of(self, bill):
        """Whether the bill's customer owes this line in the books of the bill's company."""
        return (
            self.account_type == "asset_receivable"
            and self.parent_state == "posted"
            and self.company_id == bill.company_id
            and self.partner_id.commercial_partner_id == bill.partner_id.commercial_partner_id
        )

    def _lcr_check_bills(self, bills):
        """The invoices of a bill change while it is drawn, and once it is cancelled."""
        for bill in bills:
            if bill.state not in ("draft", "cancelled"):
                raise UserError(
                    self.env._(
                        "%(bill)s is on its way: its invoices cannot change any more. "
                        "Cancel the bill and draw another one.",
                        bill=bill.display_name,
                    )
                )
