from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..core.quantities import EPSILON, replaceable, share_out
from .tech_case_line import MONEY


class TechCaseLine(models.Model):
    """The goods of a decision: what comes back, what goes out, what is repaired."""

    _inherit = "tech.case.line"

    def _effect_decide(self):
        super()._effect_decide()
        if self.goods_back and self.decision != "reject":
            self.sudo()._ask_goods()  # sudo: receipts of a case, whoever decided it

    def _guard_kit(self):
        """Of a kit nobody guesses which of its parts is meant."""
        own = self.sudo()  # sudo: what was delivered, whoever may read it
        if own._is_kit() and (self.decision == "replace" or self.goods_back):
            raise UserError(
                self.env._(
                    "%(line)s of %(case)s is a kit: which of its parts come and go is not known "
                    "here. Return or send these parts from the delivery, and decide here on the "
                    "money, without goods that come back.",
                    line=self.display_name,
                    case=self.case_id.name,
                )
            )

    def _guard_undelivered(self):
        """What is on its way still is not given back: it would come all the same."""
        own = self.sudo()  # sudo: as above
        if self.decision not in MONEY or self.product_id.type != "consu" or own._is_kit():
            return
        waiting = own.sale_line_id.move_ids.filtered(
            lambda move: (
                move.state not in ("done", "cancel") and move.location_dest_id.usage == "customer"
            )
        )
        if waiting and self.quantity > replaceable(own._get_facts()) + EPSILON:
            raise UserError(
                self.env._(
                    "%(line)s of %(case)s: not all of it was delivered, and %(pickings)s would still "
                    "bring it. Cancel that delivery, or what it has too many, first.",
                    line=self.display_name,
                    case=self.case_id.name,
                    pickings=", ".join(waiting.picking_id.mapped("name")),
                )
            )

    def _is_owned_by_another(self):
        """Whether a serial number that is not of this sale was last delivered to somebody else."""
        own = self.sudo()  # sudo: to whom it was delivered, whoever may read it
        if not own.lot_id or not own._is_foreign_lot():
            return False
        last = own.env["stock.move.line"].search(
            [
                ("lot_id", "=", own.lot_id.id),
                ("state", "=", "done"),
                ("location_dest_id.usage", "=", "customer"),
            ],
            order="date desc, id desc",
            limit=1,
        )
        receivers = last.picking_id.partner_id | last.move_id.sale_line_id.order_id.partner_id
        owners = receivers.commercial_partner_id
        return bool(owners) and own.case_id.commercial_partner_id not in owners

    def _is_foreign_lot(self):
        """Whether the serial number is none of those that the sale delivered."""
        return bool(self.lot_id) and not (
            self.sale_line_id and self.lot_id in self._get_moves().move_line_ids.lot_id
        )

    # --- what comes back --------------------------------------------------------------------------

    def _ask_goods(self):
        """Prepare the receipt of what is not here yet; a return of its delivery where known."""
        arrived = self.move_ids.filtered(
            lambda move: move.location_id.usage == "customer" and move.state == "done"
        )
        wanted = self.quantity - sum(map(self._count, arrived))
        if wanted <= EPSILON or self.product_id.type != "consu":
            return
        found = share_out(wanted, self._get_returnable())
        for picking, shares in self._by_picking(found).items():
            self._return(picking, shares)
        rest = wanted - sum(found.values())
        never_left = self.sale_line_id and not self._is_foreign_lot()
        if rest > EPSILON and not never_left:
            self._receive(rest)

    def _get_returnable(self):
        """Quantities of deliveries that did not come back, the last one first."""
        left = {}
        for move in (
            self._get_deliveries().filtered(self._is_return_source).sorted("date", reverse=True)
        ):
            back = move.returned_move_ids.filtered(lambda one: one.state != "cancel")
            gone = sum(self._count(one) if one.state == "done" else one.product_qty for one in back)
            left[move.id] = self._count(move) - gone
        return left

    def _get_deliveries(self):
        """Moves of the sale; where it is not known, those of the serial number."""
        moves = self._get_moves() if self.sale_line_id else self.env["stock.move"]
        if self.lot_id and not moves:
            moves = self.env["stock.move.line"].search([("lot_id", "=", self.lot_id.id)]).move_id
        return moves

    def _is_return_source(self, move):
        here = not self.lot_id or self.lot_id in move.move_line_ids.lot_id
        return (
            move.state == "done"
            and move.location_dest_id.usage == "customer"
            and move.picking_id
            and here
        )

    def _by_picking(self, found):
        pickings = {}
        for move in self.env["stock.move"].browse(found):
            pickings.setdefault(move.picking_id, {})[move] = found[move.id]
        return pickings

    def _return(self, picking, shares):
        wizard = (
            self.env["stock.return.picking"]
            .with_context(active_id=picking.id, active_model="stock.picking")
            .create({"picking_id": picking.id})
        )
        for line in wizard.product_return_moves:
            quantity = shares.get(line.move_id, 0)
            line.quantity = self.uom_id._compute_quantity(quantity, line.uom_id)
        expected = picking.move_ids.move_dest_ids.filtered("quantity")
        self._own(wizard._create_return().move_ids)
        self._expect_again(expected)

    def _expect_again(self, moves):
        """Returns of the delivery that were ready: Odoo empties them when another one is made."""
        emptied = moves.filtered(
            lambda move: move.state not in ("done", "cancel") and not move.quantity
        )
        emptied._action_assign()
        for move in emptied.filtered("tech_case_line_id.lot_id"):
            move.move_line_ids.lot_id = move.tech_case_line_id.lot_id

    def _receive(self, quantity):
        """A receipt without a known delivery."""
        warehouse = self._get_warehouse()
        customers = self.case_id.partner_id.property_stock_customer
        kind = warehouse.in_type_id
        picking = self.env["stock.picking"].create(
            {
                "picking_type_id": kind.id,
                "partner_id": self.case_id.partner_id.id,
                "origin": self.case_id.name,
                "location_id": customers.id,
                "location_dest_id": kind.default_location_dest_id.id,
                "move_ids": [
                    Command.create(
                        {
                            "product_id": self.product_id.id,
                            "product_uom_qty": quantity,
                            "product_uom": self.uom_id.id,
                            "location_id": customers.id,
                            "location_dest_id": kind.default_location_dest_id.id,
                        }
                    )
                ],
            }
        )
        picking.action_confirm()
        picking.action_assign()
        self._own(picking.move_ids)

    def _own(self, moves):
        """The moves belong to this line; the order keeps what it delivered (``to_refund``)."""
        moves.write({"tech_case_line_id": self.id, "to_refund": False})
        moves.picking_id.write({"origin": self.case_id.name})
        if self.lot_id:
            moves.move_line_ids.lot_id = self.lot_id

    def _get_warehouse(self):
        order = self.sale_line_id.order_id or self.case_id.order_id
        warehouses = self.env["stock.warehouse"]
        return order.warehouse_id or warehouses.search(
            [("company_id", "=", self.company_id.id)], limit=1
        )

    # --- what goes out ----------------------------------------------------------------------------

    def _settle_replace(self):
        product = self.replacement_id or self.product_id
        partner = self.sale_line_id.order_id.partner_shipping_id or self.case_id.partner_id
        self.env["stock.rule"].run(
            [
                self.env["stock.rule"].Procurement(
                    product,
                    self.quantity,
                    self._get_replacement_unit(product),
                    partner.property_stock_customer,
                    product.display_name,
                    self.case_id.name,
                    self.company_id,
                    self._prepare_replacement_vals(partner),
                )
            ]
        )
        self.goods_cost = product.with_company(self.company_id).standard_price * self.quantity

    def _get_replacement_unit(self, product):
        if self.uom_id._has_common_reference(product.uom_id):
            return self.uom_id
        raise UserError(
            self.env._(
                "%(product)s is not counted in %(unit)s: it cannot replace %(line)s.",
                product=product.display_name,
                unit=self.uom_id.name,
                line=self.display_name,
            )
        )

    def _prepare_replacement_vals(self, partner):
        return {
            "date_planned": fields.Datetime.now(),
            "warehouse_id": self._get_warehouse(),
            "partner_id": partner.id,
            "company_id": self.company_id,
            "reference_ids": self.env["stock.reference"].create({"name": self.case_id.name}),
            "tech_case_line_id": self.id,
        }

    # --- what is repaired -------------------------------------------------------------------------

    def _settle_repair(self):
        kind = self._get_warehouse().repair_type_id
        self.env["repair.order"].with_company(self.company_id).create(
            {
                "partner_id": self.case_id.partner_id.id,
                "product_id": self.product_id.id,
                "product_qty": self.quantity,
                "product_uom": self.uom_id.id,
                "lot_id": self.lot_id.id,
                "picking_type_id": kind.id,
                "user_id": self.case_id.user_id.id,
                "under_warranty": self.is_under_warranty,
                "internal_notes": self.fault,
                "company_id": self.company_id.id,
                "tech_case_line_id": self.id,
            }
        )

    def _give_back(self):
        """After the repair: the goods that came for it go to the customer again."""
        if not self._is_repaired():
            return
        arrived = self.move_ids.filtered(
            lambda move: move.location_id.usage == "customer" and move.state == "done"
        )
        for move in arrived.filtered(lambda one: not one.returned_move_ids and one.picking_id):
            self._return(move.picking_id, {move: self._count(move)})

    def _is_repaired(self):
        """What was decided otherwise since stays here, whatever becomes of the repair."""
        return self.state == "decided" and self.decision == "repair"

    def _reckon_parts(self):
        """Parts of the repair at cost."""
        if not self._is_repaired():
            return
        parts = self.repair_ids.move_ids.filtered(
            lambda move: move.state == "done" and move.repair_line_type == "add"
        )
        self.goods_cost = sum(
            move.product_id.with_company(self.company_id).standard_price * move.product_qty
            for move in parts
        )

    # --- undoing ----------------------------------------------------------------------------------

    def _guard_undo_goods(self):
        gone = self.move_ids.filtered(
            lambda move: move.state == "done" and move.location_dest_id.usage == "customer"
        )
        back = gone.returned_move_ids.filtered(lambda move: move.state == "done")
        away = sum(map(self._count, gone)) - sum(map(self._count, back)) > EPSILON
        if away:
            raise UserError(
                self.env._(
                    "%(case)s: what %(pickings)s sent is with the customer. Take it back with a "
                    "return of that delivery first; then the decision can be undone.",
                    case=self.case_id.name,
                    pickings=", ".join(gone.picking_id.mapped("name")),
                )
            )
        repairs = self.repair_ids.filtered(lambda one: one.state in ("under_repair", "done"))
        if repairs:
            raise UserError(
                self.env._(
                    "%(repair)s of %(case)s has begun: finish it, or cancel it first.",
                    repair=", ".join(repairs.mapped("name")),
                    case=self.case_id.name,
                )
            )

    def _withdraw_goods(self):
        waiting = self.move_ids.filtered(lambda move: move.state not in ("done", "cancel"))
        waiting._action_cancel()
        self.repair_ids.filtered(lambda one: one.state != "cancel").action_repair_cancel()
