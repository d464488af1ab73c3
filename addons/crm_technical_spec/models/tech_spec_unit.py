from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError

from ..core.errors import SpecError
from ..core.units import Unit, UnitBook, exact


class TechSpecUnit(models.Model):
    """A unit of one quantity: base value = value × factor + offset, as exact fractions.

    Core ``uom.uom`` holds neither V nor °C: no offset, and its conversion rounds.
    """

    _name = "tech.spec.unit"
    _description = "Technical Unit"
    _order = "quantity_id, sequence, id"
    _rec_name = "symbol"
    _rec_names_search = ["symbol", "name", "aliases"]

    name = fields.Char(required=True, translate=True)
    symbol = fields.Char(required=True, help="As it is printed, e.g. N·m")
    aliases = fields.Char(help="Other writings that people type, separated by spaces: Nm N.m")
    quantity_id = fields.Many2one(
        "tech.spec.quantity", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=10)
    factor = fields.Char(
        required=True,
        default="1",
        help="How many base units one of this unit is worth, as a decimal or a ratio: 0.001, 5/9",
    )
    offset = fields.Char(
        required=True,
        default="0",
        help="Base value of this unit's zero; 273.15 for °C when the base unit is K.",
    )

    _symbol_uniq = models.Constraint(
        "UNIQUE (quantity_id, symbol)", "This quantity already has a unit with this symbol."
    )

    @api.constrains("factor", "offset")
    def _check_factor(self):
        for unit in self:
            try:
                valid = exact(unit.factor) > 0 and exact(unit.offset) is not None
            except SpecError:
                valid = False
            if not valid:
                raise ValidationError(
                    self.env._(
                        "The conversion of unit %(unit)s cannot be read. Write the factor as a "
                        "number above zero or a ratio (0.001 or 5/9) and the offset as a number.",
                        unit=unit.symbol,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        self.env.registry.clear_cache()
        return super().create(vals_list)

    def write(self, vals):
        self.env.registry.clear_cache()
        self._check_conversion_is_unused(vals)
        return super().write(vals)

    def unlink(self):
        self.env.registry.clear_cache()
        return super().unlink()

    def _check_conversion_is_unused(self, vals):
        """Stored values are in the base unit: a new conversion would silently change them."""
        changed = self.filtered(
            lambda unit: any(
                name in vals and vals[name] != unit[name]
                for name in ("factor", "offset", "quantity_id")
                if name != "quantity_id" or vals[name] != unit.quantity_id.id
            )
        )
        if changed and self.env["tech.spec.value"].sudo().search_count(  # sudo: all companies count
            [("unit_id", "in", changed.ids)], limit=1
        ):
            raise ValidationError(
                self.env._(
                    "Values are already recorded in %(units)s: its conversion cannot change. "
                    "Create another unit instead.",
                    units=", ".join(changed.mapped("symbol")),
                )
            )

    @api.model
    @tools.ormcache()
    def _get_book(self):
        """Return the :class:`UnitBook` of all units; read-only, shared by the process."""
        units = self.sudo().search_fetch(  # sudo: units are shared reference data
            [], ["symbol", "aliases", "factor", "offset", "quantity_id"]
        )
        return UnitBook(
            Unit(
                unit.id,
                unit.quantity_id.id,
                unit.symbol,
                exact(unit.factor),
                exact(unit.offset),
                tuple((unit.aliases or "").split()),
            )
            for unit in units
        )
