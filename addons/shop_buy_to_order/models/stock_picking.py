from odoo import models


class StockPicking(models.Model):
    _inherit = "stock.picking"

    def _action_done(self):
        """Of goods that came short, the customers who ordered first get theirs."""
        told = {picking: picking._buy_serve_oldest() for picking in self}
        done = super()._action_done()
        for picking, products in told.items():
            if products:
                picking._buy_tell_short(products)
        return done

    def _buy_serve_oldest(self):
        """:return: products of which less came than was bought for customers"""
        self.ensure_one()
        short = self.env["product.product"]
        if self.picking_type_code != "incoming":
            return short
        # sudo: whoever receives goods need not see sales.
        moves = self.sudo().move_ids.filtered(
            lambda move: move.purchase_line_id and move.state not in ("done", "cancel")
        )
        for product, group in moves.grouped("product_id").items():
            bought = group.filtered("purchase_line_id.buy_quantity")
            asked, came = sum(group.mapped("product_qty")), group._buy_count_picked()
            if bought and came and product.uom_id.compare(came, asked) < 0:
                short |= product
                group._buy_pour(came)
        return short

    def _buy_tell_short(self, products):
        # sudo: as above.
        moves = self.sudo().move_ids.filtered(
            lambda move: move.product_id in products and move.purchase_line_id.buy_quantity
        )
        served = moves.filtered(lambda move: move.state == "done")._buy_name_orders()
        needs = self.env["shop.buy.need"].sudo()  # sudo: as above.
        lines = self.sudo().purchase_id.order_line.sale_line_id
        waiting = needs.search(
            [("line_id", "in", lines.ids), ("product_id", "in", products.ids)]
        ).filtered(lambda need: need.missing_quantity)
        self.message_post(
            body=self.env._(
                "Less came than customers ordered of %(products)s. Served, oldest order first:"
                " %(served)s. Still waiting: %(waiting)s.",
                products=", ".join(products.mapped("display_name")),
                served=served or "–",
                waiting=", ".join(waiting.sorted("ordered_at").order_id.mapped("name")) or "–",
            )
        )
