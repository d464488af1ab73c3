from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, TransactionCase, new_test_user, tagged

PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="


class GridCommon(TransactionCase):
    """Products and shops, without any shop to talk to: the grid asks none."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("fr_FR")
        cls.seller = new_test_user(
            cls.env, "grid_seller", "base.group_user,shop_sync.group_shop_sync_user", lang="en_US"
        )
        cls.shops = cls._create_shop("Midi") | cls._create_shop("Nord")
        cls.products = cls.env["product.template"].create(
            [
                {"name": f"Grid {number}", "default_code": f"GRID-{number}", "list_price": 10}
                for number in range(3)
            ]
        )

    @classmethod
    def _create_shop(cls, name, **vals):
        return cls.env["shop.channel"].create(
            {"name": name, "url": "http://127.0.0.1:1", "sequence": -1, "languages": "fr, en"}
            | vals
        )

    @classmethod
    def _put(cls, product, shop, **vals):
        return cls.env["shop.listing"].create(
            {"product_tmpl_id": product.id, "channel_id": shop.id} | vals
        )

    @classmethod
    def _create_pricelist(cls, name, **rule):
        return cls.env["product.pricelist"].create(
            {
                "name": name,
                "item_ids": [(0, 0, {"compute_price": "percentage", **rule})],
            }
        )

    def _page(self, **filters):
        grid = self.env["shop.grid"].with_user(self.seller)
        return grid.get_page({"product_ids": self.products.ids, **filters})

    def _cell(self, product, shop, **filters):
        page = self._page(**filters)
        row = next(row for row in page["rows"] if row["id"] == product.id)
        return next(cell for cell in row["cells"] if cell["shop"] == shop.id)

    def _change(self, operation, shops=None, **vals):
        wizard = self.env["shop.listing.bulk"].with_user(self.seller)
        wizard = wizard.create(
            {
                "filters": {"product_ids": self.products.ids},
                "channel_ids": [(6, 0, (shops or self.shops).ids)],
                "operation": operation,
            }
            | vals
        )
        wizard.action_apply()
        return wizard


@tagged("post_install", "-at_install")
class TestGrid(GridCommon):
    """A row a product, a column a shop."""

    def _found(self, **filters):
        return {row["code"] for row in self._page(**filters)["rows"]}

    def test_a_cell_shows_whether_how_dear_and_how_it_stands(self):
        one, two, _three = self.products
        midi, nord = self.shops
        self._put(one, midi, published=False, price_here=12)
        listing = self._put(two, nord)
        listing.sudo().write({"state": "same", "dirty": False})
        page = self._page()
        self.assertEqual((page["total"], page["can_edit"]), (3, True))
        self.assertEqual([shop["id"] for shop in page["shops"][:2]], self.shops.ids)
        cell = self._cell(one, midi)
        shown = (cell["state"], cell["published"], cell["price"], cell["own_price"])
        self.assertEqual(shown, ("new", False, 12, True))
        self.assertFalse(self._cell(one, nord)["id"])
        cell = self._cell(two, nord)
        self.assertEqual((cell["state"], cell["price"], cell["own_price"]), ("same", 10, False))
        two.name = "Renamed"
        self.assertEqual(self._cell(two, nord)["state"], "to_send")

    def test_what_is_missing_is_told_by_language(self):
        one, midi = self.products[0], self.shops[0]
        listing = self._put(one, midi)
        cell = self._cell(one, midi)
        told = listing.with_context(lang="en_US").missing
        self.assertEqual(told, "category, description, picture")
        self.assertEqual(cell["missing"], "category, picture")
        lacks = [(line["code"], line["missing"]) for line in cell["languages"]]
        self.assertEqual(lacks, [("FR", "no description"), ("EN", "no description")])
        one.write({"image_1920": PIXEL, "shop_description": "<p>A motor</p>"})
        cell = self._cell(one, midi)
        self.assertEqual(cell["missing"], "category")
        lacks = [(line["code"], line["missing"]) for line in cell["languages"]]
        self.assertEqual(lacks, [("FR", ""), ("EN", "description not translated")])
        terms = {"fr_FR": {"A motor": "Un moteur"}}
        one.update_field_translations("shop_description", terms)
        lacks = [line["missing"] for line in self._cell(one, midi)["languages"]]
        self.assertEqual(lacks, ["", ""])

    def test_rows_are_found(self):
        one, two, _three = self.products
        midi, nord = self.shops
        self.assertEqual(self._found(search="grid 1"), {"GRID-1"})
        self.assertEqual(self._found(search="GRID-2"), {"GRID-2"})
        self._put(one, midi)
        self._put(two, nord, published=False).sudo().state = "conflict"
        self.assertEqual(self._found(show="in"), {"GRID-0", "GRID-1"})
        self.assertEqual(self._found(show="in", channel_id=nord.id), {"GRID-1"})
        self.assertEqual(self._found(show="out"), {"GRID-2"})
        self.assertEqual(self._found(show="out", channel_id=nord.id), {"GRID-0", "GRID-2"})
        self.assertEqual(self._found(show="decide"), {"GRID-1"})
        self.assertEqual(self._found(show="to_send"), {"GRID-0"})
        self.assertEqual(self._found(show="hidden"), {"GRID-1"})
        category = self.env["product.category"].create({"name": "Grid"})
        one.categ_id = category
        self.assertEqual(self._found(category_id=category.id), {"GRID-0"})

    def test_what_the_filter_finds_incomplete_the_cell_shows_incomplete(self):
        one, two, three = self.products
        midi = self.shops[0]
        category = self.env["shop.category"].create({"name": "Motors", "channel_id": midi.id})
        whole = {"image_1920": PIXEL, "shop_description": "<p>A motor</p>"}
        self.products.write(whole)
        for product in self.products:
            self._put(product, midi, category_id=category.id)
        self.assertEqual(self._found(show="incomplete"), set())
        one.default_code = False
        two.shop_description = "<p><br></p>"
        three.image_1920 = False
        for product, lack in ((one, "reference"), (two, ""), (three, "picture")):
            self.assertEqual(self._cell(product, midi)["missing"], lack)
        self.assertEqual(self._cell(two, midi)["languages"][0]["missing"], "no description")
        self.assertEqual(self._page(show="incomplete")["total"], 3)

    def test_queries_grow_neither_with_products_nor_with_shops(self):
        base = self._create_pricelist("Base", percent_price=10)
        category = self.env["shop.category"]
        for shop in self.shops:
            shop.catalog_pricelist_id = self._create_pricelist(
                shop.name, percent_price=20, base="pricelist", base_pricelist_id=base.id
            )
        for product in self.products:
            for shop in self.shops:
                self._put(product, shop)
        # 10 less 10 %, less 20 %
        self.assertEqual(self._cell(self.products[0], self.shops[0])["price"], 7.2)
        few = self._count_queries()
        for number in range(8):
            shop = self._create_shop(f"More {number}")
            shop.catalog_pricelist_id = self._create_pricelist(
                shop.name, percent_price=30, base="pricelist", base_pricelist_id=base.id
            )
            place = category.create({"name": "Motors", "channel_id": shop.id})
            self.shops |= shop
            for product in self.products:
                self._put(product, shop, category_id=place.id)
        self.products |= self.env["product.template"].create(
            [{"name": f"Grid {number}", "image_1920": PIXEL} for number in range(20, 60)]
        )
        for product in self.products[3:]:
            self._put(product, self.shops[0], name_here="Other")
        self.assertEqual(len(self._page()["rows"]), 43)
        # a category is read where one is shown, the first page had none
        self.assertLessEqual(self._count_queries(), few + 1)

    def _count_queries(self):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self._page()
        return self.env.cr.sql_log_count - before

    def test_many_are_put_in_with_the_category_of_that_name(self):
        midi, nord = self.shops
        motors = [
            self.env["shop.category"].create({"name": "Motors", "channel_id": shop.id})
            for shop in self.shops
        ]
        self._put(self.products[0], midi, category_id=motors[0].id)
        wizard = self._change("add")
        self.assertEqual((wizard.product_count, wizard.missing_count), (3, 0))
        listings = self.products.shop_listing_ids
        self.assertEqual(len(listings), 6)
        copied = listings.filtered(
            lambda one: one.channel_id == nord and one.product_tmpl_id == self.products[0]
        )
        self.assertEqual(copied.category_id, motors[1])
        self._change("add", shops=midi, category_id=motors[0].id)
        self.assertEqual(len(self.products.shop_listing_ids), 6)

    def test_many_prices_are_raised_and_follow_the_list_again(self):
        midi, nord = self.shops
        nord.catalog_pricelist_id = self._create_pricelist("Nord", percent_price=50)
        self._change("add")
        self._change("percent", percent=10)
        listings = self.products.shop_listing_ids
        self.assertEqual({one.price_here for one in listings if one.channel_id == midi}, {11})
        self.assertEqual({one.price_here for one in listings if one.channel_id == nord}, {5.5})
        self._change("percent", shops=midi, percent=-50)
        self.assertEqual({one.price_here for one in listings if one.channel_id == midi}, {5.5})
        for wrong in (0, -100):
            with self.assertRaises(UserError):
                self._change("percent", percent=wrong)
        self._change("pricelist")
        self.assertEqual(set(listings.mapped("price_here")), {0})

    def test_many_are_hidden_shown_and_sent(self):
        self._change("add")
        listings = self.products.shop_listing_ids
        self._change("hide", shops=self.shops[0])
        self.assertEqual(sum(listings.mapped("published")), 3)
        self._change("show")
        self.assertTrue(all(listings.mapped("published")))
        self._change("send")
        self.assertEqual(set(listings.mapped("state")), {"to_send"})

    def test_send_leaves_what_a_person_has_to_see_first(self):
        one, two, three = self.products
        midi, nord = self.shops
        edited, theirs, refused = (
            self._put(one, midi),
            self._put(two, nord),
            self._put(three, midi),
        )
        edited.sudo().state, theirs.sudo().state, refused.sudo().state = "conflict", "left", "error"
        self._change("send")
        states = [listing.state for listing in (edited, theirs, refused)]
        self.assertEqual(states, ["conflict", "left", "to_send"])
        filters = {"product_ids": self.products.ids, "show": "conflict"}
        self._change("send", filters=filters)
        self.assertEqual((edited.state, theirs.state), ("to_send", "left"))

    def test_a_change_of_a_filter_is_about_the_places_it_shows(self):
        one, two, _three = self.products
        midi, nord = self.shops
        hidden = self._put(one, midi, published=False)
        seen = self._put(one, nord) | self._put(two, midi)
        filters = {"product_ids": self.products.ids, "show": "hidden"}
        wizard = self._change("percent", percent=10, filters=filters)
        self.assertEqual((wizard.there_count, hidden.price_here), (1, 11))
        self.assertEqual(seen.mapped("price_here"), [0, 0])

    def test_prices_of_variants_are_not_made_one(self):
        attribute = self.env["product.attribute"].create(
            {"name": "Width", "value_ids": [(0, 0, {"name": name}) for name in ("S", "L")]}
        )
        values = [(6, 0, attribute.value_ids.ids)]
        product = self.products[0]
        product.attribute_line_ids = [(0, 0, {"attribute_id": attribute.id, "value_ids": values})]
        listing = self._put(product, self.shops[0])
        self._change("percent", percent=10)
        self.assertEqual(listing.price_here, 11)
        listing.price_here = 0
        product.attribute_line_ids.product_template_value_ids[1].price_extra = 5
        with self.assertRaisesRegex(UserError, "Grid 0"):
            self._change("percent", percent=10)
        self.assertFalse(listing.price_here)

    def test_a_product_of_another_company_stays_out(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.env.user.company_ids |= other
        self.products[0].company_id = other
        self.seller.company_ids |= other
        wizard = self.env["shop.listing.bulk"].with_user(self.seller)
        wizard = wizard.with_context(allowed_company_ids=[self.env.company.id, other.id]).create(
            {
                "filters": {"product_ids": self.products.ids},
                "channel_ids": [(6, 0, self.shops.ids)],
            }
        )
        wizard.action_apply()
        self.assertEqual(len(self.products.shop_listing_ids), 4)

    def test_rights_are_those_of_the_person(self):
        grid = self.env["shop.grid"]
        reader = new_test_user(self.env, "grid_reader", "base.group_user")
        with self.assertRaises(AccessError):
            grid.with_user(reader).action_change({}, self.shops.ids, "hide")
        portal = new_test_user(self.env, "grid_portal", "base.group_portal")
        with self.assertRaises(AccessError):
            grid.with_user(portal).get_page({})
        action = grid.with_user(self.seller).action_change({}, self.shops.ids, "hide")
        wizard = self.env["shop.listing.bulk"].browse(action["res_id"])
        self.assertEqual((wizard.operation, wizard.channel_ids), ("hide", self.shops))

    def test_a_list_of_products_opens_the_grid_of_them(self):
        action = self.products[:2].action_shop_grid()
        self.assertEqual(action["params"], {"product_ids": self.products[:2].ids})


@tagged("post_install", "-at_install", "browser")
class TestGridTour(GridCommon, HttpCase):
    def _run(self):
        self._put(self.products[0], self.shops[0])
        self.start_tour("/odoo/shop-catalog-grid", "shop_catalog_grid_tour", login="grid_seller")
        listings = self.products.shop_listing_ids
        midi = listings.filtered(lambda one: one.channel_id == self.shops[0])
        self.assertEqual(midi.mapped("price_here"), [14.5])
        nord = listings.filtered(lambda one: one.channel_id == self.shops[1])
        self.assertEqual(set(nord.product_tmpl_id.ids), set(self.products[:2].ids))

    def test_cells_are_reached_by_keys_and_many_changed_at_once(self):
        self.browser_size = "1400x900"
        self._run()

    def test_the_same_on_a_phone(self):
        self.browser_size = "390x844"
        self._run()
