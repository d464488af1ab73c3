from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Command

from ..core import canonical, differ
from ..core.errors import DataError
from ..tools.choices import Choices
from . import sql

IMPORT_CONTEXT = {
    "tracking_disable": True,
    "mail_create_nolog": True,
    "mail_create_nosubscribe": True,
    "mail_notrack": True,
    "shop_sync_import": True,
    "shop_sync_defer_reservation": True,
}
HARMLESS = {
    "payments", "state", "messages", "note", "shipping", "created_at", "updated_at",
    "payment_method",
}  # fmt: skip
ADDRESSES = {"invoice_address", "delivery_address", "customer"}
OPEN_DAYS = 45
FETCH = 200


class ShopHandlerOrder(models.AbstractModel):
    """A shop's order: created once, then followed."""

    _name = "shop.handler.order"
    _description = "Order Handler"
    _inherit = "shop.handler"

    @api.model
    def _handle(self, channel, messages):
        self = self.with_company(channel.company_id).with_context(**IMPORT_CONTEXT)
        channel = channel.with_env(self.env)
        messages = messages.with_env(self.env)
        for message in messages:
            self._check_form(message)
        known = self._known(channel, messages.mapped("external_key"))
        new = messages.filtered(lambda message: message.external_key not in known)
        for message in messages - new:
            self._update(channel, message, known[message.external_key])
        if new:
            self._create_orders(channel, new)

    @staticmethod
    def _check_form(message):
        if "unreadable" in (message.payload or {}):
            raise DataError("unreadable", message=message.payload["unreadable"])
        problems = canonical.validate("order", message.payload)
        if problems:
            text = "; ".join(f"{path}: {what}" for path, what in problems[:5])
            raise DataError("invalid_document", message=text)

    @api.model
    def _known(self, channel, keys):
        orders = self.env["sale.order"].search(
            [("shop_channel_id", "=", channel.id), ("shop_external_key", "in", keys)]
        )
        return {order.shop_external_key: order for order in orders}

    # -- new orders -----------------------------------------------------------------------------------

    @api.model
    def _create_orders(self, channel, messages):
        choices = Choices(self.env["shop.mapping"], channel)
        actions = {m: choices.state(m.payload["state"]).action for m in messages}
        ignored = messages.filtered(lambda message: actions[message] == "ignore")
        ignored._done(state="ignored")
        messages -= ignored
        documents = {message.external_key: message.payload for message in messages}
        if not documents:
            return
        accepted = messages.filtered("difference_accepted").mapped("external_key")
        values = self.env["shop.order.builder"]._prepare_batch(channel, documents, set(accepted))
        orders = self.env["sale.order"].create(list(values.values()))
        self.env["shop.order.builder"]._check_totals(orders, documents)
        by_key = {order.shop_external_key: order for order in orders}
        self._apply_states(channel, {by_key[m.external_key]: actions[m] for m in messages})
        self._file_payments(channel, [(order, documents[key]) for key, order in by_key.items()])
        for message in messages:
            message._done(by_key[message.external_key])

    @api.model
    def _apply_states(self, channel, actions):
        """Do for each order what its shop state means: confirm, cancel, or wait."""
        groups = {}
        for order, action in actions.items():
            groups[action] = groups.get(action, self.env["sale.order"]) | order
        confirm = groups.get("confirm", self.env["sale.order"])
        self._confirm(confirm.filtered(lambda order: order.state in ("draft", "sent")))
        cancel = groups.get("cancel", self.env["sale.order"])
        for order in cancel.filtered(lambda order: order.state != "cancel"):
            self._cancel(order)

    @api.model
    def _confirm(self, orders):
        if orders:
            orders.action_confirm()
            orders.shop_to_reserve = True

    @api.model
    def _cancel(self, order):
        """:return: whether it could be cancelled: nothing shipped, nothing invoiced"""
        shipped = any(picking.state == "done" for picking in order.picking_ids)
        invoiced = any(invoice.state == "posted" for invoice in order.invoice_ids)
        if shipped or invoiced:
            return False
        order.shop_cancelled = True
        order.shop_to_reserve = False
        order._action_cancel()
        return True

    @api.model
    def _file_payments(self, channel, reported):
        self.env["shop.payment"]._take_over(channel, reported)

    # -- changed orders -------------------------------------------------------------------------------

    @api.model
    def _update(self, channel, message, order):
        before = order.shop_message_id.payload or {}
        after = message.payload
        changed = differ.sections(before, after) - {"updated_at", "schema"}
        if order.state in ("draft", "sent") and changed - HARMLESS:
            self._rewrite(channel, order, message)
            changed &= HARMLESS | ADDRESSES
        self._follow_payments(channel, order, after, changed)
        self._follow_notes(order, before, after, changed)
        self._follow_tracking(order, before, after, changed)
        clean = self._follow_addresses(channel, order, after, changed)
        clean = self._follow_state(channel, order, after, changed) and clean
        clean = clean and not self._conflicting(order, before, after, changed)
        if clean:
            message._done(order)
        else:
            self._ask(channel, order, message)

    @api.model
    def _conflicting(self, order, before, after, changed):
        """Goods or amounts changed after confirmation: for a person to decide."""
        rest = changed - HARMLESS - ADDRESSES
        charge = {"tax_incl", "tax_excl"}
        shipping = "shipping" in changed and any(
            before.get("shipping", {}).get(name) != after["shipping"][name] for name in charge
        )
        return order.state == "sale" and (bool(rest) or shipping)

    @api.model
    def _rewrite(self, channel, order, message):
        """Not confirmed yet: the order becomes what the shop says now."""
        key = message.external_key
        accepted = {key} if message.difference_accepted else ()
        vals = self.env["shop.order.builder"]._prepare_batch(
            channel, {key: message.payload}, accepted
        )[key]
        lines = vals.pop("order_line")
        # Lines after their order: writing the company in the same breath would have Odoo choose
        # their taxes anew.
        order.write(vals)
        order.write({"order_line": [Command.clear(), *lines]})
        self.env["shop.order.builder"]._check_totals(order, {key: message.payload})
        self._say(order, self.env._("The order was changed in the shop; it was written anew."))

    @api.model
    def _follow_payments(self, channel, order, after, changed):
        if "payments" in changed:
            self._file_payments(channel, [(order, after)])

    @api.model
    def _follow_notes(self, order, before, after, changed):
        if not changed & {"messages", "note"}:
            return
        order.shop_note = self.env["shop.order.builder"]._note(after)
        seen = {entry["id"] for entry in before.get("messages", [])}
        for entry in after["messages"]:
            if entry["id"] not in seen:
                self._say(order, self.env._("Message in the shop: %s", entry["text"]))

    @api.model
    def _follow_tracking(self, order, before, after, changed):
        tracking = after["shipping"]["tracking"]
        if "shipping" not in changed or tracking == before.get("shipping", {}).get("tracking"):
            return
        order.shop_tracking = tracking
        open_pickings = order.picking_ids.filtered(
            lambda picking: (
                picking.state not in ("done", "cancel") and not picking.carrier_tracking_ref
            )
        )
        if tracking and open_pickings:
            open_pickings.carrier_tracking_ref = tracking
            self._say(order, self.env._("Tracking number entered in the shop: %s", tracking))

    @api.model
    def _follow_addresses(self, channel, order, after, changed):
        """:return: False when the goods have left for the old address"""
        kinds = changed & {"invoice_address", "delivery_address"}
        if not kinds or order.state != "sale":
            return True
        if any(picking.state == "done" for picking in order.picking_ids):
            return "delivery_address" not in kinds or order.delivery_status == "full"
        choices = Choices(self.env["shop.mapping"], channel)
        partners = self.env["shop.partner.finder"]._find(channel, {"one": after}, choices)["one"]
        invoice, delivery = partners[1:]
        posted = any(move.state == "posted" for move in order.invoice_ids)
        order.write(
            {"partner_shipping_id": delivery.id}
            | ({} if posted else {"partner_invoice_id": invoice.id})
        )
        order.picking_ids.filtered(lambda p: p.state not in ("done", "cancel")).write(
            {"partner_id": delivery.id}
        )
        self._say(
            order, self.env._("The address was changed in the shop; order and deliveries follow.")
        )
        return True

    @api.model
    def _follow_state(self, channel, order, after, changed):
        """:return: False when the shop's state asks for what can no longer be done"""
        if "state" not in changed:
            return True
        mapping = self.env["shop.mapping"]._get_state(channel, after["state"])
        order.shop_state_id = mapping
        self._say(
            order,
            self.env._("State in the shop: %s", mapping.external_name or mapping.external_key),
        )
        if mapping.action == "cancel" and order.state != "cancel":
            return self._cancel(order)
        if mapping.action == "confirm" and order.state == "cancel":
            if not order.shop_cancelled:
                return False
            order.action_draft()
            order.shop_cancelled = False
        if mapping.action == "confirm" and order.state in ("draft", "sent"):
            self._confirm(order)
        return True

    @api.model
    def _ask(self, channel, order, message):
        """An activity for the person in charge; both versions stand side by side in the message."""
        message._done(order, state="conflict")
        message.write({"error_kind": "data", "error_code": "changed_after_confirmation"})
        order.with_context(tracking_disable=False, mail_notrack=False).activity_schedule(
            "mail.mail_activity_data_todo",
            summary=self.env._("Changed in the shop after confirmation"),
            note=message.difference_html,
            user_id=channel.responsible_id.id or self.env.uid,
        )

    @api.model
    def _say(self, order, text):
        order.message_post(body=text, message_type="notification", subtype_xmlid="mail.mt_note")

    # -- what follows -----------------------------------------------------------------------------------

    @api.model
    def _settle(self, channel):
        self.env["shop.order.reservation"]._run(channel)
        self.env["shop.payment"]._record_new(channel)

    @api.model
    def _summarise(self, channel):
        latest = sql.refresh_orders_of_day(self.env, channel)
        if latest != channel.last_order_date:
            channel.last_order_date = latest

    # -- what leaves no date behind ---------------------------------------------------------------------

    @api.model
    def _open_orders(self, channel):
        since = fields.Datetime.now() - timedelta(days=OPEN_DAYS)
        return self.env["sale.order"].search(
            [
                ("shop_channel_id", "=", channel.id),
                ("state", "=", "sale"),
                ("date_order", ">", since),
                ("delivery_status", "!=", "full"),
            ]
        )

    @api.model
    def _follow(self, channel, adapter, run):
        """Tracking numbers of open orders, once an hour: an edit of one moves no date at all."""
        cursor = self.env["shop.engine"]._get_cursor(channel, "tracking")
        now = fields.Datetime.now()
        last = (cursor.value or {}).get("at")
        if last and fields.Datetime.to_datetime(last) > now - timedelta(hours=1):
            return
        orders = self._open_orders(channel)
        shown = adapter.verify("tracking", orders.mapped("shop_external_key")) if orders else {}
        moved = [
            order.shop_external_key
            for order in orders
            if shown.get(order.shop_external_key, "") != (order.shop_tracking or "")
        ]
        run.received += self._fetch(channel, adapter, moved)
        cursor.value = {"at": fields.Datetime.to_string(now)}

    @api.model
    def _fetch(self, channel, adapter, keys):
        return (
            self.env["shop.engine"]._file(channel, adapter.fetch("order", keys), "check")
            if keys
            else 0
        )

    @api.model
    def _verify_all(self, channel, adapter, run):
        """All orders of the shop since the start date: those we lack or hold otherwise are read
        again, as many as a pass has time for."""
        shown = adapter.verify("order")
        held = self.env["shop.message"]._latest_orders(channel)
        differing = [
            key
            for key, facts in shown.items()
            if key not in held or held[key] != (facts["state"], facts["total"])
        ]
        self._fetch_in_turn(channel, adapter, run, differing)

    @api.model
    def _fetch_in_turn(self, channel, adapter, run, keys):
        """Read these orders, a page in a commit; where the time ends, the next pass goes on."""
        cursor = self.env["shop.engine"]._get_cursor(channel, "check")
        after = _in_order((cursor.value or {}).get("after", ""))
        left = sorted((key for key in keys if _in_order(key) > after), key=_in_order)
        while left:
            page, left = left[:FETCH], left[FETCH:]
            run.received += self._fetch(channel, adapter, page)
            cursor.value = {"after": page[-1]} if left else {}
            if not self.env["shop.engine"]._commit() and left:
                run.unread = run.cut = True
                return


def _in_order(key):
    """Numbers by size, whatever else a shop may use after them."""
    return (len(key), key)
