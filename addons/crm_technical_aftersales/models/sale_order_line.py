from odoo import fields, models

from ..core.warranty import SOLD, Event, warranty_end


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    tech_warranty_until = fields.Date(
        string="Under Warranty Until", compute="_compute_tech_warranty_until"
    )

    def _compute_tech_warranty_until(self):
        """From the last delivery, a replacement too; serial numbers know it better."""
        events = self._tech_get_events()
        for line in self:
            line.tech_warranty_until = warranty_end(
                events[line.id],
                line.product_id.tech_warranty_months,
                line.company_id.tech_repair_months,
            )

    def _tech_get_events(self):
        """``{line id: its deliveries}``, those of replacements too."""
        # sudo: days of deliveries, whoever may see the transfers
        cases = self.env["tech.case.line"].sudo().search([("sale_line_id", "in", self.ids)])
        events = {line.id: [] for line in self}
        for move in self.sudo().move_ids | cases.move_ids:  # sudo: same
            sent = move.state == "done" and move.location_dest_id.usage == "customer"
            if sent and move.tech_case_line_id.decision != "repair":
                for line in move.sale_line_id | move.tech_case_line_id.sale_line_id:
                    events.get(line.id, []).append(Event(move.date.date(), SOLD))
        return events
