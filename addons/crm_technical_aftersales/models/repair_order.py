from odoo import fields, models


class RepairOrder(models.Model):
    _name = "repair.order"
    _inherit = ["repair.order", "tech.mark.mixin"]
    _tech_marks = frozenset({"tech_case_line_id"})

    tech_case_line_id = fields.Many2one(
        "tech.case.line", string="Decided By", readonly=True, copy=False, index="btree_not_null"
    )
    tech_case_id = fields.Many2one(related="tech_case_line_id.case_id", string="After-Sales Case")

    def action_repair_done(self):
        done = super().action_repair_done()
        # sudo: what a repair gives back and costs follows from its decision
        for line in self.sudo().tech_case_line_id:
            line._reckon_parts()
            line._give_back()
        return done
