"""The import of a table of specifications: titles, rows, faults; the wizard shows the result."""

from dataclasses import dataclass, field, replace

from odoo.exceptions import UserError, ValidationError

from .core.errors import SpecError
from .core.figures import decimal_evidence, settle_figures
from .core.parsing import is_silent
from .core.reading import Reading, read_value, with_unit
from .core.sheet import split_header
from .core.words import NameBook, simplify
from .models import sql

REMEMBERED = 100_000
"""Cells whose reading is kept: files repeat themselves, memory has an end."""
KEY_NAMES = ("reference", "référence", "ref", "internal reference", "default_code", "code article")
NAME_NAMES = ("name", "nom", "product", "article", "désignation", "designation")
FAMILY_NAMES = ("family", "famille")


@dataclass(frozen=True)
class Target:
    """The product (or variant) of a row: ids, 0 for what does not exist yet.

    ``shared`` holds the texts that a variant takes from its product, by attribute id.
    """

    template: int = 0
    variant: int | None = None
    family: int = 0
    shared: dict = field(default_factory=dict, compare=False)


@dataclass
class ReadRow:
    """A row that can be stored: its product (made when it is new) and ``{attribute id: Reading}``."""

    number: int
    reference: str
    cells: list
    target: Target
    family: int
    readings: dict

    def get_entries(self):
        """Return the values that the product does not have yet, for ``bulk_store``."""
        return [
            (self.target.template, self.target.variant, attribute, reading)
            for attribute, reading in self.readings.items()
            if self.target.shared.get(attribute) != reading.text
        ]


