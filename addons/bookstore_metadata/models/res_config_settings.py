from odoo import api, fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    bookstore_fel_user = fields.Char(related="company_id.bookstore_fel_user", readonly=False)
    bookstore_fel_url = fields.Char(related="company_id.bookstore_fel_url", readonly=False)
    bookstore_fel_password = fields.Char(
        "Password at Dilicom",
        compute="_compute_bookstore_fel_password",
        inverse="_inverse_bookstore_fel_password",
        help="It can be replaced, never read again.",
    )
    bookstore_fel_is_ready = fields.Boolean(compute="_compute_bookstore_fel_password")
    bookstore_fel_is_open = fields.Boolean(compute="_compute_bookstore_fel_is_open")

    @api.depends("company_id")
    def _compute_bookstore_fel_password(self):
        for settings in self:
            settings.bookstore_fel_password = ""
            settings.bookstore_fel_is_ready = settings.company_id._bookstore_has_fel()

    def _inverse_bookstore_fel_password(self):
        for settings in self.filtered("bookstore_fel_password"):
            # sudo: the password has no reader, and no writer but this one, for administrators
            holder = settings.company_id.sudo()
            holder.bookstore_fel_secret = settings.bookstore_fel_password.strip()

    @api.depends("bookstore_fel_url")
    def _compute_bookstore_fel_is_open(self):
        for settings in self:
            address = (settings.bookstore_fel_url or "").strip().lower()
            settings.bookstore_fel_is_open = address.startswith("http://")

    def action_bookstore_fel_forget(self):
        """Dilicom is asked no more: the password is removed."""
        self.ensure_one()
        self.check_access("write")
        self.company_id.check_access("write")
        self.company_id.sudo().bookstore_fel_secret = False  # sudo: see above
        return {"type": "ir.actions.client", "tag": "reload"}
