import random
from statistics import mean, median

from odoo import fields
from odoo.tests import freeze_time, tagged

from .common import TechnicalCommon

SEED = 18
ANSWERS = ("yes", "yes", "no", "no", "late", "open", "cancel")


@tagged("post_install", "-at_install")
class TestQuoteAnalysis(TechnicalCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.need = cls._create_need((cls.torque, "ge", "5 Nm"), (cls.ip, "in", "IP65"))
        cls.won = cls._create_sent_quote(cls.strong, cls.need)
        cls.won.action_confirm()
        cls.lost = cls._create_sent_quote(cls.light, cls.need)
        cls.lost._tech_reject(
            cls.env.ref("crm_technical.reject_reason_specification"), "", cls.torque
        )
        cls.open = cls._create_sent_quote(cls.strong, cls.need)
        cls.env.flush_all()

    def test_the_win_rate_counts_the_answered_quotes_only(self):
        ((rate, count),) = self.env["tech.quote.report"]._read_group(
            [("partner_id", "=", self.partner.id)], [], ["win_rate:avg", "__count"]
        )
        self.assertEqual((rate, count), (50, 3))

    def test_a_quote_of_two_families_is_one_quote(self):
        other = self._create_family("Sensors", self.encoder)
        sensor = self._create_motor("Sensor", other, texts={self.encoder: "yes"}, list_price=90)
        self.won.order_line = [(0, 0, {"product_id": sensor.product_variant_id.id})]
        second = self._create_sent_quote(self.light)
        second._tech_reject(self.env.ref("crm_technical.reject_reason_price"))
        self.env.flush_all()
        mine = [("partner_id", "=", self.partner.id)]
        ((rate, count),) = self.env["tech.quote.report"]._read_group(
            mine, [], ["win_rate:avg", "__count"]
        )
        self.assertAlmostEqual(rate, 100 / 3, 2)
        self.assertEqual(count, 4)
        rates = dict(
            self.env["tech.quote.family.report"]._read_group(mine, ["family_id"], ["win_rate:avg"])
        )
        self.assertEqual(rates[other], 100)

    def test_an_order_that_was_never_sent_changes_nothing(self):
        reports = self.env["tech.quote.report"]
        before = reports._read_group([], [], ["win_rate:avg", "__count"])
        direct = self._create_quote(self.strong)
        direct.action_confirm()
        self.env.flush_all()
        self.assertEqual(reports._read_group([], [], ["win_rate:avg", "__count"]), before)

    def test_days_to_the_answer_are_those_from_sending_to_the_answer(self):
        with freeze_time("2026-03-02 08:00:00"):
            quote = self._create_sent_quote(self.strong)
        with freeze_time("2026-03-07 20:00:00"):
            quote.action_confirm()
        self.env.flush_all()
        row = self.env["tech.quote.report"].search([("order_id", "=", quote.id)])
        self.assertEqual(row.action_open()["res_id"], quote.id)
        self.assertEqual((row.answer_days, row.revision), (5.5, 1))

    def test_one_late_answer_does_not_move_the_median(self):
        quotes = self.env["sale.order"]
        for hours in (24, 48, 24 * 97):
            with freeze_time("2026-03-02 08:00:00"):
                quote = self._create_sent_quote(self.strong)
            with freeze_time(fields.Datetime.add(quote.tech_sent_on, hours=hours)):
                quote.action_confirm()
            quotes |= quote
        self.env.flush_all()
        reports, domain = self.env["tech.quote.report"], [("order_id", "in", quotes.ids)]
        (group,) = reports.formatted_read_group(
            domain, ["partner_id"], ["answer_days:avg", "answer_median:median"]
        )
        self.assertAlmostEqual(group["answer_days:avg"], 100 / 3, 3)
        self.assertEqual(group["answer_median:median"], 2)
        self.assertEqual(
            reports.formatted_read_grouping_sets(
                domain, [["user_id"], []], ["answer_median:median"]
            )[1][0]["answer_median:median"],
            2,
        )

    def test_the_rate_of_any_selection_is_a_count_by_hand(self):
        chooser = random.Random(SEED)
        sensors = self._create_family("Sensors", self.encoder)
        sensor = self._create_motor("Sensor", sensors, texts={self.encoder: "yes"}, list_price=90)
        reasons = self.env["tech.reject.reason"].search([], limit=3)
        partner = self.env["res.partner"].create({"name": "By hand"})
        known = []  # (salesperson, reason, revision, won, days): one a quote that was sent
        for place in range(18):
            seller = chooser.choice([self.seller, self.rival])
            values = {
                "partner_id": partner.id,
                "user_id": seller.id,
                "validity_date": "2030-01-01",
            }
            with freeze_time("2026-03-02 08:00:00"):
                quote = self._create_quote(chooser.choice([self.strong, self.light]), **values)
                if chooser.random() < 0.5:
                    quote.order_line = [(0, 0, {"product_id": sensor.product_variant_id.id})]
                if place < 3:  # a direct order, or a draft: no quote
                    if place:
                        quote.action_confirm()
                    continue
                quote.action_quotation_sent()
                revision = chooser.choice([1, 1, 2])
                if revision == 2:
                    quote = quote.browse(quote.action_tech_revise()["res_id"])
                    quote.action_quotation_sent()
            days, answer = chooser.randint(1, 40), chooser.choice(ANSWERS)
            reason = chooser.choice(reasons)
            with freeze_time(fields.Datetime.add(quote.tech_sent_on, days=days)):
                if answer == "yes":
                    quote.action_confirm()
                elif answer == "no":
                    quote._tech_reject(reason)
                elif answer == "cancel":
                    quote._action_cancel()
                    continue
            if answer == "late":
                quote.validity_date = "2026-03-20"
            won = {"yes": 100, "no": 0, "late": 0}.get(answer)
            lost = reason if answer == "no" else reasons.browse()
            known.append((seller, lost, revision, won, days if answer in ("yes", "no") else None))
        self.env.flush_all()
        self._compare_by_hand(partner, known)

    def _compare_by_hand(self, partner, known):
        names = ("user_id", "reason_id", "revision")
        aggregates = ["__count", "win_rate:avg", "answer_days:avg", "answer_median:median"]
        for place, name in [(None, None), *enumerate(names)]:
            expected = {}
            for row in known:
                group = expected.setdefault(None if name is None else row[place], [])
                group.append(row)
            rows = self.env["tech.quote.report"].formatted_read_group(
                [("partner_id", "=", partner.id)], [name] if name else [], aggregates
            )
            self.assertEqual(len(rows), len(expected), name)
            for row in rows:
                key = row[name][0] if name and isinstance(row[name], tuple) else row.get(name)
                (found,) = [
                    group
                    for one, group in expected.items()
                    if name is None or (one if name == "revision" else one.id) == key
                ]
                rates = [one[3] for one in found if one[3] is not None]
                days = [one[4] for one in found if one[4] is not None]
                with self.subTest(seed=SEED, by=name, key=key):
                    self.assertEqual(row["__count"], len(found))
                    for field, values, measure in (
                        ("win_rate:avg", rates, mean),
                        ("answer_days:avg", days, mean),
                        ("answer_median:median", days, median),
                    ):
                        self.assertAlmostEqual(
                            row[field] or 0, measure(values) if values else 0, 3, field
                        )

    def test_a_revised_need_is_lost_or_won_once(self):
        self.open.action_tech_revise()
        self.env.flush_all()
        rows = self.env["tech.quote.report"].search([("partner_id", "=", self.partner.id)])
        self.assertNotIn(self.open, rows.order_id)

    def test_the_criterion_that_fails_shows_what_it_costs(self):
        groups = self.env["tech.compliance.report"]._read_group(
            [("partner_id", "=", self.partner.id)],
            ["attribute_id", "verdict"],
            ["win_rate:avg", "decisive:sum"],
        )
        outcome = {(attribute, verdict): rest for attribute, verdict, *rest in groups}
        self.assertEqual(outcome[self.torque, "near"], [0, 1])
        self.assertEqual(outcome[self.torque, "pass"], [100, 0])

    def test_amounts_are_in_the_company_currency(self):
        row = self.env["tech.quote.report"].search([("order_id", "=", self.won.id)])
        self.assertAlmostEqual(row.amount, self.won.amount_untaxed / self.won.currency_rate, 2)
