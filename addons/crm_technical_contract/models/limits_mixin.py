from odoo import api, models
from odoo.exceptions import ValidationError

from ..core.limits import find_beyond


class TechContractLimits(models.AbstractModel):
    """Days and numbers that a calendar can reckon with."""

    _name = "tech.contract.limits"
    _description = "Limits of What Is Typed"
    _limited_fields = ()

    @api.constrains(lambda self: self._limited_fields)
    def _check_limits(self):
        for record in self:
            for name, least, most in record._find_beyond():
                raise ValidationError(
                    self.env._(
                        "%(field)s lies between %(least)s and %(most)s: correct it in %(record)s.",
                        field=self._fields[name]._description_string(self.env),
                        least=least,
                        most=most,
                        record=record.display_name,
                    )
                )

    def _find_beyond(self):
        return find_beyond({name: self[name] for name in self._limited_fields})
