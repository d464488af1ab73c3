from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.bookstore_deposit.core.codes import is_ean13


class BookstoreLendingGlnLine(models.TransientModel):
    """The GLN of the bookshop or of one client."""

    _name = "bookstore.lending.gln.line"
    _description = "Missing GLN of a Contact"

    wizard_id = fields.Many2one("bookstore.lending.gln", required=True, ondelete="cascade")
    partner_id = fields.Many2one("res.partner", "Client", required=True, readonly=True)
    city = fields.Char(related="partner_id.city")
    gln = fields.Char("GLN")

    def _check_typed(self):
        """:raises AccessError: a contact that the declaration does not wait for"""
        if self.partner_id not in self.wizard_id.declaration_id.missing_partner_ids:
            raise AccessError(
                self.env._("%s is not among those whose GLN is missing.", self.partner_id.name)
            )
        if not is_ean13(self.gln.strip()):
            raise UserError(
                self.env._(
                    "%(gln)s is no GLN: 13 digits, the last one follows from the others. Check the"
                    " one of %(partner)s.",
                    gln=self.gln,
                    partner=self.partner_id.name,
                )
            )
