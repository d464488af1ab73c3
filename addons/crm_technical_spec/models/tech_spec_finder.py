import re

from odoo import api, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from ..core.errors import SpecError
from ..core.matching import Criterion, box_for
from ..core.parsing import OPERATOR_WORDS, bounds_in_base, parse_boolean, stored_bounds
from ..core.quick_entry import read_terms
from ..core.reading import NO_UNIT, exact_text, is_marking, measure_of
from . import sql

PAGE = 40
SIGNS = ("≥", "≤", "=")
SOLD = Domain("sale_ok", "=", True)
SAID_IN_WORDS = re.compile(rf"^(?:{OPERATOR_WORDS})\b\.?\s*", re.IGNORECASE)
MAX_SENTENCE = 2000
TELLING = ("number_ambiguous", "option_ambiguous", "too_large")
"""What is wrong with a part of a sentence that says more than that it means nothing."""
OPERATOR_LIKE = {"number": "eq", "range": "covers", "option": "in", "boolean": "is"}
"""How a product is looked for that offers the same or better, by kind of attribute."""


class TechSpecFinder(models.AbstractModel):
    """Answers "which product fits?": criteria in, products, counts and comparisons out.

    A criterion travels as ``{"attribute_id", "operator", "value" (as typed), "option_ids"}``; with
    ``"every"`` all of the options are asked at once (a double marking), else any of them.
    """

    _name = "tech.spec.finder"
    _description = "Product Finder"

    # --- criteria -----------------------------------------------------------------------------

    @api.model
    def _get_criterion(
        self, attribute, operator, text="", options=(), near=None, every=False, **facts
    ):
        """Return the core :class:`Criterion` of a request on one attribute.

        :param attribute: a ``tech.spec.attribute`` record
        :param str operator: ge, le, eq, between, covers, within (numbers), in, is (the rest)
        :param str text: the value as typed, with or without a unit
        :param options: ``tech.spec.option`` records, for option attributes
        :param near: tolerated miss in percent; None takes the attribute's own
        :param every: all of the options are asked; a marking (``IP65/IP67``) says so by itself
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
            every = every or is_marking(text)
            groups, near = self._get_wanted_options(attribute, operator, text, options, every)
            return Criterion(attribute.id, options=groups, near_options=near, **facts)
        words = tuple(re.findall(r"\w+", text or "")) or ("",)
        return Criterion(attribute.id, words=words, **facts)

    @api.model
    def _get_boxes(self, attribute, spec, operator, text, near):
        book = self.env["tech.spec.unit"]._get_book()
        unit = spec.unit or NO_UNIT
        measure = measure_of(spec, text, book)
        low, high, shown = bounds_in_base(measure, unit, book)
        if operator == "eq" and attribute.kind == "number" and measure.is_tolerated:
            operator = "between"  # a tolerance that is asked is a range that the answer lies in
        if operator in ("eq", "covers"):  # a sign in the text leaves that side of it open
            low, high = stored_bounds(measure, low, high)
        box = box_for(operator, float(low), float(high), attribute.kind == "range")
        if near is None and attribute.near_absolute:
            margin = unit.span_to_base(str(attribute.near_absolute))
        else:
            percent = attribute.near_percent if near is None else near
            size = max(abs(measure.low), abs(measure.high))
            margin = abs(shown.span_to_base(size)) * round(percent * 100) / 10000
        return box, box.widen(float(margin)) if margin else None

    @api.model
    def _get_wanted_options(self, attribute, operator, text, options, every):
        """Return the groups of options that pass and that nearly pass, one of each is needed."""
        if not options and text:
            values = self.env["tech.spec.value"]
            options = self.env["tech.spec.option"].browse(
                values._read_text(attribute.id, text, several=True).options
            )
        options = options or self.env["tech.spec.option"]
        groups = list(options) if every and len(options) > 1 else [options]
        if operator == "is":
            return tuple(frozenset(one.ids) for one in groups), (frozenset(),) * len(groups)
        satisfying = [attribute._get_satisfying_options(one) for one in groups]
        return tuple(one for one, _near in satisfying), tuple(near for _one, near in satisfying)

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
                every=bool(request.get("every")),
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
    def _get_meanings_of_text(self, text):
        """Return ``[[criterion, …], …]``: for each part of a sentence the criteria it may mean.

        :raise UserError: a part means nothing; the message says why
        """
        meanings = []
        for term in self._read_terms(text, self.env["tech.spec.family"]):
            if not term.attributes:
                raise UserError(self._get_unknown_message(term))
            requests = [self._prepare_request(term, key) for key in term.attributes]
            meanings.append(self._get_criteria(requests))
        return meanings

    @api.model
    def _get_unknown_message(self, term):
        if term.problem and term.problem.code in TELLING:
            return self.env["tech.spec.value"]._get_reading_message(None, term.text, term.problem)
        return self.env._(
            "“%(term)s” matches no specification. "
            "Write a value with its unit, an option or a name: ≥ 5 N·m, IP65.",
            term=term.text,
        )

    @api.model
    def _prepare_request(self, term, attribute_id):
        return {
            "attribute_id": attribute_id,
            "operator": term.operator_of(attribute_id),
            "value": term.value,
            "option_ids": sorted(term.options),
            "every": term.every,
        }

    @api.model
    def _get_requests_like(self, template, values=None):
        """Return the requests that a product as good as this one meets, in its key attributes.

        :param values: those of one of its variants
        """
        keys = template.tech_family_id._get_lines().filtered("is_key").attribute_id
        values = template.tech_value_ids if values is None else values
        held = {value.attribute_id: value for value in values}
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
            text = exact_text(self.env["tech.spec.attribute"]._get_specs()[attribute.id], low, high)
        return {
            "attribute_id": attribute.id,
            "operator": operator,
            "value": text,
            "option_ids": value.option_ids.ids,
            "every": True,
        }

    @api.model
    def _check_reader(self):
        """Ask for the rights before any work: reading a sentence costs time."""
        self.env["tech.spec.attribute"].check_access("read")

    # --- screens ------------------------------------------------------------------------------

    @api.model
    @api.readonly
    def get_families(self):
        """Return the families that have products, for the picker."""
        self._check_reader()
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
        """Return what a typed sentence asks: ``{"requests", "questions", "unknown", "reasons"}``.

        A question names the attributes that a part may mean; the person chooses. For each part
        that means nothing there is a reason.
        """
        self._check_reader()
        family = self.env["tech.spec.family"].browse(family_id or ())
        answer = {"requests": [], "questions": [], "unknown": [], "reasons": []}
        for term in self._read_terms(text[:MAX_SENTENCE], family):
            if not term.attributes:
                answer["unknown"].append(term.text)
                answer["reasons"].append(self._get_unknown_message(term))
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
        between = "/" if request.get("every") else ", "
        value = between.join(options.mapped("name")) or request["value"]
        if request["operator"] == "in" and attribute.option_ids.implies_ids:
            value = self.env._("%(value)s or better", value=value)
        if attribute.kind == "boolean":
            value = self.env._("Yes") if parse_boolean(request["value"]) else self.env._("No")
        word = words.get(request["operator"], "") if value[:1] not in "≥≤<>=" else ""
        if word in SIGNS:
            value = SAID_IN_WORDS.sub("", value)  # "≥ 800 kg", not "≥ at least 800 kg"
        return request | {"name": attribute.name, "label": f"{word} {value}".strip()}

    @api.model
    @api.readonly
    def find_products(self, family_id=False, requests=(), offset=0, domain=()):
        """Return one page of the products that meet all requests, with the facets beside them.

        :return: ``{"total", "currency_id", "columns", "facts", "products", "facets"}``
        """
        self._check_reader()
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
            "facts": self._get_fact_names(),
            "products": self._get_rows(products, columns),
            "facets": self._get_facets(family, families, criteria, visible),
        }

    @api.model
    def _get_visible(self, domain=(), families=(), offered=SOLD):
        """Return the SELECT of the variants that the user may see and sell.

        :param families: ids of the only families that matter; without any, those of every family
            (a product of none is described by nothing and is no technical product)
        :param offered: domain of what may be offered, for who buys
        """
        scope = [("tech_family_id", "in" if families else "!=", families or False)]
        products = self.env["product.product"]
        return products._search(Domain(offered) & Domain([*scope, *domain])).subselect()

    @api.model
    def _rank_products(self, criteria, family, domain, limit, offered=SOLD):
        """Return the best products of a family for a need, ties included (``sql.matching.Rated``)."""
        families = family._get_subtree().ids
        visible = self._get_visible(domain, families, offered)
        return sql.matching.rank(self.env, criteria, families, visible, limit)

    @api.model
    def _get_columns(self, family, products, criteria):
        """Return the asked attributes first, then the key attributes of the family."""
        lines = (family or products[:1].product_tmpl_id.tech_family_id)._get_lines()
        asked = self.env["tech.spec.attribute"].browse(
            dict.fromkeys(criterion.attribute for criterion in criteria)
        )
        return (asked | lines.filtered("is_key").attribute_id)[:8]

    @api.model
    def _get_fact_names(self):
        """Return what else is shown of each product (stock, delay …): hook."""
        return []

    @api.model
    def _get_facts(self, products):
        """Return ``{product id: [text, …]}`` in the order of :meth:`_get_fact_names`: hook."""
        return {product.id: [] for product in products}

    @api.model
    def _get_rows(self, products, columns):
        facts = self._get_facts(products)
        specifications = products._tech_get_specifications()
        return [
            {
                "id": product.id,
                "template_id": product.product_tmpl_id.id,
                "code": product.default_code or "",
                "name": product.with_context(display_default_code=False).display_name,
                "price": product.lst_price,
                "facts": facts[product.id],
                "values": [
                    specifications[product][column.id].display_value
                    if column.id in specifications[product]
                    else ""
                    for column in columns
                ],
            }
            for product in products
        ]
