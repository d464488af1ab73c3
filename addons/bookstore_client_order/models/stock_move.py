from odoo import api, fields, models
from odoo.exceptions import AccessError


class StockMove(models.Model):
    _inherit = "stock.move"

    bookstore_client_order_id = fields.Many2one(
        "bookstore.client.order", "Client Order", index="btree_not_null", copy=False
    )

    @api.model_create_multi
    def create(self, vals_list):
        moves = super().create(vals_list)
        if not self.env.su:
            # sudo: what the till made, whoever splits it
            moves.sudo()._bookstore_client_check_part()
        return moves

    def write(self, vals):
        if "bookstore_client_order_id" in vals and not self.env.su:
            self._bookstore_client_refuse()
        return super().write(vals)

    def _bookstore_client_check_part(self):
        """Only a part of what the till hands over is the same order's."""
        for move in self.filtered("bookstore_client_order_id"):
            others = (move.picking_id.move_ids - self).filtered(
                lambda one, part=move: (
                    one.bookstore_client_order_id == part.bookstore_client_order_id
                    and one.product_id == part.product_id
                )
            )
            if not others:
                move._bookstore_client_refuse()

    def _bookstore_client_refuse(self):
        raise AccessError(
            self.env._("What was handed over for a client order is said by the till, not typed.")
        )

    def _action_done(self, cancel_backorder=False):
        """Copies came or left: those who wait are served."""
        done = super()._action_done(cancel_backorder=cancel_backorder)
        if not self.env.context.get("bookstore_client_settles"):
            done._bookstore_client_settle()
        return done

    def _bookstore_client_settle(self):
        """Parcels and the till say themselves when all they do is done."""
        concerned = self.filtered(
            lambda move: (
                move.state == "done"
                and move.company_id.bookstore_client_location_id
                and not move.picking_id.bookstore_parcel_id
                and not move.bookstore_client_order_id
            )
        )
        # sudo: who waits for a title is not asked of whoever moves it
        orders = self.env["bookstore.client.order"].sudo()
        for company, moves in concerned.grouped("company_id").items():
            place = company.bookstore_client_location_id
            inside = moves.filtered(lambda move, here=place: here in move._bookstore_client_ends())
            waiting = orders._find_open(company, moves._bookstore_get_title()).product_id
            orders._settle(company, waiting | inside._bookstore_get_title())

    def _bookstore_client_correct(self):
        """Somebody corrected what was handed over: the client orders say it too."""
        # sudo: the orders follow from the stock, whoever corrects it
        done = self.sudo().filtered(lambda move: move.state == "done")
        orders = done.bookstore_client_order_id | done.sale_line_id.bookstore_client_order_ids
        orders._follow_correction()

    def _bookstore_client_ends(self):
        return self.location_id | self.location_dest_id | self.move_line_ids.location_dest_id

    def _prepare_move_split_vals(self, qty):
        vals = super()._prepare_move_split_vals(qty)
        return vals | {"bookstore_client_order_id": self.bookstore_client_order_id.id}
