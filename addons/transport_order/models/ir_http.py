from odoo import models


class IrHttp(models.AbstractModel):
    """The conversation of an order speaks its client's language, also while it is empty."""

    _inherit = "ir.http"

    @classmethod
    def _get_translation_frontend_modules_name(cls):
        return [*super()._get_translation_frontend_modules_name(), "mail"]
