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
        self._do(case.picking_ids - replace.move_ids.picking_id)
        back = replace.move_ids.filtered(lambda move: move.location_id.usage == "customer")
        self._do(back.picking_id, self.lots[0])
        self._do((replace.move_ids - back).picking_id, self.lots[1])
        self.env.invalidate_all()
        self.assertFalse(any(case.line_ids.mapped("still_open")))
        self.assertFalse(self.lots[0].tech_warranty_until)
        self.assertTrue(self.lots[1].tech_warranty_until)
