from odoo.tests import tagged

from .common import ShopSyncCommon


@tagged("post_install", "-at_install")
class TestTaxesAsCharged(ShopSyncCommon):
    """Rate, net and VAT are the shop's own."""

    def _three_lines(self):
        """5.00 + 10.10 + 2.48 = 17.58, of it 14.66 without tax (computed: 14.65)."""
        lines = []
        for number, (included, excluded) in enumerate(
            (("5.00", "4.17"), ("10.10", "8.42"), ("2.48", "2.07")), 1
        ):
            document = self._document("X", included)
            lines.append(
                document["lines"][0]
                | {
                    "id": f"L{number}",
                    "product_id": f"J{number}",
                    "reference": f"JSON-{number}",
                    "unit_tax_excl": excluded,
                    "total_tax_excl": excluded,
                }
            )
        totals = {"tax_incl": "17.58", "tax_excl": "14.66"}
        return self._document("X", "17.58", lines=lines, totals=totals)

    def _order_and_invoice(self, document, part=None):
        esb = self._json_channel()
        self._send_json(esb, document)
        self.assertFalse(self._messages("waiting", channel=esb).mapped("error_text"))
        order = self._order_of(document["id"], esb)
        order.order_line.product_id.invoice_policy = "order"
        order.action_confirm()
        invoice = order._create_invoices()
        invoice.action_post()
        return order, invoice

    def test_vat_of_order_and_invoice_is_the_shops_to_the_cent(self):
        for method in ("round_globally", "round_per_line"):
            with self.subTest(method=method):
                self.company.tax_calculation_rounding_method = method
                order, invoice = self._order_and_invoice(
                    self._three_lines() | {"id": method, "reference": method}
                )
                for document in (order, invoice):
                    amounts = (document.amount_untaxed, document.amount_tax, document.amount_total)
                    self.assertEqual(amounts, (14.66, 2.92, 17.58))

    def test_partial_invoices_come_to_the_whole(self):
        document = self._document("P", "10.00")
        document["lines"][0] |= {
            "quantity": "3",
            "unit_tax_incl": "3.333333",
            "unit_tax_excl": "2.776667",
        }
        document["totals"] = {"tax_incl": "10.00", "tax_excl": "8.33"}
        esb = self._json_channel()
        self._send_json(esb, document)
        order = self._order_of("P", esb)
        order.order_line.product_id.invoice_policy = "delivery"
        order.action_confirm()
        total = [0, 0]
        for _piece in range(3):
            order.order_line.qty_delivered += 1
            invoice = order._create_invoices()
            invoice.action_post()
            total[0] += invoice.amount_untaxed
            total[1] += invoice.amount_tax
        self.assertEqual([round(value, 2) for value in total], [8.33, 1.67])

    def test_an_odd_order_does_not_spoil_the_next_one(self):
        esb = self._json_channel()
        odd = self._document("ODD", "119.95")
        odd["lines"][0] |= {"tax_rates": [], "total_tax_excl": "100.00", "unit_tax_excl": "100.00"}
        odd["totals"] = {"tax_incl": "119.95", "tax_excl": "100.00"}
        self._send_json(esb, odd)
        self.assertEqual(self._messages("waiting", channel=esb).error_code, "unknown_tax")
        self.assertTrue(self.env["shop.mapping"]._lookup(esb, "tax", "19.95"))
        plain = self._document("OK", "120.00")
        plain["shipping"] |= {"tax_incl": "12.50", "tax_excl": "10.42", "carrier_name": "C"}
        plain["totals"] = {"tax_incl": "132.50", "tax_excl": "110.42"}
        self._send_json(esb, plain)
        order = self._order_of("OK", esb)
        self.assertEqual(order.order_line.tax_ids.mapped("amount"), [20.0])

    def test_a_rate_of_another_country_recognises_nothing_here(self):
        self._create_tax(21)
        mapping = self.env["shop.mapping"]
        channel = self._json_channel()
        belgian = mapping._ensure(channel, "tax", "21/BE", "21 %")
        belgian.tax_id = self.env["account.tax"].search([("amount", "=", 21)], limit=1)
        here, there = (mapping._get_rates(channel, country) for country in ("FR", "BE"))
        self.assertNotIn(21, here)
        self.assertIn(21, there)

    def test_an_article_of_the_import_has_the_tax_of_its_group(self):
        self.store.insert_product(
            reference="LIVRE", name="Livre", price="20.000000", id_tax_rules_group="3"
        )
        self._start()
        self._synchronise()
        book = self.env["product.product"].search([("default_code", "=", "LIVRE")])
        self.assertEqual(book.taxes_id.mapped("amount"), [5.5])
        computed = book.taxes_id.compute_all(book.list_price)
        self.assertEqual(round(computed["total_excluded"], 2), 20.0)

    def test_parts_of_a_split_order_share_their_shipping(self):
        row, _product = self._product(price=10)
        keys = [self._sell(row, pieces, state=2, reference="SPLIT") for pieces in (2, 3)]
        for key, paid in zip(keys, ("32.40", "40.80"), strict=True):
            order = self.store.tables["orders"].rows[key]
            order.update(
                id_customer=self.store.tables["orders"].rows[keys[0]]["id_customer"],
                total_shipping_tax_incl="13.200000",
                total_shipping_tax_excl="11.000000",
                total_paid_tax_incl=f"{float(paid):.6f}",
                total_paid_tax_excl=f"{float(paid) / 1.2:.6f}",
            )
        self._start()
        self._synchronise()
        self.assertFalse(self._messages("waiting").mapped("error_text"))
        shipping = [
            self._order_of(key).order_line.filtered("is_delivery").price_total for key in keys
        ]
        self.assertEqual(shipping, [8.4, 4.8])
