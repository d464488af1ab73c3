from odoo import api, models
from odoo.exceptions import AccessError

from odoo.addons.suite_base.core.defaults import own_defaults


class BookstoreGuardMixin(models.AbstractModel):
    """What follows from recorded movements is written by the software, never by a request.

    The views show these fields read-only; this makes it true for every other way in.
    """

    _name = "bookstore.guard.mixin"
    _description = "Figures Nobody Types"

    # Written by the buttons of the document only.
    _guarded_fields = frozenset()
    # Written by people too, but only while the document is being prepared.
    _draft_fields = frozenset()

    @api.model
    def default_get(self, fields):
        return own_defaults(self, self._guarded_fields, super().default_get(fields))

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_guarded(self._guarded_fields.intersection(vals))
        records = super().create(vals_list)
        if not self.env.su and self._draft_fields:
            records._check_in_preparation()
        return records

    def write(self, vals):
        self._check_guarded(self._guarded_fields.intersection(vals))
        guarded = not self.env.su and self._draft_fields.intersection(vals)
        if guarded:
            self._check_in_preparation()
        result = super().write(vals)
        if guarded:  # nor is a line moved into what was recorded
            self._check_in_preparation()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_recorded(self):
        if not self.env.su and self._draft_fields:
            self._check_in_preparation()

    def _check_guarded(self, names):
        if names and not self.env.su:
            labels = [self._fields[name]._description_string(self.env) for name in sorted(names)]
            raise AccessError(
                self.env._(
                    "%(fields)s of %(record)s cannot be typed: it follows from what was recorded."
                    " Use the buttons of the document.",
                    fields=", ".join(labels),
                    record=self[:1].display_name or self._description,
                )
            )

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
