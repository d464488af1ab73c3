from odoo import api, models

from . import sql

BATCH = 100


class ShopOrderReservation(models.AbstractModel):
    """Reserves stock for the confirmed orders of a shop, oldest first, one worker at a time in a
    company."""

    _name = "shop.order.reservation"
    _description = "Stock Reservation of Shop Orders"

    @api.model
    def _run(self, channel):
        while self.env["shop.engine"]._again(self._reserve_some, channel):
            continue

    @api.model
    def _reserve_some(self, channel):
        """:return: whether there was something to reserve. Taking orders takes their mark off, so
        that no order can come round for ever, whatever becomes of its reservation."""
        engine, orders = self.env["shop.engine"], self.env["sale.order"]
        if sql.try_advisory_lock(self.env, 1, channel.company_id.id):
            orders = sql.take_orders_to_reserve(self.env, channel, BATCH)
            short = orders._shop_get_short(channel)
            engine._each(orders | short, self._assign, self._say_why_not)
            orders._shop_review_short(channel, short)
        engine._commit()
        return bool(orders)

    @api.model
    def _assign(self, orders):
        orders.picking_ids.move_ids.filtered(
            lambda move: (
                move.state in ("confirmed", "partially_available")
                and move._should_assign_at_confirm()
            )
        )._action_assign()

    @api.model
    def _say_why_not(self, order, error):
        _kind, code, params = self.env["shop.engine"]._classify(error, order)
        cause = self.env["shop.error"]._explain(code, params)
        order.message_post(body=self.env._("Its stock could not be reserved: %s", cause))
