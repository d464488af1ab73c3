from odoo import api, fields, models

GUARDED = ("tech_spec_snapshot", "move_id", "order_line_id")


class TechInstalled(models.Model):
    """What stands at a customer's place: delivered by us, or recorded by hand."""

    _name = "tech.installed"
    _description = "Installed Product"
    _inherit = ["suite.guard.mixin", "mail.thread"]
    _guarded_fields = frozenset(GUARDED)
    _order = "installed_on desc, id desc"
    _rec_name = "product_id"

    partner_id = fields.Many2one(
        "res.partner", string="Site", required=True, index=True, help="Where it is installed."
    )
    commercial_partner_id = fields.Many2one(
        related="partner_id.commercial_partner_id", store=True, index=True, string="Customer"
    )
    product_id = fields.Many2one("product.product", required=True, index=True)
    family_id = fields.Many2one(related="product_id.tech_family_id", store=True)
    quantity = fields.Float(default=1, digits="Product Unit")
    serial = fields.Char(string="Serial Number")
    installed_on = fields.Date(default=fields.Date.context_today)
    warranty_until = fields.Date(
        compute="_compute_warranty_until",
        store=True,
        readonly=False,
        help="Where after-sales is installed, it follows from the serial number when that is "
        "entered or delivered; otherwise type it.",
    )
    move_id = fields.Many2one(
        "stock.move", string="Delivery", index="btree_not_null", readonly=True, copy=False
    )
    order_line_id = fields.Many2one(
        "sale.order.line", index="btree_not_null", readonly=True, copy=False
    )
    tech_spec_snapshot = fields.Json(string="Specifications at Delivery", copy=False)
    company_id = fields.Many2one("res.company", default=lambda self: self.env.company, index=True)
    active = fields.Boolean(default=True)
    note = fields.Text()

    @api.depends("product_id", "serial")
    def _compute_warranty_until(self):
        """The end that after-sales reckons for the serial number, of several the first to end."""
        ends = self._get_lot_ends()
        for item in self:
            known = [ends.get((item.product_id.id, one)) for one in item._get_serials()]
            item.warranty_until = min(filter(None, known), default=item.warranty_until)

    def _get_lot_ends(self):
        """Return ``{(product id, serial number): day}`` of those whose warranty is known."""
        names = {name for item in self for name in item._get_serials()}
        lots = self.env["stock.lot"]
        # No dependency: after-sales, where it is installed, knows the warranty of a number.
        if not names or "tech_warranty_until" not in lots._fields:
            return {}
        found = lots.search(
            [
                ("name", "in", list(names)),
                ("product_id", "in", self.product_id.ids),
                ("company_id", "in", [False, *self.company_id.ids]),
            ]
        )
        return {(lot.product_id.id, lot.name): lot.tech_warranty_until for lot in found}

    def _get_serials(self):
        return [name.strip() for name in (self.serial or "").split(",") if name.strip()]

    def _get_guarded_message(self, labels):
        return self.env._(
            "What was delivered, by which delivery, is recorded by the delivery only."
        )

    @api.model
    def _record_deliveries(self, moves):
        """Record what these done deliveries installed; returns take it away again."""
        vals_list = [self._prepare_vals(move) for move in moves if move._tech_get_installed_site()]
        self.sudo().create(vals_list)  # sudo: the storekeeper has no sales rights
        for move in moves.filtered(
            lambda one: one.origin_returned_move_id and one._tech_comes_back()
        ):
            installed = self.sudo().search([("move_id", "=", move.origin_returned_move_id.id)])
            for item in installed:  # sudo: same reason
                item.quantity = max(item.quantity - self._get_quantity(move), 0)
                item.active = item.quantity > 0

    @api.model
    def _get_quantity(self, move):
        """Return the quantity moved, in the product's own unit."""
        return move.product_uom._compute_quantity(move.quantity, move.product_id.uom_id)

    @api.model
    def _prepare_vals(self, move):
        line = move.sale_line_id
        return {
            "partner_id": move._tech_get_installed_site().id,
            "product_id": move.product_id.id,
            "quantity": self._get_quantity(move),
            "serial": ", ".join(move.lot_ids.mapped("name")),
            "installed_on": fields.Date.context_today(self),
            "move_id": move.id,
            "order_line_id": line.id,
            "tech_spec_snapshot": line.tech_spec_snapshot,
            "company_id": move.company_id.id,
        }
