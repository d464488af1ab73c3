from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from .common import LawCommon


@tagged("post_install", "-at_install")
class TestTerms(LawCommon):
    """The law in other currencies, by packs, at the price of the day, and copies brought back."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.franc = cls.env.ref("base.XPF")
        cls.franc.active = True
        cls.env["res.currency.rate"].create(
            {"currency_id": cls.franc.id, "company_id": cls.company.id, "rate": 119.33}
        )
        cls.pricelist = cls.env["product.pricelist"].create(
            {
                "name": "Pacific",
                "currency_id": cls.franc.id,
                "company_id": cls.company.id,
                "item_ids": [
                    Command.create(
                        {
                            "compute_price": "fixed",
                            "fixed_price": 20,
                            "applied_on": "1_product",
                            "product_tmpl_id": cls.book.product_tmpl_id.id,
                        }
                    )
                ],
            }
        )
        cls.pack = cls.env.ref("uom.product_uom_pack_6")

    def test_a_price_list_in_francs_proposes_lawful_francs(self):
        line = self._order(self.book, pricelist_id=self.pricelist.id).order_line
        self.assertEqual(line.currency_id, self.franc)
        self.assertEqual(line.price_unit, 970)  # 8.13 in francs, not 20 francs
        line.price_unit = 1020  # 8.55
        for price in (20, 900, 1100):
            with (
                self.subTest(price=price),
                self.assertRaises(ValidationError),
                self.env.cr.savepoint(),
            ):
                line.price_unit = price

    def test_a_discount_in_francs_is_looked_at_in_francs(self):
        order = self._order(self.book, pricelist_id=self.pricelist.id)
        with self.assertRaises(ValidationError), self.env.cr.savepoint():
            order.order_line = [
                Command.create({"product_id": self.bag.id, "price_unit": -200, "tax_ids": False})
            ]

    def test_delivery_in_francs_costs_francs(self):
        order = self._order(
            self._line(price_unit=1020), pricelist_id=self.pricelist.id, fr_book_shipped=True
        )
        self.assertEqual(order.fr_delivery_missing, self.franc.round(3 * 119.33))

    def test_a_pack_has_the_price_of_its_copies(self):
        line = self._order(self._line(product_uom_id=self.pack.id)).order_line
        self.assertAlmostEqual(line.price_unit, 6 * 8.55)
        with self.assertRaises(ValidationError), self.env.cr.savepoint():
            line.price_unit = 8.55

    def _invoice(self, price, **vals):
        return self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.customer.id,
                "company_id": self.company.id,
                "invoice_date": fields.Date.context_today(self.env.user),
                "invoice_line_ids": [
                    Command.create(
                        {
                            "product_id": self.book.id,
                            "price_unit": price,
                            "tax_ids": [Command.set(self.tax_sale.ids)],
                            "product_uom_id": vals.pop("product_uom_id", self.book.uom_id.id),
                        }
                    )
                ],
            }
            | vals
        )

    def test_invoices_in_francs_and_by_packs(self):
        for price in (20, 900, 1100):
            with self.subTest(price=price), self.assertRaises(UserError):
                self._invoice(price, currency_id=self.franc.id).action_post()
        with self.assertRaises(UserError):
            self._invoice(8.55, product_uom_id=self.pack.id).action_post()
        self._invoice(1020, currency_id=self.franc.id).action_post()
        self._invoice(51.3, product_uom_id=self.pack.id).action_post()

    def test_what_was_sold_yesterday_had_the_price_of_yesterday(self):
        self.book.product_tmpl_id.bookstore_is_title = True  # its former prices are kept
        order = self._order(self.book)
        order.action_confirm()
        yesterday = fields.Datetime.now() - timedelta(days=1)
        order.date_order = yesterday
        self.book.list_price = 9.40
        order.order_line.product_uom_qty = 2
        with self.assertRaises(ValidationError), self.env.cr.savepoint():
            order.order_line.price_unit = 9.40
        self.env["bookstore.alert"].search([]).unlink()
        self._ring_up(1, title=self.book, price=8.55, date=yesterday)
        self.assertFalse(self.env["bookstore.alert"].search([("kind", "=", "unlawful_price")]))

    def test_a_copy_brought_back_without_ticket_is_no_discount(self):
        other = self._create_title("Sac en papier", 20.0)
        for quantity, is_told in ((-1, False), (1, True)):
            with self.subTest(quantity=quantity):
                lines = [self._till_line(self.book, 1, 8.55), self._till_line(other, quantity, -5)]
                self._ring_up(1, title=self.book, price=3.55, lines=lines)
                alerts = self.env["bookstore.alert"].search([("kind", "=", "unlawful_price")])
                self.assertEqual(bool(alerts), is_told)

    def _till_line(self, title, quantity, amount):
        return Command.create(
            {
                "product_id": title.id,
                "price_unit": amount / quantity,
                "discount": 0,
                "qty": quantity,
                "tax_ids": [Command.set(self.tax_sale.ids)],
                "price_subtotal": amount / 1.055,
                "price_subtotal_incl": amount,
                "pack_lot_ids": [],
            }
        )
