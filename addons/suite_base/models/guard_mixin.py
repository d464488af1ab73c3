from odoo import api, models, tools
from odoo.exceptions import AccessError

from ..core.defaults import own_defaults


class SuiteGuardMixin(models.AbstractModel):
    """Fields that follow from what happened: no request writes them, whatever its way in.

    The views show them read-only; imports, RPC, contexts and defaults of a person's own know no views.
    The software writes them with ``sudo``. To ``_guarded_fields`` come, by themselves, all stored
    fields that are computed from others or read through them and have no inverse.
    """

    _name = "suite.guard.mixin"
    _description = "Fields Nobody Types"

    _guarded_fields = frozenset()

    @api.model
    def default_get(self, fields):
        return own_defaults(self, self._get_guarded_names(), super().default_get(fields))

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_guarded(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._check_guarded(vals)
        return super().write(vals)

    @tools.ormcache()
    def _get_guarded_names(self):
        follows = (
            name
            for name, field in self._fields.items()
            if field.store and field.readonly and (field.compute or field.related)
        )
        return self._guarded_fields.union(follows)

    def _check_guarded(self, names):
        """:raises AccessError: a request writes one of these fields"""
        guarded = self._get_guarded_names().intersection(names)
        if guarded and not self.env.su:
            labels = [self._fields[name]._description_string(self.env) for name in sorted(guarded)]
            raise AccessError(self._get_guarded_message(", ".join(labels)))

    def _get_guarded_message(self, labels):
        """What is refused, and what to do; overridden where the way is a particular one."""
        return self.env._(
            "%(fields)s of %(record)s cannot be typed: it follows from what was recorded."
            " Use the buttons of the document.",
            fields=labels,
            record=self[:1].display_name or self._description,
        )
