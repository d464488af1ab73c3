from datetime import datetime

from odoo import api, models

CENT = 0.005
NEVER = datetime(1970, 1, 1)


class ShopHandlerPayment(models.AbstractModel):
    """The shop's own list of payments against ours: an edit or a removal leaves no trace there."""

    _name = "shop.handler.payment"
    _description = "Payment Handler"
    _inherit = "shop.handler"

    @api.model
    def _verify_all(self, channel, adapter, run):
        """Read the orders again whose payments the shop shows otherwise than we know them."""
        shown = adapter.verify("payment")
        since = channel.import_from
        held = self.env["shop.payment"].search_fetch(
            [("channel_id", "=", channel.id), ("gone", "=", False)]
            + ([("paid_at", ">=", since)] if since else []),
            ["external_key", "reference", "amount", "method", "paid_at"],
        )
        known = {payment.external_key: payment for payment in held}
        odd = {
            facts["reference"]
            for key, facts in shown.items()
            if key not in known or not _says_the_same(known[key], facts)
        }
        odd |= {payment.reference for key, payment in known.items() if key not in shown}
        orders = self.env["sale.order"].search(
            [
                ("shop_channel_id", "=", channel.id),
                ("shop_reference", "in", list(odd - {"", False})),
            ]
        )
        self.env["shop.handler.order"]._fetch_in_turn(
            channel, adapter, run, orders.mapped("shop_external_key"), "check_payment"
        )


def _says_the_same(payment, facts):
    """Whether we know a payment as the shop lists it; a payment that names no method has its
    order's."""
    return (
        abs(payment.amount - float(facts["amount"])) < CENT
        and facts.get("method") in (None, "", payment.method)
        and facts.get("paid_at") in (None, f"{payment.paid_at or NEVER:%Y-%m-%dT%H:%M:%SZ}")
    )
