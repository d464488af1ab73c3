from odoo import api, fields, models
from odoo.exceptions import AccessError

from odoo.addons.suite_base.core.defaults import own_defaults

from ..core.matching import Line

COUNTED = {"shop_packed", "shop_operations"}
REMEMBERED = 100


class StockMoveLine(models.Model):
    _inherit = "stock.move.line"

    shop_packed = fields.Float(
        string="Packed",
        digits="Product Unit",
        readonly=True,
        copy=False,
        help="In the product's own unit, counted on the packing desk; the stock stays reserved"
        " until the parcel is validated.",
    )
    shop_operations = fields.Json(
        copy=False, help="The last scans that were counted, so that none counts twice."
    )

    @api.model
    def default_get(self, fields):
        return own_defaults(self, COUNTED, super().default_get(fields))

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._shop_refuse_counts(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._shop_refuse_counts(vals)
        counted = self.filtered("shop_packed") if {"lot_id", "quant_id"} & vals.keys() else ()
        lots = {line: line.lot_id for line in counted if line.state not in ("done", "cancel")}
        written = super().write(vals)
        for line, lot in lots.items():
            if line.lot_id != lot:
                line.sudo().shop_packed = 0  # sudo: what was counted is another one
        return written

    def _is_auto_waveable(self):
        """Odoo's automatic waves leave parcels whole."""
        return not self.picking_id.shop_channel_id and super()._is_auto_waveable()

    def _shop_refuse_counts(self, vals):
        if not self.env.su and not COUNTED.isdisjoint(vals):
            raise AccessError(self.env._("What is packed is counted on the packing desk."))

    def _shop_set_packed(self, packed, operation=None):
        """What was counted, and by which scan."""
        self.check_access("write")
        line = self.sudo()  # sudo: only the packing desk writes its counts.
        values = {"shop_packed": packed}
        if operation:
            values["shop_operations"] = [*(line.shop_operations or []), operation][-REMEMBERED:]
        line.write(values)

    def _shop_knows(self, operation):
        """Whether this scan or tap was counted on it already."""
        return bool(operation) and operation in (self.shop_operations or [])

    def _shop_compare(self):
        """:return: below 0 when pieces lack, above when there are too many"""
        return self.product_id.uom_id.compare(self.shop_packed, self.quantity_product_uom)

    def _shop_take_packed(self):
        """What was counted is what is sent; the rest stays behind."""
        for line in self:
            if line.shop_packed and line._shop_compare() < 0:
                line.quantity = line.product_id.uom_id._compute_quantity(
                    line.shop_packed, line.product_uom_id, round=False
                )
        self.filtered("shop_packed").picked = True
        self.filtered(lambda line: not line.shop_packed).picked = False

    def _shop_as_line(self):
        return Line(
            self.id,
            self.picking_id.id,
            self.product_id.id,
            self.lot_id.id or 0,
            self.quantity_product_uom,
            self.shop_packed,
        )

    def _shop_prepare_line(self):
        product = self.product_id
        unit = product.uom_id
        pieces = self.env["ir.model.data"]._xmlid_to_res_id("uom.product_uom_unit")
        return {
            "id": self.id,
            "product_id": product.id,
            "product": product.with_context(display_default_code=False).display_name,
            "reference": product.default_code or "",
            "barcode": product.barcode or "",
            "place": self.location_id.display_name,
            "lot": self.lot_id.name or "",
            "unit": "" if unit.id == pieces else unit.name,
            "texts": self.move_id._shop_get_texts(),
            "wanted": self.quantity_product_uom,
            "packed": self.shop_packed,
        }
