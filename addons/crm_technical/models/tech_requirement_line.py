from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.crm_technical_spec.core.errors import SpecError
from odoo.addons.crm_technical_spec.core.parsing import parse_measure
from odoo.addons.crm_technical_spec.core.reading import (
    in_unit,
    is_marking,
    with_unit,
    write_value,
)

OPERATORS = [
    ("ge", "at least"),
    ("le", "at most"),
    ("eq", "equal to / accepts"),
    ("between", "between"),
    ("covers", "covers"),
    ("within", "within"),
    ("in", "this or better"),
    ("is", "exactly"),
]
OPERATORS_OF = {
    "number": ("ge", "le", "eq", "between"),
    "range": ("eq", "covers", "within", "ge", "le"),
    "option": ("in", "is"),
    "boolean": ("is",),
    "text": ("is",),
    "document": ("is",),
}
SIGNS = {"ge": "≥", "le": "≤", "eq": "="}


class TechRequirementLine(models.Model):
    """One criterion of a need: what is asked of one specification, and how much it matters."""

    _name = "tech.requirement.line"
    _description = "Need Sheet Criterion"
    _order = "sequence, id"
    _rec_name = "attribute_id"

    requirement_id = fields.Many2one(
        "tech.requirement", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=10)
    attribute_id = fields.Many2one(
        "tech.spec.attribute",
        string="Specification",
        required=True,
        ondelete="restrict",
        domain="[('id', 'in', parent.attribute_ids)]",
    )
    kind = fields.Selection(related="attribute_id.kind")
    choices = fields.Json(compute="_compute_choices")
    operator = fields.Selection(
        OPERATORS,
        required=True,
        compute="_compute_operator",
        store=True,
        readonly=False,
        precompute=True,
    )
    value_text = fields.Char(string="Asked", required=True)
    asked = fields.Char(string="Reads As", compute="_compute_asked")
    necessity = fields.Selection(
        [("must", "Must"), ("wish", "Wish")],
        required=True,
        default="must",
        help="Must: a product that fails it does not fit. Wish: it makes a product better.",
    )
    weight = fields.Integer(default=1, help="How much a wish counts in the score.")
    near_percent = fields.Float(
        string="Nearly (%)",
        compute="_compute_near_percent",
        store=True,
        readonly=False,
        precompute=True,
        help="By how much the value may be missed and still count as near.",
    )
    note = fields.Char()

    _weight_positive = models.Constraint(
        "CHECK (weight > 0)", "The weight of a criterion must be at least 1."
    )

    @api.depends("attribute_id")
    def _compute_choices(self):
        for line in self:
            options = line.attribute_id.option_ids if line.kind == "option" else ()
            line.choices = [option.name for option in options]

    @api.depends("attribute_id", "value_text")
    def _compute_operator(self):
        """Follow a sign or a range typed with the value; else keep what was chosen if it fits."""
        for line in self:
            allowed = OPERATORS_OF.get(line.attribute_id.kind, ("is",))
            typed = line._get_typed_operators()
            if typed and line.operator not in typed:
                line.operator = typed[0]
            elif line.operator not in allowed:
                better = {"lower": "le", "none": "eq"}.get(line.attribute_id.better)
                line.operator = (
                    better if better in allowed and line.kind == "number" else allowed[0]
                )

    def _get_measure(self):
        """Return the core Measure typed; None when the text is none."""
        if self.kind not in ("number", "range") or not self.value_text:
            return None
        units = self.env["tech.spec.unit"]._get_book().names_of(self.attribute_id.quantity_id.id)
        try:
            return parse_measure(self.value_text, units)
        except SpecError:
            return None

    def _get_typed_operators(self):
        """Return the comparisons that go with the text: ``≤ 5`` is "at most", ``5–8`` an interval."""
        measure = self._get_measure()
        if not measure:
            return ()
        if measure.operator:
            return (measure.operator,)
        if measure.is_tolerated and self.kind == "number":
            return ("between", "eq")
        if measure.is_interval:
            return ("between",) if self.kind == "number" else ("covers", "within", "eq")
        return ()

    @api.depends("attribute_id")
    def _compute_near_percent(self):
        for line in self:
            line.near_percent = line.attribute_id.near_percent

    @api.depends("operator", "value_text", "attribute_id")
    @api.depends_context("lang")
    def _compute_asked(self):
        for line in self:
            line.asked = line._get_asked()

    def _get_asked(self):
        """Return the criterion as people say it, in the language of the environment."""
        text = self.value_text or ""
        if self.kind == "boolean":
            reading = self._read(text)
            return self.env._("Yes") if reading and reading.value_min else self.env._("No")
        if self.kind == "option":
            options = self._get_options()
            between = "/" if is_marking(self.value_text) else ", "
            text = between.join(options.mapped("name")) or text
            if self.operator == "in" and self.attribute_id.option_ids.implies_ids:
                return self.env._("%(value)s or better", value=text)
            return text
        return self._get_asked_number(text) if self.kind in ("number", "range") else text

    def _get_asked_number(self, text):
        book = self.env["tech.spec.unit"]._get_book()
        if unit := book.units.get(self.attribute_id.unit_id.id):
            text = with_unit(text, unit, book)
        if self.operator == "covers":
            return self.env._("covers %(value)s", value=text)
        if self.operator == "within":
            return self.env._("within %(value)s", value=text)
        measure = self._get_measure()
        typed = measure and measure.operator
        return text if typed else f"{SIGNS.get(self.operator, '')} {text}".strip()

    def _get_offered(self, value):
        """Return a product's value as it is compared: in the unit that was asked, its own beside."""
        measure = self._get_measure()
        if not measure or not measure.high_unit:
            return value.display_value
        book = self.env["tech.spec.unit"]._get_book()
        spec = self.env["tech.spec.attribute"]._get_specs()[self.attribute_id.id]
        try:
            unit = book.find(measure.high_unit, spec.unit.quantity if spec.unit else 0)
        except SpecError:
            return value.display_value
        if not spec.unit or unit.key == spec.unit.key:
            return value.display_value
        text = write_value(
            in_unit(spec, unit),
            value.value_text or "",
            value.value_min,
            value.value_max,
            book,
            value._get_decimal_mark(),
        )
        return f"{text} ({value.display_value})"

    def _read(self, text):
        try:
            return self.env["tech.spec.value"]._read_text(self.attribute_id.id, text, several=True)
        except ValidationError:
            return None

    def _get_options(self):
        reading = self._read(self.value_text)
        return self.env["tech.spec.option"].browse(reading.options if reading else ())

    @api.constrains("attribute_id", "operator", "value_text", "near_percent")
    def _check_criterion(self):
        operators = dict(self._fields["operator"]._description_selection(self.env))
        for line in self:
            facts = {
                "label": line.attribute_id.name,
                "text": line.value_text,
                "operator": operators[line.operator],
            }
            if line.operator not in OPERATORS_OF[line.kind]:
                raise ValidationError(
                    self.env._(
                        "%(label)s cannot be asked “%(operator)s”. Choose another comparison.",
                        **facts,
                    )
                )
            line._as_criterion()
            typed = line._get_typed_operators()
            if typed and line.operator not in typed:
                raise ValidationError(
                    self.env._(
                        "%(label)s: “%(text)s” is not asked “%(operator)s”. "
                        "Change the comparison or the value.",
                        **facts,
                    )
                )

    def _as_criterion(self):
        """Return the core Criterion; raise a ValidationError when the value cannot be read."""
        self.ensure_one()
        default = self.attribute_id.near_absolute and (
            self.near_percent == self.attribute_id.near_percent
        )
        return self.env["tech.spec.finder"]._get_criterion(
            self.attribute_id,
            self.operator,
            self.value_text,
            near=None if default else self.near_percent,
            must=self.necessity == "must",
            weight=self.weight,
        )

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines.requirement_id._on_criteria_changed()
        return lines

    def write(self, vals):
        result = super().write(vals)
        self.requirement_id._on_criteria_changed()
        return result

    def unlink(self):
        requirements = self.requirement_id
        result = super().unlink()
        requirements._on_criteria_changed()
        return result
