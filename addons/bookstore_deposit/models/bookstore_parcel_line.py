from markupsafe import Markup

from odoo import api, fields, models
from odoo.fields import Command

from ..core.barcode import ean13_svg


class BookstoreParcelLine(models.Model):
    """A title of a parcel: copies received, price and discount checked, copies to claim."""

    _name = "bookstore.parcel.line"
    _description = "Title of a Parcel"
    _rec_name = "product_id"
    _order = "parcel_id desc, id"

    parcel_id = fields.Many2one("bookstore.parcel", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="parcel_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="parcel_id.currency_id")
    product_id = fields.Many2one(
        "product.product", "Title", required=True, index=True, domain=[("is_storable", "=", True)]
    )
    barcode = fields.Char(related="product_id.barcode", string="ISBN")
    quantity = fields.Float("Copies", default=1, digits="Product Unit")
    price = fields.Float(
        "Public Price",
        digits="Product Price",
        compute="_compute_price",
        store=True,
        readonly=False,
        precompute=True,
    )
    discount = fields.Float(
        "Discount (%)", compute="_compute_discount", store=True, readonly=False, precompute=True
    )
    amount = fields.Monetary("Cost", compute="_compute_amount", store=True)
    location_id = fields.Many2one(
        "stock.location",
        "Place",
        domain="[('usage', '=', 'internal'), ('company_id', '=', company_id)]",
        compute="_compute_location_id",
        store=True,
        readonly=False,
        precompute=True,
    )
    missing = fields.Float(digits="Product Unit", help="Announced but not in the parcel.")
    damaged = fields.Float(
        digits="Product Unit", help="Received, but to be taken back or replaced."
    )
    note = fields.Char("Comment", help="Press copy, bent corner, signed…")
    price_differs = fields.Boolean(compute="_compute_price_differs")
    expected_discount = fields.Float(compute="_compute_price_differs")
    discount_differs = fields.Boolean(compute="_compute_price_differs")

    _quantities_positive = models.Constraint(
        "CHECK (quantity >= 0 AND missing >= 0 AND damaged >= 0)", "Quantities are 0 or more."
    )

    @api.depends("product_id")
    def _compute_price(self):
        for line in self:
            line.price = line.product_id.lst_price

    @api.depends("parcel_id.discount")
    def _compute_discount(self):
        for line in self:
            line.discount = 100.0 if line.parcel_id.kind == "gift" else line.parcel_id.discount

    @api.depends("quantity", "price", "discount", "product_id")
    def _compute_amount(self):
        for line in self:
            line.amount = line.quantity * line._get_unit_cost()

    @api.depends("product_id", "parcel_id.location_id")
    def _compute_location_id(self):
        """Where the last copies are, or the main sale point when it has none left (B61)."""
        for line in self:
            line.location_id = line.location_id or line._get_proposed_place()

    @api.depends("price", "discount", "product_id", "parcel_id.discount")
    def _compute_price_differs(self):
        for line in self:
            line.price_differs = bool(line.product_id.lst_price) and (
                line.currency_id.compare_amounts(line.price, line.product_id.lst_price) != 0
            )
            line.expected_discount = line.parcel_id.discount
            line.discount_differs = (
                line.parcel_id.kind != "gift"
                and abs(line.discount - line.parcel_id.discount) > 1e-6
            )

    def _get_proposed_place(self):
        parcel = self.parcel_id
        if parcel.kind == "return":
            quant = self.env["stock.quant"].search(
                [
                    ("product_id", "=", self.product_id.id),
                    ("owner_id", "=", parcel.partner_id.id),
                    ("location_id.usage", "=", "internal"),
                    ("company_id", "=", parcel.company_id.id),
                    ("quantity", ">", 0),
                ],
                order="quantity desc",
                limit=1,
            )
            return quant.location_id or parcel.location_id
        return parcel.location_id or parcel._get_default_place()

    def _get_place(self):
        return self.location_id or self.parcel_id.location_id or self.parcel_id._get_default_place()

    def _get_unit_cost(self):
        """Public price without VAT, less the discount."""
        if not self.product_id:
            return 0.0
        company = self.parcel_id.company_id
        taxes = self.product_id.taxes_id._filter_taxes_by_company(company)
        price = self.price
        if taxes:
            price = taxes.with_context(round=False).compute_all(price, product=self.product_id)[
                "total_excluded"
            ]
        return price * (1 - self.discount / 100)

    def _get_advice(self):
        if not self:
            return ""
        if self.price_differs:
            return self.env._("Price differs from the record")
        return self.note or ""

    def _get_barcode_svg(self):
        return Markup(ean13_svg(self.barcode))  # digits only: nothing of it can be markup

    def _get_scan_detail(self):
        parts = [self.product_id._get_scan_detail(), self.location_id.name]
        return " · ".join(filter(None, parts))

    def _prepare_move_vals_list(self, picking):
        parcel = self.parcel_id
        back = parcel.kind == "return"
        kind = "return" if back else "receipt"
        owner = picking.owner_id
        vals = {
            "picking_id": picking.id,
            "restrict_partner_id": owner.id,
            "bookstore_owner_known": True,
            "price_unit": self._get_unit_cost(),
            "origin": parcel.name,
        }
        place = self._get_place()
        outside = parcel._get_outside_place()
        source, target = (place, outside) if back else (outside, place)
        move_vals = self.env["stock.move"]._prepare_bookstore_move_vals(
            self.product_id, self.quantity, source, target, kind, **vals
        )
        for _zero, _none, line_vals in move_vals["move_line_ids"]:
            line_vals["picking_id"] = picking.id
        return [move_vals]

    def _follow_orders(self):
        """Count these copies on the distributor's open orders, the oldest first (B44–B48)."""
        parcel = self.parcel_id
        left = self.quantity
        for order_line in parcel._get_open_order_lines(
            parcel.partner_id, self.product_id, parcel.company_id
        ):
            taken = min(left, order_line.product_qty - order_line.qty_received)
            if taken <= 0:
                break
            self._take_from_order(order_line, taken)
            left -= taken

    def _take_from_order(self, order_line, taken):
        waiting = order_line.move_ids.filtered(lambda move: move.state not in ("done", "cancel"))
        for move in waiting:
            if move.product_uom_qty > taken:
                move._do_unreserve()
                move.product_uom_qty -= taken
            else:
                move._action_cancel()
            break
        received = self.parcel_id.picking_ids.move_ids.filtered(
            lambda move: move.product_id == self.product_id and not move.purchase_line_id
        )
        received[:1].purchase_line_id = order_line

    def _prepare_bill_line_vals(self):
        return {
            "product_id": self.product_id.id,
            "quantity": self.quantity,
            "price_unit": self._get_unit_cost() / (1 - self.discount / 100)
            if self.discount < 100
            else 0.0,
            "discount": self.discount,
            "tax_ids": [
                Command.set(
                    self.product_id.supplier_taxes_id._filter_taxes_by_company(
                        self.parcel_id.company_id
                    ).ids
                )
            ],
        }
