from odoo import api, fields, models
from odoo.exceptions import AccessError

from odoo.addons.suite_base.core.defaults import own_defaults

from ..core.settle import serve


class StockMove(models.Model):
    _inherit = "stock.move"

    buy_line_id = fields.Many2one(
        "sale.order.line",
        string="Bought for",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        help="Goods of a line that is bought to order: they wait for those that come for it, and take"
        " none from the shelf.",
    )

    @api.model
    def default_get(self, fields):
        return own_defaults(self, {"buy_line_id"}, super().default_get(fields))

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            # The rest of a delivery that was split, made by whoever packs, is of the same line.
            if vals.get("buy_line_id") and vals["buy_line_id"] != vals.get("sale_line_id"):
                self._buy_refuse()
            if vals.get("buy_line_id") and vals.get("procure_method") == "make_to_stock":
                vals["procure_method"] = "make_to_order"
        return super().create(vals_list)

    def write(self, vals):
        if "buy_line_id" in vals:
            self._buy_refuse()
        return super().write(vals)

    def _action_cancel(self):
        done = super()._action_cancel()
        self._buy_follow()
        return done

    def _action_done(self, cancel_backorder=False):
        done = super()._action_done(cancel_backorder=cancel_backorder)
        done._buy_follow()
        return done

    def _buy_refuse(self):
        if not self.env.su:
            raise AccessError(
                self.env._("For which customer's order a line is bought is not written by hand.")
            )

    def _buy_follow(self):
        """Deliveries that customers wait for, and receipts and returns of what was bought for them."""
        # sudo: whoever moves goods need not see sales or purchases.
        moves = self.sudo()
        lines = moves.buy_line_id | moves.purchase_line_id.sale_line_id
        self.env["shop.buy.need"].sudo()._follow(lines.filtered("buy_to_order"))

    def _prepare_merge_moves_distinct_fields(self):
        """The supplier's day moves the deadline of a delivery that waits for him; less wanted of it
        is still less of the same."""
        names = super()._prepare_merge_moves_distinct_fields()
        if any(move.buy_line_id for move in self):
            return [name for name in names if name != "date_deadline"]
        return names

    def _prepare_procurement_values(self):
        values = super()._prepare_procurement_values()
        if self.buy_line_id:
            values["buy_line_id"] = self.buy_line_id.id
            # Its rule would have taken it from the shelf.
            values["buy_at_supplier"] = self.rule_id.procure_method != "make_to_order"
        return values

    def _prepare_move_split_vals(self, qty):
        return super()._prepare_move_split_vals(qty) | {"buy_line_id": self.buy_line_id.id}

    # -- goods that came short ------------------------------------------------------------------------

    def _buy_count_picked(self):
        """Pieces of these moves that were received, in the product's unit."""
        lines = self.move_line_ids
        if any(lines.mapped("picked")):
            lines = lines.filtered("picked")
        return sum(lines.mapped("quantity_product_uom"))

    def _buy_pour(self, came):
        """Share out what came: customers first, the oldest order first, the shelf last."""
        moves = self.sorted(lambda move: move._buy_get_turn())
        wanted = serve(came, moves.mapped("product_qty"))
        lines = moves.move_line_ids.filtered(lambda line: line.quantity)
        if any(lines.mapped("picked")):
            lines = lines.filtered("picked")
        pool = list(lines.sorted(lambda line: (line.move_id._buy_get_turn(), line.id)))
        for move, pieces in zip(moves, wanted, strict=True):
            while pieces > 0 and pool:
                line = pool.pop(0)
                left = line.quantity_product_uom - pieces
                if move.product_id.uom_id.compare(left, 0) > 0:
                    line, rest = line._buy_split(pieces)
                    pool.insert(0, rest)
                if line.move_id != move:
                    line.move_id = move
                pieces -= line.quantity_product_uom

    def _buy_get_turn(self):
        line = self.purchase_line_id
        if not line.buy_quantity:
            return (1, "", self.id)
        return (0, str(line.sale_line_id.order_id.date_order), line.sale_line_id.id)

    def _buy_name_orders(self):
        orders = self.purchase_line_id.sale_line_id.order_id
        return ", ".join(orders.sorted("date_order").mapped("name"))
