from odoo.tests import tagged

from .common import ShopSyncCommon
from .fake_prestashop.shops import add_catalogue


@tagged("post_install", "-at_install")
class TestImport(ShopSyncCommon):
    """What a shop tells, as each version tells it."""

    rounding = "round_per_line"

    def _import_sixty(self):
        self.company.tax_calculation_rounding_method = self.rounding
        add_catalogue(self.store, 60)
        self._book().add(60)
        self._start()
        self._synchronise()
        orders = self.env["sale.order"].search([("shop_channel_id", "=", self.channel.id)])
        self.assertEqual(len(orders), 60, self._messages("waiting", "dead").mapped("error_text"))
        for order in orders:
            row = self.store.tables["orders"].rows[int(order.shop_external_key)]
            self.assertAlmostEqual(
                order.amount_untaxed, float(row["total_paid_tax_excl"]), delta=0.05
            )
        self.assertFalse(self._messages("new", "retry", "waiting", "dead", "conflict"))
        return orders

    def _totals_of(self, orders):
        return {order.shop_external_key: f"{order.amount_total:.2f}" for order in orders}

    def _charged(self):
        rows = self.store.tables["orders"].rows
        return {str(key): f"{float(row['total_paid_tax_incl']):.2f}" for key, row in rows.items()}

    def test_sixty_orders_of_every_sort_come_to_the_cent(self):
        orders = self._import_sixty()
        self.assertEqual(self._totals_of(orders), self._charged())

    def test_a_second_pass_changes_nothing(self):
        add_catalogue(self.store, 20)
        self._book().add(12)
        self._start()
        self._synchronise()
        before = self.env["sale.order"].search_count([("shop_channel_id", "=", self.channel.id)])
        messages = len(self._messages())
        self.shop.forget()
        self._synchronise()
        after = self.env["sale.order"].search_count([("shop_channel_id", "=", self.channel.id)])
        self.assertEqual((before, messages), (after, len(self._messages())))
        self.assertEqual(self.shop.requests("PUT", "POST", "PATCH"), 0)

    def test_combinations_that_repeat_one_reference_stay_apart(self):
        """As in PrestaShop's own demo catalogue, where every size of a shirt is "demo_1"."""
        row = self.store.insert_product(
            [{"reference": "demo_1", "quantity": 3}, {"reference": "demo_1", "quantity": 4}],
            reference="demo_1",
            name="T-shirt",
            price="23.900000",
            id_tax_rules_group="1",
        )
        second = self.store.tables["combinations"].rows[2]
        key = self._book().add_one(1, lines=[(row, second, 1)], state=2)
        self._start()
        self._synchronise()
        keys = [f"{row['id']}-{combination}" for combination in (0, 1, 2)]
        linked = self.env["shop.binding"]._targets(self.channel, "product", keys)
        self.assertEqual(set(linked), set(keys[1:]), "nothing is sold under the parent's number")
        self.assertEqual(len(set(linked.values())), 2)
        self.assertIn(linked[keys[2]], self._order_of(key).order_line.product_id.ids)

    def test_companies_guests_and_addresses(self):
        row, _product = self._product()
        book = self._book()
        keys = [book.add_one(position, lines=[(row, None, 1)], state=2) for position in range(8)]
        self._start()
        self._synchronise()
        company_order = self._order_of(keys[1])
        self.assertTrue(company_order.partner_id.is_company)
        person_order = self._order_of(keys[0])
        self.assertFalse(person_order.partner_id.is_company)
        self.assertEqual(person_order.partner_shipping_id.street, "Dépôt, 3 chemin du Lac")
        self.assertNotEqual(person_order.partner_shipping_id, person_order.partner_invoice_id)
        self.assertEqual(person_order.partner_invoice_id, person_order.partner_id)

    def test_split_orders_share_their_payment(self):
        row, _product = self._product()
        book = self._book()
        first = book.add_one(1, lines=[(row, None, 1)], state=10, reference="SPLITSPLI")
        second = book.add_one(1, lines=[(row, None, 2)], state=10, reference="SPLITSPLI")
        self.store.add_payment("SPLITSPLI", "376.80", "Virement bancaire", "TX1")
        self._start()
        self._synchronise()
        payment = self.env["shop.payment"].search([("channel_id", "=", self.channel.id)])
        self.assertEqual(len(payment), 1)
        self.assertEqual(payment.order_ids, self._order_of(first) | self._order_of(second))

    def test_gift_and_messages_are_shown_to_those_who_pack(self):
        row, _product = self._product()
        book = self._book()
        gift = book.add_one(4, lines=[(row, None, 1)], state=2)
        note = book.add_one(2, lines=[(row, None, 1)], state=2)
        self._start()
        self._synchronise()
        self.assertIn("Bon anniversaire", self._order_of(gift).shop_note)
        self.assertIn("après 17 h", self._order_of(note).shop_note)

    def test_no_secret_of_the_shop_is_stored(self):
        row, _product = self._product()
        self._book().add_one(lines=[(row, None, 1)], state=2)
        self._start()
        self._synchronise()
        for message in self._messages():
            self.assertNotIn("secure_key", message.payload_text)
            self.assertNotIn("$2y$10", message.payload_text)
        asked = [path for _method, path, _body in self.shop.log if "/customers" in path]
        self.assertTrue(asked)
        self.assertFalse([path for path in asked if "full" in path or "passwd" in path])


