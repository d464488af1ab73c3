from odoo import api, models
from odoo.exceptions import UserError

from ..core import sheet

MAX_COMPARED = 8


class TechSpecFinder(models.AbstractModel):
    """Tables of the finder: the side-by-side comparison, and files that the import reads back."""

    _inherit = "tech.spec.finder"

    @api.model
    @api.readonly
    def compare_products(self, product_ids):
        """Return the side-by-side table of two to eight variants, differences marked.

        :return: ``{"products": […], "facts": […], "groups": [{"name", "rows": [{"name", "values", "differs",
            "best"}]}]}``; ``best`` lists the columns with the best value
        """
        self._check_reader()
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
            "facts": self._get_fact_names(),
            "groups": [{"name": name, "rows": rows} for name, rows in groups.items()],
        }

    @api.model
    def _prepare_compared_row(self, attribute, products, specifications):
        values = [specifications[product].get(attribute.id) for product in products]
        shown = [value.display_value if value else "" for value in values]
        compared = [value._get_compared() if value else None for value in values]
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
            "differs": len(set(compared)) > 1,
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
        for place, name in enumerate(table["facts"]):
            rows.append([name, *(one["facts"][place] for one in table["products"])])
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
        plain = [self._get_column_title(attribute) for attribute in attributes]
        titles = [  # two things with one label: the code tells them apart
            self._get_column_title(attribute, attribute.code if plain.count(title) > 1 else "")
            for attribute, title in zip(attributes, plain, strict=True)
        ]
        rows = [[*header, *titles]]
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
    def _get_column_title(self, attribute, name=""):
        unit = attribute.unit_id.symbol
        name = name or attribute.name
        return f"{name} [{unit}]" if unit else name

    @api.model
    def _get_cell(self, value):
        return (value.value_text or "") if value else ""

    @api.model
    def _write_sheet(self, rows, file_format):
        return sheet.write_xlsx(rows) if file_format == "xlsx" else sheet.write_csv(rows)
