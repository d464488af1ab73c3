from odoo import fields, models

from ..core.marks import Mark


class StockMove(models.Model):
    _name = "stock.move"
    _inherit = ["stock.move", "tech.mark.mixin"]
    _tech_marks = frozenset({"tech_case_line_id"})

    tech_case_line_id = fields.Many2one(
        "tech.case.line",
        string="Decided By",
        readonly=True,
        copy=False,
        index="btree_not_null",
    )

    def _prepare_move_split_vals(self, qty):
        return super()._prepare_move_split_vals(qty) | self._tech_prepare_mark()

    def _prepare_phantom_move_values(self, *args):
        # called by manufacturing alone, where it is installed: the parts of a kit
        return super()._prepare_phantom_move_values(*args) | self._tech_prepare_mark()

    def _tech_prepare_mark(self):
        """Backorders and steps of a delivery stay with their decision."""
        mark = self.tech_case_line_id.id
        return {"tech_case_line_id": Mark(mark)} if mark else {}

    def _action_done(self, cancel_backorder=False):
        moves = super()._action_done(cancel_backorder=cancel_backorder)
        # sudo: what a repair gives back follows from its decision
        lines = moves.filtered(lambda move: move.state == "done").sudo().tech_case_line_id
        for line in lines:
            if line.repair_ids.filtered(lambda repair: repair.state == "done"):
                line._give_back()
        return moves
