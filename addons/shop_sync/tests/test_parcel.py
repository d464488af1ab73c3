from odoo.tests import tagged

from .common import ShopSyncCommon


class ParcelCase(ShopSyncCommon):
    def setUp(self):
        super().setUp()
        self.row, self.product = self._product(quantity=20)

    def _take(self):
        self._start()
        self._synchronise()
        self.assertFalse(self._messages("waiting").mapped("error_text"))
        return self._order_of(self.key)

    def _detail(self):
        details = self.store.tables["order_details"]
        return details.rows[details.where("id_order", [str(self.key)])[0]]

    def _address(self, kind):
        order = self.store.tables["orders"].rows[self.key]
        return self.store.tables["addresses"].rows[int(order[f"id_address_{kind}"])]

    def _slip(self, order):
        html, _kind = self.env["ir.actions.report"]._render_qweb_html(
            "stock.action_report_delivery", order.picking_ids.ids
        )
        return html.decode()

    def _engrave(self, text):
        if "id_customization" in self.store.fields("order_details"):
            self._detail()["id_customization"] = "5"
        field = self.store.insert("product_customization_fields", name="Gravure", type="1")
        self.store.insert(
            "customizations",
            id=5,
            id_cart=self.store.tables["orders"].rows[self.key]["id_cart"],
            id_product=str(self.row["id"]),
            id_product_attribute="0",
            **{
                "@customized_data_text_fields": [
                    {"id_customization_field": str(field["id"]), "value": text}
                ],
                "@customized_data_images": [{"id_customization_field": "9", "value": "a1b2"}],
            },
        )

    def _sell_pack(self):
        other, self.second = self._product("MOT-2", quantity=20)
        self.pack = self.store.insert_product(
            quantity=9,
            reference="LOT",
            name="Lot",
            price="50.000000",
            cache_is_pack="1",
            id_tax_rules_group="1",
            **{
                "@product_bundle": [
                    {"id": str(self.row["id"]), "id_product_attribute": "0", "quantity": "3"},
                    {"id": str(other["id"]), "id_product_attribute": "0", "quantity": "1"},
                ]
            },
        )
        self.key = self._sell(self.pack, 2, state=2)

    def _change_carrier(self):
        for row in self.store.tables["order_carriers"].rows.values():
            if row["id_order"] == str(self.key):
                row["id_carrier"] = "7"
        self._touch_order(self.key, id_carrier="7")

    def _map_carrier(self):
        carrier = self.env["delivery.carrier"].create(
            {
                "name": "Express",
                "product_id": self.env.ref("shop_sync.product_shipping").id,
            }
        )
        mapping = self.env["shop.mapping"]._lookup(self.channel, "carrier", "3")
        mapping.carrier_id = carrier
        return carrier


@tagged("post_install", "-at_install")
class TestParcel(ParcelCase):
    """The parcel knows everything that the packer needs, and the slip nothing that is private."""

    def test_one_order_that_carries_everything(self):
        self.key = self._sell(self.row, 1, state=2)
        self._engrave("Famille Ferrand")
        self._address("delivery").update(company="Beta SARL", other="Sonner au 2e")
        self._address("invoice").update(company="Alpha SAS")
        order = self.store.tables["orders"].rows[self.key]
        order.update(gift="1", gift_message="Bises de l'équipe")
        if "note" in self.store.fields("orders"):
            order["note"] = "Client difficile"
        thread = self.store.insert("customer_threads", id_order=str(self.key))
        for text, private in (("Après 17 h", "0"), ("À surveiller", "1")):
            self.store.insert(
                "customer_messages",
                id_customer_thread=str(thread["id"]),
                message=text,
                private=private,
            )
        ours = self._take()
        slip = self._slip(ours)
        for text in (
            "Famille Ferrand",
            "/upload/a1b2",
            "Beta SARL",
            "Sonner au 2e",
            "Bises de l",
            "Après 17 h",
        ):
            self.assertIn(text, slip)
        for text in ("À surveiller", "Client difficile", "Alpha SAS"):
            self.assertNotIn(text, slip)
        history = " ".join(ours.message_ids.mapped("body"))
        self.assertIn("À surveiller", history)
        self.assertIn("À surveiller", ours.shop_internal_note)
        self.assertIn("Après 17 h", history)

    def test_the_label_names_the_company_of_the_delivery(self):
        self.key = self._sell(self.row, 1, state=2)
        self._address("invoice").update(company="Alpha")
        self._address("delivery").update(company="Beta")
        order = self._take()
        self.assertEqual(order.partner_id.name, "Alpha")
        shipping = order.partner_shipping_id
        self.assertTrue(shipping.display_name.startswith("Beta, "), shipping.display_name)
        self.assertEqual(order.partner_invoice_id.commercial_partner_id, order.partner_id)
        again = self._sell(self.row, 1, state=2)
        addresses = self.store.tables["orders"].rows
        addresses[again].update(
            {
                name: addresses[self.key][name]
                for name in ("id_customer", "id_address_delivery", "id_address_invoice")
            }
        )
        self._synchronise()
        self.assertEqual(self._order_of(again).partner_shipping_id, shipping)

    def test_a_pack_leaves_in_its_parts(self):
        self._sell_pack()
        order = self._take()
        moves = {move.product_id: move.product_uom_qty for move in order.picking_ids.move_ids}
        self.assertEqual(moves, {self.product: 6, self.second: 2})
        self.assertEqual(f"{order.amount_total:.2f}", "128.40")

    def test_an_engraving_that_comes_later_reaches_the_slip(self):
        self.key = self._sell(self.row, 1, state=2)
        order = self._take()
        self._engrave("Pour Zoé")
        self._touch_order(self.key)
        self._synchronise()
        self.assertIn("Pour Zoé", self._slip(order))
        self.assertFalse(self._messages("conflict"))