@tagged("post_install", "-at_install")
class TestImportOldShop(TestImport):
    """The same on PrestaShop 1.6, in a company that rounds globally."""

    rounding = "round_globally"
    version = "1.6.1.24"
    allow_inherited_tests_method = True


@tagged("post_install", "-at_install")
class TestImportDecisions(ShopSyncCommon):
    """What Odoo makes of an order, whatever the version that told it."""

    def test_states_decide_what_odoo_does(self):
        row, _product = self._product(quantity=10)
        book = self._book()
        ids = {state: book.add_one(lines=[(row, None, 1)], state=state) for state in (2, 10, 6)}
        self._start()
        self._synchronise()
        self.assertEqual(self._order_of(ids[2]).state, "sale")
        self.assertEqual(self._order_of(ids[10]).state, "draft")
        self.assertEqual(self._order_of(ids[6]).state, "cancel")

    def test_a_confirmed_order_reserves_its_stock(self):
        row, _product = self._product(quantity=10)
        key = self._book().add_one(lines=[(row, None, 2)], state=2)
        self._start()
        self._synchronise()
        order = self._order_of(key)
        self.assertEqual(order.picking_ids.state, "assigned")
        self.assertFalse(order.shop_to_reserve)

    def test_a_total_that_differs_makes_the_order_wait_and_the_others_pass(self):
        row, _product = self._product()
        book = self._book()
        bad, good = (book.add_one(lines=[(row, None, 1)], state=2) for _ in range(2))
        self.store.tables["orders"].rows[bad]["total_paid_tax_incl"] = "150.000000"
        self._start()
        self._synchronise()
        self.assertFalse(self._order_of(bad))
        self.assertTrue(self._order_of(good))
        message = self._messages("waiting")
        self.assertEqual(message.error_code, "total_mismatch")
        self.assertIn("21.60", message.error_text)
        message.action_accept_difference()
        self._synchronise()
        order = self._order_of(bad)
        self.assertEqual(order.amount_total, 150)
        self.assertIn("Difference accepted by hand", order.order_line.mapped("name"))

    def test_an_unknown_tax_waits_and_one_choice_retries_all(self):
        row, _product = self._product()
        book = self._book()
        keys = [book.add_one(lines=[(row, None, 1)], state=2) for _ in range(3)]
        self.store.tables["taxes"].rows[1]["rate"] = "21.000"
        for detail in self.store.tables["order_details"].rows.values():
            detail.update(unit_price_tax_incl="121.000000", total_price_tax_incl="121.000000")
        for key in keys:
            order = self.store.tables["orders"].rows[key]
            order["total_paid_tax_incl"] = f"{float(order['total_paid_tax_incl']) + 1:.6f}"
        self.channel.action_check()
        self._synchronise()
        waiting = self._messages("waiting")
        self.assertEqual(len(waiting), 3)
        self.assertEqual(set(waiting.mapped("error_code")), {"unknown_tax"})
        self.assertEqual(waiting[0].same_cause_count, 3)
        waiting.mapping_id.tax_id = self._create_tax(21)
        self._synchronise()
        self.assertEqual(
            len(self.env["sale.order"].search([("shop_channel_id", "=", self.channel.id)])), 3
        )

    def test_an_unknown_product_waits_when_the_shop_says_so(self):
        row = self.store.insert_product(reference="NEW-1", name="Nouveau", price="10.000000")
        key = self._book().add_one(lines=[(row, None, 1)], state=2)
        self.channel.product_policy = "wait"
        self._start()
        self._synchronise()
        message = self._messages("waiting")
        self.assertEqual(message.error_code, "unknown_product")
        product = self.env["product.product"].create({"name": "Nôtre"})
        message.mapping_id.product_id = product
        self._synchronise()
        self.assertIn(product, self._order_of(key).order_line.product_id)

    def test_products_are_found_by_reference_then_barcode(self):
        by_reference = self.env["product.product"].create({"name": "A", "default_code": "REF-1"})
        by_barcode = self.env["product.product"].create({"name": "B", "barcode": "3760000000017"})
        self.store.insert_product(reference="REF-1", name="A", price="1", ean13="3760000000017")
        self.store.insert_product(reference="", name="B", price="1", ean13="3760000000017")
        self._start()
        self._synchronise()
        targets = self.env["shop.binding"]._targets(self.channel, "product", ["1-0", "2-0"])
        self.assertEqual(targets, {"1-0": by_reference.id, "2-0": by_barcode.id})

    def test_a_vat_number_that_is_none_becomes_a_note(self):
        row, _product = self._product()
        key = self._book().add_one(1, lines=[(row, None, 1)], state=2)
        address = self.store.tables["addresses"].rows[1]
        address["vat_number"] = "FR00000000000"
        self._start()
        self._synchronise()
        partner = self._order_of(key).partner_id
        self.assertFalse(partner.vat)
        self.assertIn("FR00000000000", partner.comment)

    def test_payments_are_recorded_in_the_mapped_journal_and_meet_the_invoice(self):
        row, _product = self._product(quantity=5)
        key = self._book().add_one(0, lines=[(row, None, 1)], state=2)
        self._start()
        self._synchronise()
        order = self._order_of(key)
        self.assertEqual(len(order.shop_payment_ids), 2, "position 0 pays in two parts")
        self.assertEqual(
            set(order.shop_payment_ids.mapped("state")),
            {"done"},
            order.shop_payment_ids.mapped("error_text"),
        )
        recorded = sum(order.shop_payment_ids.account_payment_id.mapped("amount"))
        self.assertAlmostEqual(recorded, order.amount_total)
        order.order_line.product_id.invoice_policy = "order"
        invoice = order._create_invoices()
        invoice.action_post()
        self.assertIn(invoice.payment_state, ("paid", "in_payment"))

    def test_a_payment_method_without_journal_waits_without_blocking_the_order(self):
        row, _product = self._product()
        key = self._book().add_one(3, lines=[(row, None, 1)], state=2)
        self._start()
        self._synchronise()
        order = self._order_of(key)
        self.assertEqual(order.state, "sale")
        payment = order.shop_payment_ids
        self.assertEqual((payment.state, payment.error_code), ("waiting", "no_journal"))
        journal = self.env["account.journal"].search([("type", "=", "bank")], limit=1)
        payment.mapping_id.journal_id = journal
        self._synchronise()
        self.assertEqual(payment.state, "done")
