import re
from dataclasses import replace

from odoo import api, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL

from ..core import sheet
from ..core.errors import SpecError
from ..core.matching import Criterion, box_for
from ..core.parsing import bounds_in_base, format_number, parse_boolean, parse_measure
from ..core.quick_entry import read_terms
from ..core.reading import NO_UNIT, write_bounds
from . import sql

MAX_COMPARED = 8
PAGE = 40
OPERATOR_LIKE = {"number": "eq", "range": "covers", "option": "in", "boolean": "is"}
"""How a product is looked for that offers the same or better, by kind of attribute."""


class TechSpecFinder(models.AbstractModel):
    """Answers "which product fits?": criteria in, products, counts and comparisons out.

    A criterion travels as ``{"attribute_id", "operator", "value" (as typed), "option_ids"}``.
    """

    _name = "tech.spec.finder"
    _description = "Product Finder"

    # --- criteria -----------------------------------------------------------------------------

    @api.model
    def _get_criterion(self, attribute, operator, text="", options=(), near=None, **facts):
        """Return the core :class:`Criterion` of a request on one attribute.

        :param attribute: a ``tech.spec.attribute`` record
        :param str operator: ge, le, eq, between, covers, within (numbers), in, is (the rest)
        :param str text: the value as typed, with or without a unit
        :param options: ``tech.spec.option`` records, for option attributes
        :param near: tolerated miss in percent; None takes the attribute's own
        :param facts: ``must`` and ``weight`` of the criterion
        :raise ValidationError: the text cannot be read; the message says why
        """
        spec = self.env["tech.spec.attribute"]._get_specs()[attribute.id]
        values = self.env["tech.spec.value"]
        try:
            if attribute.kind in ("number", "range"):
                boxes = self._get_boxes(attribute, spec, operator, text, near)
                return Criterion(attribute.id, *boxes, **facts)
            if attribute.kind == "boolean":
                flag = float(parse_boolean(text))
                return Criterion(attribute.id, box_for("eq", flag, flag, False), **facts)
        except SpecError as error:
            raise ValidationError(values._get_reading_message(spec, text, error)) from None
        if attribute.kind == "option":
            passing, near_options = self._get_wanted_options(attribute, operator, text, options)
            return Criterion(attribute.id, options=passing, near_options=near_options, **facts)
        words = tuple(re.findall(r"\w+", text or "")) or ("",)
        return Criterion(attribute.id, words=words, **facts)

    @api.model
    def _get_boxes(self, attribute, spec, operator, text, near):
        book = self.env["tech.spec.unit"]._get_book()
        unit = spec.unit or NO_UNIT
        measure = parse_measure(text, book.names_of(unit.quantity))
        low, high, shown = bounds_in_base(measure, unit, book)
        box = box_for(operator, float(low), float(high), attribute.kind == "range")
        if near is None and attribute.near_absolute:
            margin = unit.span_to_base(str(attribute.near_absolute))
        else:
            percent = attribute.near_percent if near is None else near
            size = max(abs(measure.low), abs(measure.high))
            margin = abs(shown.span_to_base(size)) * round(percent * 100) / 10000
        return box, box.widen(float(margin)) if margin else None

    @api.model
    def _get_wanted_options(self, attribute, operator, text, options):
        if not options and text:
            values = self.env["tech.spec.value"]
            reading = values._read_text(attribute.id, text)
            options = self.env["tech.spec.option"].browse(reading.options)
        options = options or self.env["tech.spec.option"]
        if operator == "is":
            return frozenset(options.ids), frozenset()
        return attribute._get_satisfying_options(options)

    @api.model
    def _get_criteria(self, requests):
        """Return core criteria of the requests of a screen."""
        attributes = self.env["tech.spec.attribute"]
        return [
            self._get_criterion(
                attributes.browse(int(request["attribute_id"])),
                request["operator"],
                request.get("value") or "",
                self.env["tech.spec.option"].browse(map(int, request.get("option_ids") or ())),
            )
            for request in requests
        ]

    @api.model
    def _read_terms(self, text, family):
        """Return the core terms of a sentence, read against a family (or all attributes)."""
        infos = self.env["tech.spec.attribute"]._get_infos()
        known = family._get_subtree()._get_lines().attribute_id.ids if family else infos
        return read_terms(
            text,
            [infos[key] for key in infos if key in set(known)],
            self.env["tech.spec.unit"]._get_book(),
        )

    @api.model
    def _get_criteria_from_text(self, text, family):
        """Return criteria of a sentence; raise when a part means nothing or too much."""
        requests = []
        for term in self._read_terms(text, family):
            if not term.attributes:
                raise UserError(
                    self.env._(
                        "“%(term)s” matches no specification. "
                        "Write a value with its unit, an option or a name: ≥ 5 N·m, IP65.",
                        term=term.text,
                    )
                )
            requests.append(self._prepare_request(term, term.attributes[0]))
        return self._get_criteria(requests)

    @api.model
    def _prepare_request(self, term, attribute_id):
        return {
            "attribute_id": attribute_id,
            "operator": term.operator,
            "value": term.value,
            "option_ids": sorted(term.options),
        }

    @api.model
    def _get_requests_like(self, template):
        """Return the requests that a product as good as this one meets, in its key attributes."""
        keys = template.tech_family_id._get_lines().filtered("is_key").attribute_id
        held = {value.attribute_id: value for value in template.tech_value_ids}
        return [
            self._describe(self._prepare_request_like(held[attribute]))
            for attribute in keys
            if attribute in held
            and not held[attribute].is_blank
            and attribute.kind in OPERATOR_LIKE
        ]

    @api.model
    def _prepare_request_like(self, value):
        attribute = value.attribute_id
        low, high, operator = value.value_min, value.value_max, OPERATOR_LIKE[attribute.kind]
        if attribute.kind == "number" and attribute.better != "none":
            # a tolerance or a sign leaves one bound that others have to reach
            low, high, operator = (
                (low, low, "ge") if attribute.better == "higher" else (high, high, "le")
            )
        elif attribute.kind == "number" and low != high:
            operator = "between"
        text = value.value_text
        if attribute.kind in ("number", "range"):
            spec = self.env["tech.spec.attribute"]._get_specs()[attribute.id]
            mark = self.env["tech.spec.value"]._get_decimal_mark()
            text = write_bounds(replace(spec, decimals=15), low, high, mark)
        return {
            "attribute_id": attribute.id,
            "operator": operator,
            "value": text,
            "option_ids": value.option_ids.ids,
        }

    # --- screens ------------------------------------------------------------------------------

    @api.model
    @api.readonly
    def get_families(self):
        """Return the families that have products, for the picker."""
        counts = self.env["tech.spec.family"]._get_product_counts()
        families = self.env["tech.spec.family"].search([])  # pylint: disable=no-search-all  # a picker
        return [
            {"id": family.id, "name": family.complete_name, "count": count}
            for family in families
            if (
                count := sum(
                    amount for path, amount in counts if path.startswith(family.parent_path)
                )
            )
        ]

    @api.model
    @api.readonly
    def read_sentence(self, text, family_id=False):
        """Return what a typed sentence asks: ``{"requests", "questions", "unknown"}``.

        A question names the attributes that a part may mean; the person chooses.
        """
        family = self.env["tech.spec.family"].browse(family_id or ())
        answer = {"requests": [], "questions": [], "unknown": []}
        for term in self._read_terms(text, family):
            if not term.attributes:
                answer["unknown"].append(term.text)
                continue
            choices = [self._describe(self._prepare_request(term, key)) for key in term.attributes]
            if len(choices) == 1:
                answer["requests"] += choices
            else:
                answer["questions"].append({"text": term.text, "choices": choices})
        return answer

    @api.model
    def _describe(self, request):
        """Return the request with its label, as a chip shows it."""
        attribute = self.env["tech.spec.attribute"].browse(request["attribute_id"])
        words = {
            "ge": "≥",
            "le": "≤",
            "eq": "=",
            "covers": self.env._("covers"),
            "within": self.env._("within"),
        }
        options = self.env["tech.spec.option"].browse(request["option_ids"] or ())
        value = ", ".join(options.mapped("name")) or request["value"]
        if request["operator"] == "in" and attribute.option_ids.implies_ids:
            value = self.env._("%(value)s or better", value=value)
        if attribute.kind == "boolean":
            value = self.env._("Yes") if parse_boolean(request["value"]) else self.env._("No")
        word = words.get(request["operator"], "") if value[:1] not in "≥≤<>=" else ""
        return request | {"name": attribute.name, "label": f"{word} {value}".strip()}

    @api.model
    @api.readonly
    def find_products(self, family_id=False, requests=(), offset=0, domain=()):
        """Return one page of the products that meet all requests, with the facets beside them.

        :return: ``{"total", "currency_id", "columns", "products", "facets"}``
        """
        family = self.env["tech.spec.family"].browse(family_id or ())
        families = family._get_subtree().ids
        criteria = self._get_criteria(requests)
        visible = self._get_visible(domain, families)
        ids, total = sql.matching.find(
            self.env, criteria, families, visible, limit=PAGE, offset=offset
        )
        products = self.env["product.product"].browse(ids)
        columns = self._get_columns(family, products, criteria)
        return {
            "total": total,
            "currency_id": self.env.company.currency_id.id,
            "columns": [{"id": attribute.id, "name": attribute.name} for attribute in columns],
            "products": self._get_rows(products, columns),
            "facets": self._get_facets(family, families, criteria, visible),
        }

    @api.model
    def _get_visible(self, domain=(), families=()):
        """Return the SELECT of the variants that the user may see and sell.

        :param families: ids of the only families that matter: spares reading the whole catalogue
        """
        scope = [("tech_family_id", "in", families)] if families else []
        products = self.env["product.product"]
        return products._search([("sale_ok", "=", True), *scope, *domain]).subselect()

    @api.model
    def _get_columns(self, family, products, criteria):
        """Return the asked attributes first, then the key attributes of the family."""
        lines = (family or products[:1].product_tmpl_id.tech_family_id)._get_lines()
        asked = self.env["tech.spec.attribute"].browse(
            dict.fromkeys(criterion.attribute for criterion in criteria)
        )
        return (asked | lines.filtered("is_key").attribute_id)[:8]

    @api.model
    def _get_rows(self, products, columns):
        specifications = products._tech_get_specifications()
        return [
            {
                "id": product.id,
                "template_id": product.product_tmpl_id.id,
                "code": product.default_code or "",
                "name": product.with_context(display_default_code=False).display_name,
                "price": product.lst_price,
                "values": [
                    specifications[product][column.id].display_value
                    if column.id in specifications[product]
                    else ""
                    for column in columns
                ],
            }
            for product in products
        ]

    # --- facets -------------------------------------------------------------------------------

    @api.model
    def _get_facets(self, family, families, criteria, visible):
        """Return the counts beside the result, one entry an attribute, in the family's order.

        Within an attribute that is itself filtered, the counts are those under the *other*
        filters: what choosing another value would give.
        """
        attributes = family._get_lines().attribute_id
        if not attributes:
            return []
        filtered = {criterion.attribute for criterion in criteria}
        counts = self._count_facets(family, families, criteria, visible)
        for attribute_id in filtered & set(attributes.ids):
            others = [one for one in criteria if one.attribute != attribute_id]
            counts |= self._count_facets(family, families, others, visible, [attribute_id])
        entries = (self._prepare_facet(attribute, counts) for attribute in attributes)
        return [entry for entry in entries if entry]

    @api.model
    def _count_facets(self, family, families, criteria, visible, attributes=None):
        """Return ``{attribute id: {"options": {…}, "bounds": (…), "values": […]}}``."""
        found = visible
        if criteria:
            found = SQL(
                "SELECT product_id FROM (%s) found WHERE product_id IN (%s)",
                sql.matching.matching_all(criteria, families),
                visible,
            )
        counts = {}
        rows = sql.facets.facets(self.env, families, found, attributes)
        for attribute_id, option_id, count, low, high in rows:
            entry = counts.setdefault(attribute_id, {"options": {}, "values": []})
            if option_id:
                entry["options"][option_id] = count
            else:
                entry["bounds"], entry["count"] = (low, high), count
        self._count_or_better(counts, families, found)
        keys = family._get_lines().filtered("is_key").attribute_id
        listed = [
            attribute.id
            for attribute in keys | self.env["tech.spec.attribute"].browse(attributes or ())
            if attribute.kind in ("number", "range", "boolean") and attribute.id in counts
        ]
        for attribute_id, low, high, count in sql.facets.common_values(
            self.env, families, listed, found
        ):
            counts[attribute_id]["values"].append((low, high, count))
        return counts

    @api.model
    def _prepare_facet(self, attribute, counts):
        entry = counts.get(attribute.id)
        if not entry or attribute.kind in ("text", "document"):
            return None
        facet = {
            "id": attribute.id,
            "name": attribute.name,
            "kind": attribute.kind,
            "unit": attribute.unit_id.symbol or "",
            "ordered": bool(attribute.option_ids.implies_ids),
        }
        if attribute.kind == "option":
            facet["choices"] = self._prepare_option_choices(attribute, entry["options"])
        else:
            facet["choices"] = self._prepare_value_choices(attribute, entry["values"])
            facet["bounds"] = self._prepare_bounds(attribute, entry.get("bounds"))
        return facet

    @api.model
    def _prepare_option_choices(self, attribute, counts):
        """Return one choice an option, with the number of products that choosing it gives."""
        return [
            {
                "label": option.name,
                "count": counts[option.id],
                "request": {
                    "attribute_id": attribute.id,
                    "operator": "in",
                    "value": option.name,
                    "option_ids": [option.id],
                },
            }
            for option in attribute.option_ids
            if option.id in counts
        ]

    @api.model
    def _count_or_better(self, counts, families, found):
        """Make the counts of ordered options those of "this or better", which is what they ask."""
        attributes = (
            self.env["tech.spec.attribute"]
            .browse(counts)
            .filtered(lambda one: one.option_ids.implies_ids)
        )
        pairs = [
            (option.id, better)
            for attribute in attributes
            for option in attribute.option_ids
            for better in attribute._get_satisfying_options(option)[0]
        ]
        for attribute_id, option_id, count in sql.facets.count_or_better(
            self.env, families, attributes.ids, pairs, found
        ):
            if option_id in counts[attribute_id]["options"]:
                counts[attribute_id]["options"][option_id] = count

    @api.model
    def _prepare_value_choices(self, attribute, values):
        spec = self.env["tech.spec.attribute"]._get_specs()[attribute.id]
        mark = self.env["tech.spec.value"]._get_decimal_mark()
        choices = []
        for low, high, count in values:
            text = write_bounds(replace(spec, decimals=15), low, high)
            if attribute.kind == "boolean":
                label = self.env._("Yes") if low else self.env._("No")
                text, operator = ("yes" if low else "no"), "is"
            else:
                label = write_bounds(spec, low, high, mark)
                operator = "covers" if attribute.kind == "range" else "eq"
            request = {"attribute_id": attribute.id, "operator": operator, "value": text}
            choices.append(
                {"label": label, "count": count, "request": request | {"option_ids": []}}
            )
        return choices

    @api.model
    def _prepare_bounds(self, attribute, bounds):
        if attribute.kind == "boolean" or not bounds:
            return None
        spec = self.env["tech.spec.attribute"]._get_specs()[attribute.id]
        unit = spec.unit or NO_UNIT
        mark = self.env["tech.spec.value"]._get_decimal_mark()
        return [format_number(unit.from_base(side), spec.decimals, mark) for side in bounds]

    # --- comparison ---------------------------------------------------------------------------

    @api.model
    @api.readonly
    def compare_products(self, product_ids):
        """Return the side-by-side table of two to eight variants, differences marked.

        :return: ``{"products": […], "groups": [{"name", "rows": [{"name", "values", "differs",
            "best"}]}]}``; ``best`` lists the columns with the best value
        """
        products = self.env["product.product"].search([("id", "in", product_ids)])
        products = products.sorted(lambda product: product_ids.index(product.id))
        if not 2 <= len(products) <= MAX_COMPARED:
            raise UserError(
                self.env._(
                    "%(count)s products are selected. Select two to eight to compare them.",
                    count=len(products),
                )
            )
        specifications = products._tech_get_specifications()
        attributes = self.env["tech.spec.attribute"].browse(
            {key for values in specifications.values() for key in values}
        )
        groups = {}
        for attribute in attributes.sorted(lambda one: (one.group_sequence, one.sequence, one.id)):
            row = self._prepare_compared_row(attribute, products, specifications)
            groups.setdefault(attribute.group_id.name or self.env._("General"), []).append(row)
        return {
            "products": self._get_rows(products, self.env["tech.spec.attribute"]),
            "groups": [{"name": name, "rows": rows} for name, rows in groups.items()],
        }

    @api.model
    def _prepare_compared_row(self, attribute, products, specifications):
        values = [specifications[product].get(attribute.id) for product in products]
        shown = [value.display_value if value else "" for value in values]
        numbers = [
            (value.value_min if attribute.better == "higher" else value.value_max)
            if value and attribute.kind == "number"
            else None
            for value in values
        ]
        known = [number for number in numbers if number is not None]
        best = None
        if attribute.better != "none" and len(set(known)) > 1:
            best = max(known) if attribute.better == "higher" else min(known)
        return {
            "id": attribute.id,
            "name": attribute.name,
            "values": shown,
            "differs": len(set(shown)) > 1,
            "best": [
                place for place, number in enumerate(numbers) if best is not None and number == best
            ],
        }

    @api.model
    def _get_comparison_sheet(self, product_ids, only_differences=False):
        """Return the comparison as the rows of a spreadsheet."""
        table = self.compare_products(product_ids)
        header = ["", *(f"{one['code']} {one['name']}".strip() for one in table["products"])]
        rows = [header]
        for group in table["groups"]:
            lines = [row for row in group["rows"] if row["differs"] or not only_differences]
            if lines:
                rows.append([group["name"]])
                rows += [[row["name"], *row["values"]] for row in lines]
        return rows

    @api.model
    def _get_specification_sheet(self, templates):
        """Return products × attributes as the rows of a file that the import reads back."""
        attributes = templates.tech_family_id.attribute_ids
        attributes |= templates.tech_value_ids.attribute_id
        attributes = attributes.filtered(lambda one: one.kind != "document")
        header = [self.env._("Reference"), self.env._("Name"), self.env._("Family")]
        rows = [[*header, *(self._get_column_title(attribute) for attribute in attributes)]]
        for template in templates:
            rows += self._get_specification_rows(template, attributes)
        return rows

    @api.model
    def _get_specification_rows(self, template, attributes):
        """Return the row of a product, or of each of its variants: those have the references."""
        variants = template.product_variant_ids
        if len(variants) > 1:
            held = variants._tech_get_specifications()
        else:
            variants = template
            held = {template: {value.attribute_id.id: value for value in template.tech_value_ids}}
        return [
            [
                variant.default_code or "",
                variant.with_context(display_default_code=False).display_name,
                template.tech_family_id.complete_name or "",
                *(self._get_cell(held[variant].get(attribute.id)) for attribute in attributes),
            ]
            for variant in variants
        ]

    @api.model
    def _get_column_title(self, attribute):
        unit = attribute.unit_id.symbol
        return f"{attribute.name} [{unit}]" if unit else attribute.name

    @api.model
    def _get_cell(self, value):
        return (value.value_text or "") if value else ""

    @api.model
    def _write_sheet(self, rows, file_format):
        return sheet.write_xlsx(rows) if file_format == "xlsx" else sheet.write_csv(rows)
