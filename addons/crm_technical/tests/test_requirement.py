from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, tagged

from .common import TechnicalCommon


@tagged("post_install", "-at_install")
class TestRequirement(TechnicalCommon):
    def test_products_are_ranked_with_the_reason_for_each_criterion(self):
        need = self._create_need(
            (self.torque, "ge", "5 Nm"), (self.ip, "in", "IP65"), (self.weight, "le", "10", "wish")
        )
        need.action_match()
        self.assertEqual(need.candidate_ids.mapped("tier"), ["0", "2", "3"])
        self.assertEqual(
            need.candidate_ids.product_id.product_tmpl_id, self.strong | self.light | self.silent
        )
        reasons = {
            candidate.product_id.name: {one["label"]: one["verdict"] for one in candidate.verdicts}
            for candidate in need.candidate_ids
        }
        name = self.ip.name
        self.assertEqual(
            reasons["Strong"], {"Nominal torque": "pass", name: "pass", "Weight": "fail"}
        )
        self.assertEqual(
            reasons["Light"], {"Nominal torque": "near", name: "pass", "Weight": "pass"}
        )
        self.assertEqual(
            reasons["Silent"], {"Nominal torque": "unknown", name: "fail", "Weight": "unknown"}
        )
        self.assertEqual((need.fitting_count, need.state), (1, "matched"))

    def test_what_a_product_does_not_say_is_to_be_confirmed(self):
        need = self._create_need((self.torque, "ge", "5 Nm"), (self.ip, "in", "IP67"))
        need.action_match()
        self.assertEqual(need.candidate_ids[0].product_id.product_tmpl_id, self.silent)
        self.assertEqual(need.candidate_ids[0].tier, "1")

    def test_wishes_weigh_in_the_score(self):
        need = self._create_need(
            (self.supply, "eq", "24 V"),
            (self.torque, "ge", "8", "wish", 3),
            (self.weight, "le", "8 kg", "wish", 1),
        )
        need.action_match()
        scores = {one.product_id.name: one.score for one in need.candidate_ids}
        self.assertEqual((scores["Strong"], scores["Light"]), (75, 25))

    def test_the_same_score_goes_to_the_product_in_stock(self):
        twin = self._create_motor(
            "Twin", texts={self.torque: "9 N·m", self.ip: "IP66"}, is_storable=True
        )
        self.env["stock.quant"]._update_available_quantity(
            twin.product_variant_id, self.env["stock.warehouse"].search([], limit=1).lot_stock_id, 5
        )
        need = self._create_need((self.torque, "ge", "8"))
        need.action_match()
        self.assertEqual(need.candidate_ids[0].product_id.product_tmpl_id, twin)
        self.assertEqual(need.candidate_ids[0].free_qty, 5)

    def test_stock_decides_among_all_that_meet_the_need_equally(self):
        twins = [
            self._create_motor(f"Twin {place}", texts={self.torque: "9 N·m"}, is_storable=True)
            for place in range(24)
        ]
        place = self.env["stock.warehouse"].search([], limit=1).lot_stock_id
        last = twins[-1].product_variant_id
        self.env["stock.quant"]._update_available_quantity(last, place, 3)
        need = self._create_need((self.torque, "ge", "8"))
        need.action_match()
        self.assertEqual(need.candidate_ids[0].product_id, last)
        self.assertEqual(len(need.candidate_ids), 20)

    def test_prices_are_in_the_company_currency(self):
        dollar = self.env["res.currency"].create(
            {
                "name": "TST",
                "symbol": "T",
                "rate_ids": [
                    (0, 0, {"name": "2020-01-01", "rate": 2, "company_id": self.env.company.id})
                ],
            }
        )
        self.partner.property_product_pricelist = self.env["product.pricelist"].create(
            {"name": "Abroad", "currency_id": dollar.id}
        )
        need = self._create_need((self.torque, "ge", "8"))
        need.action_match()
        self.assertAlmostEqual(need.candidate_ids[0].price, 900, 2)

    def test_other_criteria_ask_to_find_again(self):
        need = self._create_need((self.torque, "ge", "5"))
        need.action_match()
        need.line_ids.value_text = "6"
        self.assertEqual(need.state, "draft")
        need.action_match()
        need.quantity = 4
        self.assertEqual(need.state, "draft")

    def test_a_sign_typed_with_the_value_decides_the_comparison(self):
        need = self._create_need()
        with Form(need) as form:
            for text, operator in (("≤ 6 Nm", "le"), ("5–8", "between"), ("7", "ge")):
                with form.line_ids.new() as line:
                    line.attribute_id = self.torque
                    line.value_text = text
                    self.assertEqual(line.operator, operator)
        self.assertEqual(need.line_ids.mapped("asked"), ["≤ 6 Nm", "5–8 N·m", "≥ 7 N·m"])
        with self.assertRaisesRegex(ValidationError, "is not asked"):
            self._create_need((self.torque, "ge", "≤ 6 Nm"))

    def test_a_tolerance_that_is_asked_accepts_what_lies_inside(self):
        stroke = self._create_attribute("Stroke", "mm", better="lower")
        self.motors.line_ids = [(0, 0, {"attribute_id": stroke.id})]
        for text in ("193 mm", "196 mm", "200 mm", "204 mm", "207 mm", "200 ±5 mm"):
            self._create_motor(text, texts={stroke: text})
        need = self._create_need(quick_entry="200 mm ±5 mm")
        self.assertEqual(need.line_ids.operator, "between")
        for operator in ("between", "eq"):
            need.line_ids.write({"operator": operator, "near_percent": 0})
            need.action_match()
            fitting = need.candidate_ids.filtered(lambda one: one.tier == "0").product_id
            self.assertEqual(
                set(fitting.mapped("name")), {"196 mm", "200 mm", "204 mm", "200 ±5 mm"}
            )

    def test_a_need_without_product_tells_the_expert_once_and_shows_the_nearest(self):
        self.env.company.tech_expert_id = self.manager
        need = self._create_need((self.torque, "ge", "50 Nm"))
        need.action_match()
        need.action_match()
        self.assertEqual(need.state, "unmatched")
        self.assertEqual(need.activity_ids.user_id, self.manager)
        self.assertEqual(len(need.activity_ids), 1)
        self.assertTrue(need.candidate_ids)
        need.line_ids.value_text = "5"
        need.action_match()
        self.assertFalse(need.activity_ids)

    def test_a_sentence_becomes_criteria(self):
        need = self._create_need(quick_entry="≥ 5 Nm; 24 V\nIP65 or better, sans encoder")
        self.assertEqual(
            [(line.attribute_id, line.operator) for line in need.line_ids],
            [(self.torque, "ge"), (self.supply, "eq"), (self.ip, "in"), (self.encoder, "is")],
        )

    def test_criteria_are_copied_from_a_template(self):
        template = self._create_need(
            (self.torque, "ge", "5"), (self.weight, "le", "9", "wish", 2), is_template=True
        )
        form = Form(self.env["tech.requirement"])
        form.family_id = self.motors
        form.name = "Another gate"
        form.source_id = template
        need = form.save()
        self.assertEqual(
            need.line_ids.mapped(lambda line: (line.attribute_id, line.necessity, line.weight)),
            [(self.torque, "must", 1), (self.weight, "wish", 2)],
        )

    def test_a_comparison_that_makes_no_sense_is_refused(self):
        for attribute, operator, text in (
            (self.torque, "covers", "5-6"),
            (self.ip, "ge", "IP65"),
            (self.torque, "ge", "5 V"),
            (self.encoder, "is", "maybe"),
        ):
            with self.subTest(operator=operator), self.assertRaises(ValidationError):
                self._create_need((attribute, operator, text))

    def test_a_need_without_criterion_cannot_be_matched(self):
        with self.assertRaisesRegex(UserError, "no criterion"):
            self._create_need().action_match()

    def test_chosen_products_go_to_one_draft_quote(self):
        need = self._create_need((self.ip, "in", "IP65"), quantity=2)
        need.action_match()
        need.candidate_ids[:2].selected = True
        action = need.action_create_quote()
        quote = self.env["sale.order"].browse(action["res_id"])
        self.assertEqual(quote.opportunity_id, self.lead)
        self.assertEqual(quote.order_line.product_id, need.candidate_ids[:2].product_id)
        self.assertEqual(quote.order_line.mapped("product_uom_qty"), [2, 0])
        self.assertEqual(quote.order_line.mapped("tech_is_alternative"), [False, True])
        self.assertEqual(need.state, "quoted")
        again = need.candidate_ids[2].action_add_to_quote()
        self.assertEqual(again["res_id"], quote.id)
        self.assertEqual(len(quote.order_line), 3)

    def test_a_need_without_customer_says_so(self):
        need = self._create_need((self.ip, "in", "IP65"), lead_id=False, partner_id=False)
        need.action_match()
        with self.assertRaisesRegex(UserError, "Choose the customer"):
            need.action_create_quote()

    def test_the_finder_tells_stock_and_delay_and_fills_a_draft_quote(self):
        twin = self._create_motor("Twin", texts={self.torque: "9 N·m"}, is_storable=True)
        twin.sale_delay = 4
        place = self.env["stock.warehouse"].search([], limit=1).lot_stock_id
        self.env["stock.quant"]._update_available_quantity(twin.product_variant_id, place, 5)
        finder = self.env["tech.spec.finder"].with_user(self.seller)
        result = finder.find_products(self.motors.id)
        self.assertEqual(result["facts"], ["Available", "Delay"])
        facts = {row["name"]: row["facts"] for row in result["products"]}
        self.assertEqual(facts["Twin"], ["5", "4 days"])
        self.assertEqual(facts["Silent"], ["–", "At once"])
        variants = (twin | self.strong).product_variant_ids
        table = finder.compare_products(variants.ids)
        self.assertEqual(table["products"][0]["facts"], ["5", "4 days"])
        wizard = self.env["tech.finder.quote"].with_user(self.seller)
        with self.assertRaisesRegex(UserError, "draft quote"):
            wizard.create({"product_ids": variants.ids}).action_add()
        asked = wizard.create(
            {"product_ids": variants.ids, "partner_id": self.partner.id, "quantity": 3}
        )
        quote = self.env["sale.order"].browse(asked.action_add()["res_id"])
        self.assertEqual(quote.order_line.product_id, variants)
        self.assertEqual(quote.order_line.mapped("product_uom_qty"), [3, 3])
        quote.action_quotation_sent()
        with self.assertRaisesRegex(UserError, "revise it"):
            quote.with_user(self.seller).action_tech_add_products(variants.ids)

    def test_matching_takes_as_many_queries_for_twenty_products_as_for_three(self):
        need = self._create_need((self.torque, "ge", "5"), (self.ip, "in", "IP65"))
        few = self._count_queries(need)
        for place in range(17):
            self._create_motor(f"More {place}", texts={self.torque: "7", self.ip: "IP66"})
        self.assertLessEqual(self._count_queries(need), few + 2)

    def _count_queries(self, need):
        need._rank(20)  # what the server keeps in memory is there
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        need._rank(20)
        return self.env.cr.sql_log_count - before
