from dataclasses import replace

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..core.errors import SpecError
from ..core.matching import Value
from ..core.reading import AttributeSpec, read_value, with_unit, write_value
from . import sql


class TechSpecValue(models.Model):
    """What one product (or one of its variants) offers for one attribute, kept as typed.

    ``value_min`` and ``value_max`` are in the quantity's base unit; a blank value says nothing.
    """

    _name = "tech.spec.value"
    _inherit = "suite.guard.mixin"
    _description = "Specification Value"
    _order = "group_sequence, attribute_sequence, attribute_id, id"
    _rec_name = "attribute_id"

    product_tmpl_id = fields.Many2one(
        "product.template", string="Product", required=True, ondelete="cascade"
    )
    product_id = fields.Many2one(
        "product.product",
        string="Variant",
        index="btree_not_null",
        ondelete="cascade",
        domain="[('product_tmpl_id', '=', product_tmpl_id)]",
        help="Only for a variant that differs from the product.",
    )
    attribute_id = fields.Many2one(
        "tech.spec.attribute",
        string="Specification",
        required=True,
        ondelete="restrict",
        index=True,
    )
    group_id = fields.Many2one(related="attribute_id.group_id")
    group_sequence = fields.Integer(
        related="attribute_id.group_sequence", store=True, string="Heading Order"
    )
    attribute_sequence = fields.Integer(
        related="attribute_id.sequence", store=True, string="Attribute Order"
    )
    kind = fields.Selection(related="attribute_id.kind")
    shown_unit_id = fields.Many2one(related="attribute_id.unit_id", string="Shown In")
    value_text = fields.Char(
        string="Value", help="As you would write it: 24 V ±10 %, 10–30 V, ≥ 5 N·m, IP65, yes"
    )
    value_min = fields.Float(readonly=True)
    value_max = fields.Float(readonly=True)
    unit_id = fields.Many2one("tech.spec.unit", readonly=True, ondelete="restrict")
    option_ids = fields.Many2many(
        "tech.spec.option", "tech_spec_value_option_rel", "value_id", "option_id", readonly=True
    )
    is_blank = fields.Boolean(default=True, readonly=True)
    display_value = fields.Char(string="Reads As", compute="_compute_display_value")
    choices = fields.Json(compute="_compute_choices")
    document_id = fields.Many2one(
        "product.document",
        ondelete="set null",
        domain="[('res_model', '=', 'product.template'), ('res_id', '=', product_tmpl_id)]",
    )
    note = fields.Char(help="Under which condition it holds, e.g. at 25 °C; typical, maximum.")
    is_outside = fields.Boolean(
        string="Outside Family", compute="_compute_is_outside", help="The family lacks it."
    )

    _value_uniq = models.UniqueIndex(
        "(product_tmpl_id, attribute_id, COALESCE(product_id, 0))",
        "This product already has a value for this specification. Change that one.",
    )

    @api.depends("value_min", "value_max", "option_ids", "value_text", "attribute_id")
    @api.depends_context("lang")
    def _compute_display_value(self):
        specs = self.env["tech.spec.attribute"]._get_specs()
        mark = self._get_decimal_mark()
        for value in self:
            value.display_value = value._get_display(specs.get(value.attribute_id.id), mark)

    def _get_display(self, spec, mark):
        if self.is_blank or not spec:
            return ""
        if spec.kind in ("number", "range"):
            book = self.env["tech.spec.unit"]._get_book()
            text = self.value_text or ""
            return write_value(spec, text, self.value_min, self.value_max, book, mark)
        if spec.kind == "option":
            return ", ".join(self.option_ids.mapped("name"))
        if spec.kind == "boolean":
            return self.env._("Yes") if self.value_min else self.env._("No")
        return self.document_id.name if spec.kind == "document" else self.value_text

    @api.model
    def _get_decimal_mark(self):
        return self.env["res.lang"]._get_data(code=self.env.lang or "en_US").decimal_point or "."

    @api.depends("attribute_id")
    def _compute_choices(self):
        for value in self:
            value.choices = (
                value.attribute_id.option_ids.mapped("name") if value.kind == "option" else []
            )

    @api.depends("attribute_id", "product_tmpl_id.tech_family_id")
    def _compute_is_outside(self):
        for value in self:
            family = value.product_tmpl_id.tech_family_id
            value.is_outside = value.attribute_id not in family.attribute_ids

    @api.constrains("attribute_id", "product_tmpl_id")
    def _check_attribute_in_family(self):
        for template, values in self.grouped("product_tmpl_id").items():
            if lacking := values.attribute_id - template.tech_family_id.attribute_ids:
                raise ValidationError(
                    self.env._(
                        "%(attribute)s does not belong to the family of %(product)s. Add it to the "
                        "family %(family)s first, or choose another specification.",
                        attribute=lacking[0].name,
                        product=template.display_name,
                        family=template.tech_family_id.complete_name or self.env._("(none)"),
                    )
                )

    @api.constrains("product_id", "product_tmpl_id")
    def _check_variant(self):
        for value in self:
            if value.product_id and value.product_id.product_tmpl_id != value.product_tmpl_id:
                raise ValidationError(
                    self.env._(
                        "%(variant)s is no variant of %(product)s.",
                        variant=value.product_id.display_name,
                        product=value.product_tmpl_id.display_name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        values = super().create([self._prepare_vals(vals) for vals in vals_list])
        values._log([""] * len(values))
        values.product_tmpl_id._tech_reindex_specifications()
        return values

    def write(self, vals):
        if not {"value_text", "attribute_id", "document_id", "product_id"} & set(vals):
            return super().write(vals)
        before = [value.value_text or "" for value in self]
        for value in self:
            attribute = vals.get("attribute_id") or value.attribute_id.id
            asked = {"value_text": value.value_text, "attribute_id": attribute, **vals}
            super(TechSpecValue, value).write(value._prepare_vals(asked))
        self._log(before)
        self.product_tmpl_id._tech_reindex_specifications()
        return True

    def unlink(self):
        templates = self.product_tmpl_id
        self._log([value.value_text or "" for value in self], removed=True)
        result = super().unlink()
        templates._tech_reindex_specifications()
        return result

    @api.model
    def _prepare_vals(self, vals):
        """Return ``vals`` with the typed text read into bounds, unit and options."""
        vals = {
            name: value
            for name, value in vals.items()
            if name not in ("value_min", "value_max", "unit_id", "option_ids", "is_blank")
        }
        if not vals.get("product_tmpl_id") and vals.get("product_id"):
            variant = self.env["product.product"].browse(vals["product_id"])
            vals["product_tmpl_id"] = variant.product_tmpl_id.id
        if vals.get("document_id"):
            vals["value_text"] = self.env["product.document"].browse(vals["document_id"]).name
        reading = self._read_text(vals.get("attribute_id"), vals.get("value_text"))
        return vals | {
            "value_text": reading.text,
            "value_min": reading.value_min,
            "value_max": reading.value_max,
            "unit_id": reading.unit or False,
            "option_ids": [fields.Command.set(reading.options)],
            "is_blank": not reading.text,
        }

    @api.model
    def _read_text(self, attribute_id, text, several=False):
        """Return the core Reading of a typed text; raise a ValidationError in the user's language.

        :param several: several options may be named although a product has one (a need asks)
        """
        spec = self.env["tech.spec.attribute"]._get_specs().get(attribute_id)
        if several:
            spec = replace(spec, multiple=True)
        try:
            return read_value(spec, text, self.env["tech.spec.unit"]._get_book())
        except SpecError as error:
            raise ValidationError(self._get_reading_message(spec, text, error)) from None

    @api.model
    def _get_reading_message(self, spec, text, error):
        """Say what is wrong with a typed value and what to type instead."""
        spec = spec or AttributeSpec(0, "number", self.env._("Value"))
        text = text or ""
        params = {
            "label": spec.label,
            "text": text if len(text) <= 60 else f"{text[:57]}…",
            "unit": error.params.get("unit") or "",
            "shown": spec.unit.symbol if spec.unit else "",
            "example": self._get_example(spec),
            "names": error.params.get("names") or "",
            "one": error.params.get("one") or "",
            "other": error.params.get("other") or "",
        }
        return self._get_messages()[error.code] % params

    @api.model
    def _get_messages(self):
        """Return the explanation of each SpecError code (the texts quote the same parameters)."""
        return {
            "number": self.env._(
                "%(label)s: “%(text)s” is not a value. Write it like %(example)s."
            ),
            "number_ambiguous": self.env._(
                "%(label)s: “%(text)s” can be read as %(one)s or as %(other)s. Write it one of these "
                "two ways."
            ),
            "too_large": self.env._(
                "%(label)s: “%(text)s” is larger than anything measured. Write it like %(example)s."
            ),
            "below_zero": self.env._(
                "%(label)s: “%(text)s” is below absolute zero. Check the sign and the unit."
            ),
            "unit_case": self.env._(
                "%(label)s: the unit “%(unit)s” in “%(text)s” is written with a capital that means "
                "another multiple. Write it like %(shown)s, mind capital letters."
            ),
            "option_ambiguous": self.env._(
                "%(label)s: “%(text)s” may mean %(names)s. Write the one that you mean exactly."
            ),
            "empty": self.env._("%(label)s: no value was given. Write it like %(example)s."),
            "unit_unknown": self.env._(
                "%(label)s: the unit “%(unit)s” in “%(text)s” is unknown. Use %(shown)s."
            ),
            "unit_other": self.env._(
                "%(label)s: “%(unit)s” in “%(text)s” measures something else. Write it like "
                "%(example)s."
            ),
            "unit_ambiguous": self.env._(
                "%(label)s: “%(unit)s” in “%(text)s” can be two units. Mind capital letters."
            ),
            "reversed": self.env._(
                "%(label)s: the range “%(text)s” starts above its end. Write the smaller value first."
            ),
            "interval": self.env._(
                "%(label)s: “%(text)s” is a range, one value is expected. Write it like %(example)s."
            ),
            "operator": self.env._(
                "%(label)s: “%(text)s” has both a sign and a range. Keep one of them."
            ),
            "option": self.env._(
                "%(label)s: “%(text)s” is not one of the options. Choose among: %(example)s."
            ),
            "options": self.env._(
                "%(label)s: only one option is possible, “%(text)s” names several."
            ),
            "boolean": self.env._("%(label)s: “%(text)s” is neither yes nor no."),
        }

    @api.model
    def _get_example(self, spec):
        if spec.kind == "option":
            options = self.env["tech.spec.attribute"].browse(spec.key).option_ids
            return ", ".join(options.mapped("name")[:12])
        unit = f" {spec.unit.symbol}" if spec.unit else ""
        return f"10 – 30{unit}" if spec.kind == "range" else f"24{unit}"

    def _log(self, before, removed=False):
        """Record who changed what; a value that stays the same leaves no line."""
        self.env["tech.spec.change"].sudo().create(  # sudo: history is written by code only
            [
                {
                    "product_tmpl_id": value.product_tmpl_id.id,
                    "product_id": value.product_id.id,
                    "attribute_id": value.attribute_id.id,
                    "old_value": old,
                    "new_value": "" if removed else value.value_text,
                    "version": value.product_tmpl_id.tech_spec_version + 1,
                }
                for value, old in zip(self, before, strict=True)
                if old != ("" if removed else value.value_text or "")
            ]
        )

    @api.model
    def _bulk_store(self, entries):
        """Store many readings at once; the caller has checked rights and readings.

        :param entries: see :func:`sql.store.bulk_store`
        """
        templates = sql.store.bulk_store(self.env, entries)
        self.env["product.template"].browse(templates)._tech_reindex_specifications()

    def _pin_unit(self):
        """Write the unit into the texts that lack it: the attribute is about to show another."""
        book = self.env["tech.spec.unit"]._get_book()
        for (unit, text), values in self.grouped(lambda one: (one.unit_id, one.value_text)).items():
            pinned = with_unit(text, book.units[unit.id], book) if unit else text
            if pinned != text:
                sql.store.reword(values, pinned)

    def _get_compared(self):
        """Return what decides whether two products differ: the value itself, not its text."""
        if self.kind in ("number", "range", "boolean"):
            return (self.value_min, self.value_max)
        if self.kind == "option":
            return frozenset(self.option_ids.ids)
        return self.document_id.id if self.kind == "document" else self.value_text

    def _get_frozen(self):
        """Return what a promise is compared by, as JSON keeps it: no label, no shown unit."""
        compared = self._get_compared()
        if isinstance(compared, frozenset):
            return sorted(compared)
        return list(compared) if isinstance(compared, tuple) else compared

    def _as_core(self):
        """Return the core :class:`Value` to judge a criterion by; None when blank."""
        self.ensure_one()
        if self.is_blank:
            return None
        return Value(
            self.value_min, self.value_max, frozenset(self.option_ids.ids), self.value_text or ""
        )
