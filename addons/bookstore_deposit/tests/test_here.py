from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .common import BookstoreCommon


@tagged("post_install", "-at_install")
class TestHere(BookstoreCommon):
    """The place one works in is the default of what one begins, and of nothing else (B38)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._create_users()
        cls.branch = cls.env["stock.warehouse"].create(
            {"name": "Branch", "code": "ZBR", "company_id": cls.company.id}
        )
        cls.branch_shop = cls.branch.lot_stock_id
        cls.branch_shop.bookstore_use = "sale_point"
        cls.here = cls._as(cls.bookseller, cls.env["bookstore.place"])

    def _default(self, model, *names, user=None):
        values = self._as(user or self.bookseller, self.env[model]).new({})
        return tuple(values[name] for name in names)

    def test_places_are_offered_and_not_their_shelves(self):
        shelf = self.shop.copy({"name": "Poetry", "location_id": self.shop.id})
        self.assertEqual(shelf.bookstore_use, "sale_point")
        self.company._activate_bookstore()
        names = {place["id"] for place in self.here.get_choice()["places"]}
        self.assertEqual(names, {self.shop.id, self.reserve.id, self.branch_shop.id})

    def test_nothing_is_offered_where_there_is_one_place_or_to_others(self):
        self.assertEqual(
            self._as(self.clerk, self.env["bookstore.place"]).get_choice()["places"], []
        )
        (self.reserve | self.branch_shop).bookstore_use = False
        self.reserve.active = False
        choice = self.here.get_choice()
        self.assertEqual((choice["places"], choice["place_id"]), ([], False))

    def test_without_a_choice_everything_is_as_before(self):
        self.assertFalse(self.here.get_choice()["place_id"])
        self.assertEqual(self._default("bookstore.movement", "location_id"), (self.shop,))
        self.assertEqual(self._default("bookstore.parcel", "location_id"), (self.shop,))
        self.assertFalse(self._default("bookstore.count", "location_id")[0])
        self.assertEqual(self._default("bookstore.day.sheet", "warehouse_id"), (self.warehouse,))

    def test_the_place_is_the_default_of_every_document_of_that_person(self):
        choice = self.here.choose(self.branch_shop.id)
        self.assertEqual((choice["place_id"], choice["name"]), (self.branch_shop.id, "Stock"))
        for model in ("bookstore.movement", "bookstore.parcel", "bookstore.count"):
            self.assertEqual(self._default(model, "location_id"), (self.branch_shop,), model)
        self.assertEqual(self._default("bookstore.day.sheet", "warehouse_id"), (self.branch,))
        self.assertEqual(
            self._default("bookstore.movement", "location_id", user=self.manager), (self.shop,)
        )
        self.company._activate_bookstore()
        self.title.product_tmpl_id.bookstore_is_title = True
        order = self._as(self.bookseller, self.env["sale.order"]).create(
            {
                "partner_id": self.customer.id,
                "company_id": self.company.id,
                "order_line": [Command.create({"product_id": self.title.id})],
            }
        )
        self.assertEqual(order.warehouse_id, self.branch)

    def test_copies_ordered_are_awaited_where_one_works_unless_said_otherwise(self):
        self.company._activate_bookstore()
        self.owner_a.bookstore_is_distributor = True
        self.manager.group_ids |= self.env.ref("purchase.group_purchase_user")
        orders = self._as(self.manager, self.env["purchase.order"])
        vals = {"partner_id": self.owner_a.id, "company_id": self.company.id}
        self.assertEqual(orders.create(vals).picking_type_id, self.warehouse.in_type_id)
        self._as(self.manager, self.env["bookstore.place"]).choose(self.branch_shop.id)
        self.assertEqual(orders.create(vals).picking_type_id, self.branch.in_type_id)
        chosen = vals | {"picking_type_id": self.warehouse.in_type_id.id}
        self.assertEqual(orders.create(chosen).picking_type_id, self.warehouse.in_type_id)

    def test_what_is_unpacked_in_a_shop_goes_on_its_own_floor(self):
        self.here.choose(self.branch_shop.id)
        with Form(self._as(self.bookseller, self.env["bookstore.parcel"])) as form:
            form.partner_id = self.owner_a
            with form.line_ids.new() as line:
                line.product_id = self.title
                line.quantity = 2
        parcel = form.save()
        self.assertEqual(parcel.line_ids.location_id, self.branch_shop)
        parcel.action_validate()
        self.assertOwn({self.owner_a: 2})

    def test_what_has_a_place_keeps_it(self):
        movement = self._as(self.bookseller, self.env["bookstore.movement"]).create(
            {"kind": "loss"}
        )
        self.here.choose(self.reserve.id)
        movement.note = "After lunch"
        self.assertEqual(movement.location_id, self.shop)
        other = movement.create({"kind": "loss", "location_id": self.branch_shop.id})
        self.assertEqual(other.location_id, self.branch_shop)

    def test_only_a_place_of_the_shop_is_taken_and_only_by_its_people(self):
        missing = self.company._get_bookstore_lost_place()
        for place_id in (missing.id, self.customers.id, 0, False):
            with self.assertRaises(UserError):
                self.here.choose(place_id)
        with self.assertRaises(AccessError):
            self._as(self.clerk, self.env["bookstore.place"]).choose(self.reserve.id)
        self.assertFalse(self.bookseller.with_company(self.company).bookstore_place_id)

    def test_a_place_put_away_or_deleted_is_forgotten(self):
        self.here.choose(self.reserve.id)
        self.assertEqual(self._default("bookstore.movement", "location_id"), (self.reserve,))
        self.reserve.active = False
        self.assertEqual(self._default("bookstore.movement", "location_id"), (self.shop,))
        self.reserve.active = True
        self.assertEqual(self._default("bookstore.movement", "location_id"), (self.reserve,))
        for use in ("missing", False):
            self.reserve.bookstore_use = use
            self.assertEqual(self._default("bookstore.movement", "location_id"), (self.shop,))
        self.reserve.bookstore_use = "reserve"
        self.assertEqual(self._default("bookstore.movement", "location_id"), (self.reserve,))
        self.reserve.unlink()
        self.assertEqual(self._default("bookstore.movement", "location_id"), (self.shop,))

    def test_each_company_has_its_own_place(self):
        self.here.choose(self.reserve.id)
        other = self.env["res.company"].create({"name": "Neighbour"})
        self.bookseller.company_ids |= other
        there = self.here.with_company(other).get_choice()
        self.assertEqual((there["place_id"], there["places"]), (False, []))
        self.assertFalse(other.with_user(self.bookseller)._get_bookstore_place_here())
