from datetime import datetime, timedelta

from odoo import fields
from odoo.tests import freeze_time, new_test_user, tagged

from .common import AfterSalesCommon


@tagged("post_install", "-at_install")
class TestClock(AfterSalesCommon):
    """Monday 13 July 2026, two shifts 8–12 and 13–17 in Paris; 14 July is a holiday."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        shifts = [
            (0, 0, {"name": "x", "dayofweek": str(day), "hour_from": start, "hour_to": start + 4})
            for day in range(5)
            for start in (8, 13)
        ]
        cls.calendar = cls.env["resource.calendar"].create(
            {"name": "SAV", "tz": "Europe/Paris", "attendance_ids": [(5, 0, 0), *shifts]}
        )
        cls.env["resource.calendar.leaves"].create(
            {
                "name": "14 July",
                "calendar_id": cls.calendar.id,
                "date_from": "2026-07-13 22:00:00",
                "date_to": "2026-07-14 22:00:00",
            }
        )
        cls.level = cls.env["tech.sla"].create(
            {
                "name": "Standard",
                "sequence": 1,
                "answer_hours": 2,
                "solve_hours": 8,
                "calendar_id": cls.calendar.id,
            }
        )

    def _at(self, moment):
        return freeze_time(datetime.fromisoformat(moment))

    def test_lunch_holiday_and_pause_do_not_count(self):
        with self._at("2026-07-13 08:00"):  # 10 h in Paris
            case = self._open()
            self.assertEqual(case.answer_due, datetime(2026, 7, 13, 10))
            self.assertEqual(case.solve_due, datetime(2026, 7, 15, 8), "6 h today, 2 on Wednesday")
        with self._at("2026-07-13 09:00"):
            case.action_take()
            case.action_wait()
            self.assertFalse(case.solve_due)
            self.assertTrue(case.answered_on)
        with self._at("2026-07-15 09:00"):
            case.action_resume()
            self.assertEqual(case.solve_due, datetime(2026, 7, 16, 8), "7 h left from 11 h on")
        with self._at("2026-07-15 14:00"):
            case.action_solve()
            self.assertAlmostEqual(case.spent_hours, 5)
            self.assertEqual(case.sla_kept, "yes")
        with self._at("2026-07-20 06:00"):
            case.action_reopen()
            self.assertEqual(case.solve_due, datetime(2026, 7, 20, 9), "the same clock goes on")
        with self._at("2026-07-20 12:00"):
            case.action_solve()
            self.assertEqual(case.sla_kept, "no")

    def test_a_holiday_entered_later_moves_what_is_open_and_late_is_told_once(self):
        with self._at("2026-07-16 06:00"):
            case = self._open(user_id=self.technician.id)
            closed = self._open()
            closed.action_solve()
            self.assertEqual(case.solve_due, datetime(2026, 7, 16, 15))
            before = closed.solve_due
            self.env["resource.calendar.leaves"].create(
                {
                    "name": "Stocktaking",
                    "calendar_id": self.calendar.id,
                    "date_from": "2026-07-16 05:00:00",
                    "date_to": "2026-07-16 20:00:00",
                }
            )
            self.env["tech.case"]._cron_clock()
            self.assertEqual(case.solve_due, datetime(2026, 7, 17, 15))
            self.assertEqual(closed.solve_due, before)
        with self._at("2026-07-17 16:00"):
            self.assertIn(case, self.env["tech.case"].search([("is_late", "=", True)]))
            for _again in range(2):
                self.env.invalidate_all()
                self.env["tech.case"]._cron_clock()
            late = self.env.ref("crm_technical_aftersales.mail_activity_late")
            told = case.activity_ids.filtered(lambda one: one.activity_type_id == late)
            self.assertEqual((len(told), told.user_id), (1, self.technician))

    def test_the_promise_is_the_first_that_fits_and_stays_as_promised(self):
        urgent = self.level.copy({"sequence": 0, "priority": "1", "solve_hours": 4})
        case = self._open(priority="1")
        self.assertEqual((case.sla_id, case.sla_solve_hours), (urgent, 4))
        urgent.solve_hours = 1
        self.assertEqual(case.sla_solve_hours, 4)
        case.priority = "0"
        self.assertEqual(case.sla_id, self.level)

    def test_cases_go_to_who_is_there_knows_and_has_room(self):
        gates = self.env["product.category"].create({"name": "Gates"})
        motors = self.env["product.category"].create({"name": "Motors", "parent_id": gates.id})
        self.motor.categ_id = motors
        people = [
            new_test_user(self.env, login, "crm_technical_aftersales.group_aftersales_user")
            for login in ("sav_knows", "sav_all", "sav_other")
        ]
        doors = self.env["product.category"].create({"name": "Doors"})
        knows, _all, _other = self.env["tech.technician"].create(
            [
                {"user_id": person.id, "category_ids": [(6, 0, skills.ids)], "most": 1}
                for person, skills in zip(
                    people, (gates, self.env["product.category"], doors), strict=True
                )
            ]
        )
        taken = []
        for _round in range(3):
            case = self._open()
            self._line(case, product_id=self.motor.id)
            if case._assign():
                taken.append(case.user_id)
        self.assertEqual(taken, people[:2])
        self._assert_refused("Nobody can take", case.action_assign)
        self.env["tech.case"].search([("user_id", "in", knows.user_id.ids)]).action_cancel()
        self.env["resource.calendar.leaves"].create(
            {
                "resource_id": knows.resource_id.id,
                "date_from": fields.Datetime.now() - timedelta(hours=1),
                "date_to": fields.Datetime.now() + timedelta(days=3),
            }
        )
        self.env.invalidate_all()
        self.assertTrue(knows.is_away)
        self.assertFalse(case._assign())

    def test_many_open_cases_are_reckoned_in_one_reading_of_the_calendar(self):
        facts = {"title": "One of many", "partner_id": self.customer.id}
        cases = self.env["tech.case"].create([facts] * 8)
        cases.invalidate_recordset()
        cases._reckon()
        self.env.flush_all()
        cases.invalidate_recordset()
        with self.assertQueryCount(4):
            cases._reckon()
