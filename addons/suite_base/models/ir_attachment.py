from odoo import models
from odoo.exceptions import AccessError


class IrAttachment(models.Model):
    """The content of a file field is an attachment, with a door of its own: this one stays closed.

    A model names such fields in ``_sealed_files``; they change through the record alone, where its
    rights, its state and its guards are asked.
    """

    _inherit = "ir.attachment"

    def _check_access(self, operation):
        result = super()._check_access(operation)
        if operation == "read" or self.env.su:
            return result
        sealed = self.sudo().filtered(lambda one: one._suite_is_sealed())  # sudo: where it belongs
        if not sealed:
            return result
        return self.browse((result[0] if result else self.browse())._ids + sealed._ids), (
            lambda: AccessError(self.env._("This file belongs to a document and changes there."))
        )

    def _suite_is_sealed(self):
        model = self.env.get(self.res_model) if self.res_field else None
        return model is not None and self.res_field in getattr(model, "_sealed_files", ())
