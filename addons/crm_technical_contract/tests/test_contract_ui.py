from odoo import fields
from odoo.tests import HttpCase, tagged

from ..core.terms import add_months
from .common import ContractCommon


@tagged("post_install", "-at_install", "browser")
class TestContractTour(ContractCommon, HttpCase):
    """From the contract to its renewal, its amendment, a pause and the notice, on the screen."""

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
