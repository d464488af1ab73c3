import base64
from dataclasses import replace
from itertools import islice

from odoo import fields, models
from odoo.exceptions import UserError, ValidationError

from ..core.errors import SpecError
from ..core.quick_entry import simplify
from ..core.reading import read_value
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
        try:
            rows = read_rows(content, filename)
            header = next(rows, None)
        except SheetError:
            raise UserError(
                self.env._(
                    "The file %(file)s cannot be read. Save it as XLSX or CSV and try again.",
                    file=filename or "",
                )
            ) from None
        if not header:
            raise UserError(self.env._("The file is empty. It needs a line of titles and rows."))
        table = SpecTable(self, header)
        numbered = enumerate(rows, start=2)
        while chunk := list(islice(numbered, CHUNK)):
            table.store(chunk)
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
                setattr(self, role, place)
            elif attribute := names.get(simplify(title)):
                self.columns[place] = self._get_column_spec(attribute, "", title)
            elif attribute := names.get(simplify(label)):
                self.columns[place] = self._get_column_spec(attribute, unit, title)
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
                product = self._get_product(products, number, reference, cells)
                entries += self._read_row(product, cells)
            except ValidationError as error:
                self.faults.append((number, reference, error.args[0], cells))
            else:
                self.done += 1
        if entries:
            templates = {entry[0] for entry in entries}
            self.env["product.template"].browse(templates).check_access("write")
            self.env["tech.spec.value"]._bulk_store(entries)
            self.values += len(entries)

    def _find_products(self, references):
        """Return ``{reference: [(template id, variant id or None, family id), …]}``."""
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
        found = {}
        for variant in variants:
            template = variant.product_tmpl_id
            own = variant.id if siblings[template] > 1 else None
            target = (template.id, own, template.tech_family_id.id)
            found.setdefault(variant.default_code, []).append(target)
        return found

    def _get_product(self, products, number, reference, cells):
        if not reference:
            raise ValidationError(self.env._("The reference is missing."))
        if first := self.seen.get(reference):
            raise ValidationError(self.env._("The reference is already in row %(row)s.", row=first))
        matches = products.get(reference) or self._create_product(reference, cells)
        if len(matches) > 1:
            raise ValidationError(
                self.env._(
                    "%(count)s products share the reference %(reference)s. Make it unique first.",
                    count=len(matches),
                    reference=reference,
                )
            )
        self.seen[reference] = number
        template_id, variant_id, family_id = matches[0]
        return template_id, variant_id, family_id or self._set_family(template_id, cells)

    def _create_product(self, reference, cells):
        name = cells[self.name] if self.name is not None else ""
        if not self.wizard.create_missing or not name:
            raise ValidationError(
                self.env._("No product has the reference %(reference)s.", reference=reference)
            )
        self._check_readable(cells)
        template = self.env["product.template"].create(
            {"name": name, "default_code": reference, "tech_family_id": self._get_family(cells).id}
        )
        return [(template.id, None, template.tech_family_id.id)]

    def _check_readable(self, cells):
        """Refuse a bad row before a product is created for it."""
        for place, spec in self.columns.items():
            if cells[place]:
                self._read_cell(place, spec, cells[place])

    def _set_family(self, template_id, cells):
        family = self._get_family(cells)
        self.env["product.template"].browse(template_id).tech_family_id = family
        return family.id

    def _get_family(self, cells):
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
        return family

    def _read_row(self, product, cells):
        template_id, variant_id, family_id = product
        known = self._get_attributes_of(family_id)
        entries = []
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
            entries.append((template_id, variant_id, spec.key, self._read_cell(place, spec, text)))
        return entries

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
        if not any(symbol in text for symbol in (spec.unit.symbol, *spec.unit.names)):
            # the text is kept as typed, in the unit of the column's title
            reading = replace(reading, text=f"{text} {spec.unit.symbol}")
        return reading
