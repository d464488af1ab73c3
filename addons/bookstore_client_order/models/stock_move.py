from odoo import fields, models


class StockMove(models.Model):
    _inherit = "stock.move"

    bookstore_client_order_id = fields.Many2one(
        "bookstore.client.order", "Client Order", index="btree_not_null", copy=False
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
            waiting = orders._find_open(company, moves.product_id).product_id
            orders._settle(company, waiting | inside.product_id)

    def _bookstore_client_ends(self):
        return self.location_id | self.location_dest_id | self.move_line_ids.location_dest_id

    def _prepare_move_split_vals(self, qty):
        vals = super()._prepare_move_split_vals(qty)
        return vals | {"bookstore_client_order_id": self.bookstore_client_order_id.id}
