from odoo import models


class BookstoreMerge(models.Model):
    """Those who wait for a title wait for the one that is kept."""

    _inherit = "bookstore.merge"

    def _get_followers(self):
        return [
            *super()._get_followers(),
            {
                "model": "bookstore.client.order",
                "domain": [("state", "not in", ["done", "cancelled"])],
            },
        ]

    def _merge(self):
        """Copies are set aside once all of them are there, not while they go over."""
        return super(BookstoreMerge, self.with_context(bookstore_client_settles=True))._merge()

    def _separate(self):
        return super(BookstoreMerge, self.with_context(bookstore_client_settles=True))._separate()

    def _carry_back(self):
        """First what was set aside once the records were one goes back to where it stood.

        Nothing moved since the merge (checked before): what moved after its own movements is that.
        """
        moves = self.env["stock.move"]
        aside = moves.search(
            [
                ("company_id", "=", self.company_id.id),
                ("product_id", "=", self.kept_id.id),
                ("state", "=", "done"),
                ("id", ">", max(self.move_ids.ids, default=0)),
            ],
            order="id desc",
        )
        if self.move_ids and aside:
            orders = self.env["bookstore.client.order"]._find_open(self.company_id, self.kept_id)
            orders._get_waiting_moves_of_all()._do_unreserve()
            moves.create(
                [
                    moves._prepare_bookstore_move_vals(
                        line.product_id,
                        line.quantity_product_uom,
                        line.location_dest_id,
                        line.location_id,
                        "transfer",
                        restrict_partner_id=line.owner_id.id,
                        bookstore_owner_known=True,
                    )
                    for line in aside.move_line_ids
                ]
            )._action_done()
        return super()._carry_back()

    def _bring_up_to_date(self):
        super()._bring_up_to_date()
        self.env["bookstore.client.order"]._settle(self.company_id, self.title_ids)
