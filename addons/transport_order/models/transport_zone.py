from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..core.tariff import Zone


class TransportZone(models.Model):
    """Places that a tariff treats alike: a country, or the postcodes that start with some digits."""

    _name = "transport.zone"
    _description = "Transport Zone"
    _order = "name, id"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    country_id = fields.Many2one(
        "res.country", default=lambda self: self.env.ref("base.fr", raise_if_not_found=False)
    )
    prefixes = fields.Char(
        string="Postcodes Starting With",
        help="Comma separated: 75, 92, 93, 94. Empty takes the whole country.",
    )

    @api.constrains("prefixes")
    def _check_prefixes(self):
        for zone in self:
            if any(not prefix.isalnum() for prefix in zone._get_prefixes()):
                raise ValidationError(
                    self.env._(
                        "The postcodes of the zone %(zone)s cannot be read: %(prefixes)s. "
                        "Write the first digits, separated by commas: 75, 92, 93.",
                        zone=zone.name,
                        prefixes=zone.prefixes,
                    )
                )

    def _get_prefixes(self):
        return tuple(part.strip() for part in (self.prefixes or "").split(",") if part.strip())

    def _to_zone(self):
        """:return: core.tariff.Zone of this record"""
        self.ensure_one()
        return Zone(self.country_id.code or "", self._get_prefixes(), self.name)
