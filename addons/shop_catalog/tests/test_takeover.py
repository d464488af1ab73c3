from odoo.tests import tagged

from .common import CatalogueCommon
from .test_catalogue import picture

EQUAL = {
    "price": "10.000000",
    "active": "1",
    "visibility": "both",
    "available_for_order": "1",
    "show_price": "1",
    "minimal_quantity": "1",
    "condition": "new",
    "state": "1",
    "name": [{"id": "1", "value": "Moteur"}, {"id": "2", "value": "Moteur"}],
    "meta_title": [{"id": "1", "value": "Moteur"}, {"id": "2", "value": "Moteur"}],
}


@tagged("post_install", "-at_install")
class TestTakeOver(CatalogueCommon):
    """A catalogue that is there already: matched, compared, nothing changed before somebody says so."""

    def setUp(self):
        super().setUp()
        self.channel.product_policy = "wait"

    def _there(self, reference, **values):
        row = {
            "reference": reference,
            "name": [{"id": "1", "value": "Ancien"}, {"id": "2", "value": "Old"}],
            "price": "10.000000",
            "id_tax_rules_group": "1",
            "id_category_default": "10",
            "@categories": [{"id": "10"}],
        }
        return self.store.insert_product(**row | values)

    def _read(self):
        self.channel.action_read_catalogue()
        self._writes()
        self._synchronise()
        self.assertEqual(self._writes(), 0, "nothing changes in the shop")

    def _listing(self, row):
        return self.env["shop.listing"].search(
            [("channel_id", "=", self.channel.id), ("external_key", "=", str(row["id"]))]
        )

    def test_a_product_is_found_by_its_reference_and_compared_field_by_field(self):
        template = self._template("DEJA", price=24)
        row = self._there("DEJA")
        self._read()
        listing = self._listing(row)
        self.assertEqual((listing.state, listing.product_tmpl_id), ("found", template))
        self.assertEqual(listing.changes["price"], ["10.000000", "20.000000"])
        self.assertIn("name", listing.changes)
        self.assertEqual(listing.category_id, self.category)
        self._synchronise()
        self.assertEqual(self._writes(), 0)
        listing.action_send()
        self._synchronise()
        self.assertEqual((listing.state, row["price"]), ("same", "20.000000"))

    def test_what_is_equal_is_taken_over_without_a_word(self):
        template = self._template("EGAL", price=12, name="Moteur")
        row = self._there("EGAL", **EQUAL)
        self._read()
        self.assertEqual(self._listing(row).state, "same", self._listing(row).changes)
        self.assertEqual(self._listing(row).product_tmpl_id, template)

    def test_pictures_of_ours_wait_for_send(self):
        self._template("EGAL", price=12, name="Moteur", image_1920=picture())
        row = self._there("EGAL", **EQUAL)
        self.store.add_image(row["id"], b"\xff\xd8\xff")
        self._read()
        listing = self._listing(row)
        self.assertEqual((listing.state, listing.changes), ("found", {"pictures": [True, 1]}))
        self.assertEqual(len(row["@images"]), 1, "ours is not put beside the shop's unasked")
        listing.action_keep_shop()
        self._synchronise()
        self.assertEqual((listing.state, len(row["@images"])), ("same", 1))
        listing.action_take_back()
        self._synchronise()
        self.assertEqual((listing.state, len(row["@images"])), ("same", 2))

    def _make_variants(self, shown):
        """A product with two lengths here and, in the shop, a combination for the first ``shown``."""
        attribute = self.env["product.attribute"].create(
            {
                "name": "Longueur",
                "value_ids": [(0, 0, {"name": "2 m"}), (0, 0, {"name": "3 m"})],
            }
        )
        values = [(6, 0, attribute.value_ids.ids)]
        template = self._template(
            "",
            default_code=False,
            name="Moteur",
            price=12,
            shop_reference="VAR",
            attribute_line_ids=[
                (0, 0, {"attribute_id": attribute.id, "value_ids": values}),
            ],
        )
        variants = template.product_variant_ids
        for number, variant in enumerate(variants):
            variant.default_code = f"VAR-{number}"
        row = self._there("VAR", **EQUAL)
        self.env["shop.binding"]._bind(
            self.channel, "product", {f"{row['id']}-0": (variants[0], "VAR")}
        )
        option = self.store.insert(
            "product_options", name=[{"id": "1", "value": "Longueur"}], group_type="select"
        )
        for number in range(shown):
            value = self.store.insert(
                "product_option_values",
                id_attribute_group=str(option["id"]),
                name=[{"id": "1", "value": ("2 m", "3 m")[number]}],
            )
            self.store.insert(
                "combinations",
                id_product=str(row["id"]),
                reference=f"VAR-{number}",
                ean13="",
                price="0.000000",
                default_on="" if number else "1",
                minimal_quantity="1",
                **{"@product_option_values": [{"id": str(value["id"])}]},
            )
        return template, row

    def test_combinations_that_are_equal_are_taken_over_without_a_word(self):
        template, row = self._make_variants(shown=2)
        self._read()
        listing = self._listing(row)
        self.assertEqual((listing.state, listing.changes), ("same", False))
        rows = self._rows("combinations").values()
        links = self.env["shop.binding"]._targets(
            self.channel, "product", [f"{row['id']}-{one['id']}" for one in rows]
        )
        self.assertEqual(sorted(links.values()), sorted(template.product_variant_ids.ids))

    def test_combinations_that_differ_are_shown_and_wait_for_send(self):
        template, row = self._make_variants(shown=1)
        template.product_variant_ids[0].default_code = "NEUF-0"
        self._read()
        listing = self._listing(row)
        self.assertEqual(listing.state, "found")
        self.assertEqual(
            listing.changes,
            {
                "combinations": [
                    [["2 m", "VAR-0 · +0.00 · shown first"], ["3 m", "–"]],
                    [["2 m", "NEUF-0 · +0.00 · shown first"], ["3 m", "VAR-1 · +0.00"]],
                ]
            },
        )
        self.assertIn("3 m: VAR-1", listing.changes_html)
        listing.action_send()
        self._synchronise()
        self.assertEqual((listing.state, listing.error_text), ("same", False))
        rows = self._rows("combinations").values()
        self.assertEqual([one["reference"] for one in rows], ["NEUF-0", "VAR-1"])

    def test_combinations_left_to_the_shop_stay(self):
        template, row = self._make_variants(shown=1)
        template.product_variant_ids[0].default_code = "NEUF-0"
        self._read()
        self._listing(row).action_keep_shop()
        self._synchronise()
        self.assertEqual(self._listing(row).state, "same")
        template.list_price = 24
        self._synchronise()
        self.assertEqual(row["price"], "20.000000")
        (shown,) = self._rows("combinations").values()
        self.assertEqual(shown["reference"], "VAR-0")
        links = self.env["shop.binding"]._targets(
            self.channel, "product", [f"{row['id']}-{shown['id']}"]
        )
        self.assertEqual(list(links.values()), template.product_variant_ids[0].ids, "yet known")

    def test_each_day_the_shop_is_read_and_what_somebody_changed_there_is_asked(self):
        ours, theirs = self._list(self._template("A")), self._list(self._template("B"))
        self._synchronise()
        self.assertEqual((ours | theirs).mapped("state"), ["same", "same"])
        ours.product_tmpl_id.list_price = 50
        self._row(theirs)["price"] = "1.000000"
        self.env["shop.channel"]._cron_daily()
        self.assertTrue(self.channel.catalog_read_wanted)
        self._synchronise()
        self.assertEqual((ours.state, theirs.state), ("same", "conflict"))
        self.assertEqual(self._row(ours)["price"], "41.666667", "only we had changed it: sent")
        self.assertEqual(list(theirs.changes), ["price"])
        self.assertEqual(self._row(theirs)["price"], "1.000000")

    def test_what_a_shop_deleted_is_not_made_anew_by_the_night(self):
        listing, other = self._list(self._template("A")), self._list(self._template("B"))
        self.channel.catalog_pricelist_id = self.env["product.pricelist"].create(
            {"name": "Boutique", "company_id": self.company.id}
        )
        self._synchronise()
        self.store.delete("products", [int(listing.external_key)])
        self.env["shop.channel"]._cron_daily()
        self._synchronise()
        listing.product_tmpl_id.list_price = 77
        self._synchronise()
        self.assertEqual((listing.error_code, len(self._rows())), ("catalog_gone", 1))
        self.assertEqual(other.state, "same")
        listing.action_send()
        self._synchronise()
        self.assertEqual((listing.state, len(self._rows())), ("same", 2))

    def test_a_shop_that_answers_nothing_loses_no_product_here(self):
        listing = self._list(self._template("A"))
        self._synchronise()
        key = listing.external_key
        self.store.delete("products", [int(key)])
        self.channel.action_read_catalogue()
        self._synchronise()
        self.assertEqual((listing.external_key, listing.state), (key, "same"))
        self.assertEqual(self.channel.held["catalogue"][0], "catalog_empty")

    def test_what_was_refused_is_refused_still_and_sent_once_it_is_mended(self):
        listing, other = self._list(self._template("A")), self._list(self._template("B"))
        self._synchronise()
        listing.product_tmpl_id.write({"default_code": "B", "list_price": 60})
        other.product_tmpl_id.list_price = 61
        self._synchronise()
        self.assertIn("catalog_same_reference", (listing | other).mapped("error_code"))
        refused = (listing | other).filtered("error_code")
        self.env["shop.channel"]._cron_daily()
        self._synchronise()
        self.assertEqual(refused.mapped("state"), ["error"] * len(refused))
        listing.product_tmpl_id.default_code = "A"
        other.product_tmpl_id.list_price = 62
        self._synchronise()
        self.assertEqual((listing | other).mapped("state"), ["same", "same"])
        self.assertEqual(self._row(listing)["price"], "50.000000")

    def test_what_cannot_be_compared_yet_is_not_sent_once_it_can(self):
        foreign = self.env["res.currency"].search(
            [("id", "!=", self.channel.currency_id.id)], limit=1
        )
        self.channel.catalog_pricelist_id = self.env["product.pricelist"].create(
            {"name": "Export", "currency_id": foreign.id, "company_id": self.company.id}
        )
        self._template("DEJA", price=24)
        row = self._there("DEJA")
        self._read()
        listing = self._listing(row)
        self.assertEqual((listing.state, listing.error_code), ("found", "catalog_foreign_list"))
        self.channel.catalog_pricelist_id = False
        self._synchronise()
        self.assertEqual(self._writes(), 0, "nobody said send")
        self._read()
        self.assertEqual((listing.state, listing.error_code), ("found", False))
        self.assertIn("price", listing.changes)

    def test_a_shop_that_is_on_its_own_is_not_read(self):
        self.channel.catalog_mode = "off"
        self.env["shop.channel"]._cron_daily()
        self.assertFalse(self.channel.catalog_read_wanted)

    def test_doubles_are_shown_and_decided_by_a_person(self):
        self._template("DEUX")
        second = self._template("DEUX")
        row = self._there("DEUX")
        self._read()
        listing = self._listing(row)
        self.assertEqual((listing.state, listing.product_tmpl_id.id), ("several", False))
        listing.product_tmpl_id = second
        self.assertEqual(listing.state, "found")

    def test_what_nobody_knows_is_made_here_or_left(self):
        row, other = self._there("INCONNU"), self._there("AUTRE")
        self._read()
        listing = self._listing(row)
        self.assertEqual(listing.state, "unknown")
        listing.action_create_product()
        self.assertEqual(listing.product_tmpl_id.default_code, "INCONNU")
        self.assertAlmostEqual(listing.product_tmpl_id.list_price, 12)
        self._listing(other).action_leave()
        self._read()
        self.assertEqual(self._listing(other).state, "left")

    def test_a_product_that_left_the_shop_is_told_and_made_anew(self):
        template = self._template("PARTI")
        listing = self._list(template)
        self._there("RESTE")
        self._synchronise()
        self.store.delete("products", [int(listing.external_key)])
        self._read()
        self.assertIn("no longer in the shop", listing.error_text)
        listing.action_send()
        self._synchronise()
        self.assertEqual(listing.state, "same")
        self.assertEqual(len(self._rows()), 2)

    def test_reading_twice_changes_nothing(self):
        self._template("DEJA", price=24)
        self._there("DEJA")
        self._read()
        before = self.env["shop.listing"].search([]).read(["state", "changes", "product_tmpl_id"])
        self._read()
        self.assertEqual(
            self.env["shop.listing"].search([]).read(["state", "changes", "product_tmpl_id"]),
            before,
        )
