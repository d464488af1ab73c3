from odoo import fields, models

from .bookstore_directory_import import KINDS


class BookstoreDirectoryImportLine(models.TransientModel):
    """What the file would change of one distributor."""

    _name = "bookstore.directory.import.line"
    _description = "Distributor in a Directory"
    _order = "id"

    import_id = fields.Many2one(
        "bookstore.directory.import", required=True, ondelete="cascade", index=True
    )
    is_taken = fields.Boolean("Take")
    gln = fields.Char("GLN", readonly=True)
    name = fields.Char(readonly=True)
    kind = fields.Selection(KINDS, "What", readonly=True)
    detail = fields.Text("What Changes", readonly=True)
