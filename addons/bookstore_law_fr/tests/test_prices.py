from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from .common import LawCommon


@tagged("post_install", "-at_install")
class TestPrices(LawCommon):
    """Each rule of the law, in every way a price is made."""

    RULES = (
        # kind, buyer, sent, lowest price of 8.55 (None: free)
        ("new", "public", False, 8.13),
        ("new", "article_3", False, 7.79),
        ("new", "library", False, 7.79),
        ("new", "school", False, 8.13),
        ("new", "public", True, 8.55),
        ("new", "library", True, 7.79),
        ("school", "public", False, 8.13),
        ("school", "school", False, None),
        ("school", "article_3", False, None),
        ("used", "public", False, None),
        ("other", "public", False, None),
    )

    def _refuses(self, way, *args):
        try:
            with self.env.cr.savepoint():
                way(*args)
                self.env.flush_all()
        except (UserError, ValidationError) as error:
            return str(error)
        return False

    def test_every_rule_in_every_typed_way(self):
        ways = (
            self._type_price,
            self._change_price,
            self._type_discount,
            self._change_discount,
            self._change_amount_of_order,
            self._import,
        )
        for kind, buyer, sent, lowest in self.RULES:
            self.book.fr_book_kind = kind
            for way in ways:
                with self.subTest(kind=kind, buyer=buyer, sent=sent, way=way.__name__):
                    args = (self.buyers[buyer], sent)
                    self.assertFalse(self._refuses(way, lowest or 1.0, *args))
                    if lowest:
                        # 9 % typed is taken as the lawful 8.88 %: two cents less is not.
                        less = 0.02 if "discount" in way.__name__ else 0.01
                        told = self._refuses(way, lowest - less, *args)
                        self.assertRegex(told or "nothing", rf"{lowest:.2f}|lawful price")
                    if lowest and way in (self._type_price, self._change_price, self._import):
                        self.assertTrue(self._refuses(way, 8.56, *args))

    def _book_order(self, partner, sent, **vals):
        return self._order(self._line(**vals), partner=partner, fr_book_shipped=sent)

    def _type_price(self, price, partner, sent):
        self._book_order(partner, sent, price_unit=price)

    def _change_price(self, price, partner, sent):
        self._book_order(partner, sent).order_line.price_unit = price

    def _type_discount(self, price, partner, sent):
        self._book_order(partner, sent, discount=100 * (1 - (price + 0.0001) / 8.55))

    def _change_discount(self, price, partner, sent):
        self._book_order(partner, sent).order_line.discount = 100 * (1 - (price + 0.0001) / 8.55)

    def _change_amount_of_order(self, price, partner, sent):
        order = self._book_order(partner, sent)
        self.env["sale.order.discount"].create(
            {
                "sale_order_id": order.id,
                "discount_type": "amount",
                "discount_amount": 8.55 - price,
            }
        ).action_apply_discount()

    def _import(self, price, partner, sent):
        """As an online shop brings it: prices, delivery and state in one go."""
        lines = [self._line(price_unit=price, technical_price_unit=0)]
        if sent:
            fee = self.env.ref("bookstore_law_fr.product_book_delivery")
            lines.append({"product_id": fee.id, "price_unit": 3, "is_delivery": True})
        order = self._order(*lines, partner=partner)
        self.assertEqual(order.fr_book_shipped, sent)

    def test_the_law_on_a_percentage_of_the_whole_order(self):
        for percent, refused in ((5, True), (4.9, False), (20, True)):
            with self.subTest(percent=percent):
                self.assertEqual(bool(self._refuses(self._global_discount, percent)), refused)
        self.assertTrue(self._refuses(self._global_discount, 20, self.bag))
        self.assertFalse(self._refuses(self._discount_on_lines, 5))
        self.assertTrue(self._refuses(self._discount_on_lines, 6))

    def _global_discount(self, percent, other=None):
        order = self._order(self.book, *filter(None, [other]))
        self.env["sale.order.discount"].create(
            {
                "sale_order_id": order.id,
                "discount_type": "so_discount",
                "discount_percentage": percent / 100,
            }
        ).action_apply_discount()

    def _discount_on_lines(self, percent):
        order = self._order(self._line(product_uom_qty=3), self.bag)
        self.env["sale.order.discount"].create(
            {
                "sale_order_id": order.id,
                "discount_type": "sol_discount",
                "discount_percentage": percent / 100,
            }
        ).action_apply_discount()
        lines = order.order_line
        self.assertEqual([line.discount for line in lines], [4.91, 5.0])
        self.assertAlmostEqual(lines[0].price_total, 24.39)

    def test_five_percent_is_the_lawful_five_percent(self):
        line = self._order(self.book).order_line
        line.discount = 5
        self.assertAlmostEqual(line.price_total, 8.13)
        self.assertAlmostEqual(line.fr_lowest_price, 8.13)
        self.assertAlmostEqual(self._order(self._line(discount=5)).amount_total, 8.13)

    def test_a_reward_may_be_borne_by_what_is_no_book(self):
        """Loyalty writes its reward as a line below zero, with the VAT of what it lowers."""
        reward = self._create_service("Reward")
        vat = self.book.taxes_id
        for lines, refused in (
            ([self.book], True),
            ([self.book, self.bag], True),
        ):
            told = self._refuses(self._reward, lines, reward, vat)
            self.assertEqual(bool(told), refused)
        self.assertFalse(
            self._refuses(self._reward, [self.book, self.bag], reward, self.bag.taxes_id)
        )
        self.assertFalse(self._refuses(self._reward, [self.book, self.bag], reward, None))

    def _create_service(self, name):
        return self.env["product.product"].create(
            {"name": name, "type": "service", "taxes_id": [Command.clear()]}
        )

    def _reward(self, titles, reward, taxes):
        order = self._order(*titles)
        order.order_line = [
            Command.create(
                {
                    "product_id": reward.id,
                    "price_unit": -4,
                    "tax_ids": [Command.set(taxes.ids if taxes else [])],
                }
            )
        ]

    def test_a_price_list_proposes_lawful_prices(self):
        prices = self._create_price_list("formula", 20)
        for kind, buyer, sent, lowest in self.RULES:
            self.book.fr_book_kind = kind
            with self.subTest(kind=kind, buyer=buyer, sent=sent):
                order = self._book_order_of(prices, buyer, sent)
                self.assertAlmostEqual(order.order_line.price_total, lowest or 6.84)

    def test_a_price_list_that_shows_its_discount_too(self):
        prices = self._create_price_list("percentage", 20)
        self.book.fr_book_kind = "new"
        order = self._book_order_of(prices, "public", False)
        self.assertAlmostEqual(order.order_line.price_total, 8.13)
        dearer = self._create_price_list("formula", -20)
        order = self._book_order_of(dearer, "public", False)
        self.assertAlmostEqual(order.order_line.price_total, 8.55)

    def _create_price_list(self, compute, percent):
        self.env.user.group_ids += self.env.ref("product.group_product_pricelist")
        self.env.user.group_ids += self.env.ref("sale.group_discount_per_so_line")
        field = "percent_price" if compute == "percentage" else "price_discount"
        return self.env["product.pricelist"].create(
            {
                "name": f"{compute} {percent}",
                "company_id": self.company.id,
                "item_ids": [Command.create({"compute_price": compute, field: percent})],
            }
        )

    def _book_order_of(self, prices, buyer, sent):
        return self._order(
            self.book,
            partner=self.buyers[buyer],
            fr_book_shipped=sent,
            pricelist_id=prices.id,
        )

    def test_the_portal_recomputes_a_lawful_price(self):
        """The customer changes the quantity of an optional line on his page."""
        prices = self._create_price_list("formula", 20)
        order = self._book_order_of(prices, "public", False)
        order.order_line.with_user(self.env.ref("base.public_user")).sudo().product_uom_qty = 3
        self.assertAlmostEqual(order.order_line.price_total, 24.39)

    def test_a_quote_of_an_older_price_is_not_confirmed(self):
        order = self._order(self._line(product_uom_qty=2))
        self.book.list_price = 9.90
        told = self._refuses(order.action_confirm)
        self.assertIn("9.41", told)
        order.order_line.price_unit = 9.90
        order.action_confirm()
        self.assertEqual(order.state, "sale")

    def test_a_manual_invoice(self):
        for price, refused in ((8.12, True), (8.13, False), (8.55, False), (8.56, True), (0, True)):
            with self.subTest(price=price):
                self.assertEqual(bool(self._refuses(self._invoice, price)), refused)

    def test_the_invoice_of_an_order_whose_price_was_typed_anew(self):
        order = self._order(self.book)
        order.action_confirm()
        invoice = order.sudo()._create_invoices().sudo()
        invoice.invoice_line_ids.price_unit = 4
        self.assertIn("8.13", self._refuses(invoice.action_post) or "")
        invoice.invoice_line_ids.price_unit = order.order_line.price_unit
        invoice.action_post()
        self.assertEqual(invoice.state, "posted")

    def _invoice(self, price):
        self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.customer.id,
                "company_id": self.company.id,
                "invoice_date": fields.Date.context_today(self.env.user),
                "invoice_line_ids": [
                    Command.create({"product_id": self.book.id, "price_unit": price})
                ],
            }
        ).action_post()

    def test_an_old_book_is_sold_lower_by_a_manager_with_a_reason(self):
        self._make_old(self.book)
        order = self._order(self.book)
        self.assertIn("manager", self._refuses(order.order_line.write, {"price_unit": 4}))
        order.order_line.write({"price_unit": 4, "fr_price_reason": "Older edition"})
        self.assertAlmostEqual(order.amount_total, 4)
        with self.assertRaises(AccessError):
            self._as(self.bookseller, order.order_line).fr_price_reason = "Because"
        with self.assertRaises(AccessError):
            self._order(self._line(price_unit=4, fr_price_reason="Because"), user=self.bookseller)

    def test_a_reason_frees_no_book_that_is_not_old(self):
        order = self._order(self._line(fr_price_reason="I like him"))
        self.assertTrue(self._refuses(order.order_line.write, {"price_unit": 4}))
        self._make_old(self.book, months=5)
        self.assertTrue(self._refuses(order.order_line.write, {"price_unit": 4}))

    def test_the_sheet_of_the_evening_is_recorded_and_told(self):
        self._receive(self.firm, 3, self.book)
        sheet = self._as(self.bookseller, self.env["bookstore.day.sheet"]).create(
            {
                "warehouse_id": self.warehouse.id,
                "line_ids": [
                    Command.create({"product_id": self.book.id, "quantity": 2, "price": 6.0})
                ],
            }
        )
        sheet.action_post()
        self.assertEqual(sheet.state, "done")
        alert = self.env["bookstore.alert"].search([("kind", "=", "unlawful_price")])
        self.assertEqual(alert.product_id, self.book)
        self.assertIn("8.13", alert.note)

    def test_a_copy_brought_back_is_no_discount(self):
        order = self._order(self.book, self._line(product_uom_qty=-1))
        self.assertAlmostEqual(order.amount_total, 0)

    def test_elsewhere_the_law_says_nothing(self):
        self.company.account_fiscal_country_id = self.env.ref("base.be")
        self.assertFalse(self._refuses(self._type_price, 1.0, self.customer, False))

    def test_an_isbn_or_a_publisher_makes_a_book(self):
        isbn = self._create_title("Pierre et Jean", barcode="9782070360024")
        self.assertEqual(isbn.fr_book_kind, "new")
        self.assertEqual(self.bag.fr_book_kind, "other")
        self.bag.bookstore_publisher_id = self.owner_a
        self.assertEqual(self.bag.fr_book_kind, "new")
        isbn.fr_book_kind = "used"
        isbn.barcode = "9782743200374"
        self.assertEqual(isbn.fr_book_kind, "used")
