from odoo.tests import HttpCase, new_test_user, tagged

from .common import FecCommon


@tagged("post_install", "-at_install", "browser")
class TestFecTour(FecCommon, HttpCase):
    def test_a_year_is_checked_mapped_and_taken_over(self):
        accountant = new_test_user(
            self.env,
            "fec_accountant",
            "base.group_user,base.group_partner_manager,account.group_account_user,"
            "account.group_account_manager",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )
        same = self.env["res.partner"].create({"name": "Client C2"})
        content = self._write(
            self._sale("1", 100, letter="A"),
            self._payment("1", 120, letter="A"),
            self._sale("2", 50, "C2"),
        )
        self.env = self.env(user=accountant)
        fec = self._create_import(content)
        self.start_tour(
            f"/odoo/fec-import/{fec.id}",
            "account_fec_import_year",
            login="fec_accountant",
            timeout=180,
        )
        self.assertEqual((fec.state, fec.written_count, fec.lettered_count), ("done", 3, 1))
        self.assertEqual(
            self._balances(),
            {"411000": 6000, "707000": -15000, "445710": -3000, "512100": 12000},
            "sales went where the accountant said",
        )
        line = fec.partner_ids.filtered(lambda line: line.code == "C2")
        self.assertEqual(line.partner_id, same)
