from collections import defaultdict

from odoo import api, fields, models

from ..core.ownership import EPSILON
from . import sql
from .bookstore_allocation import EXIT_KINDS


class BookstoreAllocation(models.Model):
    """Copies sold while nobody had any: open to whoever brings some, decided by a person only."""

    _inherit = "bookstore.allocation"

    is_asked = fields.Boolean(
        "Only a Person Decides",
        readonly=True,
        help="The copies left when the stock had none, or their first answer was taken back: later"
        " parcels ask about them, nothing is deduced.",
    )

    @api.model
    def _open_oversold_firm(self, company, products):
        """Firm copies below zero may be of the distributor whose first copies just came.

        As long as nobody had entrusted the title its sales were the shop's own.
        """
        firm = company.partner_id
        owned = defaultdict(float)
        for product_id, _place, owner_id, quantity in sql.stock_cells(
            self.env, company, products.ids
        ):
            if owner_id == firm.id:
                owned[product_id] += quantity
        short = products.filtered(lambda product: owned[product.id] < -EPSILON)
        if not short:
            return
        sql.guard_titles(self.env, company, sorted(short.ids))
        opened = self.browse()
        for product in short:
            opened |= self._open_oversold_title(company, product, -owned[product.id])
        undecided = company.bookstore_undecided_partner_id
        self._change_ownership([(entry, entry.quantity, undecided, firm) for entry in opened])
        opened.write(
            {"state": "pending", "owner_id": False, "decided_how": False, "decided_at": False}
        )
        opened._follow_alerts()

    @api.model
    def _open_oversold_title(self, company, product, copies):
        """The latest exits that took the shop's own copies below zero, ``copies`` of them."""
        opened = self.browse()
        known = self.search(
            [
                ("company_id", "=", company.id),
                ("product_id", "=", product.id),
                ("state", "=", "decided"),
                ("owner_id", "=", company.partner_id.id),
                ("is_asked", "=", True),
                ("kind", "in", EXIT_KINDS),
                ("quantity", ">", 0),
            ],
            order="date desc, id desc",
        )
        for entry in known:
            part = min(copies, entry.quantity - entry.reversed_quantity)
            if part > EPSILON:
                part = entry._split(part)
                copies -= part.quantity
                opened |= part
        return opened | self._record_oversold_moves(company, product, copies)

    @api.model
    def _record_oversold_moves(self, company, product, copies):
        """Sales of a time when the journal was not kept yet."""
        if copies <= EPSILON:
            return self.browse()
        moves = self.env["stock.move"].search(
            [
                ("company_id", "=", company.id),
                ("product_id", "in", product._bookstore_get_family()),
                ("state", "=", "done"),
                ("location_dest_id.usage", "=", "customer"),
                ("allocation_ids", "=", False),
            ],
            order="date desc, id desc",
            limit=50,
        )
        vals_list = []
        for move in moves:
            part = min(copies, move.quantity)
            if part > EPSILON:
                copies -= part
                vals_list.append(self._prepare_oversold_vals(company, move, part))
        return self.create(vals_list)

    @api.model
    def _prepare_oversold_vals(self, company, move, copies):
        sale = move._bookstore_prepare_sale_vals()
        vals = self._prepare_allocation_vals(
            company,
            move._bookstore_get_title(),
            copies,
            "sale",
            date=sale["date"] if "asked_price" in sale else None,
            asked_price=sale.pop("asked_price", None),
        )
        return (
            vals
            | sale
            | {
                "move_id": move.id,
                "is_asked": True,
                "location_id": move.move_line_ids[:1].location_id.id,
                "state": "decided",
                "owner_id": company.partner_id.id,
                "decided_how": "direct",
            }
        )
