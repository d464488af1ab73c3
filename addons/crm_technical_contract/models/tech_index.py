from odoo import fields, models


class TechIndex(models.Model):
    """A published index by which amounts are revised (Syntec, cost of labour …)."""

    _name = "tech.index"
    _description = "Price Index"
    _order = "name"

    name = fields.Char(required=True)
    source = fields.Char(help="Who publishes it, and where.")
    value_ids = fields.One2many("tech.index.value", "index_id", string="Values")
    active = fields.Boolean(default=True)

    def _get_value(self, day):
        """Return the last value that was known for ``day``."""
        return self.value_ids.filtered(lambda value: value.date <= day).sorted("date")[-1:]
