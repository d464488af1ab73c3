from collections import defaultdict

from odoo import fields, models

from ..core.warranty import BACK, REPAIRED, SOLD, Event, warranty_end


class StockLot(models.Model):
    _inherit = "stock.lot"

    tech_warranty_until = fields.Date(
        string="Under Warranty Until", compute="_compute_tech_warranty_until"
    )
    tech_case_count = fields.Integer(
        compute="_compute_tech_case_count",
        groups="crm_technical_aftersales.group_aftersales_user",
    )

    def _compute_tech_warranty_until(self):
        events = self._tech_get_events()
        for lot in self:
            company = lot.company_id or self.env.company
            lot.tech_warranty_until = warranty_end(
                events[lot.id], lot.product_id.tech_warranty_months, company.tech_repair_months
            )

    def _tech_get_events(self):
        """What happened to each serial number, in the order of time."""
        moments = sorted(
            [*self._tech_get_moves(), *self._tech_get_repairs()], key=lambda one: one[0]
        )
        events = defaultdict(list)
        for moment, lot, kind in moments:
            events[lot.id].append(Event(moment.date(), kind))
        return events

    def _tech_get_moves(self):
        """Sold and given back; what came to be repaired stays the customer's."""
        # sudo: days of deliveries, whoever may see them
        lines = (
            self.env["stock.move.line"]
            .sudo()
            .search([("lot_id", "in", self.ids), ("state", "=", "done")], order="date, id")
        )
        for line in lines:
            usages = (line.location_id.usage, line.location_dest_id.usage)
            repaired = line.move_id.tech_case_line_id.decision == "repair"
            if "customer" in usages and usages[0] != usages[1] and not repaired:
                yield line.date, line.lot_id, SOLD if usages[1] == "customer" else BACK

    def _tech_get_repairs(self):
        # sudo: days of repairs, whoever may see them
        repairs = (
            self.env["repair.order"]
            .sudo()
            .search(
                [("lot_id", "in", self.ids), ("state", "=", "done"), ("under_warranty", "=", True)]
            )
        )
        for repair in repairs:
            yield repair.move_id.date or repair.write_date, repair.lot_id, REPAIRED

    def _compute_tech_case_count(self):
        counts = dict(
            self.env["tech.case.line"]._read_group(
                [("lot_id", "in", self.ids)], ["lot_id"], ["case_id:count_distinct"]
            )
        )
        for lot in self:
            lot.tech_case_count = counts.get(lot, 0)

    def action_tech_open_case(self):
        self.ensure_one()
        lines = self.env["stock.move.line"].search(
            [("lot_id", "=", self.id), ("location_dest_id.usage", "=", "customer")],
            order="date desc",
            limit=1,
        )
        order = lines.move_id.sale_line_id.order_id
        return self.env["tech.case"]._get_new_action(
            {
                "default_partner_id": (order.partner_id or lines.picking_id.partner_id).id,
                "default_order_id": order.id,
                "default_channel": "serial",
                "default_kind": "repair",
                "default_title": f"{self.product_id.name} {self.name}",
                "default_line_ids": [
                    fields.Command.create({"lot_id": self.id, "product_id": self.product_id.id})
                ],
            }
        )

    def action_tech_view_cases(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_technical_aftersales.tech_case_action"
        )
        return action | {"domain": [("line_ids.lot_id", "=", self.id)], "context": {}}
