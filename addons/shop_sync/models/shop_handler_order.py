from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Command

from ..core import canonical
from ..core.errors import DataError
from ..tools.choices import Choices
from . import sql
from .shop_order_follower import ADDRESSES, FOLLOWED

IMPORT_CONTEXT = {
    "tracking_disable": True,
    "mail_create_nolog": True,
    "mail_create_nosubscribe": True,
    "mail_notrack": True,
    "shop_sync_import": True,
    "shop_sync_defer_reservation": True,
}
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
        for message in messages:
            values[message.external_key]["shop_message_id"] = message.id
        orders = self.env["sale.order"].create(list(values.values()))
        self.env["shop.order.builder"]._check_totals(orders, documents)
        by_key = {order.shop_external_key: order for order in orders}
        self._apply_states(channel, {by_key[m.external_key]: actions[m] for m in messages})
        self.env["shop.payment"]._take_over(
            channel, [(order, documents[key]) for key, order in by_key.items()]
        )
        for message in messages:
            order = by_key[message.external_key]
            self._tell_what_came_with_it(channel, order, message.payload)
            message._done(order)

    @api.model
    def _tell_what_came_with_it(self, channel, order, document):
        """Messages, credit slips and an unexplained difference of a new order."""
        follower = self.env["shop.order.follower"]
        if document["messages"]:
            follower._tell_messages(order, document["messages"])
        follower._follow_refunds(channel, order, document)
        gap = order.currency_id.round(order.shop_untaxed - order.amount_untaxed)
        if gap:
            order._shop_note(
                self.env._(
                    "The shop's total without tax is %(shop)s, ours %(ours)s: its vouchers were"
                    " rounded before tax. Tax included both are the same.",
                    shop=order.currency_id.format(order.shop_untaxed),
                    ours=order.currency_id.format(order.amount_untaxed),
                )
            )

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

    # -- changed orders -------------------------------------------------------------------------------

    @api.model
    def _update(self, channel, message, order):
        follower = self.env["shop.order.follower"]
        before = order.shop_message_id.payload or {}
        after = follower._keep_packs(order, before, message.payload)
        changed = follower._changes(before, after)
        if order.shop_removed:
            order.shop_removed = False
        if order.state in ("draft", "sent") and changed - FOLLOWED:
            self._rewrite(channel, order, message, after)
            changed &= FOLLOWED | ADDRESSES
        clean = follower._follow_order(channel, order, before, after, changed)
        if clean and not follower._is_conflicting(order, before, after, changed):
            message._done(order)
        else:
            self._ask(channel, order, message)

    @api.model
    def _rewrite(self, channel, order, message, document):
        """Not confirmed yet: the order becomes what the shop says now."""
        key = message.external_key
        accepted = {key} if message.difference_accepted else ()
        vals = self.env["shop.order.builder"]._prepare_batch(channel, {key: document}, accepted)[
            key
        ]
        lines = vals.pop("order_line")
        # Lines after their order: writing the company in the same breath would have Odoo choose
        # their taxes anew.
        order.write(vals)
        order.write({"order_line": [Command.clear(), *lines]})
        self.env["shop.order.builder"]._check_totals(order, {key: message.payload})
        self.env["shop.order.follower"]._say(
            order, self.env._("The order was changed in the shop; it was written anew.")
        )

    @api.model
    def _ask(self, channel, order, message):
        """An activity for the person in charge; both versions stand side by side in the message."""
        message._done(order, state="conflict")
        code = "changed_after_confirmation"
        if order.state == "cancel":
            code = "goes_on_in_the_shop"
        message._note_cause("data", code, {})
        order.with_context(tracking_disable=False, mail_notrack=False).activity_schedule(
            "mail.mail_activity_data_todo",
            summary=self.env._("Goes on in the shop, cancelled here")
            if order.state == "cancel"
            else self.env._("Changed in the shop after confirmation"),
            note=message.difference_html,
            user_id=channel.responsible_id.id or self.env.uid,
        )

    # -- what follows -----------------------------------------------------------------------------------

    @api.model
    def _settle(self, channel):
        self.env["shop.order.reservation"]._run(channel)
        self.env["shop.payment"]._record_new(channel)
        self.env["sale.order"]._shop_review_money(channel)

    @api.model
    def _summarise(self, channel):
        latest = sql.refresh_orders_of_day(
            self.env, channel, channel._get_local_day(), channel._get_local_midnight()
        )
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
        self._look_for_removed(channel, adapter, [key for key in held if key not in shown])

    @api.model
    def _look_for_removed(self, channel, adapter, keys):
        """Orders here that the shop did not list: those that it does not know at all any more, a
        person decides about. One that lies outside the window is not removed."""
        orders = self.env["sale.order"].search(
            [
                ("shop_channel_id", "=", channel.id),
                ("shop_external_key", "in", keys),
                ("shop_removed", "=", False),
                ("state", "!=", "cancel"),
                ("delivery_status", "!=", "full"),
            ]
        )
        wanted = orders.mapped("shop_external_key")
        known = adapter.verify("order", wanted) if wanted else {}
        for order in orders.filtered(lambda order: order.shop_external_key not in known):
            order.shop_removed = True
            order._shop_ask(
                self.env._("No longer in the shop"), self.env["shop.error"]._explain("removed")
            )

    @api.model
    def _fetch_in_turn(self, channel, adapter, run, keys, flow="check"):
        """Read these orders, a page in a commit; where the time ends, the next pass goes on."""
        cursor = self.env["shop.engine"]._get_cursor(channel, flow)
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
