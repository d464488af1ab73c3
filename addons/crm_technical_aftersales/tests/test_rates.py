from odoo.tests import tagged

from .common import AfterSalesCommon


@tagged("post_install", "-at_install")
class TestRates(AfterSalesCommon):
    def _show(self, by, **values):
        rates = self.env["tech.return.rates"].create({"by": by, **values})
        rates.action_show()
        return rates.line_ids

    def test_rates_have_intervals_and_small_samples_none(self):
        maker = self.env["res.partner"].create({"name": "Maker"})
        self.remote.seller_ids = [(0, 0, {"partner_id": maker.id})]
        order = self._sell(20)
        self._decide(order, "replace", 3)
        single = self._sell(1, product=self.motor, lots=self.lots[4])
        self._decide(single, "refund", lot_id=self.lots[4].id)
        lines = self._show("product")
        remote = lines.filtered(lambda line: line.name == self.remote.display_name)
        self.assertEqual(
            [round(100 * value, 1) for value in (remote.rate, remote.low, remote.high)],
            [15.0, 5.2, 36.0],
        )
        motor = lines.filtered(lambda line: line.name == self.motor.display_name)
        self.assertEqual((motor.interval, motor.sold), ("—", 1))
        self.assertGreater(lines.ids.index(motor.id), lines.ids.index(remote.id))
        maker_line = self._show("supplier").filtered(lambda line: line.name == "Maker")
        self.assertEqual((maker_line.sold, maker_line.returned), (20, 3))
        twin = self._create_product(self.env, "Twin", 1.0, tracking="lot")
        namesake = self.env["stock.lot"].create({"name": "M-5", "product_id": twin.id})
        self.env["stock.quant"]._update_available_quantity(
            twin, self.warehouse.lot_stock_id, 9, lot_id=namesake
        )
        self._sell(9, product=twin)
        lot = self._show("lot", least=1).filtered(lambda line: "M-5" in line.name)
        self.assertEqual(lot.rate, 1)

    def test_what_is_given_back_is_not_sold_again(self):
        """Sold is what left less nothing: neither the way back nor the way out again counts."""
        order = self._sell(20)
        delivery = order.picking_ids
        for _again in range(2):  # came by hand, went out again, twice
            back = self._turn(delivery, 5)
            delivery = self._turn(back, 5)
        repair = self._decide(order, "repair", 2)
        self._do(repair.move_ids.picking_id)
        repair.repair_ids.action_validate()
        repair.repair_ids.action_repair_start()
        repair.repair_ids.action_repair_end()
        self._do(repair.move_ids.picking_id)
        gone = order.picking_ids.move_ids.filtered(
            lambda move: move.state == "done" and move.location_dest_id.usage == "customer"
        )
        self.assertGreaterEqual(sum(gone.mapped("quantity")), 30)
        remote = self._show("product").filtered(lambda one: one.name == self.remote.display_name)
        self.assertEqual((remote.sold, remote.returned), (20, 2))

    def _turn(self, picking, quantity):
        """Send by hand what a transfer moved the way it came."""
        wizard = self.env["stock.return.picking"].create({"picking_id": picking.id})
        wizard.product_return_moves.quantity = quantity
        back = wizard._create_return()
        self._do(back)
        return back

    def test_reasons_are_told_heaviest_first(self):
        order = self._sell(10)
        case = self._open(order)
        for reason, quantity in (("reason_lost", 1), ("reason_dead", 3)):
            self._line(
                case,
                order,
                quantity=quantity,
                reason_id=self.env.ref(f"crm_technical_aftersales.{reason}").id,
            )
        lines = self._show("reason", nature="technical")
        self.assertIn("Technical / Does not start", lines.mapped("name"))
        lines = self._show("reason")
        self.assertEqual(lines.sorted("returned", reverse=True).ids, lines.ids)
        self.assertAlmostEqual(lines[-1].running, 1)
