from odoo import fields, models
from odoo.exceptions import UserError


class StockMove(models.Model):
    _inherit = "stock.move"

    # copied: backorders and steps of a delivery stay with their decision
    tech_case_line_id = fields.Many2one(
        "tech.case.line", string="Decided By", readonly=True, index="btree_not_null"
    )

    def write(self, vals):
        marked = "tech_case_line_id" in vals and not self.env.su
        if marked and any(move.tech_case_line_id.id != vals["tech_case_line_id"] for move in self):
            raise UserError(
                self.env._("Only a decision of an after-sales case marks what it moves.")
            )
        return super().write(vals)

    def _action_done(self, cancel_backorder=False):
        moves = super()._action_done(cancel_backorder=cancel_backorder)
        # sudo: what a repair gives back follows from its decision
        lines = moves.filtered(lambda move: move.state == "done").sudo().tech_case_line_id
        for line in lines.filtered(lambda one: one.decision == "repair"):
            if line.repair_ids.filtered(lambda repair: repair.state == "done"):
                line._give_back()
        return moves
