from odoo import fields, models

from ..core.warranty import SOLD, Event, warranty_end


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    tech_warranty_until = fields.Date(
        string="Under Warranty Until", compute="_compute_tech_warranty_until"
    )

    def _compute_tech_warranty_until(self):
        """From the last delivery, a replacement too; serial numbers know it better."""
        # sudo: days of deliveries, whoever may see the transfers
        cases = self.env["tech.case.line"].sudo().search([("sale_line_id", "in", self.ids)])
        moves = self.sudo().move_ids | cases.move_ids
        for line in self:
            own = moves.filtered(
                lambda move, line=line: (
                    line in (move.sale_line_id | move.tech_case_line_id.sale_line_id)
                )
            )
            days = [
                Event(move.date.date(), SOLD)
                for move in own
                if move.state == "done"
                and move.location_dest_id.usage == "customer"
                and move.tech_case_line_id.decision != "repair"
            ]
            line.tech_warranty_until = warranty_end(
                days, line.product_id.tech_warranty_months, line.company_id.tech_repair_months
            )
