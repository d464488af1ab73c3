from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, tagged

from ..core.ip_code import all_codes
from .common import SpecCommon


@tagged("post_install", "-at_install")
class TestSpecHonesty(SpecCommon):
    """Nothing lost, nothing guessed: silent products, two readings, labels that repeat."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.finder = cls.env["tech.spec.finder"]

    def _criterion(self, attribute, operator, text, **facts):
        return self.finder._get_criterion(attribute, operator, text, **facts)

    def _rank(self, *criteria, limit=50):
        return self.finder._rank_products(list(criteria), self.motors, (), limit)

    def test_a_product_that_says_nothing_is_to_be_confirmed(self):
        for place in range(3):
            self._create_motor(f"Strong {place}", texts={self.torque: "8 N·m"})
        self._create_motor("Weak", texts={self.torque: "1 N·m"})
        silent = [self._create_motor(f"Silent {place}") for place in range(6)]
        rated = self._rank(self._criterion(self.torque, "ge", "7 N·m"))
        tiers = {one.product: one.tier for one in rated}
        self.assertEqual(sorted(tiers.values()), [0, 0, 0, 1, 1, 1, 1, 1, 1, 3])
        self.assertEqual({tiers[one.product_variant_id.id] for one in silent}, {1})
        self.assertEqual((rated[0].judged, rated[0].fitting), (10, 3))
        self.assertEqual(self.finder.find_products(self.motors.id)["total"], 10)

    def test_all_that_tie_with_the_last_place_are_returned(self):
        for place in range(6):
            self._create_motor(f"Twin {place}", texts={self.torque: "8 N·m"})
        rated = self._rank(self._criterion(self.torque, "ge", "7"), limit=2)
        self.assertEqual([one.place for one in rated], [1] * 6)

    def test_a_tolerance_that_is_asked_is_a_range_to_lie_in(self):
        length = self._create_attribute("Stroke", "mm", better="lower")
        self.motors.line_ids = [(0, 0, {"attribute_id": length.id})]
        for text in ("193 mm", "196 mm", "200 mm", "204 mm", "207 mm", "200 ±5 mm"):
            self._create_motor(text, texts={length: text})
        for operator in ("eq", "between"):
            rated = self._rank(self._criterion(length, operator, "200 mm ±5 mm", near=0))
            fitting = self.env["product.product"].browse(
                one.product for one in rated if one.tier == 0
            )
            names = sorted(fitting.mapped("name"))
            self.assertEqual(names, ["196 mm", "200 mm", "200 ±5 mm", "204 mm"])
        term = self.finder._read_terms("200 mm ±5 mm", self.motors)[0]
        self.assertEqual(term.operator, "between")

    def test_a_double_marking_asks_for_both(self):
        for text in ("IP65", "IP67", "IP65/IP67", "IP66/67", "IP69K"):
            self._create_motor(text, texts={self.ip: text})
        for text, fitting in (
            ("IP65/IP67", ["IP65/IP67", "IP66/67"]),
            ("IP65, IP67", ["IP65", "IP65/IP67", "IP66/67", "IP67"]),
        ):
            rated = self._rank(self._criterion(self.ip, "in", text))
            names = {
                self.env["product.product"].browse(one.product).name
                for one in rated
                if one.tier == 0
            }
            self.assertEqual(names, set(fitting), text)

    def test_the_product_list_holds_each_meaning_of_an_ambiguous_search(self):
        wing = self._create_attribute("Mass of the wing", "kg", better="higher")
        self.motors.line_ids = [(0, 0, {"attribute_id": wing.id})]
        strong = self._create_motor("Strong", texts={wing: "250 kg"})
        light = self._create_motor("Light", texts={self.weight: "9 kg"})
        found = self.env["product.template"].search([("tech_search", "ilike", "≤ 300 kg")])
        self.assertEqual(found & (strong | light), strong | light)
        with self.assertRaisesRegex(UserError, "matches no specification"):
            self.env["product.template"].search([("tech_search", "ilike", "5 parsec")])

    def test_a_click_on_a_facet_gives_its_count(self):
        for number, text in enumerate(["24-72 V"] * 3 + ["36-60 V"] * 2 + ["48 V"]):
            self._create_motor(f"M{number}", texts={self.supply: text, self.torque: "5 ±20 %"})
        self._create_motor("Sharp", texts={self.torque: "5 N·m", self.ip: "IP66"})
        answer = self.finder.find_products(self.motors.id)
        clicks = 0
        for facet in answer["facets"]:
            for choice in facet["choices"]:
                total = self.finder.find_products(self.motors.id, [choice["request"]])["total"]
                self.assertEqual(total, choice["count"], f"{facet['name']}: {choice['label']}")
                clicks += 1
        self.assertGreaterEqual(clicks, 6)

    def test_a_text_is_found_without_its_accents(self):
        motor = self._create_motor("M1", texts={self.gear: "Étanche, ŒUF"})
        for text in ("etanche", "ETANCHE", "oeuf"):
            criterion = self._criterion(self.gear, "is", text)
            rated = self._rank(criterion)
            self.assertEqual(
                [one.product for one in rated if one.tier == 0], motor.product_variant_id.ids
            )

    def test_options_are_found_by_their_exact_writing_first(self):
        current = self._create_attribute("Output", kind="option", multiple=True)
        current.option_ids = [
            (0, 0, {"name": name})
            for name in ("µA", "A", "1/4", "3,5", "35", "-40", "2,5 m", "4,5 m")
        ]
        self.motors.line_ids = [(0, 0, {"attribute_id": current.id})]
        motor = self._create_motor("M1", texts={current: "A"})
        value = self._value(motor, current)
        for text in ("A", "µA", "3.5", "3,5", "1/4", "-40", "2,5 m; 4,5 m", "2,5 m"):
            names = ["3,5"] if text == "3.5" else text.split("; ")
            value.value_text = text
            self.assertEqual(value.option_ids.mapped("name"), names, text)
        for text in ("14", "40", "mA"):
            with self.subTest(text=text), self.assertRaises(ValidationError):
                value.value_text = text

    def test_what_reads_two_ways_is_said_and_leaves_everything_as_it_was(self):
        motor = self._create_motor("M1", texts={self.torque: "5 N·m"})
        value = self._value(motor, self.torque)
        for text, words in (
            ("2,800 N·m", "2.8 or as 2800"),
            ("3 MW", "measures something else"),
            ("12.11.2025", "is not a value"),
            ("1e400 N·m", "larger than anything"),
        ):
            with self.subTest(text=text), self.assertRaisesRegex(ValidationError, words):
                value.value_text = text
        self.assertEqual((value.value_text, value.value_min), ("5 N·m", 5))

    def test_small_values_and_nominal_values_are_shown_as_typed(self):
        inertia = self._create_attribute("Inertia", "kg·m²", decimals=3)
        self.motors.line_ids = [(0, 0, {"attribute_id": inertia.id})]
        motor = self._create_motor(
            "M1", texts={inertia: "0,00025 kg·m²", self.torque: "48 N·m +10/-15 %"}
        )
        self.assertEqual(self._value(motor, inertia).display_value, "0.00025 kg·m²")
        torque = self._value(motor, self.torque)
        self.assertEqual(torque.display_value, "48 N·m +10/−15 %")
        self.assertEqual((round(torque.value_min, 9), round(torque.value_max, 9)), (40.8, 52.8))

    def test_values_that_differ_are_marked_although_they_round_alike(self):
        self.torque.decimals = 1
        motors = [
            self._create_motor(f"M{text}", texts={self.torque: text}) for text in ("3,02", "3,04")
        ]
        table = self.finder.compare_products([one.product_variant_id.id for one in motors])
        (row,) = table["groups"][0]["rows"]
        self.assertTrue(row["differs"])
        self.assertEqual(row["values"], ["3.02 N·m", "3.04 N·m"])

    def test_completeness_belongs_to_the_variant(self):
        size = self.env["product.attribute"].create(
            {"name": "Size", "value_ids": [(0, 0, {"name": "S"}), (0, 0, {"name": "L"})]}
        )
        line = {"attribute_id": size.id, "value_ids": [(6, 0, size.value_ids.ids)]}
        self.motors.line_ids.required = True
        motor = self._create_motor(
            "Sized",
            self.motors,
            texts={self.torque: "5 N·m", self.ip: "IP65"},
            attribute_line_ids=[(0, 0, line)],
        )
        small, large = motor.product_variant_ids
        self.assertEqual((small.tech_completeness, motor.tech_completeness), (50, 50))
        for variant in small, large:
            for attribute, text in ((self.supply, "24 V"), (self.encoder, "yes")):
                self.env["tech.spec.value"].create(
                    {"product_id": variant.id, "attribute_id": attribute.id, "value_text": text}
                )
        self.assertEqual((small | large).mapped("tech_completeness"), [100, 100])
        self.assertEqual((motor.tech_completeness, motor.tech_is_incomplete), (100, False))
        domain = [("tech_is_incomplete", "=", True), ("id", "=", motor.id)]
        self.assertFalse(self.env["product.template"].search(domain))
        large.tech_override_ids[:1].unlink()
        self.assertEqual((small.tech_is_incomplete, large.tech_is_incomplete), (False, True))
        self.assertTrue(motor.tech_is_incomplete)
        self.assertFalse(motor.tech_missing_ids, "one variant still says it")
        self.assertEqual(self.env["product.template"].search(domain), motor)

    def test_every_ip_code_of_the_standard_is_an_option(self):
        self.assertEqual(sorted(self.ip.option_ids.mapped("code")), sorted(all_codes()))
        self.env["tech.spec.attribute"]._load_ip_codes()
        self.assertEqual(len(self.ip.option_ids), len(all_codes()))

    def test_a_form_asks_instead_of_guessing(self):
        motor = self._create_motor("M1", texts={self.torque: "5 N·m"})
        with (
            self.assertRaisesRegex(ValidationError, "can be read as"),
            Form(motor) as form,
            form.tech_value_ids.edit(0) as line,
        ):
            line.value_text = "1,250"
