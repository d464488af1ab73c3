from odoo.tests import HttpCase, tagged

from .common import TillCommon


@tagged("post_install", "-at_install", "browser", "slow", "-standard")
class TestTillTour(TillCommon, HttpCase):
    def test_the_till_pays_the_refund_of_a_case(self):
        receipt = self._ring((self.remote, 2))
        case = self._open_receipt(receipt)
        line = case.line_ids
        line.write({"quantity": 1, "decision": "refund"})
        line.action_decide()
        self.start_tour(
            f"/pos/ui/{self.till.id}",
            "crm_technical_aftersales_pos_refund",
            login="admin",
            timeout=180,
        )
        refund = case.till_refund_ids
        self.assertEqual((refund.state, refund.amount_paid), ("paid", -36))
        self.assertEqual(refund.lines.tech_case_line_id, line)
