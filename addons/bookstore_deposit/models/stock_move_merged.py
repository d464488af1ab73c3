from odoo import fields, models

from ..core.ownership import EPSILON
from . import sql


class StockMove(models.Model):
    """Copies of a title that was merged into another: what happens to them happens to that one.

    A refund of an old ticket, the return of an old delivery, a sale of a till that did not know
    of it yet move the former record's copies, as core wants it; they are carried over at once.
    """

    _inherit = "stock.move"

    bookstore_merged_from_id = fields.Many2one(
        "stock.move",
        "Carried over from",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="The movement by which these copies left the other record: they keep its value.",
    )

    def _bookstore_get_title(self):
        """The title whose copies these are, since records were merged."""
        return self.product_id._bookstore_get_kept()

    def _bookstore_get_priced(self, date):
        """Sold before the merge, recorded after it: the price is the one of the former record."""
        title = self._bookstore_get_title()
        if title == self.product_id:
            return title
        # sudo: only since when the record stands for the other one
        merges = self.env["bookstore.merge"].sudo().with_context(active_test=False)
        merge = merges.search(
            [
                ("state", "=", "done"),
                ("title_ids", "in", self.product_id.ids),
                ("kept_id", "!=", self.product_id.id),
            ],
            limit=1,
        )
        return self.product_id if merge and date < merge.date else title

    def _bookstore_carry_merged(self):
        merged = self.filtered(
            lambda move: (
                move.product_id.bookstore_merged_into_id and move.bookstore_kind != "ownership"
            )
        )
        for company, moves in merged.grouped("company_id").items():
            for product in moves.product_id:
                kept = product.bookstore_merged_into_id
                name = self.env._("Merged into %s", kept.name)
                self._bookstore_carry_over(company, product, kept, name)

    def _bookstore_carry_over(self, company, product, kept, name):
        """Counter-movements: the copies of one record, by place and owner, become the other's.

        What is below zero goes the other way. Nothing that is done is rewritten.

        :returns: the movements
        """
        # sudo: the copies of every owner follow, whoever merges
        moves = self.env["stock.move"].sudo()
        cells = sql.stock_cells(self.env(su=True), company, product.ids)
        cells = [cell[1:] for cell in cells if abs(cell[3]) > EPSILON]
        exits = moves.create(
            [
                moves._bookstore_prepare_carry_vals(
                    company, product if cell[2] > 0 else kept, cell, name, is_exit=True
                )
                for cell in cells
            ]
        )
        exits._action_done()
        entries = moves.create(
            [
                moves._bookstore_prepare_carry_vals(
                    company, kept if cell[2] > 0 else product, cell, name, is_exit=False
                )
                | {"bookstore_merged_from_id": left.id}
                for cell, left in zip(cells, exits, strict=True)
            ]
        )
        entries._action_done()
        return exits | entries

    def _bookstore_prepare_carry_vals(self, company, product, cell, name, is_exit):
        place_id, owner_id, copies = cell
        place = self.env["stock.location"].browse(place_id)
        places = place, company.bookstore_ownership_location_id
        return self._prepare_bookstore_move_vals(
            product,
            abs(copies),
            *(places if is_exit else places[::-1]),
            "ownership",
            company_id=company.id,
            is_inventory=True,
            inventory_name=name,
            restrict_partner_id=owner_id if owner_id != company.partner_id.id else False,
        )

    def _bookstore_prepare_way_back_vals(self, name):
        """The same copies, the other way: records are separated again."""
        company = self.company_id
        is_exit = self.location_dest_id != company.bookstore_ownership_location_id
        place = self.location_dest_id if is_exit else self.location_id
        owner = self.restrict_partner_id or company.partner_id
        cell = place.id, owner.id, self.quantity
        return self._bookstore_prepare_carry_vals(company, self.product_id, cell, name, is_exit)

    def _get_value_from_quotation(self, quantity, at_date=None):
        """Copies carried over are worth what they were worth on the other record."""
        left = self.bookstore_merged_from_id
        if left.is_out:
            return {
                "value": left.value * quantity / left._get_valued_qty(),
                "quantity": quantity,
                "description": self.inventory_name,
            }
        return super()._get_value_from_quotation(quantity, at_date)
