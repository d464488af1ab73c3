from odoo import models


class StockPickingBatch(models.Model):
    _inherit = "stock.picking.batch"

    def action_shop_pack(self):
        """The packing desk of the batch."""
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id("shop_parcel.shop_parcel_desk_action")
        return {**action, "name": self.name, "params": {"batch_id": self.id}}

    def _shop_open(self):
        """The desk of one batch, the list of several."""
        if len(self) == 1:
            return self.action_shop_pack()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "shop_parcel.stock_picking_batch_action"
        )
        return {**action, "domain": [("id", "in", self.ids)], "context": {}}

    def _shop_is_ours(self):
        """Whether it has parcels of online orders."""
        return bool(self.picking_ids.shop_channel_id)

    def _shop_get_collect_rows(self):
        """What is fetched from which place: the whole of an article, and for which parcels."""
        rows = {}
        for parcel in self.picking_ids.sorted(lambda one: (one.batch_sequence, one.id)):
            for line in parcel._shop_get_lines():
                key = (line.location_id, line.product_id, line.lot_id)
                row = rows.setdefault(key, {"line": line, "pieces": 0, "parcels": {}})
                row["pieces"] += line.quantity_product_uom
                label = parcel._shop_get_label()
                row["parcels"][label] = row["parcels"].get(label, 0) + line.quantity_product_uom
        return sorted(
            rows.values(),
            key=lambda row: (
                row["line"].location_id.complete_name or "",
                row["line"].product_id.default_code or "",
                row["line"].id,
            ),
        )
