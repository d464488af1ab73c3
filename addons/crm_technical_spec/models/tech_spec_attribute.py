import re

from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError

from ..core.ip_code import all_codes, direct_implications
from ..core.options import upward_closure
from ..core.quick_entry import AttributeInfo
from ..core.reading import AttributeSpec
from ..core.words import NameBook

KINDS = [
    ("number", "Number"),
    ("range", "Range"),
    ("option", "Option"),
    ("boolean", "Yes / No"),
    ("text", "Text"),
    ("document", "Document"),
]
CACHED_FIELDS = {"name", "code", "symbol", "kind", "unit_id", "decimals", "multiple", "better"}


class TechSpecAttribute(models.Model):
    """A typed characteristic: what is measured, in which quantity, and which way is better."""

    _name = "tech.spec.attribute"
    _inherit = "suite.guard.mixin"
    _description = "Specification Attribute"
    _order = "group_sequence, sequence, id"
    _rec_names_search = ["name", "code"]

    name = fields.Char(required=True, translate=True)
    code = fields.Char(
        required=True,
        copy=False,
        help="Short technical name, the same in every language; used in files: nominal_torque",
    )
    symbol = fields.Char(help="As in data sheets and quick entry: U, In, Cn")
    kind = fields.Selection(
        KINDS,
        required=True,
        default="number",
        help="Number: one value, maybe with a tolerance. Range: what the product accepts or "
        "covers, e.g. a supply of 10–30 V.",
    )
    group_id = fields.Many2one("tech.spec.group", string="Heading", index="btree_not_null")
    group_sequence = fields.Integer(related="group_id.sequence", store=True, string="Heading Order")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    quantity_id = fields.Many2one("tech.spec.quantity", ondelete="restrict")
    unit_id = fields.Many2one(
        "tech.spec.unit",
        string="Shown In",
        domain="[('quantity_id', '=', quantity_id)]",
        ondelete="restrict",
        help="Values typed without a unit are in this one; all values are shown in it.",
    )
    decimals = fields.Integer(default=3, help="Most decimals shown; useless zeros are not.")
    better = fields.Selection(
        [("higher", "More is better"), ("lower", "Less is better"), ("none", "Neither")],
        default="none",
        required=True,
    )
    near_percent = fields.Float(
        string="Nearly (%)",
        default=10,
        help="A value that misses a criterion by no more than this still counts as near.",
    )
    near_absolute = fields.Float(
        string="Nearly (in unit)",
        help="Instead of a percentage, e.g. 5 °C: a share of a temperature means nothing.",
    )
    multiple = fields.Boolean(
        string="Several at Once", help="A product may have several options, e.g. IP66 and IP67."
    )
    option_ids = fields.One2many("tech.spec.option", "attribute_id", string="Options", copy=True)
    print_on_quote = fields.Boolean(default=True, string="On Quotes")
    print_on_invoice = fields.Boolean(string="On Invoices")
    description = fields.Text(translate=True, help="What is measured and how.")

    _code_uniq = models.Constraint("UNIQUE (code)", "This attribute code is already taken.")

    @api.constrains("kind", "quantity_id", "unit_id")
    def _check_unit(self):
        for attribute in self:
            numeric = attribute.kind in ("number", "range")
            if attribute.unit_id and (
                not numeric or attribute.unit_id.quantity_id != attribute.quantity_id
            ):
                raise ValidationError(
                    self.env._(
                        "%(unit)s is no unit of attribute %(attribute)s. "
                        "Choose a unit of its quantity.",
                        unit=attribute.unit_id.symbol,
                        attribute=attribute.name,
                    )
                )

    @api.constrains("code")
    def _check_code(self):
        for attribute in self:
            if not re.fullmatch(r"[a-z][a-z0-9_]*", attribute.code):
                raise ValidationError(
                    self.env._(
                        "The code %(code)s must be lower-case letters, digits and underscores.",
                        code=attribute.code,
                    )
                )

    @api.onchange("quantity_id")
    def _onchange_quantity_id(self):
        if self.unit_id.quantity_id != self.quantity_id:
            self.unit_id = self.quantity_id.unit_ids[:1]

    @api.model_create_multi
    def create(self, vals_list):
        self.env.registry.clear_cache()
        for vals in vals_list:
            if not vals.get("code") and vals.get("name"):
                vals["code"] = self._prepare_code(vals["name"])
            if vals.get("unit_id") and "quantity_id" not in vals:
                vals["quantity_id"] = (
                    self.env["tech.spec.unit"].browse(vals["unit_id"]).quantity_id.id
                )
        return super().create(vals_list)

    def write(self, vals):
        self.env.registry.clear_cache()
        self._check_kind_is_unused(vals)
        if "unit_id" in vals:
            self.filtered(lambda one: one.unit_id.id != vals["unit_id"])._pin_unit()
        return super().write(vals)

    def _pin_unit(self):
        """What was typed without a unit was meant in the unit shown until now."""
        values = self.env["tech.spec.value"].sudo()  # sudo: products of every company
        values.search([("attribute_id", "in", self.ids), ("is_blank", "=", False)])._pin_unit()

    def unlink(self):
        self.env.registry.clear_cache()
        return super().unlink()

    def copy_data(self, default=None):
        vals_list = super().copy_data(default=default)
        for attribute, vals in zip(self, vals_list, strict=True):
            vals["code"] = self._prepare_code(attribute.code)
            vals["name"] = self.env._("%(name)s (copy)", name=attribute.name)
        return vals_list

    def _prepare_code(self, name):
        """Return a free code made from a label."""
        base = re.sub(r"[^a-z0-9]+", "_", tools.remove_accents(name).lower()).strip("_") or "spec"
        base = base if base[0].isalpha() else f"spec_{base}"
        every = self.sudo().with_context(active_test=False)  # sudo: codes are global
        taken = set(every.search([("code", "=like", f"{base}%")]).mapped("code"))
        return next(
            code for code in (base, *(f"{base}_{n}" for n in range(2, 10000))) if code not in taken
        )

    def _check_kind_is_unused(self, vals):
        """A recorded value keeps its meaning: kind and quantity are fixed once used."""
        changed = self.filtered(
            lambda attribute: (
                ("kind" in vals and vals["kind"] != attribute.kind)
                or ("quantity_id" in vals and vals["quantity_id"] != attribute.quantity_id.id)
            )
        )
        domain = [("attribute_id", "in", changed.ids), ("is_blank", "=", False)]
        if changed and (used := self.env["tech.spec.value"].sudo().search(domain, limit=1)):
            # sudo: products of every company count
            raise ValidationError(
                self.env._(
                    "Products already have values for %(attribute)s: its kind and quantity cannot "
                    "change. Create another attribute instead.",
                    attribute=used.attribute_id.name,
                )
            )

    def _get_implies(self):
        """Return ``{option id: set of directly implied option ids}`` of these attributes."""
        return {option.id: set(option.implies_ids.ids) for option in self.option_ids}

    @api.model
    @tools.ormcache("self.env.lang")
    def _get_specs(self):
        """Return ``{attribute id: AttributeSpec}`` of all attributes, options known in all languages."""
        book = self.env["tech.spec.unit"]._get_book()
        everything = self.sudo().with_context(active_test=False)  # sudo: reference data
        attributes = everything.search([])  # pylint: disable=no-search-all  # cached
        names = self._get_option_names(attributes.option_ids)
        return {
            attribute.id: AttributeSpec(
                attribute.id,
                attribute.kind,
                attribute.name,
                book.units.get(attribute.unit_id.id),
                attribute.decimals,
                attribute.multiple,
                names.get(attribute.id, NameBook()),
            )
            for attribute in attributes
        }

    @api.model
    def _get_option_names(self, options):
        """Return ``{attribute id: NameBook of option ids}`` with every language's names."""
        names = {}
        for lang, _label in self.env["res.lang"].get_installed():
            for option in options.with_context(lang=lang):
                known = names.setdefault(option.attribute_id.id, {})
                for name in (option.code, option.name, *(option.aliases or "").split(";")):
                    if name:
                        known[name, option.id] = True
        return {attribute: NameBook(known) for attribute, known in names.items()}

    @api.model
    @tools.ormcache("self.env.lang")
    def _get_infos(self):
        """Return ``{attribute id: AttributeInfo}`` for quick entry: labels of every language."""
        everything = self.sudo()  # sudo: reference data
        attributes = everything.search([])  # pylint: disable=no-search-all  # cached
        labels = {}
        for lang, _label in self.env["res.lang"].get_installed():
            for attribute in attributes.with_context(lang=lang):
                labels.setdefault(attribute.id, set()).add(attribute.name)
        specs = self._get_specs()
        return {
            attribute.id: AttributeInfo(
                attribute.id,
                attribute.kind,
                attribute.quantity_id.id or None,
                tuple(filter(None, (*labels[attribute.id], attribute.code, attribute.symbol))),
                attribute.better,
                bool(attribute.option_ids.implies_ids),
                specs[attribute.id].options,
            )
            for attribute in attributes
        }

    def _get_satisfying_options(self, options):
        """Return ``(passing, nearly passing)`` option ids for a wanted set, following "implies".

        Near is one step short: what a wanted option implies directly.
        """
        implies = self._get_implies()
        passing = upward_closure(set(options.ids), implies)
        near = {implied for option in options.ids for implied in implies.get(option, ())}
        return frozenset(passing), frozenset(near - passing)

    @api.model
    def _load_ip_codes(self):
        """Make an option of every IP code of IEC 60529, in the order of its rule."""
        attribute = self.env.ref("crm_technical_spec.attribute_ip")
        codes = all_codes()
        options = self.env["tech.spec.option"]._load_records(
            [
                {
                    "xml_id": f"crm_technical_spec.option_{code.lower()}",
                    "values": {
                        "name": code,
                        "code": code,
                        "sequence": 10 * place,
                        "attribute_id": attribute.id,
                    },
                    "noupdate": True,
                }
                for place, code in enumerate(codes, start=1)
            ]
        )
        by_code = {option.code: option for option in options}
        for code, implied in direct_implications().items():
            wanted = options.browse(by_code[one].id for one in sorted(implied))
            if by_code[code].implies_ids != wanted:
                by_code[code].implies_ids = wanted

    def action_view_products(self):
        """Open the products that say something about this attribute."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_technical_spec.product_template_action_specified"
        )
        values = self.env["tech.spec.value"].search(
            [("attribute_id", "in", self.ids), ("is_blank", "=", False)]
        )
        return action | {"domain": [("id", "in", values.product_tmpl_id.ids)]}
