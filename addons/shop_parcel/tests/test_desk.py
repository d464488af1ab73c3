import secrets

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common import ParcelCommon, stock


@tagged("post_install", "-at_install")
class TestDesk(ParcelCommon):
    def test_a_parcel_is_packed_piece_by_piece(self):
        parcel = self._order((self.motor, 2), (self.badge, 1))
        other = self._order((self.badge, 1))
        batch = self._batch(parcel, other)
        self.assertTrue(self._scan(batch, self.motor.barcode)["good"])
        self.assertEqual(batch.shop_close(parcel.id)["said"]["good"], False)
        self._scan(batch, self.motor.default_code.lower())
        # the parcel that was begun comes before the older one of badges only
        self.assertEqual(self._scan(batch, self.badge.barcode)["picking_id"], parcel.id)
        self.assertEqual(parcel.state, "assigned", "the stock is reserved until it is sent")
        said = batch.shop_close(parcel.id, tracking=" 6A123 ")["said"]
        self.assertTrue(said["good"], said)
        self.assertEqual((parcel.state, parcel.carrier_tracking_ref), ("done", "6A123"))
        self.assertEqual(sorted(parcel.move_ids.mapped("quantity")), [1, 2])
        # a second tap, a request sent again
        again = batch.shop_close(parcel.id)
        self.assertTrue(again["said"]["good"])
        self.assertEqual([one["id"] for one in again["gone"]], parcel.ids)
        self._scan(batch, self.badge.barcode)
        batch.shop_close(other.id)
        self.assertEqual(batch.state, "done")

    def test_the_parcel_on_the_screen_comes_first(self):
        first, second = (self._order((self.motor, 2)) for _number in range(2))
        batch = self._batch(first, second)
        self.assertEqual(self._scan(batch, self.motor.barcode)["picking_id"], first.id)
        said = self._scan(batch, self.motor.barcode, parcel=second)
        self.assertEqual(said["picking_id"], second.id)
        self.assertEqual(self._scan(batch, self.motor.barcode)["picking_id"], first.id)

    def test_a_scan_sent_again_counts_nothing(self):
        parcel = self._order((self.motor, 3))
        batch = self._batch(parcel)
        for _time in range(3):
            self.assertTrue(self._scan(batch, self.motor.barcode, "one")["good"])
        self.assertEqual(self._packed(parcel), [1])

    def test_a_scan_sent_again_after_its_parcel_was_sent_counts_for_no_other(self):
        first, second = (self._order((self.motor, 1)) for _number in range(2))
        batch = self._batch(first, second)
        self._scan(batch, self.motor.barcode, "one")
        batch.shop_close(first.id)
        self.assertEqual(first.state, "done")
        self.assertTrue(self._scan(batch, self.motor.barcode, "one")["good"])
        self.assertEqual(self._packed(second), [0])

    def test_an_order_with_a_cancelled_line_is_packed(self):
        parcel = self._order((self.motor, 1), (self.badge, 1))
        parcel.move_ids.filtered(lambda move: move.product_id == self.badge)._action_cancel()
        batch = self._batch(parcel)
        self.assertTrue(self._scan(batch, self.motor.barcode)["good"])
        batch.shop_close(parcel.id)
        self.assertEqual(parcel.state, "done")

    def test_sent_elsewhere_no_other_pieces_leave_than_were_counted(self):
        parcel = self._order((self.motor, 3))
        batch = self._batch(parcel)
        self._scan(batch, self.motor.barcode)
        with self.assertRaisesRegex(UserError, "half packed"), self.cr.savepoint():
            parcel.button_validate()
        batch.shop_unpack(parcel.id)
        parcel.button_validate()
        self.assertEqual((parcel.state, parcel.move_ids.quantity), ("done", 3))

    def test_out_of_its_batch_a_parcel_is_counted_anew(self):
        parcel = self._order((self.motor, 3))
        batch = self._batch(parcel)
        self._scan(batch, self.motor.barcode)
        batch.action_cancel()
        self.assertEqual(self._packed(parcel), [0])
        self.assertEqual(self._packed(parcel.browse(self._batch(parcel).picking_ids.ids)), [0])

    def test_an_article_comes_before_an_order_of_the_same_number(self):
        parcel = self._order((self.motor, 1))
        parcel.sale_id.sudo().shop_reference = self.motor.barcode
        batch = self._batch(parcel)
        self._scan(batch, self.motor.barcode)
        self.assertEqual(self._packed(parcel), [1])

    def test_other_deliveries_do_not_join_a_batch_by_themselves(self):
        parcel = self._order((self.motor, 1))
        batch = self._batch(parcel)
        kind = parcel.picking_type_id
        kind.write({"auto_batch": True, "batch_group_by_partner": True})
        other = self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "warehouse_id": self.warehouse.id,
                "order_line": [(0, 0, {"product_id": self.badge.id, "product_uom_qty": 1})],
            }
        )
        other.action_confirm()
        other.picking_ids.action_assign()
        self.assertNotEqual(other.picking_ids.batch_id, batch.sudo())

    def test_what_does_not_belong_changes_nothing(self):
        parcel = self._order((self.motor, 1))
        batch = self._batch(parcel)
        self._scan(batch, self.motor.barcode)
        for code, words in (
            (self.motor.barcode, "One too many"),
            (self.badge.barcode, "No parcel of this batch wants"),
            ("NOTHING", "no article or parcel"),
        ):
            said = self._scan(batch, code)
            self.assertFalse(said["good"])
            self.assertIn(words, said["text"])
        self.assertEqual(self._packed(parcel), [1])

    def test_a_cancelled_order_says_so(self):
        kept = self._order((self.badge, 1))
        parcel = self._order((self.motor, 1))
        batch = self._batch(kept, parcel)
        self._scan(batch, self.motor.barcode)
        parcel.sale_id._action_cancel()
        self.assertEqual(parcel.state, "cancel")
        self.assertIn("cancelled meanwhile", self._scan(batch, self.motor.barcode)["text"])
        self.assertIn("cancelled meanwhile", batch.shop_close(parcel.id)["said"]["text"])
        self.assertFalse(self._scan(batch, parcel.shop_reference)["good"])

    def test_codes_of_parcels_open_them(self):
        first, second = self._order((self.motor, 1)), self._order((self.badge, 1))
        batch = self._batch(first, second)
        for code in (second.name, second.shop_reference.lower()):
            self.assertEqual(self._scan(batch, code)["picking_id"], second.id)
        self.assertEqual(self._packed(first | second), [0, 0])

    def test_in_part_the_rest_follows_later(self):
        parcel = self._order((self.motor, 3), (self.badge, 1))
        batch = self._batch(parcel, self._order((self.badge, 1)))
        self._scan(batch, self.motor.barcode, parcel=parcel)
        self.assertIn("lacks", batch.shop_close(parcel.id)["said"]["text"])
        batch.shop_close(parcel.id, partial=True)
        self.assertEqual(parcel.move_ids.filtered("quantity").mapped("quantity"), [1])
        rest = parcel.backorder_ids
        self.assertEqual(sorted(rest.move_ids.mapped("product_uom_qty")), [1, 2])
        self.assertEqual(rest.state, "assigned")
        self.assertEqual(set(self._packed(rest)), {0})
        self.assertFalse(rest.batch_id | rest.shop_batch_id, "it is prepared again")

    def test_goods_that_are_not_there_are_told(self):
        parcel = self._order((self.motor, 51))
        batch = self._batch(parcel)
        shown = batch.shop_get_desk()["parcels"][0]
        self.assertEqual(shown["short"][0]["pieces"], 1)
        for _piece in range(2):
            self._scan(batch, self.motor.barcode)
        batch.shop_close(parcel.id, partial=True)
        self.assertEqual(parcel.backorder_ids.move_ids.product_uom_qty, 49)

    def test_counting_by_hand_compares_first(self):
        parcel = self._order((self.motor, 3))
        batch = self._batch(parcel)
        line = parcel.move_line_ids
        self.assertTrue(batch.shop_count(line.id, 0, 1, "mine")["said"]["good"])
        self.assertTrue(
            batch.shop_count(line.id, 0, 1, "mine")["said"]["good"], "the same tap again"
        )
        other = batch.shop_count(line.id, 0, 1, "another packer's")["said"]
        self.assertIn("Somebody else", other["text"], "two taps are two pieces: one is told")
        self.assertIn("Somebody else", batch.shop_count(line.id, 0, 2)["said"]["text"])
        self.assertFalse(batch.shop_count(line.id, 1, 4)["said"]["good"])
        self.assertFalse(batch.shop_count(line.id, 1, -1)["said"]["good"])
        self.assertEqual(line.shop_packed, 1)
        batch.shop_unpack(parcel.id)
        self.assertEqual(line.shop_packed, 0)
        foreign = self._order((self.motor, 1)).move_line_ids
        self.assertFalse(batch.shop_count(foreign.id, 0, 1)["said"]["good"])
        self.assertEqual(foreign.shop_packed, 0)

    def test_serial_numbers_are_asked_for(self):
        self.badge.tracking = "serial"
        lots = self.env["stock.lot"].create(
            [{"name": f"SN{number}", "product_id": self.badge.id} for number in range(2)]
        )
        self.env["stock.quant"].search([("product_id", "=", self.badge.id)]).sudo().unlink()
        for lot in lots:
            stock(self.env, self.badge, self.warehouse, 1, lot)
        parcel = self._order((self.badge, 1))
        batch = self._batch(parcel)
        self.assertIn("scan the lot", self._scan(batch, self.badge.barcode)["text"])
        self.assertTrue(self._scan(batch, parcel.move_line_ids.lot_id.name)["good"])
        batch.shop_close(parcel.id)
        self.assertEqual(parcel.state, "done")

    def test_a_box_counts_its_pieces(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        self.env["product.uom"].create(
            {"product_id": self.motor.id, "uom_id": dozen.id, "barcode": "BOX12"}
        )
        parcel = self._order((self.motor, 14))
        batch = self._batch(parcel)
        self._scan(batch, "BOX12")
        self.assertEqual(self._packed(parcel), [12])
        self.assertIn("piece by piece", self._scan(batch, "BOX12")["text"])

    def test_other_units_of_the_order(self):
        parcel = self._order((self.motor, 2))
        line = parcel.sale_id.order_line
        line.write({"product_uom_qty": 0})
        dozen = self.env.ref("uom.product_uom_dozen")
        parcel.sale_id.write(
            {
                "order_line": [
                    (
                        0,
                        0,
                        {
                            "product_id": self.badge.id,
                            "product_uom_qty": 1,
                            "product_uom_id": dozen.id,
                        },
                    )
                ]
            }
        )
        parcel = parcel.sale_id.picking_ids.filtered(lambda one: one.state != "cancel")
        parcel.action_assign()
        batch = self._batch(parcel)
        shown = batch.shop_get_desk()["parcels"][0]["lines"]
        self.assertEqual([one["wanted"] for one in shown if one["wanted"]], [12])
        for _piece in range(3):
            self._scan(batch, self.badge.barcode)
        batch.shop_close(parcel.id, partial=True)
        moved = parcel.move_ids.filtered(lambda move: move.product_id == self.badge)
        self.assertEqual(moved.move_line_ids.quantity_product_uom, 3)

    def test_all_that_the_packer_must_know(self):
        parcel = self._order(
            (self.motor, 1), shop_note="Cadeau : bises", shop_internal_note="Client pressé"
        )
        line = parcel.sale_id.order_line
        line.shop_line_key = "1"
        line.name = f"{line.name}\nGravure : Zoé"
        shown = self._batch(parcel).shop_get_desk()["parcels"][0]
        self.assertEqual(
            (shown["note"], shown["internal_note"]), ("Cadeau : bises", "Client pressé")
        )
        self.assertIn("Gravure : Zoé", shown["lines"][0]["texts"])
        self.assertIn("3 rue du Port", shown["address"])

    def test_rights(self):
        parcel = self._order((self.motor, 1))
        batch = self._batch(parcel)
        line = parcel.move_line_ids
        for values in ({"shop_packed": 1}, {"shop_operations": ["x"]}):
            with self.assertRaises(AccessError):
                line.with_user(self.packer).write(values)
        typed = line.with_user(self.packer).with_context(default_shop_packed=1)
        self.assertFalse(typed.default_get(["shop_packed"]).get("shop_packed"))
        seller = new_test_user(
            self.env, f"seller_{secrets.token_hex(3)}", "sales_team.group_sale_salesman"
        )
        for method, args in (
            ("shop_get_desk", ()),
            ("shop_scan", (self.motor.barcode, "x")),
            ("shop_count", (line.id, 0, 1)),
            ("shop_unpack", (parcel.id,)),
            ("shop_close", (parcel.id,)),
        ):
            with self.subTest(method), self.assertRaises(AccessError):
                getattr(batch.with_user(seller), method)(*args)
        with self.assertRaises(AccessError):
            parcel.with_user(seller).action_shop_make_batches()
        with self.assertRaises(UserError):
            batch.shop_scan("", "x")
        self.assertEqual(line.shop_packed, 0)

    def test_a_scan_costs_the_same_however_large_the_batch(self):
        def cost(parcels):
            batch = self._batch(*parcels)
            batch.shop_get_desk()
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self._scan(batch, self.motor.barcode)
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        cost([self._order((self.motor, 1))])
        few = cost([self._order((self.motor, 1), (self.badge, 1)) for _number in range(2)])
        many = cost([self._order((self.motor, 1), (self.badge, 1)) for _number in range(12)])
        self.assertLessEqual(many, few)
