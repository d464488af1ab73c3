from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

from odoo.addons.bookstore_deposit.core.codes import is_ean13


class BookstoreLendingGln(models.TransientModel):
    """Typing the GLN that a declaration wants, and nothing else of those contacts."""

    _name = "bookstore.lending.gln"
    _description = "Missing GLN"

    declaration_id = fields.Many2one("bookstore.lending", required=True, ondelete="cascade")
    line_ids = fields.One2many("bookstore.lending.gln.line", "wizard_id", "Missing")

    @api.model
    def _prepare_vals(self, declaration):
        return {
            "declaration_id": declaration.id,
            "line_ids": [
                Command.create({"partner_id": partner.id})
                for partner in declaration.missing_partner_ids
            ],
        }

    def action_save(self):
        """Keep what was typed; lines left empty stay missing."""
        self.ensure_one()
        self.declaration_id.check_access("write")
        for line in self.line_ids.filtered("gln"):
            line._check_typed()
        for line in self.line_ids.filtered("gln"):
            # sudo: this field alone, of those that the declaration waits for
            line.partner_id.sudo().global_location_number = line.gln.strip()
        return {"type": "ir.actions.act_window_close"}


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
