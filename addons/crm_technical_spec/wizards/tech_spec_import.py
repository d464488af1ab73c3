import base64
from dataclasses import dataclass, field, replace
from itertools import islice

from odoo import fields, models
from odoo.exceptions import UserError, ValidationError

from ..core.errors import SpecError
from ..core.quick_entry import simplify
from ..core.reading import read_value, with_unit
from ..core.sheet import SheetError, read_rows, split_header

CHUNK = 1000
SHOWN_FAULTS = 200
KEY_NAMES = ("reference", "référence", "ref", "internal reference", "default_code", "code article")
NAME_NAMES = ("name", "nom", "product", "article", "désignation", "designation")
FAMILY_NAMES = ("family", "famille")


class TechSpecImport(models.TransientModel):
    """Reads a table of specifications: good rows go in, bad rows come back with the reason."""

    _name = "tech.spec.import"
    _description = "Import of Specifications"

    file = fields.Binary(required=True, attachment=False)
    filename = fields.Char()
    create_missing = fields.Boolean(
        string="Create Unknown Products",
        help="Rows with an unknown reference create a product, from the Name and Family columns.",
    )
    family_id = fields.Many2one(
        "tech.spec.family",
        help="For products that are created, or that have no family yet.",
    )
    state = fields.Selection([("draft", "To do"), ("done", "Done")], default="draft")
    done_count = fields.Integer(string="Rows Stored", readonly=True)
    value_count = fields.Integer(string="Values Stored", readonly=True)
    failed_count = fields.Integer(string="Rows Refused", readonly=True)
    ignored_columns = fields.Char(readonly=True)
    line_ids = fields.One2many("tech.spec.import.line", "import_id", string="Refused Rows")
    rejected_file = fields.Binary(readonly=True, attachment=False)
    rejected_filename = fields.Char(readonly=True)

    def action_import(self):
        """Import the file and show what went in and what did not."""
        self.ensure_one()
        self.env["tech.spec.value"].check_access("create")
        self._import_content(base64.b64decode(self.file), self.filename)
        return self._reopen()

    def _reopen(self):
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
            "name": self.env._("Import of Specifications"),
        }

    def _import_content(self, content, filename):
        """Import a whole file; memory stays that of one chunk of rows.

        :param bytes content: see :func:`core.sheet.read_rows`
        """
        rows = read_rows(content, filename)
        try:
            header = next(rows, None)
            if not header:
                raise UserError(
                    self.env._("The file is empty. It needs a line of titles and rows.")
                )
            table = SpecTable(self, header)
            numbered = enumerate(rows, start=2)
            while chunk := list(islice(numbered, CHUNK)):
                table.store(chunk)
        except SheetError:
            raise UserError(
                self.env._(
                    "The file %(file)s cannot be read. Save it as XLSX or CSV and try again.",
                    file=filename or "",
                )
            ) from None
        self._show_result(table)

    def _show_result(self, table):
        self.write(
            {
                "state": "done",
                "done_count": table.done,
                "value_count": table.values,
                "failed_count": len(table.faults),
                "ignored_columns": ", ".join(table.ignored),
                "line_ids": [
                    fields.Command.create({"row": row, "reference": reference, "reason": reason})
                    for row, reference, reason, _cells in table.faults[:SHOWN_FAULTS]
                ],
            }
        )
        if table.faults:
            rows = [[*table.header, self.env._("Reason")]]
            rows += [[*cells, reason] for _row, _reference, reason, cells in table.faults]
            content = self.env["tech.spec.finder"]._write_sheet(rows, "xlsx")
            self.rejected_file = base64.b64encode(content)
            self.rejected_filename = f"{self.env._('refused rows')}.xlsx"


class TechSpecImportLine(models.TransientModel):
    """A refused row with its reason."""

    _name = "tech.spec.import.line"
    _description = "Refused Row"
    _order = "row"

    import_id = fields.Many2one("tech.spec.import", required=True, index=True, ondelete="cascade")
    row = fields.Integer(aggregator=None)
    reference = fields.Char()
    reason = fields.Char()


@dataclass(frozen=True)
class Target:
    """The product (or variant) of a row: ids, 0 for what does not exist yet.

    ``shared`` holds the texts that a variant takes from its product, by attribute id.
    """

    template: int = 0
    variant: int | None = None
    family: int = 0
    shared: dict = field(default_factory=dict, compare=False)


