from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged

from .common import ShopSyncCommon


@tagged("post_install", "-at_install")
class TestFollow(ShopSyncCommon):
    """What happens in the shop after the order was taken over."""

    def setUp(self):
        super().setUp()
        self.row, self.product = self._product(quantity=20)
        self.book = self._book()

    def _imported(self, state=2, position=1, quantity=1):
        self.key = self.book.add_one(position, lines=[(self.row, None, quantity)], state=state)
        self._start()
        self._synchronise()
        return self._order_of(self.key)

    def _touch(self, **values):
        row = self.store.tables["orders"].rows[self.key]
        row.update(values, date_upd=self.store.now())

    def test_a_state_change_confirms_the_waiting_order(self):
        order = self._imported(state=10)
        self.assertEqual(order.state, "draft")
        self.store.set_state(self.key, 2)
        self._synchronise()
        self.assertEqual(order.state, "sale")
        self.assertEqual(order.shop_state_id.external_key, "2")

    def test_a_cancellation_in_the_shop_cancels_the_order_and_its_delivery(self):
        order = self._imported()
        self.store.set_state(self.key, 6)
        self._synchronise()
        self.assertEqual(order.state, "cancel")
        self.assertEqual(order.picking_ids.state, "cancel")

    def test_a_cancellation_after_shipping_becomes_an_activity(self):
        order = self._imported()
        order.picking_ids.button_validate()
        self.channel.shipment_sync = False
        self.store.set_state(self.key, 6)
        self._synchronise()
        self.assertEqual(order.state, "sale")
        self.assertEqual(self._messages("conflict").order_id, order)
        self.assertTrue(order.activity_ids)

    def test_a_payment_after_cancellation_brings_the_order_back(self):
        order = self._imported(state=6)
        self.store.set_state(self.key, 2)
        self._synchronise()
        self.assertEqual(order.state, "sale")

    def test_a_late_payment_is_followed_although_date_upd_stays(self):
        order = self._imported(state=10)
        before = self.store.tables["orders"].rows[self.key]["date_upd"]
        self.store.add_payment(order.shop_reference, order.amount_total, "Virement bancaire", "TX9")
        self._synchronise()
        self.assertEqual(self.store.tables["orders"].rows[self.key]["date_upd"], before)
        self.assertEqual(order.shop_payment_ids.mapped("transaction"), ["TX9"])
        self.assertEqual(order.shop_payment_ids.state, "done")

    def test_an_address_edit_is_followed_although_date_upd_stays(self):
        order = self._imported()
        address = int(self.store.tables["orders"].rows[self.key]["id_address_delivery"])
        old = order.partner_shipping_id
        self.store.clock = lambda base=self.store.clock: base() + 3600
        self.store.edit_address(address, address1="99 avenue Neuve")
        self._synchronise()
        self.assertEqual(order.partner_shipping_id.street, "99 avenue Neuve")
        self.assertEqual(order.picking_ids.partner_id.street, "99 avenue Neuve")
        self.assertNotEqual(old.street, "99 avenue Neuve", "the old snapshot stays")

    def test_a_tracking_edit_is_followed_although_date_upd_stays(self):
        order = self._imported()
        self.store.set_tracking(self.key, "COL123")
        self.env["shop.cursor"].search([("flow", "=", "tracking")]).value = {}
        self._synchronise()
        self.assertEqual(order.shop_tracking, "COL123")
        self.assertEqual(order.picking_ids.carrier_tracking_ref, "COL123")

    def test_a_waiting_order_is_rewritten(self):
        tax = self._create_tax(20, name="TVA 20 % HT", price_include_override="tax_excluded")
        self.product.taxes_id = tax
        order = self._imported(state=10)
        detail = next(iter(self.store.tables["order_details"].rows.values()))
        detail.update(
            product_quantity="2",
            total_price_tax_incl="240.000000",
            total_price_tax_excl="200.000000",
        )
        self._touch(total_paid_tax_incl="248.400000", total_paid_tax_excl="207.000000")
        self._synchronise()
        self.assertEqual(order.amount_total, 248.4)

    def test_goods_changed_after_confirmation_show_both_versions(self):
        order = self._imported()
        total = order.amount_total
        detail = next(iter(self.store.tables["order_details"].rows.values()))
        detail.update(
            product_quantity="2",
            total_price_tax_incl="240.000000",
            total_price_tax_excl="200.000000",
        )
        self._touch(total_paid_tax_incl="248.400000", total_paid_tax_excl="207.000000")
        self._synchronise()
        self.assertEqual(order.amount_total, total, "the confirmed order stays as it was")
        message = self._messages("conflict")
        self.assertIn("› Quantity", message.difference_html)
        self.assertIn("› Quantity", order.activity_ids.note)
        message.action_close()
        self.assertEqual(message.state, "done")
        self.assertFalse(order.activity_ids)

    def test_a_date_put_right_in_the_shop_asks_nobody(self):
        order = self._imported()
        self._touch(date_add="2026-01-05 10:00:00")
        self._synchronise()
        self.assertEqual(self._messages("done")[-1].version, 2)
        self.assertFalse(order.activity_ids)

    def test_the_same_news_twice_change_nothing(self):
        order = self._imported()
        count = len(self._messages())
        self._touch()
        self._synchronise()
        self.assertEqual(len(self._messages()), count, "same content, no new message")
        self.assertEqual(order.state, "sale")

    def test_going_back_to_an_earlier_state_is_a_new_version(self):
        self._imported(state=10)
        for state in (8, 10):
            self.store.set_state(self.key, state)
            self._synchronise()
        versions = self._messages().filtered(lambda m: m.kind == "order").mapped("version")
        self.assertEqual(versions, [1, 2, 3])

    def test_the_nightly_check_finds_what_no_cursor_saw(self):
        self.book.add_one(1, lines=[(self.row, None, 1)], state=10)
        order = self._imported(state=10)
        newest = max(row["date_upd"] for row in self.store.tables["orders"].rows.values())
        self.store.tables["orders"].rows[self.key]["date_upd"] = "2026-01-01 00:00:00"
        self.assertGreater(newest, "2026-01-01 00:00:00")
        self.store.tables["orders"].rows[self.key]["current_state"] = "2"
        self._synchronise()
        self.assertEqual(order.state, "draft", "no date moved: the cursors cannot see it")
        self.channel.last_check = False
        self._synchronise()
        self.assertEqual(order.state, "sale")

    def test_an_older_version_is_never_carried_out_over_a_newer_one(self):
        order = self._imported()
        self.store.set_state(self.key, 6)
        self._synchronise()
        self.assertEqual(order.state, "cancel")
        first = self._messages("done").filtered(lambda m: m.kind == "order" and m.version == 1)
        with self.assertRaises(UserError):
            first.action_replay()
        self._synchronise()
        self.assertEqual((first.state, order.state), ("done", "cancel"))

    def test_a_difference_is_closed_by_hand_not_retried_away(self):
        self._imported()
        detail = next(iter(self.store.tables["order_details"].rows.values()))
        detail.update(
            product_quantity="2",
            total_price_tax_incl="240.000000",
            total_price_tax_excl="200.000000",
        )
        self._touch(total_paid_tax_incl="248.400000", total_paid_tax_excl="207.000000")
        self._synchronise()
        message = self._messages("conflict")
        with self.assertRaises(UserError):
            message.action_retry()
        self.assertEqual(message.state, "conflict")

    def test_what_a_pass_writes_is_in_the_language_of_its_readers(self):
        french = self.env["res.lang"]._activate_lang("fr_FR")
        self.env["shop.mapping"]._lookup(self.channel, "language", "fr").lang_id = french
        self.channel.responsible_id = new_test_user(self.env, "lectrice", lang="fr_FR")
        order = self._imported()
        shipping = order.order_line.filtered("is_delivery").name
        self.assertTrue(shipping.startswith("Frais de port"), "in the customer's language")
        order.picking_ids.button_validate()
        self.channel.shipment_sync = False
        self.store.set_state(self.key, 6)
        self._synchronise()
        french = self.env["shop.message"].with_context(lang="fr_FR").env._
        self.assertEqual(
            order.activity_ids.summary, french("Changed in the shop after confirmation")
        )
        self.assertNotEqual(order.activity_ids.summary, "Changed in the shop after confirmation")