class SpecTable:
    """One import under way: the columns, the products met, the faults so far.

    ``faults`` holds ``(row number, reference, reason, cells)``; ``touched`` the ids of the products
    of which a value changed. Rows with a figure that reads two ways wait in ``waiting`` until the
    whole file told its decimal mark (``proven``).
    """

    def __init__(self, wizard, header):
        self.wizard, self.env, self.header = wizard, wizard.env, header
        self.specs = self.env["tech.spec.attribute"]._get_specs()
        self.book = self.env["tech.spec.unit"]._get_book()
        self.done = self.values = 0
        self.faults, self.seen, self.readings, self.attributes_of = [], {}, {}, {}
        self.families, self.touched = {}, set()
        self.key = self.name = self.family = None
        self.columns, self.ignored = {}, []
        self.decimal, self.proven, self.waiting = wizard.decimal_mark or "", {}, []
        self._read_header()

    # --- titles -------------------------------------------------------------------------------

    def _read_header(self):
        names = self._get_attribute_names()
        for place, title in enumerate(self.header):
            label, unit = split_header(title)
            if role := self._get_role(label):
                self._check_once(role, getattr(self, role) is not None, title)
                setattr(self, role, place)
            elif attributes := names.find_all(title):
                self._add_column(place, self._get_column_specs(attributes, "", title), title)
            elif attributes := names.find_all(label):
                self._add_column(place, self._get_column_specs(attributes, unit, title), title)
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

    def _add_column(self, place, specs, title):
        known = {column.key for columns in self.columns.values() for column in columns}
        self._check_once(specs[0].label, any(spec.key in known for spec in specs), title)
        self.columns[place] = specs

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
        return NameBook((name, info.key) for info in infos.values() for name in info.names)

    def _get_column_specs(self, attribute_ids, unit, title):
        """Return what a column may mean: several where families use one label for different things.

        The family of each row decides then.
        """
        specs = [self.specs[key] for key in sorted(attribute_ids)]
        if not unit:
            return specs
        found = []
        for spec in specs:
            try:
                shown = self.book.find(unit, spec.unit.quantity if spec.unit else 0)
                found.append(replace(spec, unit=shown))
            except SpecError:
                continue
        if not found:
            raise UserError(
                self.env._(
                    "Column %(title)s: %(unit)s is no unit of %(label)s. Correct the title.",
                    title=title,
                    unit=unit,
                    label=specs[0].label,
                )
            )
        return found

    # --- rows ---------------------------------------------------------------------------------

    def store(self, chunk):
        """Store the good rows of a chunk, remember the faults of the others."""
        rows = []
        for number, cells in chunk:
            cells = cells + [""] * (len(self.header) - len(cells))
            if any(cells):
                rows.append((number, cells[self.key], cells))
        self._store_read(rows)

    def _store_read(self, rows):
        products = self._find_products({reference for _number, reference, _cells in rows})
        read = []
        for number, reference, cells in rows:
            try:
                read.append(self._read_product_row(products, number, reference, cells))
            except TwoReadingsError:
                self.waiting.append((number, reference, cells))
            except ValidationError as error:
                self._refuse(number, reference, cells, error)
        self._store_rows(self._create_products(read))

    def finish(self):
        """Store the rows that waited for the decimal mark, then bring the search up to date."""
        if self.waiting:
            if not self.decimal and len(self.proven) == 1:
                self.decimal = next(iter(self.proven))
            self.readings.clear()
            rows, self.waiting = self.waiting, None
            self._store_read(rows)
        self.env["product.template"].browse(self.touched)._tech_reindex_specifications()
        self.faults.sort(key=lambda fault: fault[0])

    def _refuse(self, number, reference, cells, error):
        self.faults.append((number, reference, error.args[0], cells))

    def _store_rows(self, rows):
        """Store the values of these rows, whose products exist."""
        self._give_families(rows)
        self.done += len(rows)
        entries = [entry for row in rows for entry in row.get_entries()]
        if entries:
            templates = {template for template, *_value in entries}
            self.env["product.template"].browse(templates).check_access("write")
            self.touched.update(sql.store.bulk_store(self.env, entries))
            self.values += len(entries)

    def _read_product_row(self, products, number, reference, cells):
        """Return the ReadRow of a row, read whole before anything is written."""
        target = self._get_target(products, number, reference, cells)
        family = target.family or self._get_family(cells)
        readings = self._read_row(family, cells)
        self.seen[reference] = number
        return ReadRow(number, reference, cells, target, family, readings)

    def _give_families(self, rows):
        """Give the products without family the one of their row."""
        bare = {}
        for row in rows:
            if not row.target.family:
                bare.setdefault(row.family, set()).add(row.target.template)
        for family, templates in bare.items():
            self.env["product.template"].browse(templates).tech_family_id = family

    def _create_products(self, rows):
        """Create the products that are missing; return the rows that have one, refuse the others.

        All at once; one by one where that fails, to tell whose fault it is.
        """
        missing = [row for row in rows if not row.target.template]
        try:
            self._create_together(missing)
        except UserError:
            for row in missing:
                try:
                    self._create_together([row])
                except UserError as error:
                    self._refuse(row.number, row.reference, row.cells, error)
        return [row for row in rows if row.target.template]

    def _create_together(self, rows):
        if not rows:
            return
        with self.env.cr.savepoint():
            templates = self.env["product.template"].create(
                [
                    {
                        "name": self._get_name(row.cells),
                        "default_code": row.reference,
                        "tech_family_id": row.family,
                    }
                    for row in rows
                ]
            )
        for row, template in zip(rows, templates, strict=True):
            row.target = Target(template.id, None, row.family)

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

    def _get_family(self, cells):
        """Return the id of the family named in the row, else of the one chosen for the file."""
        wanted = cells[self.family] if self.family is not None else ""
        if wanted not in self.families:
            self.families[wanted] = self._find_family(wanted)
        if not self.families[wanted]:
            raise ValidationError(
                self.env._(
                    "The product has no family%(named)s. Give it one: it decides which "
                    "specifications exist.",
                    named=f" ({wanted})" if wanted else "",
                )
            )
        return self.families[wanted].id

    def _find_family(self, wanted):
        if not wanted:
            return self.wizard.family_id
        return self.env["tech.spec.family"].search(
            ["|", ("complete_name", "=ilike", wanted), ("name", "=ilike", wanted)], limit=1
        )

    def _read_row(self, family_id, cells):
        """Return ``{attribute id: Reading}`` of the cells that are filled in."""
        known = self._get_attributes_of(family_id)
        readings = {}
        for place, specs in self.columns.items():
            text = cells[place]
            meant = [spec for spec in specs if spec.key in known]
            if is_silent(text):
                if self.wizard.clear_empty:
                    readings |= {spec.key: Reading("") for spec in meant}
                continue
            if len(meant) != 1:
                raise ValidationError(self._get_column_message(specs, meant, family_id))
            readings[meant[0].key] = self._read_cell(place, meant[0], text)
        return readings

    def _get_column_message(self, specs, meant, family_id):
        family = self.env["tech.spec.family"].browse(family_id).complete_name
        if not meant:
            return self.env._(
                "%(label)s does not belong to the family %(family)s.",
                label=specs[0].label,
                family=family,
            )
        codes = self.env["tech.spec.attribute"].browse(spec.key for spec in meant).mapped("code")
        return self.env._(
            "%(label)s means several specifications of the family %(family)s. Use their codes as "
            "titles: %(codes)s.",
            label=specs[0].label,
            family=family,
            codes=", ".join(codes),
        )

    def _get_attributes_of(self, family_id):
        if family_id not in self.attributes_of:
            family = self.env["tech.spec.family"].browse(family_id)
            self.attributes_of[family_id] = set(family._get_lines().attribute_id.ids)
        return self.attributes_of[family_id]

    def _read_cell(self, place, spec, text):
        """Read a cell once: the same text in the same column is the same reading."""
        key = (place, spec.key, text)
        if key not in self.readings:
            if len(self.readings) >= REMEMBERED:
                self.readings.clear()
            self.readings[key] = self._parse_cell(spec, text)
        reading = self.readings[key]
        if isinstance(reading, Exception):
            raise reading
        return reading

    def _parse_cell(self, spec, text):
        spec = replace(spec, decimal=self.decimal)
        try:
            reading = read_value(spec, text, self.book)
        except SpecError as error:
            if error.code == "number_ambiguous" and self.waiting is not None:
                return TwoReadingsError()
            return ValidationError(self._get_cell_message(spec, text, error))
        if spec.kind in ("number", "range"):
            self._learn(text)
        shown = self.specs[spec.key].unit
        if spec.unit is not shown and reading.unit == spec.unit.key:
            # the text is kept as typed, in the unit of the column's title
            pinned = with_unit(text, spec.unit, self.book, self.decimal)
            reading = replace(reading, text=pinned)
        return self._settle(spec, reading)

    def _settle(self, spec, reading):
        """Keep a figure that only the file's decimal mark explains in a form that needs no file."""
        if not self.decimal or spec.kind not in ("number", "range"):
            return reading
        try:
            read_value(replace(spec, decimal=""), reading.text, self.book)
        except SpecError:
            return replace(reading, text=settle_figures(reading.text, self.decimal))
        return reading

    def _learn(self, text):
        """Count which decimal mark the file uses, from the figures that can be read one way."""
        for mark in decimal_evidence(text):
            self.proven[mark] = self.proven.get(mark, 0) + 1

    def _get_cell_message(self, spec, text, error):
        message = self.env["tech.spec.value"]._get_reading_message(spec, text, error)
        if error.code == "number_ambiguous":
            message += " " + self.env._("Or choose the decimal mark of the file.")
        return message


class TwoReadingsError(Exception):
    """A figure of a row reads two ways; the rest of the file may tell which."""
