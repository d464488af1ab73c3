import base64

from odoo import fields, models
from odoo.exceptions import UserError


class TransportFeedUpload(models.TransientModel):
    """A stock file that a person brings. The file itself is never stored, only its mapped rows."""

    _name = "transport.feed.upload"
    _description = "Upload a Stock File"

    feed_id = fields.Many2one("transport.feed", required=True, ondelete="cascade")
    file_name = fields.Char()
    file = fields.Binary(
        string="Stock File", compute="_compute_file", inverse="_inverse_file", required=True
    )
    run_id = fields.Many2one("transport.feed.run", readonly=True, ondelete="cascade")

    def _compute_file(self):
        self.file = False

    def _inverse_file(self):
        for upload in self.filtered("file"):
            upload.run_id = upload.feed_id._import(
                base64.b64decode(upload.file), "upload", upload.file_name, dry=True
            )

    def action_check(self):
        """Show what the import of the file would change."""
        self.ensure_one()
        if not self.run_id:
            raise UserError(self.env._("Choose the stock file first."))
        return self.run_id._open()
