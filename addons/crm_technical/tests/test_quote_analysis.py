from odoo import fields
from odoo.tests import freeze_time, tagged

from .common import TechnicalCommon


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
