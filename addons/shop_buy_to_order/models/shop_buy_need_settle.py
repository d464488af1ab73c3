from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Command

from odoo.addons.shop_sync.models import sql

from ..core.mark import SETTLING, is_settling
from ..core.settle import Part, settle

SOFT = ("draft", "sent", "to approve")
BATCH = 200


class ShopBuyNeed(models.Model):
    """What should be bought is computed, and moved towards: whatever happened calls `_follow`."""

    _inherit = "shop.buy.need"

    @api.model
    def _follow(self, lines):
        """Something happened to these order lines, their purchase lines or their goods. While orders
        of a shop are read it is only noted: two workers would wait for each other's suppliers."""
        lines = lines.filtered("buy_to_order")
        if not lines or is_settling(self.env.context):
            return
        needs = self._ensure(lines)
        if self.env.context.get("shop_sync_import"):
            needs.filtered(lambda need: not need.dirty).dirty = True
        else:
            needs._settle()

    @api.model
    def _ensure(self, lines):
        """The needs of these lines; those of confirmed ones are made."""
        needs = self.search([("line_id", "in", lines.ids)])
        new = (lines - needs.line_id).filtered(lambda line: line.state == "sale")
        return needs | self.create([self._prepare_vals(line) for line in new])

    @api.model
    def _prepare_vals(self, line):
        order = line.order_id
        user = order.shop_channel_id.responsible_id or order.user_id
        return {
            "line_id": line.id,
            "user_id": user.id,
            "promised_date": self._get_promised_date(line),
        }

    @api.model
    def _get_promised_date(self, line):
        """The term as it was told when he ordered; it does not move when the supplier's does."""
        order = line.order_id
        if order.commitment_date:
            return fields.Datetime.context_timestamp(line, order.commitment_date).date()
        ordered = fields.Datetime.context_timestamp(line, order.date_order).date()
        delay = order.shop_channel_id._get_buy_delay(line.product_id)
        return ordered + timedelta(days=max(delay, line.customer_lead))

    @api.model
    def _settle_noted(self, company):
        """Needs that were noted while orders were read, the oldest order first.

        :return: whether there were some
        """
        needs = self.search(
            [("company_id", "=", company.id), ("dirty", "=", True)],
            order="ordered_at, id",
            limit=BATCH,
        )
        needs._settle()
        return bool(needs)

    @api.model
    def _cron_daily(self):
        """Whatever moved without telling, and the day that passed."""
        needs = self.search([("state", "not in", ("done", "cancelled"))], order="ordered_at, id")
        for start in range(0, len(needs), BATCH):
            needs[start : start + BATCH]._settle()
            if not self.env["ir.cron"]._commit_progress(min(BATCH, len(needs) - start)):
                break

    # -- towards the target ---------------------------------------------------------------------------

    def _settle(self):
        """Bring purchases and figures in line with what is wanted; a second call changes nothing."""
        settling = self.sudo().with_context(  # sudo: follows from orders, whoever moved them
            **SETTLING, shop_sync_import=False, tracking_disable=True
        )
        for need in settling.sorted(lambda need: (need.ordered_at, need.id)):
            need = need.with_company(need.company_id)
            need = need.with_context(lang=need.company_id.partner_id.lang)
            need._settle_one()
        settling._record()
        settling._watch()

    def _settle_one(self):
        lines = self._get_lines()
        plan = settle(self._count_wanted(), self.refused_quantity, self._get_parts(lines))
        for line in lines:
            self._set_mine(line, plan.mine[line.id])
        if plan.refused != self.refused_quantity:
            self.refused_quantity = plan.refused
        self.to_buy_quantity = plan.buy - self._buy(plan.buy) if plan.buy else 0
        self._link()

    def _get_lines(self):
        """Purchase lines of this need, the oldest first."""
        return self.line_id.purchase_line_ids.filtered("product_id").sorted("id")

    def _get_moves(self):
        """Deliveries that take what is bought."""
        return self.env["stock.move"].search(
            [
                ("buy_line_id", "=", self.line_id.id),
                ("state", "!=", "cancel"),
                ("location_id.usage", "!=", "customer"),
            ]
        )

    def _count_wanted(self):
        """What left for the customer, and what he still is to get."""
        return sum(
            move.product_uom._compute_quantity(move.quantity, self.uom_id)
            if move.state == "done"
            else move.product_qty
            for move in self._get_moves()
        )

    def _get_parts(self, lines):
        shelf = self._count_shelf(lines)
        parts = []
        for line in lines:
            mine, coming = line.buy_quantity, line._buy_count_coming()
            here = max(line.qty_received - mine, 0)
            spare = max(coming - max(line.qty_received, mine), 0) + min(here, shelf)
            shelf -= min(here, shelf)
            parts.append(Part(line.id, mine, coming, line.state in SOFT, spare))
        return parts

    def _count_shelf(self, lines):
        """Pieces here that are set aside for nobody else: what a customer gave up, he may have again
        while it is there."""
        if not any(line.qty_received > line.buy_quantity for line in lines):
            return 0
        waiting = self._get_moves().filtered(lambda move: move.state != "done")
        free = self.product_id.with_context(warehouse_id=self._get_warehouse().id).free_qty
        came = sum(min(line.buy_quantity, line.qty_received) for line in lines)
        his = came - self._count_delivered()
        held = sum(
            move.product_uom._compute_quantity(move.quantity, self.uom_id) for move in waiting
        )
        return max(free + held - max(his, 0), 0)

    def _count_delivered(self):
        return sum(
            move.product_uom._compute_quantity(move.quantity, self.uom_id)
            for move in self._get_moves()
            if move.state == "done"
        )

    def _get_warehouse(self):
        return self.line_id.warehouse_id or self.order_id.warehouse_id

    def _set_mine(self, line, pieces):
        """What of a line is the customer's. A line that the supplier has not confirmed becomes less
        with it, and its order says so."""
        cut = line.buy_quantity - pieces
        if line.product_uom_id.is_zero(cut):
            return
        order = line.order_id
        if line.state in SOFT and cut > 0:
            before, after = line.product_qty, line.product_qty - cut
            self._tell_less(order, line, before, after)
            line.write({"buy_quantity": pieces, "product_qty": after})
            if line.product_uom_id.is_zero(after):
                line.unlink()
                if not order.order_line:
                    order.button_cancel()
        else:
            line.buy_quantity = pieces

    def _tell_less(self, order, line, before, after):
        order.message_post(
            body=self.env._(
                "Order %(order)s wants less of %(product)s: %(before)s → %(after)s.",
                order=self.order_id.name,
                product=line.product_id.display_name,
                before=f"{before:g}",
                after=f"{after:g}",
            ),
            message_type="notification",
            subtype_xmlid="mail.mt_note",
        )

    # -- buying ---------------------------------------------------------------------------------------

    def _buy(self, pieces):
        """Put pieces on the draft order of their supplier, one line a need.

        :return: how many
        """
        supplier = self._find_supplier(pieces)
        if not supplier:
            return 0
        order = self._find_draft(supplier)
        line = order.order_line.filtered(lambda line: line.sale_line_id == self.line_id)[:1]
        if line:
            line.write(
                {
                    "buy_quantity": line.buy_quantity + pieces,
                    "product_qty": line.product_qty + pieces,
                }
            )
        else:
            self.env["purchase.order.line"].create(self._prepare_purchase_line(order, pieces))
        if self.order_id.name not in (order.origin or "").split(", "):
            order.origin = ", ".join(filter(None, [order.origin, self.order_id.name]))
        return pieces

    def _find_supplier(self, pieces):
        if self.supplier_id:
            return self.supplier_id
        product = self.product_id
        seller = product._select_seller(
            quantity=pieces, date=fields.Date.context_today(self), uom_id=product.uom_id
        )
        known = product._prepare_sellers(False).filtered(
            lambda one: not one.company_id or one.company_id == self.company_id
        )
        return (seller or known[:1]).partner_id

    def _find_draft(self, supplier):
        """The draft that gathers what customers ordered from this supplier. Two who look for it at
        once would each make one: the second begins anew and finds the first one's."""
        place = self._get_warehouse().in_type_id
        sql.claim(self.env, [f"buy:{self.company_id.id}:{supplier.id}:{place.id}"])
        orders = self.env["purchase.order"]
        return orders.search(
            [
                ("buy_to_order", "=", True),
                ("state", "=", "draft"),
                ("company_id", "=", self.company_id.id),
                ("partner_id", "=", supplier.id),
                ("picking_type_id", "=", place.id),
            ],
            order="id",
            limit=1,
        ) or orders.create(self._prepare_purchase(supplier, place))

    def _prepare_purchase(self, supplier, place):
        company = self.company_id
        return {
            "buy_to_order": True,
            "company_id": company.id,
            "partner_id": supplier.id,
            "picking_type_id": place.id,
            "currency_id": (supplier.property_purchase_currency_id or company.currency_id).id,
            "user_id": supplier.buyer_id.id,
        }

    def _prepare_purchase_line(self, order, pieces):
        return {
            "order_id": order.id,
            "product_id": self.product_id.id,
            "product_uom_id": self.product_id.uom_id.id,
            "product_qty": pieces,
            "buy_quantity": pieces,
            "sale_line_id": self.line_id.id,
            "propagate_cancel": False,
        }

    # -- what comes is his ----------------------------------------------------------------------------

    def _link(self):
        """His delivery takes what his purchase lines bring, and nothing else."""
        waiting = self._get_moves().filtered(lambda move: move.state != "done")
        receipts = self._get_lines().move_ids.filtered(
            lambda move: move.state != "cancel" and not move._is_purchase_return()
        )
        for move in waiting:
            missing = receipts - move.move_orig_ids
            if missing:
                move.move_orig_ids = [Command.link(receipt.id) for receipt in missing]
                move._recompute_state()
        if any(receipt.state == "done" for receipt in receipts):
            waiting.filtered(lambda move: move.state != "assigned")._action_assign()

    # -- figures --------------------------------------------------------------------------------------

    def _record(self):
        for need in self:
            values = need._get_figures()
            changed = {name: value for name, value in values.items() if need[name] != value}
            if changed:
                need.write(changed)

    def _get_figures(self):
        lines = self._get_lines()
        wanted = self._count_wanted()
        mine = sum(lines.mapped("buy_quantity"))
        received = sum(min(line.buy_quantity, line.qty_received) for line in lines)
        surplus = max(mine - wanted, 0)
        # What is not here yet is given up first.
        ordered = min(surplus, mine - received)
        figures = {
            "wanted_quantity": wanted,
            "bought_quantity": mine,
            "received_quantity": received,
            "delivered_quantity": self._count_delivered(),
            "missing_quantity": max(wanted - received, 0),
            "surplus_ordered": ordered,
            "surplus_received": surplus - ordered,
            "dirty": False,
        }
        rounded = {
            name: self.uom_id.round(value) if isinstance(value, float) else value
            for name, value in figures.items()
        }
        return (
            rounded
            | {"state": self._get_state(rounded, lines), "expected_date": _latest(lines)}
            | self._get_money(wanted, mine, lines)
        )

    def _get_state(self, figures, lines):
        wanted, received = figures["wanted_quantity"], figures["received_quantity"]
        soft = any(line.state in SOFT and line.buy_quantity for line in lines)
        cases = (
            ("missing", self.refused_quantity > 0),
            ("surplus", figures["surplus_ordered"] + figures["surplus_received"] > 0),
            ("no_supplier", self.to_buy_quantity > 0),
            ("cancelled", not wanted),
            ("done", figures["delivered_quantity"] >= wanted),
            ("ready", received >= wanted),
            ("partial", received > 0),
            ("to_confirm", soft),
        )
        return next((state for state, holds in cases if holds), "ordered")

    def _get_money(self, wanted, mine, lines):
        """What the wanted pieces sell for, and what their purchase lines cost for them."""
        sold, currency = self.line_id, self.company_id.currency_id
        ordered = sold.product_uom_id._compute_quantity(sold.product_uom_qty, self.uom_id)
        revenue = sold.price_subtotal / (sold.order_id.currency_rate or 1)
        revenue = currency.round(revenue * wanted / ordered) if ordered else 0
        cost = sum(line._buy_get_unit_cost() * line.buy_quantity for line in lines)
        cost = currency.round(cost * min(wanted / mine, 1)) if mine else 0
        # Of what is bought: what else he wants has no cost yet.
        bought = min(mine / wanted, 1) if wanted else 0
        margin = currency.round(revenue * bought - cost) if mine else 0
        # Parts of a pack have their price on the pack's own line.
        is_part = sold.shop_part == "part"
        return {
            "revenue": revenue,
            "cost": cost,
            "margin": margin,
            "is_loss": bool(mine and wanted and margin < 0 and not is_part),
        }


def _latest(lines):
    """The latest day on which something awaited comes."""
    days = [
        fields.Datetime.context_timestamp(line, line.date_planned).date()
        for line in lines
        if line.date_planned
        and line.state != "cancel"
        and line.product_uom_id.compare(line.buy_quantity, line.qty_received) > 0
    ]
    return max(days, default=False)
