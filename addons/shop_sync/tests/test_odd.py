from unittest.mock import patch

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import ShopSyncCommon

ENGINE_LOGGER = "odoo.addons.shop_sync.models.shop_engine"


@tagged("post_install", "-at_install")
class TestOdd(ShopSyncCommon):
    """What nobody foresaw makes one order wait, with its cause, and the others arrive."""

    def setUp(self):
        super().setUp()
        self.row, self.product = self._product(quantity=20)
        self.book = self._book()

    def _orders(self, count=3, **options):
        return [
            self.book.add_one(1, lines=[(self.row, None, 1)], state=2, **options)
            for _number in range(count)
        ]

    def _import(self):
        if self.channel.state == "draft":
            self._start()
        self._synchronise()

    def test_an_order_that_cannot_be_read_waits_until_it_is_read_again(self):
        keys = self._orders()
        self.shop.faults.spoiled["orders", keys[1]] = ""
        self._import()
        self.assertTrue(self._order_of(keys[0]) and self._order_of(keys[2]))
        message = self._messages("waiting")
        self.assertEqual((message.error_code, message.external_key), ("unreadable", str(keys[1])))
        self.assertIn("Read again", message.error_text)
        message.action_read_again()
        self.assertEqual(message.state, "waiting", "nothing has changed in the shop")
        self.shop.faults.spoiled.clear()
        message.action_read_again()
        self._synchronise()
        self.assertTrue(self._order_of(keys[1]))
        self.assertEqual(message.state, "superseded")

    def test_an_order_in_an_unknown_currency_waits(self):
        keys = self._orders()
        self.store.tables["orders"].rows[keys[0]]["id_currency"] = "77"
        self._import()
        self.assertEqual(self._messages("waiting").external_key, str(keys[0]))
        self.assertEqual(
            len(self.env["sale.order"].search([("shop_channel_id", "=", self.channel.id)])), 2
        )

    def test_a_customers_foreign_price_list_does_not_change_the_currency(self):
        dollar = self.env.ref("base.USD")
        dollar.active = True
        key = self._orders(1)[0]
        order = self.store.tables["orders"].rows[key]
        email = self.store.tables["customers"].rows[int(order["id_customer"])]["email"]
        pricelist = self.env["product.pricelist"].create(
            {"name": "Dollars", "currency_id": dollar.id}
        )
        partner = self.env["res.partner"].create({"name": "Connu", "email": email})
        partner.property_product_pricelist = pricelist
        self._import()
        imported = self._order_of(key)
        self.assertEqual(imported.partner_id, partner)
        self.assertEqual(imported.currency_id.name, "EUR")

    def test_an_order_without_any_address_waits_and_may_be_accepted(self):
        key = self._orders(1)[0]
        self.store.delete("addresses", list(self.store.tables["addresses"].rows))
        self._import()
        message = self._messages("waiting")
        self.assertEqual(message.error_code, "no_address")
        message.action_accept_difference()
        self._synchronise()
        self.assertEqual(self._order_of(key).state, "sale")

    def test_a_lost_delivery_address_is_replaced_by_the_other_one(self):
        key = self.book.add_one(0, lines=[(self.row, None, 1)], state=2)
        order = self.store.tables["orders"].rows[key]
        self.store.delete("addresses", [int(order["id_address_delivery"])])
        self._import()
        imported = self._order_of(key)
        self.assertEqual(imported.partner_shipping_id.street, imported.partner_id.street)
        self.assertTrue(imported.partner_id.street)

    def test_a_reference_that_two_of_ours_share_is_chosen_by_a_person(self):
        self.env["product.product"].create([{"name": n, "default_code": "DOUBLE"} for n in "AB"])
        double = self.store.insert_product(reference="DOUBLE", name="Double", price="100.000000")
        key = self.book.add_one(1, lines=[(double, None, 1)], state=2)
        self._import()
        message = self._messages("waiting")
        self.assertEqual(message.error_code, "ambiguous_product")
        self.assertEqual(
            self.env["product.product"].search_count([("default_code", "=", "DOUBLE")]), 2
        )
        message.mapping_id.product_id = self.product
        self._synchronise()
        self.assertIn(self.product, self._order_of(key).order_line.product_id)

    def test_lines_without_product_and_reference_stay_apart(self):
        key = self.book.add_one(1, lines=[(self.row, None, 1), (self.row, None, 2)], state=2)
        details = [
            d for d in self.store.tables["order_details"].rows.values() if d["id_order"] == str(key)
        ]
        for detail, name in zip(details, ("Gravure", "Emballage"), strict=True):
            detail.update(product_id="0", product_reference="", product_ean13="", product_name=name)
        self._import()
        names = self._order_of(key).order_line.product_id.mapped("name")
        self.assertIn("Gravure", names)
        self.assertIn("Emballage", names)

    def test_a_guest_with_the_address_of_two_of_ours_becomes_one_customer(self):
        self.env["res.partner"].create([{"name": n, "email": "deux@example.test"} for n in "AB"])
        keys = self._orders(3)
        for key in keys:
            order = self.store.tables["orders"].rows[key]
            self.store.tables["customers"].rows[int(order["id_customer"])]["email"] = (
                "deux@example.test"
            )
        self._import()
        later = self._orders(1)[0]
        order = self.store.tables["orders"].rows[later]
        order["date_upd"] = self.store.now()
        self.store.tables["customers"].rows[int(order["id_customer"])]["email"] = (
            "deux@example.test"
        )
        self._synchronise()
        customers = {self._order_of(key).partner_id for key in [*keys, later]}
        self.assertEqual(len(customers), 1)

    def test_customers_that_the_shop_deleted_are_not_mixed_up(self):
        keys = self._orders(2)
        for key, name in zip(keys, ("Anne", "Berthe"), strict=True):
            order = self.store.tables["orders"].rows[key]
            order["id_customer"] = "0"
            self.store.tables["addresses"].rows[int(order["id_address_invoice"])].update(
                firstname=name, company=""
            )
        self._import()
        names = [self._order_of(key).partner_id.name.split()[0] for key in keys]
        self.assertEqual(names, ["Anne", "Berthe"])

    def test_an_order_that_cannot_be_reserved_does_not_hold_up_the_others(self):
        keys = self._orders(3)
        self._start()
        moves = type(self.env["stock.move"])
        assign = moves._action_assign

        reason = "Lot missing"

        def refuse(records, *args, **kwargs):
            if str(keys[1]) in records.picking_id.sale_id.mapped("shop_external_key"):
                raise UserError(reason)
            return assign(records, *args, **kwargs)

        with patch.object(moves, "_action_assign", refuse):
            self._synchronise()
        orders = [self._order_of(key) for key in keys]
        self.assertEqual(
            [order.picking_ids.state for order in orders], ["assigned", "confirmed", "assigned"]
        )
        self.assertIn(reason, " ".join(orders[1].message_ids.mapped("body")))
        self.assertFalse(self.env["sale.order"].search([("shop_to_reserve", "=", True)]))

    def test_taking_an_order_takes_its_mark_even_when_the_cache_denies_it(self):
        key = self._orders(1)[0]
        self._import()
        order = self._order_of(key)
        self.assertFalse(order.shop_to_reserve)
        self.env.cr.execute(
            "UPDATE sale_order SET shop_to_reserve = TRUE WHERE id = %s", [order.id]
        )
        self.env["shop.order.reservation"].with_context(shop_sync_no_commit=True)._run(self.channel)
        self.env.cr.execute("SELECT shop_to_reserve FROM sale_order WHERE id = %s", [order.id])
        self.assertFalse(self.env.cr.fetchone()[0])

    @mute_logger(ENGINE_LOGGER)
    def test_a_fault_of_the_programme_is_shown_and_the_shop_tried_again(self):
        self._start()
        with patch.object(
            type(self.env["shop.engine"]), "_check", side_effect=RuntimeError("boom")
        ):
            self._synchronise()
        self.assertIn("boom", self.channel.error_text)
        self.assertEqual(self.channel.state, "running")
        self.assertTrue(self.channel.open_until)
        keys = self._orders(1)
        self.channel.open_until = False
        self._synchronise()
        self.assertTrue(self._order_of(keys[0]))
        self.assertFalse(self.channel.error_code)

    def test_what_failed_because_of_a_right_goes_on_when_the_shop_is_started_again(self):
        key = self._orders(1)[0]
        self._import()
        self.shop.permissions["order_histories"] = {"get"}
        picking = self._order_of(key).picking_ids
        picking.move_ids.picked = True
        picking.button_validate()
        self._synchronise()
        self.assertEqual(self.channel.state, "broken")
        self.assertEqual(self._messages("waiting").kind, "shipment")
        self.shop.permissions["order_histories"] = {"get", "post"}
        self.channel.action_start()
        self._synchronise()
        self.assertEqual(self.store.tables["orders"].rows[key]["current_state"], "4")
        self.assertFalse(self._messages("waiting"))

    def test_a_time_zone_that_does_not_exist_is_refused(self):
        with self.assertRaises(ValidationError):
            self.channel.time_zone = "Europe/Toulouse"
