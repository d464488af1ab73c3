from odoo.tests import HttpCase, new_test_user, tagged

from .common import AfterSalesCommon


@tagged("post_install", "-at_install", "browser")
class TestAfterSalesTour(AfterSalesCommon, HttpCase):
    def test_claim_return_refund_and_replacement(self):
        new_test_user(
            self.env,
            "sav_tour",
            "crm_technical_aftersales.group_aftersales_manager,account.group_account_invoice",
        )
        order = self._sell(2)
        motors = self._sell(1, product=self.motor, lots=self.lots[0])
        case = self._open(order, kind="claim")
        refund = self._line(case, order, decision="refund")
        replace = self._line(case, motors, decision="replace", lot_id=self.lots[0].id)
        self.start_tour(
            f"/odoo/after-sales/{case.id}",
            "crm_technical_aftersales_claim",
            login="sav_tour",
            timeout=180,
        )
        self.assertEqual(case.state, "done")
        note = refund.credit_line_ids.move_id
        self.assertEqual((note.state, note.amount_total), ("posted", 36))
        self.assertEqual(case.picking_ids.mapped("state"), ["done"] * 3)
        back = replace.move_ids.filtered(lambda move: move.location_id.usage == "customer")
        sent = replace.move_ids - back
        self.assertEqual((back.quantity, sent.quantity), (1, 1))
        self.assertEqual(back.move_line_ids.lot_id, self.lots[0])
        self.assertEqual(sent.move_line_ids.lot_id, self.lots[1])
        self.assertEqual(sent.picking_id.partner_id, self.customer)
        self.assertFalse(any(case.line_ids.mapped("still_open")))
        self.assertFalse(self.lots[0].tech_warranty_until)
        self.assertTrue(self.lots[1].tech_warranty_until)
        self._assert_refused("1 left", lambda: self._decide(order, "refund", 2))
        for decision in ("replace", "refund"):
            self._assert_refused(
                "0 left",
                lambda decision=decision: self._decide(motors, decision, lot_id=self.lots[0].id),
            )
