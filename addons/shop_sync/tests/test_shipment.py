from odoo.tests import tagged

from .common import ShopSyncCommon


class ShipmentCase(ShopSyncCommon):
    def setUp(self):
        super().setUp()
        self.row, self.product = self._product(quantity=20)
        self.key = self._book().add_one(1, lines=[(self.row, None, 2)], state=2)
        self._start()
        self._synchronise()
        self.order = self._order_of(self.key)

    def _ship(self, tracking="XY123456789FR"):
        picking = self.order.picking_ids.filtered(lambda p: p.state not in ("done", "cancel"))
        picking.carrier_tracking_ref = tracking
        picking.move_ids.picked = True
        picking.button_validate()
        return picking

    def _histories(self):
        table = self.store.tables["order_histories"]
        keys = table.where("id_order", [str(self.key)])
        return [table.rows[key]["id_order_state"] for key in keys]


@tagged("post_install", "-at_install")
class TestShipment(ShipmentCase):
    """Parcels on their way into a shop."""

    def test_tracking_and_state_reach_the_shop_once(self):
        self._ship()
        self.assertEqual(self._messages("new").mapped("direction"), ["out"])
        self._synchronise()
        self._synchronise()
        self.assertEqual(self.store.tracking_of(self.key), "XY123456789FR")
        self.assertEqual(self._histories(), ["2", "4"])
        self.assertEqual(self.store.tables["orders"].rows[self.key]["current_state"], "4")

    def test_an_answer_cut_after_the_write_is_not_repeated(self):
        self.shop.faults.cut_writes = 1.0
        self._ship()
        self._synchronise()
        self.shop.faults.cut_writes = 0.0
        self.channel.open_until = False
        self._messages("retry").action_retry()
        self._synchronise()
        self.assertEqual(self._histories(), ["2", "4"])
        self.assertEqual(self.store.tracking_of(self.key), "XY123456789FR")
        self.assertFalse(self._messages("new", "retry", "waiting", "dead"))

    def test_a_php_warning_after_the_write_is_no_failure(self):
        self.shop.faults.warn_writes = 1.0
        self._ship()
        self._synchronise()
        self.assertEqual(self._histories(), ["2", "4"])
        self.assertFalse(self._messages("new", "retry", "waiting", "dead"))

    def test_the_order_row_keeps_everything_else(self):
        before = dict(self.store.tables["order_carriers"].rows[1])
        self._ship()
        self._synchronise()
        after = dict(self.store.tables["order_carriers"].rows[1])
        self.assertEqual(after.pop("tracking_number"), "XY123456789FR")
        before.pop("tracking_number")
        self.assertEqual(before, after)


@tagged("post_install", "-at_install")
class TestShipmentOldShop(TestShipment):
    """The same on PrestaShop 1.6: a whole PUT instead of PATCH."""

    version = "1.6.1.24"
    allow_inherited_tests_method = True

    def test_only_whole_puts_appear_on_the_wire(self):
        self._ship()
        self._synchronise()
        puts = [
            body for method, path, body in self.shop.log if method == "PUT" and "carriers" in path
        ]
        self.assertEqual(len(puts), 1)
        for field in ("id_order", "id_carrier", "weight", "tracking_number", "date_add"):
            self.assertIn(f"<{field}>".encode(), puts[0])
        self.assertEqual(self.shop.requests("PATCH"), 0)


@tagged("post_install", "-at_install")
class TestShipmentDecisions(ShipmentCase):
    """When the shop is told, whatever its version."""

    def test_the_state_waits_for_the_last_parcel(self):
        self.order.picking_ids.move_ids.quantity = 1
        picking = self.order.picking_ids
        picking.carrier_tracking_ref = "P1"
        picking.move_ids.picked = True
        picking.with_context(skip_backorder=True, picking_ids_not_to_backorder=[]).button_validate()
        self._synchronise()
        self.assertEqual(self.store.tracking_of(self.key), "P1")
        self.assertEqual(self._histories(), ["2"])
        self._ship("P2")
        self._synchronise()
        self.assertEqual(self.store.tracking_of(self.key), "P1, P2")
        self.assertEqual(self._histories(), ["2", "4"])

    def test_a_number_entered_after_the_delivery_follows(self):
        picking = self._ship(False)
        self._synchronise()
        picking.carrier_tracking_ref = "LATE1"
        self._synchronise()
        self.assertEqual(self.store.tracking_of(self.key), "LATE1")
        self.assertEqual(self._histories(), ["2", "4"])

    def test_our_own_news_do_not_come_back_as_a_conflict(self):
        self._ship()
        self._synchronise()
        self._synchronise()
        self.assertFalse(self._messages("conflict", "waiting"))
        self.assertEqual(self.order.state, "sale")