@tagged("post_install", "-at_install")
class TestParcelOldShop(TestParcel):
    version = "1.6.1.24"
    allow_inherited_tests_method = True


@tagged("post_install", "-at_install")
class TestParcelNewShop(TestParcel):
    version = "9.1.4"
    allow_inherited_tests_method = True


@tagged("post_install", "-at_install")
class TestParcelChanges(ParcelCase):
    """What changes later, whatever the version."""

    def test_a_later_edit_of_the_pack_changes_no_older_order(self):
        self._sell_pack()
        order = self._take()
        self.pack["@product_bundle"][0]["quantity"] = "5"
        self._touch_order(self.key, note="x")
        self._synchronise()
        self._touch_order(self.key, note="y")
        self._synchronise()
        moves = {move.product_id: move.product_uom_qty for move in order.picking_ids.move_ids}
        self.assertEqual(moves, {self.product: 6, self.second: 2})
        self.assertFalse(self._messages("conflict"))

    def test_another_carrier_before_shipping_is_followed(self):
        self.key = self._sell(self.row, 1, state=2)
        order = self._take()
        carrier = self._map_carrier()
        self._change_carrier()
        self._synchronise()
        self.assertEqual((order.carrier_id, order.picking_ids.carrier_id), (carrier, carrier))
        self.assertIn("Transporteur express", order.order_line.filtered("is_delivery").name)
        self.assertIn("Transporteur express", " ".join(order.message_ids.mapped("body")))
        self.assertFalse(self._messages("conflict"))

    def test_another_carrier_after_shipping_is_an_activity(self):
        self.key = self._sell(self.row, 1, state=2)
        order = self._take()
        order.picking_ids.button_validate()
        self._map_carrier()
        self.channel.shipment_sync = False
        self._change_carrier()
        self._synchronise()
        self.assertTrue(self._messages("conflict"))
        self.assertIn("Transporteur express", " ".join(order.activity_ids.mapped("note")))

    def test_an_order_that_the_shop_removed_asks_somebody(self):
        self.key = self._sell(self.row, 1, state=2)
        order = self._take()
        self.store.delete("orders", [self.key])
        self.channel.last_check = False
        self._synchronise()
        self.assertTrue(order.shop_removed)
        self.assertEqual(order.state, "sale", "nobody cancels by himself")
        self.assertEqual(len(order.activity_ids), 1)
        self.channel.last_check = False
        self._synchronise()
        self.assertEqual(len(order.activity_ids), 1)

    def test_an_order_outside_the_window_is_not_removed(self):
        self.key = self._sell(self.row, 1, state=2)
        order = self._take()
        self.channel.import_from = "2099-01-01 00:00:00"
        self.channel.last_check = False
        self._synchronise()
        self.assertFalse(order.shop_removed)
