from collections import defaultdict

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.fields import Domain

from ..core.statistics import measure, pareto


class TechReturnRates(models.TransientModel):
    """How much of what was sold came back, and why: the question, whose answer are its lines."""

    _name = "tech.return.rates"
    _description = "Return Rates"

    by = fields.Selection(selection="_get_dimensions", default="product", required=True)
    nature = fields.Selection(
        selection=lambda self: self.env["tech.case.reason"]._fields["own_nature"].selection,
        help="Empty: all reasons.",
    )
    date_from = fields.Date(
        string="From",
        required=True,
        default=lambda self: fields.Date.context_today(self) - relativedelta(years=1),
    )
    date_to = fields.Date(string="To", required=True, default=fields.Date.context_today)
    least = fields.Integer(
        string="At Least Sold",
        default=20,
        help="Below, no rate is told: chance alone would put it first.",
    )
    line_ids = fields.One2many("tech.return.rates.line", "rates_id", readonly=True)

    @api.depends_context("lang")
    def _compute_display_name(self):
        self.display_name = self.env["ir.model"]._get(self._name).name

    @api.model
    def _get_dimensions(self):
        """What rates are told by; an add-on that knows another dimension adds it here and in
        ``_get_keys``."""
        found = [
            ("reason", self.env._("Reason (Pareto)")),
            ("product", self.env._("Product")),
            ("lot", self.env._("Serial / lot")),
            ("supplier", self.env._("Supplier")),
        ]
        # No dependency: the technical sheet, where it is installed and readable, brings its values.
        if "tech.spec.value" in self.env and self.env["tech.spec.value"].has_access("read"):
            found.append(("spec", self.env._("Specification value")))
        return found

    def action_show(self):
        self.ensure_one()
        self.check_access("write")
        rows = self._get_shares() if self.by == "reason" else self._get_rates()
        # sudo: the answer is the server's; the figures are of the companies of the caller
        self.sudo().line_ids.unlink()
        self.sudo().line_ids.create([{"rates_id": self.id, **row} for row in rows])
        return {
            "type": "ir.actions.act_window",
            "name": dict(self._get_dimensions())[self.by],
            "res_model": "tech.return.rates.line",
            "views": [
                (
                    self.env.ref(
                        "crm_technical_aftersales.tech_return_rates_line_view_"
                        + ("pareto" if self.by == "reason" else "list")
                    ).id,
                    "list",
                ),
                (False, "graph"),
            ],
            "domain": [("rates_id", "=", self.id)],
            "context": {"graph_measure": "share" if self.by == "reason" else "rate"},
        }

    # --- what came back ---------------------------------------------------------------------------

    def _get_domain(self):
        domain = (
            Domain("company_id", "in", self.env.companies.ids)
            & Domain("opened_on", ">=", self.date_from)
            & Domain("opened_on", "<", self.date_to + relativedelta(days=1))
            & Domain("case_id.state", "!=", "cancelled")
        )
        if self.nature:
            domain &= Domain("nature", "=", self.nature)
        if self.by != "reason":
            domain &= Domain("decision", "!=", "reject") | Domain("decision", "=", False)
        return domain

    def _get_shares(self):
        groups = self.env["tech.case.line"]._read_group(
            self._get_domain(),
            ["reason_id"],
            ["quantity:sum", "goods_cost:sum", "credit_amount:sum"],
        )
        costs = {reason: goods + credit for reason, _quantity, goods, credit in groups}
        weights = [(reason, quantity) for reason, quantity, *_costs in groups]
        return [
            {
                "name": share.key.display_name or self.env._("No reason"),
                "returned": share.weight,
                "share": share.share,
                "running": share.running,
                "cost": costs[share.key],
            }
            for share in pareto(weights)
        ]

    # --- rates ------------------------------------------------------------------------------------

    def _get_rates(self):
        name = "lot_id" if self.by == "lot" else "product_id"
        sold = self._sum_by_key(name, self._get_sold(name))
        returned = self._sum_by_key(
            name,
            self.env["tech.case.line"]._read_group(self._get_domain(), [name], ["quantity:sum"]),
        )
        names = self._get_names({*returned, *sold} if self._compares_all() else {*returned})
        rows = [self._prepare_rate(names[key], returned[key], sold[key]) for key in names]
        return sorted(rows, key=lambda row: (not row["is_told"], -row["low"], -row["returned"]))

    def _prepare_rate(self, key, returned, sold):
        rate = measure(returned, sold, self.least)
        return {
            "name": key,
            "returned": returned,
            "sold": sold,
            "is_told": bool(rate),
            "rate": rate.share if rate else 0,
            "low": rate.low if rate else 0,
            "high": rate.high if rate else 0,
        }

    def _get_sold(self, name):
        """Delivered to customers in the period. What a case sent is no sale, and what came back and
        was given back was sold before.
        """
        given_back = Domain("move_id.origin_returned_move_id.location_id.usage", "=", "customer")
        return self.env["stock.move.line"]._read_group(
            Domain("state", "=", "done")
            & Domain("company_id", "in", self.env.companies.ids)
            & Domain("date", ">=", self.date_from)
            & Domain("date", "<", self.date_to + relativedelta(days=1))
            & Domain("location_dest_id.usage", "=", "customer")
            & Domain("location_id.usage", "!=", "customer")
            & Domain("move_id.tech_case_line_id", "=", False)
            & ~given_back,
            [name],
            ["quantity_product_uom:sum"],
        )

    def _sum_by_key(self, name, groups):
        """Quantities of products or lots, told by the keys of the question."""
        groups = [(record, quantity) for record, quantity in groups if record]
        records = self.env[self.env["tech.case.line"]._fields[name].comodel_name].union(
            *(record for record, _quantity in groups)
        )
        keys = self._get_keys(records)
        sums = defaultdict(float)
        for record, quantity in groups:
            for key in keys.get(record.id, ()):
                sums[key] += quantity
        return sums

    def _compares_all(self):
        """Few keys, each to be compared with the others: also those of which nothing came back."""
        return self.by in ("supplier", "spec")

    def _get_keys(self, records):
        """What each product or lot counts for: records, or words. Two lots of one name are two."""
        if self.by == "supplier":
            return self._get_suppliers(records)
        if self.by == "spec":
            return self._get_spec_values(records)
        return {record.id: [record] for record in records}

    def _get_names(self, keys):
        """``{key: words}``, the lots with their product."""
        return {key: self._get_name(key) for key in keys}

    def _get_name(self, key):
        if not isinstance(key, models.BaseModel):
            return key
        if not key:
            return self.env._("No supplier")
        if key._name == "stock.lot":
            return f"{key.display_name} – {key.product_id.display_name}"
        return key.display_name

    def _get_suppliers(self, products):
        """The first supplier of each product."""
        sellers = self.env["product.supplierinfo"].search(
            [("product_tmpl_id", "in", products.product_tmpl_id.ids)], order="sequence, id"
        )
        firsts = {}
        for seller in sellers:
            firsts.setdefault(seller.product_tmpl_id, seller.partner_id)
        nobody = self.env["res.partner"]
        return {one.id: [firsts.get(one.product_tmpl_id, nobody)] for one in products}

    def _get_spec_values(self, products):
        """Every value of the technical sheet: “Protection – IP65”."""
        values = self.env["tech.spec.value"].search(
            [("product_tmpl_id", "in", products.product_tmpl_id.ids), ("is_blank", "=", False)]
        )
        found = defaultdict(list)
        for value in values:
            words = f"{value.attribute_id.display_name} – {value.display_value}"
            found[value.product_tmpl_id].append((value.product_id, words))
        return {
            product.id: [
                words
                for variant, words in found[product.product_tmpl_id]
                if not variant or variant == product
            ]
            for product in products
        }
