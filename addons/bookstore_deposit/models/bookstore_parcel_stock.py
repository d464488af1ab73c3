from collections import defaultdict

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..core.ownership import EPSILON
from . import sql
from .bookstore_parcel import DEPOSIT_KINDS


class BookstoreParcel(models.Model):
    """The copies of a parcel: whose they are, where they go, which order they answer."""

    _inherit = "bookstore.parcel"

    def _check_returnable(self):
        """Only copies their owner still has can leave; those in doubt are decided first."""
        asked = self.line_ids.filtered(lambda line: line.quantity and not line.return_of)
        if asked:
            raise UserError(
                self.env._(
                    "%(title)s is here in deposit and bought firm from %(owner)s. Choose on its"
                    " line which copies go back.",
                    title=asked[0].product_id.name,
                    owner=self.partner_id.name,
                )
            )
        firm = self.line_ids.filtered(lambda line: line.return_of == "firm")
        self._check_owned(self.line_ids - firm)
        bought = self._get_firm_quantities(firm.product_id)
        for product, lines in firm.grouped("product_id").items():
            quantity = sum(lines.mapped("quantity"))
            if quantity > bought[product.id] + EPSILON:
                raise UserError(
                    self.env._(
                        "%(owned)g firm copies of %(title)s bought from %(owner)s are left,"
                        " %(asked)g would leave. Lower the quantity.",
                        owner=self.partner_id.name,
                        owned=max(bought[product.id], 0),
                        title=product.name,
                        asked=quantity,
                    )
                )

    def _check_owned(self, lines):
        owned = self._get_owned_quantities(lines.product_id)
        for product, of_title in lines.grouped("product_id").items():
            quantity = sum(of_title.mapped("quantity"))
            if quantity > owned[product.id] + EPSILON:
                raise UserError(self._get_not_owned_message(product, owned[product.id], quantity))

    def _get_not_owned_message(self, product, owned, asked):
        message = self.env._(
            "%(owner)s owns %(owned)g copies of %(title)s, %(asked)g would leave."
            " Lower the quantity, or decide whose the sold copies were.",
            owner=(self._get_holder() or self.company_id.partner_id).name,
            owned=max(owned, 0),
            title=product.name,
            asked=asked,
        )
        exits = self._get_exits_of(product)
        if self.state == "draft" or not exits:
            return message
        return self.env._(
            "%(message)s Copies left with: %(exits)s.",
            message=message,
            exits=", ".join(entry._get_reference() for entry in exits[:3]),
        )

    def _get_exits_of(self, product):
        # sudo: which sale took the copies is told, nothing else of the journal
        journal = self.env["bookstore.allocation"].sudo()
        return journal.search(
            [
                ("company_id", "=", self.company_id.id),
                ("product_id", "=", product.id),
                ("owner_id", "=", (self._get_holder() or self.company_id.partner_id).id),
                ("state", "=", "decided"),
                ("signed_quantity", "<", 0),
                ("quantity", ">", 0),
                ("reversed_quantity", "=", 0),
            ],
            order="date, id",
        )

    def _get_owned_quantities(self, products):
        """Copies of the parcel's holder, by title id."""
        owned = defaultdict(float)
        holder = self._get_holder() or self.company_id.partner_id
        # sudo: totals of one owner, for whoever sends its copies back
        for product_id, _place, owner_id, quantity in sql.stock_cells(
            self.env(su=True), self.company_id, products._bookstore_get_kept().ids
        ):
            if owner_id == holder.id:
                owned[product_id] += quantity
        return defaultdict(
            float,
            {product.id: owned[product._bookstore_get_kept().id] for product in products},
        )

    def _get_firm_quantities(self, products):
        """Copies bought firm from the distributor and still there, by title id."""
        left = defaultdict(float)
        if not self.partner_id or not products.ids:
            return left
        lines = self.env["bookstore.parcel.line"]._read_group(
            [
                ("parcel_id.partner_id", "=", self.partner_id.id),
                ("parcel_id.state", "=", "done"),
                ("company_id", "=", self.company_id.id),
                ("product_id", "in", products._bookstore_get_family()),
                "|",
                ("parcel_id.kind", "=", "firm"),
                ("return_of", "=", "firm"),
            ],
            ["product_id", "return_of"],
            ["quantity:sum"],
        )
        for product, return_of, quantity in lines:
            left[product._bookstore_get_kept().id] += -quantity if return_of else quantity
        firm = defaultdict(float)
        # sudo: totals of the shop's own copies
        for product_id, _place, owner_id, quantity in sql.stock_cells(
            self.env(su=True), self.company_id, list(left)
        ):
            if owner_id == self.company_id.partner_id.id:
                firm[product_id] += quantity
        return defaultdict(
            float,
            {product_id: min(copies, firm[product_id]) for product_id, copies in left.items()},
        )

    def _get_firm_layers(self, products):
        """``{title id: [[copies left, firm line]]}`` bought from the distributor, oldest first.

        The oldest copies leave first, sold or sent back; the last purchase is always there.
        """
        layers = defaultdict(list)
        if not self.partner_id or not products.ids:
            return layers
        bought = self.env["bookstore.parcel.line"].search(
            [
                ("parcel_id.kind", "=", "firm"),
                ("parcel_id.state", "=", "done"),
                ("parcel_id.partner_id", "=", self.partner_id.id),
                ("company_id", "=", self.company_id.id),
                ("product_id", "in", products._bookstore_get_family()),
            ],
            order="id",
        )
        left = self._get_firm_quantities(products)
        for title, lines in bought.grouped(
            lambda line: line.product_id._bookstore_get_kept()
        ).items():
            gone = sum(lines.mapped("quantity")) - left[title.id]
            for line in lines:
                taken = min(max(gone, 0.0), line.quantity)
                gone -= taken
                if line.quantity - taken > EPSILON or line == lines[-1]:
                    layers[title.id].append([line.quantity - taken, line])
        return layers

    @api.model
    def _take_layers(self, layers, copies, before=0.0):
        """``[(copies, firm line)]`` after the ``before`` oldest; more than are left are like the last."""
        taken, passed, left = [], before, copies
        for number, (there, line) in enumerate(layers, start=1):
            free = max(there - passed, 0.0)
            passed = max(passed - there, 0.0)
            part = left if number == len(layers) else min(free, left)
            if part > EPSILON:
                taken.append((part, line))
                left -= part
        return taken or [(1.0, line) for _there, line in layers[:1]]

    def _get_holder(self):
        """The distributor whose copies these stay; nobody when they are the shop's own."""
        is_own = self.kind in ("firm", "gift")
        return self.env["res.partner"] if is_own else self.partner_id

    def _move_lines(self, lines):
        """One transfer a place and owner, one movement a title and order line."""
        orders = self._get_open_order_lines()
        copies_by_place = self._get_copies_by_place(lines.product_id)
        groups = defaultdict(list)
        for line in lines:
            for place, copies in line._share_places(copies_by_place):
                groups[place, line._get_holder()].append((line, copies))
        for (place, holder), parts in groups.items():
            self._move_parts(place, holder, parts, orders)

    def _move_parts(self, place, holder, parts, orders):
        """:param orders: open order lines of these titles, see :meth:`_get_open_order_lines`"""
        picking = self.env["stock.picking"].create(self._prepare_picking_vals(place, holder))
        shared = [
            (line, order_line, part)
            for line, copies in parts
            for order_line, part in line._share_with_orders(orders, copies)
        ]
        moves = self.env["stock.move"].create(
            [line._prepare_move_vals(picking, place, part) for line, _order, part in shared]
        )
        picking.with_context(skip_sanity_check=True)._action_done()
        for move, (_line, order_line, part) in zip(moves, shared, strict=True):
            if order_line:
                # Set once done: the copies are worth what the parcel says, not the order.
                move.purchase_line_id = order_line
                order_line._bookstore_take_received(part)

    def _get_copies_by_place(self, products):
        copies = defaultdict(lambda: defaultdict(float))
        missing = self.company_id.bookstore_missing_location_id
        for product_id, place_id, _owner, quantity in sql.stock_cells(
            self.env, self.company_id, products.ids
        ):
            if place_id != missing.id:
                copies[product_id][place_id] += quantity
        return copies

    def _get_open_order_lines(self):
        """``{product: [[order line, copies it waits for]]}``, the oldest first (B44–B48).

        A deposit parcel answers deposit orders only, or the order would ask to be billed.
        """
        orders = defaultdict(list)
        if self.kind not in (*DEPOSIT_KINDS, "firm") or not self.partner_id:
            return orders
        domain = Domain(
            [
                ("order_id.partner_id", "=", self.partner_id.id),
                ("order_id.is_deposit", "=", self.kind in DEPOSIT_KINDS),
                ("product_id", "in", self.line_ids.product_id.ids),
                ("company_id", "=", self.company_id.id),
                ("state", "=", "purchase"),
            ]
        )
        lines = self.env["purchase.order.line"].search(domain, order="date_planned, id")
        for order_line in lines:
            waiting = order_line._bookstore_count(order_line.product_qty - order_line.qty_received)
            if waiting > 0:
                orders[order_line.product_id].append([order_line, waiting])
        return orders

    def _complete_deposit(self):
        """Open the deposit at the first parcel, add titles it does not list yet."""
        deposit = self._get_deposit()
        if not deposit:
            kind = "fixed" if self.kind == "fixed" else "standard"
            deposit = self.env["bookstore.deposit"].create(
                {
                    "partner_id": self.partner_id.id,
                    "company_id": self.company_id.id,
                    "kind": kind,
                    "discount": self.discount,
                    "are_terms_agreed": False,
                }
            )
        received = defaultdict(float)
        for line in self.line_ids:
            received[line.product_id] += line.quantity
        deposit._add_titles(received)

    def _undo(self):
        bill = self.bill_id
        if bill.state == "posted" and not bill._bookstore_is_undone():
            raise UserError(
                self.env._(
                    "The bill of parcel %s is posted. Make its credit note first, then undo the"
                    " parcel.",
                    self.name,
                )
            )
        if bill.state == "draft":
            bill.button_cancel()
        if self.kind != "return":
            sql.guard_titles(self.env, self.company_id, sorted(self.line_ids.product_id.ids))
            self._check_owned(self.line_ids)
        moves = self.picking_ids.move_ids.filtered(lambda move: move.state == "done")
        counter = self.env["stock.move"]
        counter.create([self._prepare_counter_vals(move) for move in moves])._action_done()
        self.state = "cancelled"

    def _get_outside_place(self):
        partner = self.partner_id.with_company(self.company_id)
        return partner.property_stock_supplier or self.env.ref("stock.stock_location_suppliers")

    def _prepare_picking_vals(self, place, holder):
        outside = self._get_outside_place()
        warehouse = place.warehouse_id or self.company_id._get_bookstore_warehouse()
        back = self.kind == "return"
        picking_type = warehouse.out_type_id if back else warehouse.in_type_id
        return {
            "picking_type_id": picking_type.id,
            "location_id": (place if back else outside).id,
            "location_dest_id": (outside if back else place).id,
            "partner_id": self.partner_id.id,
            "owner_id": holder.id,
            "origin": self.name,
            "company_id": self.company_id.id,
            "bookstore_parcel_id": self.id,
        }

    def _prepare_counter_vals(self, move):
        kind = "receipt" if move.bookstore_kind == "return" else "return"
        return move._prepare_bookstore_move_vals(
            move.product_id,
            move.quantity,
            move.location_dest_id,
            move.location_id,
            kind,
            origin=self.name,
            restrict_partner_id=move.restrict_partner_id.id,
            origin_returned_move_id=move.id,
            bookstore_owner_known=True,
            purchase_line_id=move.purchase_line_id.id,
            to_refund=True,  # the order waits for these copies again
        )
