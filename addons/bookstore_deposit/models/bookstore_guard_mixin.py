from odoo import api, models
from odoo.exceptions import AccessError


class BookstoreGuardMixin(models.AbstractModel):
    """What follows from recorded movements is written by the software, never by a request.

    The views show these fields read-only; this makes it true for every other way in.
    """

    _name = "bookstore.guard.mixin"
    _description = "Figures Nobody Types"
    _inherit = ["suite.guard.mixin"]

    # Written by people too, but only while the document is being prepared.
    _draft_fields = frozenset()

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        if not self.env.su and self._draft_fields:
            records._check_in_preparation()
        return records

    def write(self, vals):
        drafted = not self.env.su and self._draft_fields.intersection(vals)
        if drafted:
            self._check_in_preparation()
        result = super().write(vals)
        if drafted:  # nor is a line moved into what was recorded
            self._check_in_preparation()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_recorded(self):
        if not self.env.su and self._draft_fields:
            self._check_in_preparation()

    def _check_in_preparation(self):
        for record in self:
            document = record._get_document()
            if document.state != "draft":
                raise AccessError(
                    self.env._(
                        "%s was recorded and cannot be changed. Undo it instead, or record another.",
                        document.display_name,
                    )
                )

    def _get_document(self):
        """The record whose state says whether this one may still be changed."""
        return self
