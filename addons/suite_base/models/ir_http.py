from odoo import models
from odoo.http import request


class IrHttp(models.AbstractModel):
    """Who loses every turn of a race reads a sentence, never the database's words."""

    _inherit = "ir.http"

    @classmethod
    def _handle_error(cls, exception):
        return super()._handle_error(request.env["suite.concurrency"]._explain(exception))