class SpecTable:
    """One import under way: the columns, the products met, the faults so far.

    ``faults`` holds ``(row number, reference, reason, cells)``.
    """

    def __init__(self, wizard, header):
        self.wizard, self.env, self.header = wizard, wizard.env, header
        self.specs = self.env["tech.spec.attribute"]._get_specs()
        self.book = self.env["tech.spec.unit"]._get_book()
        self.done = self.values = 0
        self.faults, self.seen, self.readings, self.attributes_of = [], {}, {}, {}
        self.key = self.name = self.family = None
        self.columns, self.ignored = {}, []
        self._read_header()

    # --- titles -------------------------------------------------------------------------------

    def _read_header(self):
        names = self._get_attribute_names()
        for place, title in enumerate(self.header):
            label, unit = split_header(title)
            if role := self._get_role(label):
                self._check_once(role, getattr(self, role) is not None, title)
                setattr(self, role, place)
            elif attribute := names.get(simplify(title)):
                self._add_column(place, self._get_column_spec(attribute, "", title), title)
            elif attribute := names.get(simplify(label)):
                self._add_column(place, self._get_column_spec(attribute, unit, title), title)
            elif title:
                self.ignored.append(title)
        if self.key is None:
            raise UserError(
                self.env._("The file has no Reference column. Add one with the product references.")
            )
        if not self.columns:
            raise UserError(
                self.env._(
                    "No column title names a specification. Use the labels or the codes of the "
                    "specifications, e.g. Torque [N·m]. Titles read: %(titles)s",
                    titles=", ".join(self.ignored),
                )
            )

    def _add_column(self, place, spec, title):
        known = spec.key in {column.key for column in self.columns.values()}
        self._check_once(spec.label, known, title)
        self.columns[place] = spec

    def _check_once(self, name, known, title):
        if known:
            raise UserError(
                self.env._(
                    "Two columns mean the same: %(title)s repeats an earlier one (%(name)s). "
                    "Remove one of them.",
                    title=title,
                    name=name,
                )
            )

    def _get_role(self, label):
        for role, names in (("key", KEY_NAMES), ("name", NAME_NAMES), ("family", FAMILY_NAMES)):
            if simplify(label) in {simplify(name) for name in names}:
                return role
        return None

    def _get_attribute_names(self):
        infos = self.env["tech.spec.attribute"]._get_infos()
        names = {}
        for info in infos.values():
            for name in info.names:
                names.setdefault(simplify(name), info.key)
        return names

    def _get_column_spec(self, attribute_id, unit, title):
        spec = self.specs[attribute_id]
        if not unit:
            return spec
        try:
            return replace(spec, unit=self.book.find(unit, spec.unit.quantity if spec.unit else 0))
        except SpecError:
            raise UserError(
                self.env._(
                    "Column %(title)s: %(unit)s is no unit of %(label)s. Correct the title.",
                    title=title,
                    unit=unit,
                    label=spec.label,
                )
            ) from None

    # --- rows ---------------------------------------------------------------------------------

    def store(self, chunk):
        """Store the good rows of a chunk, remember the faults of the others."""
        rows = []
        for number, cells in chunk:
            cells = cells + [""] * (len(self.header) - len(cells))
            if any(cells):
                rows.append((number, cells[self.key], cells))
        products = self._find_products({reference for _number, reference, _cells in rows})
        entries = []
        for number, reference, cells in rows:
            try:
                entries += self._read_product_row(products, number, reference, cells)
            except ValidationError as error:
                self.faults.append((number, reference, error.args[0], cells))
            else:
                self.done += 1
        if entries:
            templates = {entry[0] for entry in entries}
            self.env["product.template"].browse(templates).check_access("write")
            self.env["tech.spec.value"]._bulk_store(entries)
            self.values += len(entries)

    def _read_product_row(self, products, number, reference, cells):
        """Return the values of a row, for :meth:`_bulk_store`.

        The whole row is read before anything is written: a refused row leaves no trace.
        """
        target = self._get_target(products, number, reference, cells)
        family = self._get_family(cells) if not target.family else target.family
        readings = self._read_row(family, cells)
        self.seen[reference] = number
        if not target.template:
            target = self._create_product(reference, cells, family)
        elif not target.family:
            self.env["product.template"].browse(target.template).tech_family_id = family
        return [
            (target.template, target.variant, attribute, reading)
            for attribute, reading in readings.items()
            if target.shared.get(attribute) != reading.text
        ]

    def _find_products(self, references):
        """Return ``{reference: [Target, …]}`` of the products and variants that are known."""
        variants = self.env["product.product"].search_fetch(
            [("default_code", "in", list(filter(None, references)))],
            ["default_code", "product_tmpl_id"],
        )
        variants.product_tmpl_id.fetch(["tech_family_id"])
        siblings = dict(
            self.env["product.product"]._read_group(
                [("product_tmpl_id", "in", variants.product_tmpl_id.ids)],
                ["product_tmpl_id"],
                ["__count"],
            )
        )
        ones = variants.filtered(lambda variant: siblings[variant.product_tmpl_id] > 1)
        shared = self._get_shared_texts(ones)
        found = {}
        for variant in variants:
            template = variant.product_tmpl_id
            own = variant.id if variant in ones else None
            family = template.tech_family_id.id
            target = Target(template.id, own, family, shared.get(own, {}))
            found.setdefault(variant.default_code, []).append(target)
        return found

    def _get_shared_texts(self, variants):
        """Return ``{variant id: {attribute id: text}}`` of what the variants take from their product.

        A file repeats it for each variant; it is no override.
        """
        values = self.env["tech.spec.value"].search_fetch(
            [
                ("product_tmpl_id", "in", variants.product_tmpl_id.ids),
                ("product_id", "in", [False, *variants.ids]),
            ],
            ["product_tmpl_id", "product_id", "attribute_id", "value_text"],
        )
        own = {(value.product_id.id, value.attribute_id.id) for value in values}
        texts = {}
        for value in values.filtered(lambda value: not value.product_id):
            held = texts.setdefault(value.product_tmpl_id, {})
            held[value.attribute_id.id] = value.value_text
        return {
            variant.id: {
                attribute: text
                for attribute, text in texts.get(variant.product_tmpl_id, {}).items()
                if (variant.id, attribute) not in own
            }
            for variant in variants
        }

    def _get_target(self, products, number, reference, cells):
        if not reference:
            raise ValidationError(self.env._("The reference is missing."))
        if first := self.seen.get(reference):
            raise ValidationError(self.env._("The reference is already in row %(row)s.", row=first))
        matches = products.get(reference, ())
        if len(matches) > 1:
            raise ValidationError(
                self.env._(
                    "%(count)s products share the reference %(reference)s. Make it unique first.",
                    count=len(matches),
                    reference=reference,
                )
            )
        if matches:
            return matches[0]
        if not self.wizard.create_missing or not self._get_name(cells):
            raise ValidationError(
                self.env._("No product has the reference %(reference)s.", reference=reference)
            )
        return Target()

    def _get_name(self, cells):
        return cells[self.name] if self.name is not None else ""

    def _create_product(self, reference, cells, family):
        template = self.env["product.template"].create(
            {
                "name": self._get_name(cells),
                "default_code": reference,
                "tech_family_id": family,
            }
        )
        return Target(template.id, None, family)

    def _get_family(self, cells):
        """Return the id of the family named in the row, else of the one chosen for the file."""
        wanted = cells[self.family] if self.family is not None else ""
        families = self.env["tech.spec.family"]
        if not wanted:
            family = self.wizard.family_id
        else:
            family = families.search(
                ["|", ("complete_name", "=ilike", wanted), ("name", "=ilike", wanted)], limit=1
            )
        if not family:
            raise ValidationError(
                self.env._(
                    "The product has no family%(named)s. Give it one: it decides which "
                    "specifications exist.",
                    named=f" ({wanted})" if wanted else "",
                )
            )
        return family.id

    def _read_row(self, family_id, cells):
        """Return ``{attribute id: Reading}`` of the cells that are filled in."""
        known = self._get_attributes_of(family_id)
        readings = {}
        for place, spec in self.columns.items():
            if not (text := cells[place]):
                continue
            if spec.key not in known:
                raise ValidationError(
                    self.env._(
                        "%(label)s does not belong to the family %(family)s.",
                        label=spec.label,
                        family=self.env["tech.spec.family"].browse(family_id).complete_name,
                    )
                )
            readings[spec.key] = self._read_cell(place, spec, text)
        return readings

    def _get_attributes_of(self, family_id):
        if family_id not in self.attributes_of:
            family = self.env["tech.spec.family"].browse(family_id)
            self.attributes_of[family_id] = set(family._get_lines().attribute_id.ids)
        return self.attributes_of[family_id]

    def _read_cell(self, place, spec, text):
        """Read a cell once: the same text in the same column is the same reading."""
        if (place, text) not in self.readings:
            self.readings[place, text] = self._parse_cell(spec, text)
        reading = self.readings[place, text]
        if isinstance(reading, str):
            raise ValidationError(reading)
        return reading

    def _parse_cell(self, spec, text):
        try:
            reading = read_value(spec, text, self.book)
        except SpecError as error:
            return self.env["tech.spec.value"]._get_reading_message(spec, text, error)
        shown = self.specs[spec.key].unit
        if spec.unit is shown or reading.unit != spec.unit.key:
            return reading
        # the text is kept as typed, in the unit of the column's title
        return replace(reading, text=with_unit(text, spec.unit, self.book))
