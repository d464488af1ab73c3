from odoo import fields, models


class TechSpecImportLine(models.TransientModel):
    """A refused row with its reason."""

    _name = "tech.spec.import.line"
    _description = "Refused Row"
    _order = "row"

    import_id = fields.Many2one("tech.spec.import", required=True, index=True, ondelete="cascade")
    row = fields.Integer(aggregator=None)
    reference = fields.Char()
    reason = fields.Char()
