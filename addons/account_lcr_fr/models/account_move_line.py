from odoo import fields, models
from odoo.exceptions import UserError


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    lcr_bill_id = fields.Many2one(
        "account.bill", string="Bill", index="btree_not_null", copy=False, ondelete="set null"
    )

    def write(self, vals):
        if "lcr_bill_id" in vals:
            bills = self.lcr_bill_id | self.env["account.bill"].browse(vals["lcr_bill_id"] or [])
            for bill in bills:
                if bill.state not in ("draft", "cancelled"):
                    raise UserError(
                        self.env._(
                            "%(bill)s is on its way: its invoices cannot change any more. "
                            "Cancel the bill and draw another one.",
                            bill=bill.display_name,
                        )
                    )
        return super().write(vals)
