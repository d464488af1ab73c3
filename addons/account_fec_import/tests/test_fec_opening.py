from odoo.tests import tagged

from .common import FecCommon


@tagged("post_install", "-at_install")
class TestFecOpening(FecCommon):
    """A second year: what the books carry forward is not booked again."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._take_over(
            cls._write(
                [
                    cls._line("AN", "1", "20210101", "512100", 500),
                    cls._line("AN", "1", "20210101", "101300", -500),
                ],
                cls._sale("1", 100),
                cls._sale("2", 50, "C2", letter="Z"),
                cls._payment("1", 120, letter=""),
            )
        )

    def _opening(self, bank=620, partner=60, result=-150, tax=-30):
        rows = [
            self._line("AN", "1", "20220101", "512100", bank),
            self._line("AN", "1", "20220101", "101300", -500),
            self._line("AN", "1", "20220101", "445710", tax),
            self._line("AN", "1", "20220101", "120000", result),
            self._line(
                "AN",
                "1",
                "20220101",
                "411000",
                partner,
                partner="C2",
                partner_name="Client C2",
                letter="B",
                piece="P2",
            ),
        ]
        rows[0][11] = f"{bank - 0:.2f}"
        return rows

    def test_the_first_opening_is_booked(self):
        self.assertEqual(self._balances()["512100"], 62000)
        self.assertEqual(self._balances()["101300"], -50000)

    def test_a_detailed_customer_and_the_result(self):
        payment = self._payment("1", 60, "C2", letter="B", day="20220202")
        opening = self._opening()
        opening.append(
            self._line("AN", "1", "20220101", "411000", 120, partner="C1", partner_name="Client C1")
        )
        opening.append(
            self._line(
                "AN", "1", "20220101", "411000", -120, partner="C1", partner_name="Client C1"
            )
        )
        fec = self._take_over(self._write(opening, payment))
        self.assertEqual(fec.left_out_count, 1)
        balances = self._balances()
        self.assertEqual(balances["512100"], 68000)
        self.assertEqual(balances["101300"], -50000)
        self.assertEqual(balances["120000"], -15000)
        self.assertEqual(self._partner_balances(), {})
        self.assertEqual(sum(balances.values()), 0)
        self.assertEqual(fec.lettered_count, 1, "the payment finds the invoice of the year before")
        again = self._take_over(self._write(opening, payment))
        self.assertEqual(self._balances(), balances)
        self.assertEqual(again.state, "done")

    def test_a_difference_stops_and_is_named(self):
        fec = self._create_import(self._write(self._opening(bank=610, result=-140)))
        fec.action_check()
        [(_line, message)] = [one for one in self._messages(fec) if "512100" in one[1]]
        self.assertIn("610", message)
        self.assertIn("620", message)

    def test_differences_are_booked_when_a_person_says_so(self):
        self._take_over(self._write(self._opening(bank=610, result=-140)), opening="adjust")
        balances = self._balances()
        self.assertEqual(balances["512100"], 61000)
        self.assertEqual(balances["120000"], -14000)
        self.assertEqual(sum(balances.values()), 0)
