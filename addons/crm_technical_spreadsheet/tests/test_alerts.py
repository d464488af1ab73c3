from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import freeze_time, new_test_user, tagged

from .common import FiguresCommon


@tagged("post_install", "-at_install")
class TestAlerts(FiguresCommon):
    """Chosen by each person, told once."""

    def _rule(self, kind, user=None, **values):
        return self.env["tech.alert.rule"].create(
            {"kind": kind, "user_id": (user or self.boss).id, **values}
        )

    def _told(self, rule):
        return self.env["mail.message"].search(
            [
                ("model", "=", rule._name),
                ("res_id", "=", rule.id),
                ("message_type", "=", "user_notification"),
            ]
        )

    def _night(self):
        self.env["tech.alert.rule"]._cron_alerts()

    def _quote(self, user, days):
        quote = self.env["sale.order"].create({"partner_id": self.customer.id, "user_id": user.id})
        quote.order_line = [(0, 0, {"product_id": self.gate.id})]
        quote.state = "sent"
        quote.tech_sent_on = fields.Datetime.now() - timedelta(days=days)
        self.env.flush_all()
        return quote

    def test_a_late_quote_is_told_once_and_again_when_it_comes_back(self):
        rule = self._rule("late_quotes", days=10)
        quote = self._quote(self.anna, 12)
        for _time in range(3):
            self._night()
        self.assertEqual(len(self._told(rule)), 1)
        self.assertIn(quote.name, self._told(rule).body)
        self.assertEqual(self._told(rule).notified_partner_ids, self.boss.partner_id)
        other = self._quote(self.anna, 13)
        self._night()
        self.assertEqual(len(self._told(rule)), 2)
        self.assertNotIn(quote.name, self._told(rule)[0].body, "only what is new")
        self.assertIn(other.name, self._told(rule)[0].body)
        sent = quote.tech_sent_on
        quote.tech_sent_on = fields.Datetime.now()
        self._night()
        self.assertEqual(rule.state_count, 1)
        quote.tech_sent_on = sent
        self._night()
        self.assertEqual(len(self._told(rule)), 3, "it came back")

    def test_what_another_was_told_is_told_to_whoever_gets_the_alert(self):
        rule = self._rule("late_quotes", days=10)
        quote = self._quote(self.anna, 12)
        self._night()
        self.assertEqual(rule.state_count, 1)
        rule.days = 11
        self.assertTrue(rule.state_ids, "the same alert")
        rule.user_id = self.anna
        self.assertFalse(rule.sudo().state_ids, "what the former one was told is not shown")
        self._night()
        told = self._told(rule).filtered(
            lambda message: message.notified_partner_ids == self.anna.partner_id
        )
        self.assertIn(quote.name, told.body)

    def test_a_request_without_a_quote_is_told_once(self):
        rule = self._rule("new_requests")
        self.assertEqual(rule.days, 2)
        request = self.env["crm.lead"].create(
            {"name": "A gate for the court", "partner_id": self.customer.id, "user_id": False}
        )
        self._night()
        self.assertNotIn(str(request.id), rule.state_ids.mapped("key"), "of today")
        with freeze_time(fields.Datetime.now() + timedelta(days=3)):
            self._night()
            self._night()
        told = self._told(rule).filtered(lambda one: request.name in one.body)
        self.assertEqual(len(told), 1)
        self._quote(self.boss, 0).opportunity_id = request
        self.env.flush_all()
        with freeze_time(fields.Datetime.now() + timedelta(days=4)):
            self._night()
        self.assertNotIn(str(request.id), rule.state_ids.mapped("key"))

    def test_a_target_is_told_once_a_month(self):
        self._sell(self.boss, (self.gate, 1))
        rule = self._rule("target", target_amount=1_000_000)
        today = fields.Date.context_today(rule)
        first = today.replace(day=1)
        for month, days in ((first, (16, 17, 20)), (fields.Date.add(first, months=1), (16, 20))):
            for day in days:
                with freeze_time(month.replace(day=day)):
                    self._night()
        self.assertEqual(len(self._told(rule)), 2)
        calm = self._rule("target", target_amount=0.01)
        self._night()
        self.assertFalse(self._told(calm))

    def test_stock_below_its_order_point(self):
        self.motor.is_storable = True
        point = self.env["stock.warehouse.orderpoint"].create(
            {"product_id": self.motor.id, "product_min_qty": 5, "product_max_qty": 9}
        )
        rule = self._rule("order_points")
        self._night()
        self.assertIn("Motor", self._told(rule).body)
        self.env["stock.quant"]._update_available_quantity(self.motor, point.location_id, 6)
        self.env.invalidate_all()
        self._night()
        self.assertNotIn(str(point.id), rule.state_ids.mapped("key"))
        stranger = new_test_user(self.env, "figures_stranger", "base.group_user")
        with self.assertRaises(ValidationError):
            self._rule("order_points", stranger)

    def test_products_that_come_back_often(self):
        self._sell(self.anna, (self.motor, 25), returned=4)
        rule = self._rule("returns")
        self.assertEqual(rule.percent, 10)
        self._night()
        self.assertRegex(self._told(rule).body, r"16[.,]0 %")
        rule.percent = 20
        self._night()
        self.assertFalse(rule.state_ids.filtered(lambda one: "Motor" in one.text))

    def test_everybody_is_told_of_what_he_may_read_and_writes_his_own(self):
        theirs = self._quote(self.boss, 30)
        mine = self._rule("late_quotes", self.anna, days=10)
        self._night()
        self.assertFalse(self._told(mine), "a quote of somebody else")
        boss_rule = self._rule("late_quotes", days=10)
        self._night()
        self.assertIn(theirs.name, self._told(boss_rule).body)
        own = self.env["tech.alert.rule"].with_user(self.anna)
        self.assertEqual(own.search([("user_id", "in", (self.anna | self.boss).ids)]), mine)
        with self.assertRaises(AccessError):
            boss_rule.with_user(self.anna).days = 1
        with self.assertRaises(AccessError):
            own.create({"kind": "late_quotes", "user_id": self.boss.id})
        with self.assertRaises(AccessError):
            mine.state_ids.with_user(self.anna).create(
                {"rule_id": mine.id, "key": "1", "text": "x"}
            )
        own.create({"kind": "late_quotes", "days": 3}).action_check()
