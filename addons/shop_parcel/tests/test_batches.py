from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import ParcelCommon, stock


@tagged("post_install", "-at_install")
class TestBatches(ParcelCommon):
    def test_single_articles_first_and_no_more_than_the_limit(self):
        self.warehouse.out_type_id.batch_max_pickings = 2
        mixed = self._order((self.motor, 1), (self.badge, 1))
        first = self._order((self.badge, 1))
        second = self._order((self.badge, 2))
        parcels = mixed | first | second
        action = parcels.with_user(self.packer).action_shop_make_batches()
        batches = self.env["stock.picking.batch"].search(action["domain"], order="id")
        self.assertEqual(
            [one.picking_ids.ids for one in batches], [(first | second).ids, mixed.ids]
        )
        self.assertEqual(set(batches.mapped("state")), {"in_progress"})
        self.assertEqual(batches.user_id, self.packer)

    def test_two_warehouses_never_share_a_batch(self):
        other = self.env["stock.warehouse"].create({"name": "Autre quai", "code": "AUTRE"})
        stock(self.env, self.motor, other, 5)
        here = self._order((self.motor, 1))
        there = self._order((self.motor, 1), warehouse_id=other.id)
        action = (here | there).with_user(self.packer).action_shop_make_batches()
        batches = self.env["stock.picking.batch"].search(action["domain"])
        self.assertEqual(len(batches), 2)
        self.assertEqual(batches.warehouse_id, self.warehouse | other)

    def test_new_warehouses_make_no_batch_by_themselves(self):
        other = self.env["stock.warehouse"].create({"name": "Location", "code": "LOUE"})
        kinds = other.out_type_id | other.in_type_id
        self.assertEqual(set(kinds.mapped("auto_batch")), {False})

    def test_one_that_stands_in_a_batch_or_is_not_ready(self):
        parcel = self._order((self.motor, 1))
        self._batch(parcel)
        with self.assertRaisesRegex(UserError, parcel.shop_reference):
            self._batch(parcel, self._order((self.motor, 1)))
        waiting = self._order((self.badge, 99))
        waiting.do_unreserve()
        with self.assertRaisesRegex(UserError, "whose goods are there"):
            self._batch(waiting)
        with self.assertRaisesRegex(UserError, "Choose"):
            self.env["stock.picking"].action_shop_make_batches()

    def test_filters(self):
        single = self._order((self.motor, 2))
        mixed = self._order((self.motor, 1), (self.badge, 1), shop_note="Cadeau")
        ours = [("id", "in", (single | mixed).ids)]
        pickings = self.env["stock.picking"].with_user(self.packer)
        for domain, found in (
            ([("shop_single", "=", True)], single),
            ([("shop_single", "=", False)], mixed),
            ([("shop_note", "!=", False)], mixed),
            ([("shop_reference", "=", single.shop_reference)], single),
            ([("shop_channel_id", "=", self.channel.id)], single | mixed),
        ):
            with self.subTest(domain):
                self.assertEqual(pickings.search(ours + domain), found)
        self.assertTrue(single.shop_single)

    def test_the_collect_list_tells_place_total_and_parcels(self):
        first, second = self._order((self.motor, 2)), self._order((self.motor, 3))
        batch = self._batch(first, second)
        html, _kind = self.env["ir.actions.report"]._render_qweb_html(
            "stock_picking_batch.report_picking_batch", batch.ids
        )
        text = " ".join(html.decode().split())
        self.assertIn(f"{first.shop_reference} × 2, {second.shop_reference} × 3", text)
        self.assertIn("<strong>5</strong>", text)
        self.assertIn(self.warehouse.lot_stock_id.display_name, text)

    def test_the_label(self):
        parcel = self._order((self.motor, 1))
        parcel.carrier_tracking_ref = "6A999"
        sender = self.env["res.partner"].create({"name": "Quai", "street": "12 quai Nord"})
        self.warehouse.partner_id = sender
        html, _kind = (
            self.env["ir.actions.report"]
            .with_user(self.packer)
            ._render_qweb_html("shop_parcel.report_label", parcel.ids)
        )
        text = html.decode()
        for word in (
            self.channel.name,
            "12 quai Nord",
            self.customer.name,
            "3 rue du Port",
            parcel.shop_reference,
            "6A999",
            "data:image/png;base64",
        ):
            self.assertIn(word, text)
