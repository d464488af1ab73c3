import math
import random
from fractions import Fraction

from odoo.tests import tagged

from odoo.addons.crm_technical_spec.models import sql

from .common import SpecCommon

NEAR = 10
SEED = 20261
LEVELS = "ABCD"
WIDE = ("between", "covers", "within")
FORMS = ["one", "one", "one", "wide", "open"]


@tagged("post_install", "-at_install")
class TestSpecRanking(SpecCommon):
    """Random needs over random products, many of them silent, beside a model that shares no code."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.grade = cls._create_attribute(
            "Grade",
            kind="option",
            near_percent=0,
            option_ids=[(0, 0, {"name": f"G{one}", "code": f"G{one}"}) for one in LEVELS],
        )
        for low, high in zip(cls.grade.option_ids, cls.grade.option_ids[1:], strict=False):
            high.implies_ids = low
        cls.asked = cls.torque | cls.weight | cls.supply | cls.grade | cls.encoder
        cls.drives = cls._create_family("Drives", cls.asked)
        cls.chooser = random.Random(SEED)
        cls.facts = {}
        for place in range(60):
            facts = {} if place % 5 == 0 else cls._draw_product()
            texts = {one: cls._write_held(one, value) for one, value in facts.items()}
            motor = cls._create_motor(f"Drive {place}", cls.drives, texts)
            cls.facts[motor.product_variant_id.id] = facts

    @classmethod
    def _draw_product(cls):
        choose = cls.chooser
        known = [one for one in cls.asked if choose.random() < 0.6]
        facts = {}
        for attribute in known:
            if attribute == cls.grade:
                facts[attribute] = choose.choice(LEVELS)
            elif attribute == cls.encoder:
                facts[attribute] = choose.random() < 0.5
            else:
                facts[attribute] = cls._draw_bounds(attribute == cls.supply)
        return facts

    @classmethod
    def _draw_bounds(cls, is_range):
        """Return the bounds of a value: of one figure, a range, a tolerance, an open end."""
        choose = cls.chooser
        low = Fraction(choose.randint(8, 60), 4)
        form = choose.choice(["open", "wide", "wide", "wide"] if is_range else FORMS)
        if form == "open":
            return low, math.inf
        width = Fraction(choose.randint(1, 10), 2)
        return (low, low) if form == "one" else (low, low + width)

    @classmethod
    def _write_held(cls, attribute, value):
        """Return what a data sheet says: of a number with two bounds the middle and its tolerance."""
        if isinstance(value, tuple) and value[1] == math.inf:
            return f"≥ {float(value[0]):g}"
        if isinstance(value, tuple) and attribute != cls.supply and value[0] != value[1]:
            low, high = value
            return f"{float((low + high) / 2):.10g} ±{float((high - low) / 2):.10g}"
        return cls._write(value)

    @classmethod
    def _write(cls, value):
        if isinstance(value, bool):
            return "yes" if value else "no"
        if isinstance(value, str):
            return f"G{value}"
        low, high = map(float, value)
        return f"{low:g}" if low == high else f"{low:g} - {high:g}"

    def _draw_need(self):
        choose = self.chooser
        asked = choose.sample(list(self.asked), choose.randint(1, 5))
        return [
            (
                attribute,
                *self._draw_criterion(attribute),
                choose.random() < 0.6,
                choose.randint(1, 4),
            )
            for attribute in asked
        ]

    def _draw_criterion(self, attribute):
        choose = self.chooser
        if attribute == self.grade:
            return "in", choose.choice(LEVELS)
        if attribute == self.encoder:
            return "is", choose.random() < 0.5
        low = Fraction(choose.randint(8, 60), 4)
        operator = choose.choice(["ge", "le", "eq", "between"])
        if attribute == self.supply:
            operator = choose.choice(["ge", "le", "covers", "within"])
        high = low + Fraction(choose.randint(0, 12), 4) if operator in WIDE else low
        return operator, (low, high)

    # --- the independent model ----------------------------------------------------------------

    def _judge(self, attribute, operator, asked, held):
        if operator == "in":
            distance = LEVELS.index(held) - LEVELS.index(asked)
            return "pass" if distance >= 0 else "near" if distance == -1 else "fail"
        if operator == "is":
            return "pass" if held == asked else "fail"
        missed = self._miss(attribute, operator, asked, held)
        tolerated = max(asked) * NEAR / 100
        return "pass" if missed <= 0 else "near" if missed <= tolerated else "fail"

    def _miss(self, attribute, operator, asked, held):
        """Return by how much a product misses; at most 0 when it meets the criterion."""
        (want, to), (low, high) = asked, held
        reach = attribute == self.supply  # a range is what it can do, a number what it may be
        return {
            "ge": want - (high if reach else low),
            "le": (low if reach else high) - want,
            "eq": max(low - want, to - high),
            "covers": max(low - want, to - high),
            "between": max(want - low, high - to),
            "within": max(want - low, high - to),
        }[operator]

    def _expect(self, need):
        """Return ``{variant id: (what it is ordered by, tier, score)}``."""
        expected = {}
        for variant, facts in self.facts.items():
            counts = dict.fromkeys(("fail", "near", "unknown"), 0)
            gained = total = 0
            for attribute, operator, asked, must, weight in need:
                verdict = "unknown"
                if attribute in facts:
                    verdict = self._judge(attribute, operator, asked, facts[attribute])
                if must:
                    counts[verdict] = counts.get(verdict, 0) + 1
                else:
                    total += weight
                    gained += weight if verdict == "pass" else 0
            worst = [name for name in ("unknown", "near", "fail") if counts[name]]
            tier = {"unknown": 1, "near": 2, "fail": 3}[worst[-1]] if worst else 0
            order = (tier, counts["fail"], counts["near"], counts["unknown"], -gained)
            expected[variant] = (order, tier, 100 * gained / total if total else 100)
        return expected

    def test_every_product_is_judged_as_the_model_judges_it(self):
        finder = self.env["tech.spec.finder"]
        for round_ in range(40):
            need = self._draw_need()
            criteria = [
                finder._get_criterion(
                    attribute, operator, self._write(asked), near=NEAR, must=must, weight=weight
                )
                for attribute, operator, asked, must, weight in need
            ]
            with self.subTest(seed=SEED, round=round_, need=need):
                self._compare(criteria, self._expect(need))

    def _compare(self, criteria, expected):
        finder = self.env["tech.spec.finder"]
        rated = finder._rank_products(criteria, self.drives, [], 100)
        got = {one.product: (one.tier, one.score) for one in rated}
        self.assertEqual(got, {key: (tier, score) for key, (_o, tier, score) in expected.items()})
        orders = [expected[one.product][0] for one in rated]
        self.assertEqual(orders, sorted(orders))
        places = [1 + sum(order < mine for order in orders) for mine in orders]
        self.assertEqual([one.place for one in rated], places)
        fitting = sum(tier == 0 for _order, tier, _score in expected.values())
        self.assertEqual({(one.judged, one.fitting) for one in rated}, {(60, fitting)})

    def test_a_click_on_any_facet_beside_any_need_gives_its_count(self):
        finder = self.env["tech.spec.finder"]
        visible = finder._get_visible(families=self.drives.ids)
        clicks = 0
        for _round in range(12):
            asked = [
                {
                    "attribute_id": attribute.id,
                    "operator": operator,
                    "value": self._write(value),
                    "option_ids": [],
                }
                for attribute, operator, value, _must, _weight in self._draw_need()[:2]
            ]
            criteria = finder._get_criteria(asked)
            facets = finder._get_facets(self.drives, self.drives.ids, criteria, visible)
            for facet in facets:
                others = [one for one in asked if one["attribute_id"] != facet["id"]]
                for choice in facet["choices"]:
                    chosen = finder._get_criteria([*others, choice["request"]])
                    _ids, total = sql.matching.find(self.env, chosen, self.drives.ids, visible)
                    with self.subTest(seed=SEED, asked=asked, choice=choice):
                        self.assertEqual(total, choice["count"])
                    clicks += 1
        self.assertGreater(clicks, 100)
