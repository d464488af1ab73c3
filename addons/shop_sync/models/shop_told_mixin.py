from odoo import api, models
from odoo.exceptions import AccessError

from odoo.addons.suite_base.core.defaults import own_defaults

PREFIX = "shop_"
OTHERS = frozenset({"shop_warning"})
"""Of Odoo's ``website_sale``: written in a cart, copied with it."""


class ShopToldMixin(models.AbstractModel):
    """What a shop said of a record (its fields ``shop_…``) is written by the engine only: not by
    hand, not by a default of a context or of a person's own."""

    _name = "shop.told.mixin"
    _description = "Told by a Shop"

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        return own_defaults(self, list(filter(self._shop_is_told, values)), values)

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._shop_refuse(name for name, value in vals.items() if value)
        return super().create(vals_list)

    def write(self, vals):
        self._shop_refuse(vals)
        return super().write(vals)

    @api.model
    def _shop_is_told(self, name):
        return name.startswith(PREFIX) and name not in OTHERS

    def _shop_refuse(self, names):
        told = [] if self.env.su else list(filter(self._shop_is_told, names))
        if told:
            field = self._fields.get(told[0])
            raise AccessError(
                self.env._(
                    "What a shop says of an order is not written by hand: %s",
                    field.get_description(self.env, ["string"])["string"] if field else told[0],
                )
            )
