from datetime import timedelta

from odoo import fields
from odoo.tests import HttpCase, freeze_time, tagged
from odoo.tools import html2plaintext
from odoo.tools.misc import format_date

from ..core.terms import add_months
from .common import ContractCommon


@tagged("post_install", "-at_install", "browser")
class TestContractTour(ContractCommon, HttpCase):
    """From the contract to its renewal, its amendment, a pause and the notice, on the screen."""

    def _look(self, contract, day, tour):
        """A night that runs twice, then what the salesperson sees and does on that day."""
        with freeze_time(f"{day} 09:00:00", tick=True):
            for _run in range(2):
                self.env.ref("crm_technical_contract.ir_cron_contracts").method_direct_trigger()
            self.start_tour(
                f"/odoo/tech-contracts/{contract.id}", tour, login=self.seller.login, timeout=120
            )
        self.env.invalidate_all()

    def test_tacit_renewal_of_a_consumer_day_by_day(self):
        """Told in the window, warned of the notice, renewed by the night; each alert once."""
        start = fields.Date.context_today(self.partner)
        contract = self._start(start, is_consumer=True)
        first, last, end = contract.inform_from, contract.last_notice_day, contract.date_end
        self._look(contract, first + timedelta(days=3), "crm_technical_contract_inform")
        self.assertEqual(contract.informed_on, first + timedelta(days=3))
        letter = contract.message_ids.filtered(lambda one: self.partner in one.partner_ids)
        self.assertIn(format_date(self.env, last), html2plaintext(letter.body))
        self._look(contract, last - timedelta(days=5), "crm_technical_contract_notice")
        self._look(contract, end + timedelta(days=1), "crm_technical_contract_renewed")
        self.assertEqual(contract.state, "active")
        self.assertEqual(contract.term_ids[-1].date_start, end + timedelta(days=1))
        self.assertTrue(contract.term_ids[-1].is_told)
        self.assertEqual(contract.date_end, add_months(start, 24) - timedelta(days=1))
        alerts = self.env["tech.contract.alert"].search([("contract_id", "=", contract.id)])
        self.assertEqual(sorted(alerts.mapped("kind")), ["inform", "notice"])

    def test_contract_to_renewal(self):
        today = fields.Date.context_today(self.partner)
        contract = self._create_contract(
            add_months(today, -13), user_id=self.env.ref("base.user_admin").id
        )
        self.start_tour(
            f"/odoo/tech-contracts/{contract.id}",
            "crm_technical_contract_life",
            login="admin",
            timeout=120,
        )
        self.assertEqual(len(contract.term_ids), 2)
        self.assertEqual((contract.state, contract.amount), ("notice", 2400))
        self.assertFalse(contract.pause_ids, "ended on the day on which it began")
