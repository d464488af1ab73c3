from odoo import api, fields, models
from odoo.exceptions import UserError

_MARKS = frozenset({"tech_case_line_id", "tech_origin_line_id"})


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

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

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:  # a reversal by hand says what it reverses
            self._tech_refuse_mark(vals.get("tech_case_line_id"))
        return super().create(vals_list)

    def write(self, vals):
        self._tech_refuse_mark(not _MARKS.isdisjoint(vals))
        return super().write(vals)

    def _tech_refuse_mark(self, is_marked):
        if is_marked and not self.env.su:
            raise UserError(
                self.env._("Only a decision of an after-sales case marks what it credits.")
            )

    def _copy_data_extend_business_fields(self, values):
        super()._copy_data_extend_business_fields(values)
        if "move_reverse_cancel" in self.env.context:  # a reversal, of a case or by hand
            values["tech_origin_line_id"] = self.id

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
