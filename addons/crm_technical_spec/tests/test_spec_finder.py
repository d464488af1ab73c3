import random

from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.crm_technical_spec.core.matching import PASS, judge
from odoo.addons.crm_technical_spec.models import sql

from .common import SpecCommon


@tagged("post_install", "-at_install")
class TestSpecFinder(SpecCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.strong = cls._create_motor(
            "Strong",
            texts={
                cls.torque: "9 N·m",
                cls.supply: "10-30 V",
                cls.ip: "IP66",
                cls.encoder: "yes",
                cls.weight: "12 kg",
                cls.gear: "self-locking worm",
            },
        )
        cls.light = cls._create_motor(
            "Light",
            texts={
                cls.torque: "4,8 N·m",
                cls.supply: "24 V",
                cls.ip: "IP54",
                cls.encoder: "no",
                cls.weight: "7 kg",
                cls.gear: "reversible",
            },
        )
        cls.immersed = cls._create_motor(
            "Immersed", texts={cls.torque: "6 N·m", cls.ip: "IP67", cls.weight: "9 kg"}
        )
        cls.finder = cls.env["tech.spec.finder"]

    def _find(self, *requests, family=None):
        answer = self.finder.find_products((family or self.motors).id, list(requests))
        return {product["name"] for product in answer["products"]}

    def _ask(self, attribute, operator, value, options=()):
        return {
            "attribute_id": attribute.id,
            "operator": operator,
            "value": value,
            "option_ids": options,
        }

    def test_a_sentence_finds_the_motor(self):
        answer = self.finder.read_sentence("≥ 5 Nm, IP65 ou mieux, encoder", self.motors.id)
        self.assertFalse(answer["questions"] or answer["unknown"])
        self.assertEqual(self._find(*answer["requests"]), {"Strong"})

    def test_ip67_is_no_answer_to_ip65(self):
        self.assertEqual(self._find(self._ask(self.ip, "in", "IP65")), {"Strong"})
        self.assertEqual(
            self._find(self._ask(self.ip, "in", "IP54")), {"Strong", "Light", "Immersed"}
        )

    def test_a_supply_range_accepts_the_voltage_asked(self):
        self.assertEqual(self._find(self._ask(self.supply, "eq", "24 V")), {"Strong", "Light"})
        self.assertEqual(self._find(self._ask(self.supply, "eq", "12000 mV")), {"Strong"})

    def test_words_are_found_in_texts(self):
        self.assertEqual(self._find(self._ask(self.gear, "is", "locking")), {"Strong"})
        self.assertEqual(self._find(self._ask(self.gear, "is", "100%")), set())

    def test_unknown_words_are_named_not_ignored(self):
        answer = self.finder.read_sentence("banana, 5 Nm; 2,800 N·m", self.motors.id)
        self.assertEqual(answer["unknown"], ["banana", "2,800 N·m"])
        self.assertIn("matches no specification", answer["reasons"][0])
        self.assertIn("2.8 or as 2800", answer["reasons"][1])
        self.assertEqual(len(answer["requests"]), 1)

    def test_two_possible_meanings_become_a_question(self):
        control = self._create_attribute("Control voltage", "V")
        self.motors.line_ids = [(0, 0, {"attribute_id": control.id})]
        answer = self.finder.read_sentence("24 V", self.motors.id)
        names = {choice["name"] for choice in answer["questions"][0]["choices"]}
        self.assertEqual(names, {"Supply voltage", "Control voltage"})

    def test_facets_count_what_choosing_would_give(self):
        answer = self.finder.find_products(self.motors.id, [self._ask(self.ip, "in", "IP66")])
        facets = {facet["id"]: facet for facet in answer["facets"]}
        options = {choice["label"]: choice["count"] for choice in facets[self.ip.id]["choices"]}
        self.assertEqual(options, {"IP66": 1, "IP54": 3, "IP67": 1})
        self.assertEqual(facets[self.torque.id]["bounds"], ["9", "9"])
        flags = {choice["label"]: choice["count"] for choice in facets[self.encoder.id]["choices"]}
        self.assertEqual(flags, {"Yes": 1})

    def test_choosing_a_facet_gives_as_many_products_as_it_said(self):
        answer = self.finder.find_products(self.motors.id, [])
        for facet in answer["facets"]:
            if facet["kind"] == "option" and facet["ordered"]:
                continue
            for choice in facet["choices"]:
                found = self.finder.find_products(self.motors.id, [choice["request"]])
                if facet["kind"] != "range":
                    self.assertEqual(found["total"], choice["count"], choice["label"])

    def test_similar_products_offer_the_same_or_better(self):
        held = {self.torque: "6 N·m ±10 %", self.supply: "12–24 V", self.ip: "IP65"}
        model = self._create_motor("Model", texts=held)
        better = {self.torque: "9 N·m", self.supply: "10–30 V", self.ip: "IP66"}
        self._create_motor("Better", texts=better)
        for attribute, text in (
            (self.torque, "5 N·m"),
            (self.supply, "15–24 V"),
            (self.ip, "IP67"),
        ):
            self._create_motor(f"Not {attribute.name}", texts=better | {attribute: text})
        params = model.action_tech_find_similar()["params"]
        self.assertEqual(
            [one["label"] for one in params["requests"]],
            ["≥ 5.4 N·m", "covers 12 – 24 V", "IP65 or better"],
        )
        self.assertEqual(
            self._find(*params["requests"], family=self.swing), {"Model", "Better", "Strong"}
        )

    def test_a_product_without_values_has_no_similar_ones(self):
        with self.assertRaisesRegex(UserError, "no value in the columns"):
            self._create_motor("Bare").action_tech_find_similar()

    def test_archived_and_unsold_products_are_not_proposed(self):
        self.strong.active = False
        self.immersed.sale_ok = False
        self.assertEqual(self._find(self._ask(self.torque, "ge", "1 N·m")), {"Light"})

    def test_a_product_search_understands_a_sentence(self):
        products = self.env["product.template"].search([("tech_search", "ilike", "≥ 5 Nm, IP65")])
        self.assertEqual(products, self.strong)
        with self.assertRaisesRegex(UserError, "matches no specification"):
            products.search([("tech_search", "ilike", "banana")])

    def test_comparison_marks_differences_and_the_best(self):
        products = (self.strong | self.light | self.immersed).product_variant_ids
        table = self.finder.compare_products(products.ids)
        rows = {row["name"]: row for group in table["groups"] for row in group["rows"]}
        self.assertEqual(rows["Nominal torque"]["values"], ["9 N·m", "4.8 N·m", "6 N·m"])
        self.assertEqual(rows["Nominal torque"]["best"], [0])
        self.assertEqual(rows["Weight"]["best"], [1])
        self.assertTrue(rows["Supply voltage"]["differs"])

    def test_one_product_or_nine_cannot_be_compared(self):
        with self.assertRaises(UserError):
            self.finder.compare_products(self.strong.product_variant_ids.ids)
        nine = self.env["product.template"].create([{"name": f"P{place}"} for place in range(9)])
        with self.assertRaises(UserError):
            self.finder.compare_products(nine.product_variant_ids.ids)

    def test_the_comparison_leaves_as_a_spreadsheet(self):
        ids = (self.strong | self.light).product_variant_ids.ids
        rows = self.finder._get_comparison_sheet(ids, only_differences=True)
        self.assertIn(["Nominal torque", "9 N·m", "4.8 N·m"], rows)

    def test_sql_and_python_judge_alike_on_random_values(self):
        chooser = random.Random(7)
        for place in range(40):
            self._create_motor(
                f"R{place}",
                texts={
                    self.torque: f"{chooser.randint(1, 12)} N·m ±{chooser.choice([0, 5, 20])} %",
                    self.supply: f"{chooser.randint(5, 20)} - {chooser.randint(20, 40)} V",
                    self.ip: chooser.choice(["IP44", "IP54", "IP65", "IP66/IP67", "IP68"]),
                    self.encoder: chooser.choice(["yes", "no", ""]),
                },
            )
        products = self.env["product.product"].search(
            [("product_tmpl_id.tech_family_id", "=", self.swing.id)]
        )
        specifications = products._tech_get_specifications()
        for operator in ("ge", "le", "eq", "between", "covers", "within"):
            text = "8 - 24" if operator in ("between", "covers", "within") else "9"
            for attribute in (self.torque, self.supply):
                self._assert_same_verdicts(products, specifications, attribute, operator, text)
        for code in ("IP54", "IP65", "IP67"):
            self._assert_same_verdicts(products, specifications, self.ip, "in", code)

    def _assert_same_verdicts(self, products, specifications, attribute, operator, text):
        criterion = self.finder._get_criterion(attribute, operator, text)
        found, _total = sql.matching.find(
            self.env, [criterion], self.swing.ids, self.finder._get_visible()
        )
        expected = {
            product.id
            for product in products
            if (value := specifications[product].get(attribute.id))
            and judge(criterion, value._as_core()) == PASS
        }
        self.assertEqual(set(found), expected, (attribute.name, operator, text))
        self.assertTrue(expected or attribute == self.supply or operator == "covers")

    def test_the_count_beside_an_ordered_option_is_what_choosing_it_gives(self):
        for name, text in (("F1", "IP54"), ("F2", "IP66"), ("F3", "IP66/IP67"), ("F4", "IP65")):
            self._create_motor(name, texts={self.ip: text})
        finder = self.env["tech.spec.finder"]
        found = finder.find_products(self.swing.id)
        (facet,) = [one for one in found["facets"] if one["id"] == self.ip.id]
        for choice in facet["choices"]:
            with self.subTest(choice=choice["label"]):
                chosen = finder.find_products(self.swing.id, [choice["request"]])
                self.assertEqual(choice["count"], chosen["total"])
                ids = [product["id"] for product in chosen["products"]]
                self.assertEqual(len(ids), len(set(ids)))
