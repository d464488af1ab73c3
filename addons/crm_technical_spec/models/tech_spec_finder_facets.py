from odoo import api, models

from ..core.figures import format_significant
from ..core.parsing import UNBOUNDED
from ..core.reading import NO_UNIT, exact_text, write_bounds
from . import sql


class TechSpecFinder(models.AbstractModel):
    """What stands beside a result: the choices of each attribute with what a click on them gives."""

    _inherit = "tech.spec.finder"

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
        found = sql.matching.found_among(criteria, families, visible)
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
            text = exact_text(spec, low, high)
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
        return [
            format_significant(unit.from_base(str(side)), spec.decimals, mark)
            if abs(side) < UNBOUNDED
            else "∞"
            for side in bounds
        ]
