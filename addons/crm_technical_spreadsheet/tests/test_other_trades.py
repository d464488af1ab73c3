import json
from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.tests import freeze_time, tagged
from odoo.tools.safe_eval import safe_eval

from odoo.addons.crm_technical.models import sale_order_trade

from .common import FiguresCommon

MARK = "opportunity_id"
"""Stands for the mark of a rental, a transport or a shop, which are not installed here."""
MARK_OF_PRODUCTS = "is_favorite"
"""Stands for that of a book."""


@tagged("post_install", "-at_install")
class TestOtherTrades(FiguresCommon):
    """What rentals, transports and shops sell, deliver, take back and offer is no figure of ours."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._sell(cls.boss, (cls.motor, 25), returned=4)
        cls._rate(cls.motor, 4)
        rules = cls.env["tech.alert.rule"].with_user(cls.boss)
        cls.rules = rules.create(
            [
                {"kind": "late_quotes", "days": 10},
                {"kind": "target", "target_amount": 1_000_000, "percent": 1000},
                {"kind": "returns"},
            ]
        )
        cls.booking = cls.env["crm.lead"].create({"name": "Booking"})

    def _offer(self, **values):
        quote = self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "user_id": self.boss.id,
                "order_line": [(0, 0, {"product_id": self.gate.id})],
                **values,
            }
        )
        quote.action_quotation_sent()
        quote.sudo().tech_sent_on = fields.Datetime.now() - timedelta(days=12)
        return quote

    def _work_for_another_trade(self):
        """Sell, deliver, take back, offer and be rated, all in another trade."""
        hired = self.env["product.product"].create(
            {"name": "Hired", "type": "consu", "list_price": 70, MARK_OF_PRODUCTS: True}
        )
        sold = self._sell(self.boss, (hired, 40), returned=20)
        offered = self._offer()
        offered.order_line.product_id = hired
        (sold | offered)[MARK] = self.booking
        self._rate(hired, 1)
        self.env.flush_all()
        self.env.invalidate_all()

    def _get_figures(self):
        """Return every number and every line that somebody sees, by its place."""
        return {
            **self._get_dashboards(),
            **self._get_printed(),
            **self._get_alerts(),
            "analysis of quotes": self._read("tech.quote.report", [], [], ["amount:sum"]),
            "quotes to follow up": self._find("sale.order", self._get_follow_up()),
        }

    def _get_dashboards(self):
        shown = {}
        for name in ("team", "mine", "products"):
            dashboard = self.env.ref(f"crm_technical_spreadsheet.dashboard_{name}")
            snapshot = json.loads(dashboard.spreadsheet_data)
            for pivot in snapshot["pivots"].values():
                rows = [row["fieldName"] for row in pivot["rows"]]
                measures = [self._get_aggregate(pivot, one) for one in pivot["measures"]]
                shown[f"{name}: {pivot['name']}"] = self._read(
                    pivot["model"], pivot["domain"], rows, measures
                )
            for one in snapshot.get("lists", {}).values():
                shown[f"{name}: {one['name']}"] = self._find(one["model"], one["domain"])
        return shown

    def _get_aggregate(self, pivot, measure):
        name = measure["fieldName"]
        if name == "__count":
            return name
        field = self.env[pivot["model"]]._fields[name]
        return f"{name}:{'count_distinct' if field.type == 'many2one' else field.aggregator}"

    def _read(self, model, domain, rows, measures):
        model = self.env[model].with_user(self.boss)
        return sorted(map(str, model._read_group(self._evaluate(domain), rows, measures)))

    def _find(self, model, domain):
        return self.env[model].with_user(self.boss).search(self._evaluate(domain)).ids

    def _evaluate(self, domain):
        return safe_eval(domain, {"uid": self.boss.id}) if isinstance(domain, str) else domain

    def _get_printed(self):
        today = fields.Date.context_today(self.rules)
        table = self.env["tech.sales.print"].with_user(self.boss)
        table = table.create({"date_from": today - timedelta(days=1), "date_to": today})
        return {"printed": [*table._get_rows(), table._get_total()]}

    def _get_alerts(self):
        held = {f"alert {rule.kind}": rule._find_holding() for rule in self.rules}
        target = self.rules.filtered(lambda rule: rule.kind == "target")
        # on the first of a month nobody is behind
        with freeze_time(fields.Date.context_today(target).replace(day=28)):
            return held | {"alert target": target._find_holding()}

    def _get_follow_up(self):
        return self.env.ref("crm_technical.sale_order_action_followup").domain

    def test_a_sale_of_another_trade_counts_nowhere(self):
        for names, mark in (("OTHER_TRADES", MARK), ("OTHER_PRODUCTS", MARK_OF_PRODUCTS)):
            with self.subTest(names):
                with patch.object(sale_order_trade, names, (mark, "no_such_field")):
                    before = self._get_figures()
                    self._work_for_another_trade()
                    self.assertEqual(self._get_figures(), before)
                self.env.invalidate_all()
                unmarked = self._get_figures()
                same = {place for place, figure in unmarked.items() if figure == before[place]}
                self.assertFalse(same, "each place counts what bears no mark")

    def test_whose_trade_an_order_is_can_be_searched(self):
        mine, other = self._offer(), self._offer()
        other[MARK] = self.booking
        orders = self.env["sale.order"]
        both = [("id", "in", (mine | other).ids)]
        with patch.object(sale_order_trade, "OTHER_TRADES", (MARK,)):
            self.assertEqual((mine.tech_is_other_trade, other.tech_is_other_trade), (False, True))
            for value, found in ((True, other), (False, mine)):
                of_trade = [("tech_is_other_trade", "=", value)]
                self.assertEqual(orders.search(both + of_trade), found)
                self.assertEqual((mine | other).filtered_domain(of_trade), found)
            self.gate.is_favorite = True
            with patch.object(sale_order_trade, "OTHER_PRODUCTS", (MARK_OF_PRODUCTS,)):
                self.env.invalidate_all()
                self.assertTrue(mine.tech_is_other_trade)
                self.assertEqual(
                    orders.search([*both, ("tech_is_other_trade", "=", True)]), mine | other
                )
        with patch.object(sale_order_trade, "OTHER_TRADES", ()):
            self.assertEqual(orders.search_count([*both, ("tech_is_other_trade", "=", False)]), 2)
            self.assertFalse(orders.search([*both, ("tech_is_other_trade", "=", True)]))
