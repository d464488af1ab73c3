from odoo import api, models

from ..core import differ
from ..tools.choices import Choices

# Sections that never ask somebody by themselves: each is followed, or told.
FOLLOWED = {
    "payments",
    "refunds",
    "state",
    "messages",
    "note",
    "shipping",
    "created_at",
    "updated_at",
    "payment_method",
    "schema",
}
ADDRESSES = {"invoice_address", "delivery_address", "customer"}
# What a line may say beside goods and money.
BESIDE_GOODS = ("customizations", "pack")


class ShopOrderFollower(models.AbstractModel):
    """What happens in the shop after an order was taken over: each kind of change has one answer,
    and none is swallowed."""

    _name = "shop.order.follower"
    _description = "Changes of Shop Orders"

    @api.model
    def _follow_order(self, channel, order, before, after, changed):
        """Do what can be done by itself.

        :return: whether nothing is left for a person to decide
        """
        self._follow_payments(channel, order, after)
        self._follow_notes(order, before, after, changed)
        self._follow_engravings(order, before, after, changed)
        self._follow_tracking(order, before, after, changed)
        clean = [
            self._follow_carrier(channel, order, before, after, changed),
            self._follow_addresses(channel, order, after, changed),
            self._follow_state(channel, order, after, changed),
        ]
        self._follow_refunds(channel, order, after)
        return all(clean)

    # -- money ----------------------------------------------------------------------------------------

    @api.model
    def _follow_payments(self, channel, order, after):
        self.env["shop.payment"]._take_over(channel, [(order, after)])

    @api.model
    def _follow_refunds(self, channel, order, after):
        if after.get("refunds"):
            self.env["shop.refund"]._take_over(channel, order, after)

    # -- what was written -----------------------------------------------------------------------------

    @api.model
    def _tell_messages(self, order, messages):
        """Each in the history; the private ones are for us only, like the others there."""
        for entry in messages:
            text = (
                self.env._("Private message in the shop: %s", entry["text"])
                if entry["private"]
                else self.env._("Message in the shop: %s", entry["text"])
            )
            self._say(order, text)

    @api.model
    def _follow_notes(self, order, before, after, changed):
        if not changed & {"messages", "note", "wrapping", "delivery_address"}:
            return
        builder = self.env["shop.order.builder"]
        order.shop_note = builder._note(after)
        order.shop_internal_note = builder._internal_note(after)
        seen = {entry["id"] for entry in before.get("messages", [])}
        self._tell_messages(order, [e for e in after["messages"] if e["id"] not in seen])

    @api.model
    def _follow_engravings(self, order, before, after, changed):
        """Texts that arrive later go onto the line, and from there onto the slip."""
        if "lines" not in changed:
            return
        builder = self.env["shop.order.builder"]
        old = {line["id"]: builder._engravings(line) for line in before.get("lines", ())}
        for line in after["lines"]:
            texts = builder._engravings(line)
            ours = order.order_line.filtered(
                lambda one, key=line["id"]: one.shop_line_key == key and one.shop_part == "product"
            )
            if texts == old.get(line["id"], []) or not ours or texts == ours.name.split("\n")[1:]:
                continue
            ours.name = "\n".join([ours.name.split("\n")[0], *texts])
            self._say(order, "\n".join([self.env._("Customisation in the shop:"), *texts]))

    # -- the way of the parcel --------------------------------------------------------------------------

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
    def _follow_carrier(self, channel, order, before, after, changed):
        """:return: False when the goods have left with the old carrier"""
        old, new = before.get("shipping", {}), after["shipping"]
        if "shipping" not in changed or old.get("carrier_id") == new["carrier_id"]:
            return True
        if order.state == "cancel" or "carrier_id" not in old:
            return True
        if any(picking.state == "done" for picking in order.picking_ids):
            return False
        carrier = Choices(self.env["shop.mapping"], channel).carrier(new)
        order.carrier_id = carrier
        waiting = order.picking_ids.filtered(lambda p: p.state not in ("done", "cancel"))
        waiting.filtered(lambda p: p.picking_type_code == "outgoing").carrier_id = carrier
        line = order.order_line.filtered(lambda line: line.shop_part == "shipping")[:1]
        if line and new["carrier_name"]:
            line.name = self.env._("Shipping: %s", new["carrier_name"])
        self._say(
            order,
            self.env._(
                "Carrier changed in the shop: %(old)s → %(new)s",
                old=old.get("carrier_name") or "–",
                new=new["carrier_name"] or "–",
            ),
        )
        return True

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
        vals = {"partner_shipping_id": delivery.id}
        if not posted:
            vals["partner_invoice_id"] = invoice.id
        order.write(vals)
        order.picking_ids.filtered(lambda p: p.state not in ("done", "cancel")).write(
            {"partner_id": delivery.id}
        )
        self._say(
            order, self.env._("The address was changed in the shop; order and deliveries follow.")
        )
        return True

    # -- the state --------------------------------------------------------------------------------------

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
        orders = self.env["shop.handler.order"]
        if mapping.action == "cancel" and order.state != "cancel":
            return orders._cancel(order)
        if mapping.action == "confirm" and order.state == "cancel":
            if not order.shop_cancelled:
                return False
            order.action_draft()
            order.shop_cancelled = False
        if mapping.action == "confirm" and order.state in ("draft", "sent"):
            orders._confirm(order)
        return True

    # -- what cannot be followed ------------------------------------------------------------------------

    @api.model
    def _is_conflicting(self, order, before, after, changed):
        """Goods or amounts changed after confirmation: for a person to decide."""
        rest = changed - FOLLOWED - ADDRESSES
        if "lines" in rest and self._goods(before) == self._goods(after):
            rest -= {"lines"}
        if "wrapping" in rest and self._charge(before, "wrapping") == self._charge(
            after, "wrapping"
        ):
            rest -= {"wrapping"}
        shipping = "shipping" in changed and (
            self._charge(before, "shipping") != self._charge(after, "shipping")
        )
        return order.state == "sale" and (bool(rest) or shipping)

    @staticmethod
    def _charge(document, part):
        charge = document.get(part, {})
        return charge.get("tax_incl"), charge.get("tax_excl")

    @staticmethod
    def _goods(document):
        return [
            {name: value for name, value in line.items() if name not in BESIDE_GOODS}
            for line in document.get("lines", ())
        ]

    @api.model
    def _changes(self, before, after):
        """Sections that differ, of two versions of a document."""
        return differ.sections(before, after) - {"updated_at", "schema"}

    @api.model
    def _keep_packs(self, order, before, after):
        """The composition of a pack as it was when it was sold: a later edit of the pack in the
        shop does not change what this customer gets."""
        sold = order.shop_packs or {}
        known = {line["id"] for line in before.get("lines", ())}
        lines = []
        for row in after["lines"]:
            line = {name: value for name, value in row.items() if name != "pack"}
            pack = sold.get(row["id"]) if row["id"] in known else row.get("pack")
            lines.append(line | ({"pack": pack} if pack else {}))
        return {**after, "lines": lines}

    @api.model
    def _say(self, order, text):
        order.message_post(body=text, message_type="notification", subtype_xmlid="mail.mt_note")
