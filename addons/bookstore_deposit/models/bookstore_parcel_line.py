from collections import defaultdict

from markupsafe import Markup

from odoo import api, fields, models
from odoo.fields import Command

from ..core.barcode import ean13_svg
from ..core.ownership import EPSILON
from . import sql


class BookstoreParcelLine(models.Model):
    """A title of a parcel: copies received, price and discount checked, copies to claim."""

    _name = "bookstore.parcel.line"
    _description = "Title of a Parcel"
    _inherit = ["bookstore.guard.mixin"]
    _rec_name = "product_id"
    _order = "parcel_id desc, id"
    _check_company_auto = True
    _draft_fields = frozenset(
        [
            "parcel_id",
            "product_id",
            "quantity",
            "price",
            "discount",
            "location_id",
            "missing",
            "damaged",
            "return_of",
        ]
    )

    parcel_id = fields.Many2one("bookstore.parcel", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="parcel_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="parcel_id.currency_id")
    product_id = fields.Many2one(
        "product.product",
        "Title",
        required=True,
        index=True,
        domain=[("is_storable", "=", True)],
        check_company=True,
    )
    barcode = fields.Char(related="product_id.barcode", string="ISBN")
    quantity = fields.Float("Copies", default=1, digits="Product Unit")
    price = fields.Float(
        "Public Price",
        digits="Product Price",
        compute="_compute_price",
        store=True,
        readonly=False,
    )
    discount = fields.Float("Discount (%)", compute="_compute_discount", store=True, readonly=False)
    amount = fields.Monetary("Cost", compute="_compute_amount", store=True)
    location_id = fields.Many2one(
        "stock.location",
        "Place",
        domain="[('usage', '=', 'internal'), ('company_id', '=', company_id)]",
        check_company=True,
        compute="_compute_location_id",
        store=True,
        readonly=False,
        precompute=True,
    )
    return_of = fields.Selection(
        [("deposit", "Deposit copies"), ("firm", "Firm copies")],
        "Which Copies",
        compute="_compute_return_of",
        store=True,
        readonly=False,
        help="Copies bought firm go back for a credit note; deposit copies were never paid.",
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

    @api.depends("product_id", "parcel_id.kind", "parcel_id.partner_id")
    def _compute_return_of(self):
        """The only kind of copies there is to send back; asked when there are both."""
        for parcel, lines in self.grouped("parcel_id").items():
            if parcel.kind != "return":
                lines.return_of = False
                continue
            owned = parcel._get_owned_quantities(lines.product_id)
            bought = parcel._get_firm_quantities(lines.product_id)
            for line in lines:
                product = line.product_id
                if bought[product.id] <= EPSILON:
                    line.return_of = "deposit"
                elif owned[product.id] <= EPSILON:
                    line.return_of = "firm"
                else:
                    line.return_of = line.return_of or False

    @api.depends("quantity", "price", "discount", "product_id")
    def _compute_amount(self):
        for line in self:
            line.amount = line.quantity * line._get_unit_cost()

    @api.depends("product_id", "parcel_id.location_id")
    def _compute_location_id(self):
        """The place of the parcel, or the main sale point when it has none left (B61)."""
        for parcel, lines in self.grouped("parcel_id").items():
            proposals = lines._get_proposed_places(parcel)
            for line in lines:
                line.location_id = line.location_id or proposals.get(line.product_id.id)

    @api.depends("price", "discount", "product_id.lst_price", "parcel_id.discount")
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

    def action_take_price(self):
        """The price printed on the book becomes the price of its record."""
        for line in self:
            line.product_id.product_tmpl_id.list_price = line.price
        return True

    def _get_proposed_places(self, parcel):
        """``{product id: place}``: for a return, the place where most of the copies are."""
        company = parcel.company_id
        reception = parcel.location_id or parcel._get_default_place()
        main = parcel._get_shop_floor()
        copies = defaultdict(dict)
        # sudo: which places hold a title is no secret to whoever unpacks it
        cells = sql.stock_cells(self.env(su=True), company, self.product_id.ids)
        for product_id, place, owner_id, quantity in cells:
            if parcel.kind != "return" or owner_id == parcel.partner_id.id:
                places = copies[product_id]
                places[place] = places.get(place, 0.0) + quantity
        proposals = {}
        for product_id in self.product_id.ids:
            places = copies[product_id]
            fullest = max(places, key=lambda place: places[place], default=None)
            if parcel.kind == "return":
                is_there = fullest and places[fullest] > EPSILON
                place = self.env["stock.location"].browse(fullest) if is_there else reception
            else:
                place = reception if places.get(main.id, 0.0) > EPSILON else main
            proposals[product_id] = place
        return proposals

    def _get_document(self):
        return self.parcel_id

    def _get_place(self):
        return self.location_id or self.parcel_id.location_id or self.parcel_id._get_default_place()

    def _get_unit_cost(self):
        """Public price without VAT, less the discount."""
        return self._get_price_excluded() * (1 - self.discount / 100)

    def _get_landed_cost(self):
        """What a copy cost with its share, by value, of the carriage; gifts cost nothing."""
        parcel = self.parcel_id
        if parcel.kind == "gift":
            return 0.0
        unit, goods = self._get_unit_cost(), parcel._get_goods_cost()
        return unit * (1 + parcel.carriage / goods) if goods else unit

    def _get_price_excluded(self, price=None):
        price = self.price if price is None else price
        taxes = self.product_id.taxes_id._filter_taxes_by_company(self.parcel_id.company_id)
        if not taxes:
            return price
        prices = taxes._get_tax_details(
            price, 1.0, rounding_method="round_globally", product=self.product_id
        )
        return prices["total_excluded"]

    def _get_purchase_taxes(self):
        return self.product_id.supplier_taxes_id._filter_taxes_by_company(self.company_id)

    def _get_amount_included(self):
        """Cost with the VAT that the distributor's paper adds."""
        taxes = self._get_purchase_taxes()
        cost = self.quantity * self._get_unit_cost()
        if not taxes:
            return cost
        details = taxes._get_tax_details(
            cost, 1.0, rounding_method="round_globally", special_mode="total_excluded"
        )
        return details["total_included"]

    def _get_billed(self, at_date=None):
        """``(copies, value with carriage)`` by the posted bills and credit notes of the line."""
        lines = self.env["account.move.line"].search(
            [
                ("parent_state", "=", "posted"),
                "|",
                ("bookstore_parcel_line_id", "=", self.id),
                ("bookstore_carriage_parcel_id", "=", self.parcel_id.id),
            ]
        )
        goods, copies, value, carriage = self.parcel_id._get_goods_cost(), 0.0, 0.0, 0.0
        for line in lines:
            if at_date and line.date > fields.Date.to_date(at_date):
                continue
            sign = -1 if line.move_type == "in_refund" else 1
            if line.bookstore_parcel_line_id:
                copies += sign * line.quantity
                value += sign * line.price_subtotal
            else:
                carriage += sign * line.price_subtotal
        share = self.quantity * self._get_unit_cost() / goods if goods else 0.0
        return copies, value + carriage * share

    def _get_advice(self):
        if not self:
            return ""
        if self.price_differs:
            return self.env._("Price differs from the record")
        return self.note or ""

    def _get_barcode_svg(self):
        return Markup(ean13_svg(self.barcode))  # digits only: nothing of it can be markup

    def _get_scan_detail(self):
        parts = [self.product_id._bookstore_get_scan_detail(), self.location_id.name]
        return " · ".join(filter(None, parts))

    def _get_holder(self):
        """The distributor whose copies these are; nobody when they are the shop's own."""
        if self.parcel_id.kind == "return" and self.return_of == "firm":
            return self.env["res.partner"]
        return self.parcel_id._get_holder()

    def _share_places(self, copies_by_place):
        """``[(place, copies)]``: what the place of the line has, then the fullest others.

        :param dict copies_by_place: ``{title id: {place id: copies}}``; what is taken is taken off
        """
        place = self._get_place()
        if self.parcel_id.kind != "return":
            return [(place, self.quantity)]
        copies = copies_by_place[self.product_id.id]
        others = sorted((other for other in copies if other != place.id), key=lambda o: -copies[o])
        parts, left = [], self.quantity
        for place_id in [place.id, *others]:
            taken = min(left, copies.get(place_id, 0.0))
            if taken > EPSILON:
                parts.append((self.env["stock.location"].browse(place_id), taken))
                copies[place_id] -= taken
                left -= taken
        return [*parts, (place, left)] if left > EPSILON else parts

    def _prepare_move_vals(self, picking, place, copies):
        parcel = self.parcel_id
        back = parcel.kind == "return"
        outside = parcel._get_outside_place()
        source, target = (place, outside) if back else (outside, place)
        vals = self.env["stock.move"]._prepare_bookstore_move_vals(
            self.product_id,
            copies,
            source,
            target,
            "return" if back else "receipt",
            picking_id=picking.id,
            restrict_partner_id=picking.owner_id.id,
            bookstore_owner_known=True,
            bookstore_parcel_line_id=self.id,
            price_unit=self._get_landed_cost(),
            origin=parcel.name,
        )
        for _zero, _none, line_vals in vals["move_line_ids"]:
            line_vals["picking_id"] = picking.id
        return vals

    def _share_with_orders(self, orders, copies):
        """``[(order line or none, copies)]``; what is taken is taken off ``orders``."""
        parts, left = [], copies
        for waiting in orders[self.product_id]:
            taken = min(left, waiting[1])
            if taken > EPSILON:
                parts.append((waiting[0], taken))
                waiting[1] -= taken
                left -= taken
        if left > EPSILON:
            parts.append((None, left))
        return parts

    def _prepare_bill_lines_vals(self):
        """One bill line, or one by order line, so that no order asks for the same bill again."""
        moves = self.env["stock.move"].search([("bookstore_parcel_line_id", "=", self.id)])
        groups = moves.grouped("purchase_line_id") or {moves.purchase_line_id: moves}
        return [
            self._prepare_bill_line_vals(sum(group.mapped("quantity")), order_line)
            for order_line, group in groups.items()
        ]

    def _prepare_bill_line_vals(self, copies, order_line):
        return {
            "product_id": self.product_id.id,
            "quantity": copies,
            "price_unit": self._get_price_excluded(),
            "discount": self.discount,
            "purchase_line_id": order_line.id,
            "bookstore_parcel_line_id": self.id,
            "tax_ids": [Command.set(self._get_purchase_taxes().ids)],
        }
