from odoo.exceptions import AccessError, UserError
from odoo.fields import Date
from odoo.tests import TransactionCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestLegalFigures(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.figures = cls.env["fr.legal.figure"]

    def test_the_line_of_the_day_counts(self):
        find = self.figures._find_value
        self.assertEqual(find("legal_interest", Date.to_date("2025-06-30")), 3.71)
        self.assertEqual(find("legal_interest", Date.to_date("2025-07-01")), 2.76)
        self.assertIsNone(find("legal_interest", Date.to_date("2019-01-01")))
        self.assertIsNone(find("legal_interest", Date.to_date("2030-01-01")), "it has an end")
        self.assertEqual(find("recovery_indemnity", Date.to_date("2030-01-01")), 40)

    def test_a_new_line_counts_at_once(self):
        self.assertIsNone(self.figures._find_value("legal_interest", Date.to_date("2030-01-01")))
        line = self.figures.create(
            {"code": "legal_interest", "date_from": "2030-01-01", "value": 2, "source": "JO"}
        )
        self.assertEqual(self.figures._find_value("legal_interest", Date.to_date("2030-01-01")), 2)
        line.value = 3
        self.assertEqual(self.figures._find_value("legal_interest", Date.to_date("2030-01-01")), 3)
        line.unlink()
        self.assertIsNone(self.figures._find_value("legal_interest", Date.to_date("2030-01-01")))

    def test_what_is_missing_is_asked_for(self):
        with self.assertRaisesRegex(UserError, "French Legal Figures"):
            self.figures._get_value("ecb_rate", Date.to_date("2030-01-01"))

    def test_rates_of_the_second_half_of_2026(self):
        """L441-10 takes the rates of 1 July for the whole half-year."""
        for day in ("2026-07-01", "2026-11-29", "2026-12-31"):
            found = [
                self.figures._find_value(code, Date.to_date(day))
                for code in ("legal_interest", "ecb_rate")
            ]
            self.assertEqual(found, [2.75, 2.4])
        self.assertIsNone(self.figures._find_value("ecb_rate", Date.to_date("2027-01-01")))

    def test_every_figure_has_its_source(self):
        self.assertFalse(self.figures.search([("source", "=", False)]))

    def test_what_nobody_confirmed_does_not_count(self):
        day = Date.to_date("2030-01-01")
        line = self.figures.create(
            {
                "code": "ecb_rate",
                "date_from": "2030-01-01",
                "value": 9,
                "source": "heard",
                "confirmed": False,
            }
        )
        self.assertIsNone(self.figures._find_value("ecb_rate", day))
        line.confirmed = True
        self.assertEqual(self.figures._find_value("ecb_rate", day), 9)

    def test_rates_of_vat_are_several_at_once(self):
        rates = self.figures._get_values("vat_rate", Date.to_date("2026-03-01"))
        self.assertLessEqual({0, 2.1, 5.5, 8.5, 10, 20}, set(rates))
        self.assertNotIn(19, rates)
        self.assertEqual(len(rates), 15)

    def test_an_employee_reads_and_does_not_write(self):
        clerk = new_test_user(self.env, "fr_clerk", "base.group_user")
        figure = self.figures.search([], limit=1).with_user(clerk)
        self.assertTrue(figure.value)
        with self.assertRaises(AccessError):
            figure.value = 1
