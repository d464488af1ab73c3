from odoo import api, fields, models
from odoo.exceptions import UserError

from ..core.marks import Mark


class AccountMoveLine(models.Model):
    _name = "account.move.line"
    _inherit = ["account.move.line", "tech.mark.mixin"]
    _tech_marks = frozenset({"tech_case_line_id", "tech_origin_line_id"})

    tech_case_line_id = fields.Many2one(
        "tech.case.line",
        string="Decided By",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    tech_origin_line_id = fields.Many2one(
        "account.move.line",
        string="Credits the Line",
        readonly=True,
        copy=False,
        index="btree_not_null",
    )

    def _tech_is_credit(self):
        """Whether it gives back: on a credit note, or negative beside other goods on an invoice."""
        kind = self.move_id.move_type
        return kind == "out_refund" or (kind == "out_invoice" and self.quantity < 0)

    def _copy_data_extend_business_fields(self, values):
        super()._copy_data_extend_business_fields(values)
        if "move_reverse_cancel" in self.env.context:  # a reversal, of a case or by hand
            values["tech_origin_line_id"] = Mark(self.id)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_tech_decided(self):
        for line in self:
            line._tech_refuse_decided()

    def _tech_refuse_decided(self):
        # sudo: whoever may touch the credit note, the case decides
        decided = self.sudo().tech_case_line_id
        if decided.state == "decided":
            raise UserError(
                self.env._(
                    "%(note)s gives what %(case)s decided. Undo the decision in the case; it takes "
                    "the draft credit note away.",
                    note=self.move_id.display_name,
                    case=decided.case_id.name,
                )
            )
