from odoo import api, fields, models
from odoo.exceptions import AccessError

from . import sql

SHORT_ACTIVITY = "shop_sync.mail_activity_data_short"
SHORT_STATES = ("confirmed", "partially_available")


class SaleOrder(models.Model):
    """What two shops sold within the same minute and only one can have: the later order is told, and
    a person decides what becomes of it."""

    _inherit = "sale.order"

    shop_short = fields.Selection(
        [("ask", "Sold twice"), ("wait", "Waits for goods")],
        string="Short of stock",
        readonly=True,
        copy=False,
        help="The shop sold more than there is, and does not sell it without stock.",
    )

    _shop_short_idx = models.Index("(shop_channel_id) WHERE shop_short IS NOT NULL")

    @api.model
    def _shop_get_short(self, channel):
        """Orders that somebody was told about; counted goods, too, may have come for them."""
        return self.search([("shop_channel_id", "=", channel.id), ("shop_short", "!=", False)])

    def _shop_review_short(self, channel, told):
        """Tell about those of these orders that could not be reserved whole.

        :param told: orders that somebody was told about; those that are whole now are done
        """
        missing = (self | told)._shop_get_missing(channel)
        for order in (told - self.browse(missing)).exists():
            order.shop_short = False
            order.activity_feedback([SHORT_ACTIVITY], feedback=self.env._("Its goods are there."))
        for order in self.browse(missing).filtered(lambda order: not order.shop_short):
            order.shop_short = "ask"
            order._shop_ask(*order._shop_word_short(missing[order.id]), activity=SHORT_ACTIVITY)

    def _shop_get_missing(self, channel):
        """``{order id: {move: pieces that no stock is left for}}``; not of products that nobody
        counted here, nor of those that the shop sells without stock on purpose."""
        moves = self.filtered(lambda order: order.state == "sale").picking_ids.move_ids.filtered(
            lambda move: (
                move.state in SHORT_STATES
                and move.product_id.is_storable
                and move.location_id.usage == "internal"
                and not move.move_orig_ids
            )
        )
        apart = sql.uncounted_products(self.env, tuple(moves.product_id.ids))
        on_order = self.env["shop.stock.level"].search(
            [
                ("channel_id", "=", channel.id),
                ("product_id", "in", moves.product_id.ids),
                ("backorder", "=", True),
            ]
        )
        apart |= set(on_order.product_id.ids)
        missing = {}
        for move in moves.filtered(lambda move: move.product_id.id not in apart):
            pieces = move.product_uom_qty - move.quantity
            if move.product_uom.compare(pieces, 0) > 0:
                missing.setdefault(move.sale_line_id.order_id.id, {})[move] = pieces
        return missing

    def _shop_word_short(self, missing):
        """:return: (heading, sentence)"""
        goods = self._shop_name_goods(missing)
        return self.env._("Sold twice: %s", goods), self.env._(
            "Order %(name)s was sold while another one took the last pieces: %(goods)s missing. Wait"
            " for goods, or leave the missing pieces out here and refund them in the shop.",
            name=self.shop_reference or self.name,
            goods=goods,
        )

    def _shop_name_goods(self, missing):
        return ", ".join(
            f"{pieces:g} × {move.product_id.display_name}" for move, pieces in missing.items()
        )

    def action_shop_short_wait(self):
        """Goods are coming: the order stays as it is and leaves the list of questions."""
        for order in self._shop_decide_short():
            order.shop_short = "wait"
            order.activity_feedback([SHORT_ACTIVITY], feedback=self.env._("Waits for goods."))

    def action_shop_short_leave_out(self):
        """What is missing is not delivered; the shop refunds it, and its credit slip comes down."""
        for order in self._shop_decide_short():
            missing = order._shop_get_missing(order.shop_channel_id).get(order.id, {})
            goods = order._shop_name_goods(missing)
            for move, pieces in missing.items():
                if move.product_uom.compare(pieces, move.product_uom_qty):
                    move.product_uom_qty -= pieces
                else:
                    move._action_cancel()
            order.shop_short = False
            order.activity_feedback([SHORT_ACTIVITY], feedback=self.env._("Left out: %s", goods))
            if goods:
                order._shop_ask(
                    self.env._("Refund in the shop: %s", goods),
                    self.env._(
                        "These pieces are not delivered. Refund them in the shop's back office: the"
                        " credit slip comes down by itself."
                    ),
                )

    def _shop_decide_short(self):
        """Those that ask, to be written by a button of somebody who may change orders."""
        self.check_access("write")
        if not self.env.su and not self.env.user.has_group("sales_team.group_sale_salesman"):
            raise AccessError(self.env._("Who sells decides what becomes of an order."))
        # sudo: what a shop says of an order, and its delivery, are written by these buttons only.
        return self.sudo().filtered("shop_short")
