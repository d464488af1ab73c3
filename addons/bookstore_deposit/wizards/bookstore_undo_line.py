from odoo import fields, models


class BookstoreUndoLine(models.TransientModel):
    """Something that was built upon what is to be undone."""

    _name = "bookstore.undo.line"
    _description = "Depends on What is Undone"

    undo_id = fields.Many2one("bookstore.undo", required=True, ondelete="cascade", index=True)
    res_model = fields.Char("Document Model", required=True, readonly=True)
    res_id = fields.Many2oneReference(
        "Document", model_field="res_model", required=True, readonly=True
    )
    name = fields.Char("Document Name", readonly=True)
    text = fields.Char("Why", readonly=True)
    is_blocking = fields.Boolean("First", readonly=True)

    def action_open(self):
        """Open it, with the rights of the person."""
        self.ensure_one()
        record = self.env[self.res_model].browse(self.res_id).exists()
        record.check_access("read")
        return record._get_records_action(name=self.name)
