from odoo import api, models
from odoo.exceptions import UserError

from odoo.addons.suite_base.core.defaults import own_defaults

from ..core.marks import Mark


class TechMarkMixin(models.AbstractModel):
    """Marks of decisions on Odoo's own documents: no request sets or takes them, whatever its way in.

    The software sets them with ``sudo``, or carries a ``Mark`` from one document to the next.
    """

    _name = "tech.mark.mixin"
    _description = "Marks of After-Sales Decisions"

    _tech_marks = frozenset()

    @api.model
    def default_get(self, fields):
        return own_defaults(self, self._tech_marks, super().default_get(fields))

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._tech_unwrap_marks(vals) for vals in vals_list])

    def _tech_unwrap_marks(self, vals):
        marks = {name: vals[name] for name in self._tech_marks & vals.keys() if vals[name]}
        if not all(isinstance(mark, Mark) for mark in marks.values()):
            self._tech_check_marks()
        return vals | {name: int(mark) for name, mark in marks.items()} if marks else vals

    def write(self, vals):
        for name in self._tech_marks & vals.keys():
            if any(record[name].id != vals[name] for record in self):
                self._tech_check_marks()
        return super().write(vals)

    def _tech_check_marks(self):
        """:raises UserError: a request sets or takes a mark"""
        if not self.env.su:
            raise UserError(
                self.env._("Only a decision of an after-sales case marks what follows from it.")
            )
