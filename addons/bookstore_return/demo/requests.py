"""Copies of the demonstration shop that were not sold, and what their distributors answer."""

from odoo import api, models

from odoo.addons.bookstore_deposit.demo.shop import open_shop


class BookstoreReturnRequest(models.Model):
    _inherit = "bookstore.return.request"

    @api.model
    def _demo_load(self):
        _company, shop = open_shop(self)
        search = shop.env["bookstore.return.search"].create(
            {"unsold_months": 3, "is_allowed_only": False}
        )
        lines = search._find_lines()
        for number, (partner_id, vals_list) in enumerate(list(lines.items())[:4]):
            partner = shop.env["res.partner"].browse(partner_id)
            partner.write({"bookstore_return_asked": number < 2, "bookstore_return_earliest": 3})
            request = shop.create(
                {"partner_id": partner_id, "line_ids": [(0, 0, vals) for vals in vals_list[:12]]}
            )
            request._demo_play(number)

    def _demo_play(self, number):
        """One in preparation, one asked, one allowed, one sent back."""
        if number in (1, 3):
            self.state = "asked"
        if number in (2, 3):
            self.authorisation = f"RA-2026-{700 + number}"
            self.action_allow()
        if number == 3:
            self.action_make_parcel()
            self.parcel_id.action_validate()
