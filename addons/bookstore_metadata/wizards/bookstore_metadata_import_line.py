from odoo import fields, models


class BookstoreMetadataImportLine(models.TransientModel):
    """One record of a file that is looked at before it is taken."""

    _name = "bookstore.metadata.import.line"
    _description = "Record of a File"
    _order = "position"

    import_id = fields.Many2one("bookstore.metadata.import", required=True, ondelete="cascade")
    position = fields.Integer("No.", readonly=True)
    code = fields.Char("ISBN", readonly=True)
    name = fields.Char("Title", readonly=True)
    authors = fields.Char(readonly=True)
    publisher = fields.Char(readonly=True)
    price = fields.Char("Fixed Price", readonly=True)
    is_withdrawn = fields.Boolean("No Longer Listed", readonly=True)
    state = fields.Selection(
        [
            ("ours", "Our title"),
            ("new", "Not in the shop"),
            ("double", "Twice in the file"),
            ("several", "Several of our titles"),
            ("many_codes", "Several ISBNs"),
            ("no_code", "Without ISBN"),
            ("digital", "Digital: not in stock"),
        ],
        "What It Is",
        readonly=True,
    )
    product_tmpl_id = fields.Many2one("product.template", "Ours", readonly=True)
    is_taken = fields.Boolean("Take")
