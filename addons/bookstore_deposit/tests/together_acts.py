"""What two people do at once, and what each act means for the ledger of ``TestTogether``."""

from odoo.fields import Command

from ..models import sql


class TogetherActs:
    """``_act_*(title id)`` draws its chances and returns a function of the hand that acts."""

    # -- acts: what they do, and what it means for the ledger ------------------------------

    def _act_parcel(self, _title):
        owner, copies = self.chance.choice(self.owners), self.chance.randint(1, 3)
        place = self.chance.choice([self.shop, self.reserve])

        def work(hand, title):
            hand._receive(owner.with_env(hand.env), copies, title, place.with_env(hand.env))
            return [
                ("places", title.id, place.id, copies),
                ("entrusted", title.id, owner.id, copies),
            ]

        return work

    def _act_send_back(self, _title):
        owner, copies = self.chance.choice(self.owners[:3]), self.chance.randint(1, 2)

        def work(hand, title):
            parcel = hand._send_back(owner.with_env(hand.env), copies, title)
            lines = parcel.sudo().picking_ids.move_line_ids
            places = [("places", title.id, line.location_id.id, -line.quantity) for line in lines]
            return [*places, ("entrusted", title.id, owner.id, -copies)]

        return work

    def _act_deliver(self, _title):
        copies = self.chance.randint(1, 2)

        def work(hand, title):
            picking = hand._deliver(hand.env.user, copies, title)
            return [
                ("places", title.id, hand.shop.id, -copies),
                ("left", title.id, copies),
                ("sales", picking.id),
            ]

        return work

    def _act_return(self, title_id):
        if not self.sales:
            return None
        picking_id = self.chance.choice(self.sales)

        def work(hand, _title):
            picking = hand.env["stock.picking"].browse(picking_id)
            title = picking.product_id
            hand._press_return(hand.env.user, picking, 1)
            return [("places", title.id, hand.shop.id, 1), ("left", title.id, -1)]

        return work

    def _act_ring(self, _title):
        self.number += 1
        number = self.number

        def work(hand, title):
            order = hand._ring_up(1, title=title, price=title.lst_price, number=number)
            return [
                ("places", title.id, hand.shop.id, -1),
                ("left", title.id, 1),
                ("orders", order.id),
            ]

        return work

    def _act_refund(self, _title):
        if not self.orders:
            return None
        self.number += 1
        number, order_id = self.number, self.orders.pop(self.chance.randrange(len(self.orders)))

        def work(hand, _title):
            order = hand.env["pos.order"].browse(order_id)
            title = order.lines.product_id
            hand._ring_up(-1, title=title, price=title.lst_price, refund_of=order, number=number)
            return [("places", title.id, hand.shop.id, 1), ("left", title.id, -1)]

        return work

    def _act_sheet(self, _title):
        def work(hand, title):
            line = Command.create({"product_id": title.id, "quantity": 1})
            sheet = hand.env["bookstore.day.sheet"].create(
                {"warehouse_id": hand.warehouse.id, "line_ids": [line]}
            )
            sheet.action_post()
            return [
                ("places", title.id, hand.shop.id, -1),
                ("left", title.id, 1),
                ("sheets", sheet.id),
            ]

        return work

    def _act_undo_sheet(self, _title):
        if not self.sheets:
            return None
        sheet_id = self.chance.choice(self.sheets)

        def work(hand, _title):
            sheet = hand.env["bookstore.day.sheet"].browse(sheet_id)
            sheet.action_undo()
            title = sheet.line_ids.product_id
            return [("places", title.id, hand.shop.id, 1), ("left", title.id, -1)]

        return work

    def _act_lose(self, _title):
        kind = self.chance.choice(["loss", "gift", "irregular_out"])

        def work(hand, title):
            movement = hand._move(kind, 1, title)
            return [
                ("places", title.id, hand.shop.id, -1),
                ("left", title.id, 1),
                ("movements", movement.id),
            ]

        return work

    def _act_undo_movement(self, _title):
        if not self.movements:
            return None
        movement_id = self.chance.choice(self.movements)

        def work(hand, _title):
            movement = hand.env["bookstore.movement"].browse(movement_id)
            movement.action_undo()
            title = movement.line_ids.product_id
            return [("places", title.id, hand.shop.id, 1), ("left", title.id, -1)]

        return work

    def _act_find(self, _title):
        def work(hand, title):
            held = sql.ever_held(hand.env, hand.company, title.ids)
            hand._move("irregular_in", 1, title, target=hand.shop)
            if held:
                return [("places", title.id, hand.shop.id, 1), ("left", title.id, -1)]
            firm = ("entrusted", title.id, hand.firm.id, 1)
            return [("places", title.id, hand.shop.id, 1), firm]

        return work

    def _act_scrap(self, _title):
        def work(hand, title):
            scrap = hand.env["stock.scrap"].create(
                {"product_id": title.id, "scrap_qty": 1, "location_id": hand.shop.id}
            )
            scrap.do_scrap()
            return [("places", title.id, hand.shop.id, -1), ("left", title.id, 1)]

        return work

    def _act_carry(self, _title):
        source, target = self.chance.sample([self.shop, self.reserve], 2)

        def work(hand, title):
            hand._move("transfer", 1, title, *[p.with_env(hand.env) for p in (source, target)])
            return [("places", title.id, source.id, -1), ("places", title.id, target.id, 1)]

        return work

    def _act_decide(self, title_id):
        waiting = self._pending(self.env["product.product"].browse(title_id))
        entry = self.chance.choice(waiting) if waiting else waiting
        owner = self.chance.choice(self.owners)
        quantity = self.chance.randint(1, int(entry.quantity) or 1)

        def work(hand, _title):
            asked = hand.env["bookstore.allocation"].browse(entry.id)
            possible = asked.open_candidate_ids
            chosen = owner.with_env(hand.env) if owner.id in possible.ids else possible[:1]
            if chosen:
                asked.action_decide(chosen.id, quantity=quantity)
            return []

        return entry and work

    def _act_exclude(self, title_id):
        waiting = self._pending(self.env["product.product"].browse(title_id))
        owner = self.chance.choice(self.owners)

        def work(hand, _title):
            hand.env["bookstore.allocation"].browse(waiting[:1].id).action_exclude(owner.id)
            return []

        return waiting and work

    def _act_undo_decision(self, title_id):
        decided = self.env["bookstore.allocation"].search(
            [
                ("product_id", "=", title_id),
                ("state", "=", "decided"),
                ("kind", "in", ["sale", "loss", "gift", "irregular_out"]),
                ("quantity", ">", 0),
                ("reversed_quantity", "=", 0),
            ]
        )
        entry = self.chance.choice(decided) if decided else decided

        def work(hand, _title):
            hand.env["bookstore.allocation"].browse(entry.id).action_undo_decision()
            return []

        return entry and work

    def _act_statement(self, _title):
        deposit = self.chance.choice([self.deposit_a, self.deposit_b, self.deposit_c])

        def work(hand, _title):
            statement = hand._statement(deposit.with_env(hand.env))
            if statement.is_blocked:
                return []
            if statement.amount_untaxed:
                statement.action_bill()
            else:
                statement.action_close()
            return []

        return work
