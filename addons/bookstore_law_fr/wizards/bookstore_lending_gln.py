from odoo import api, fields, models
from odoo.fields import Command


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
