from odoo.fields import Command
from odoo.tests import tagged

from .common import ReturnCommon


@tagged("post_install", "-at_install")
class TestWhatIsHere(ReturnCommon):
    """Only copies that can be carried out are proposed, and credited as they were bought."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.owner_c.bookstore_return_latest = 0

    def _proposed(self, **vals):
        """``{(distributor, which copies): copies}``"""
        found = self.env["bookstore.return.search"].create({"company_id": self.company.id} | vals)
        return {
            (self.env["res.partner"].browse(partner), vals["return_of"]): vals["quantity"]
            for partner, lines in found._find_lines().items()
            for vals in lines
        }

    def test_copies_sold_while_nobody_says_whose_they_were_are_gone(self):
        self._receive(self.owner_a, 2)
        self._receive(self.owner_b, 2)
        self._sell(3)
        self.assertEqual(self._own()[self.undecided], -3)
        self._age(400)
        self.assertEqual(sum(self._proposed().values()), 1)

    def test_missing_copies_are_not_proposed(self):
        self._receive(self.owner_a, 3)
        missing = self.company.bookstore_missing_location_id
        self._move("transfer", 1, target=missing)
        self._age(400)
        self.assertEqual(self._proposed(), {(self.owner_a, "deposit"): 2})

    def test_firm_copies_are_proposed_to_one_distributor_only(self):
        self._buy(2, partner=self.owner_b)
        self._buy(2)
        self._sell(1)
        self._age(400)
        self.owner_b.bookstore_return_latest = 0
        self.assertEqual(sum(self._proposed().values()), 3)

    def test_what_another_request_holds_is_not_proposed_again(self):
        self._buy(2, partner=self.owner_b)
        self._buy(2)
        self._sell(2)
        self._age(400)
        self._request(2, partner_id=self.owner_b.id)
        self.assertEqual(self._proposed(), {})

    def test_what_the_former_record_bought_is_found(self):
        former = self._create_title("Les Contemplations (former)")
        self._buy(2, former)
        merge = self.env["bookstore.merge"].create(
            {"title_ids": [Command.set((self.title | former).ids)], "kept_id": self.title.id}
        )
        merge.action_merge()
        self._age(400)
        self._age(400, former)
        self.assertEqual(self._proposed(), {(self.owner_c, "firm"): 2})

    def test_the_oldest_copies_left_are_credited_first(self):
        self._buy(5)
        self.title.list_price = 12.66
        self._buy(1)
        line = self._request(5).line_ids
        self.assertAlmostEqual(line.amount, 35.0)
        line.quantity = 6
        self.assertAlmostEqual(line.amount, 43.4)
        self._sell(5)
        self.assertAlmostEqual(self._request(1).line_ids.amount, 8.4)

    def test_a_parcel_credits_the_oldest_copies_left(self):
        self._buy(5)
        self.title.list_price = 12.66
        self._buy(1)
        parcel = self.env["bookstore.parcel"].create(
            {
                "kind": "return",
                "partner_id": self.owner_c.id,
                "company_id": self.company.id,
                "line_ids": [(0, 0, {"product_id": self.title.id, "quantity": 5})],
            }
        )
        self.assertAlmostEqual(parcel.credit_total, 35.0)
        parcel.line_ids.quantity = 6
        self.assertAlmostEqual(parcel.credit_total, 43.4, places=2)
        parcel.line_ids.price = 10.55
        parcel.line_ids.quantity = 5
        self.assertAlmostEqual(parcel.line_ids.price, 10.55)  # typed

    def test_two_lines_of_one_title_take_the_oldest_copies_one_after_the_other(self):
        self._buy(5)
        self.title.list_price = 12.66
        self._buy(3)
        line = {"product_id": self.title.id}
        parcel = self.env["bookstore.parcel"].create(
            {
                "kind": "return",
                "partner_id": self.owner_c.id,
                "company_id": self.company.id,
                "line_ids": [(0, 0, line | {"quantity": copies}) for copies in (4, 1, 2)],
            }
        )
        first, second, third = parcel.line_ids
        self.assertEqual(parcel.line_ids.mapped("price"), [10.55, 10.55, 12.66])
        self.assertAlmostEqual(parcel.credit_total, 51.8)  # 5 × 7.00 + 2 × 8.40
        first.quantity = 5
        self.assertEqual(second.price, 12.66)
        second.price = 11.0
        first.unlink()
        self.assertEqual((second.price, third.price), (11.0, 10.55))
        third.quantity = 6
        second.return_of = "deposit"
        third.quantity = 5
        self.assertEqual(third.price, 10.55)

    def test_a_line_that_is_typed_is_no_older_line(self):
        self._buy(3)
        self.title.list_price = 12.66
        self._buy(5)
        line = {"product_id": self.title.id, "return_of": "firm", "quantity": 1}
        parcel = {
            "kind": "return",
            "partner_id": self.owner_c.id,
            "company_id": self.company.id,
            "line_ids": [[0, "virtual_1", line]],
        }
        typed = self.env["bookstore.parcel.line"].onchange(
            line | {"quantity": 3, "parcel_id": parcel}, ["quantity"], {"price": {}, "quantity": {}}
        )
        self.assertEqual(typed["value"].get("price", 10.55), 10.55)
        # two of them saved together, each with the price it was told alone
        lines = [line | {"quantity": copies, "price": 10.55, "discount": 30.0} for copies in (3, 2)]
        saved = self.env["bookstore.parcel"].create(
            parcel | {"line_ids": [(0, 0, vals) for vals in lines]}
        )
        self.assertEqual(saved.line_ids.mapped("price"), [10.55, 12.66])
