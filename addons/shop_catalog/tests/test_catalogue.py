from base64 import b64encode
from io import BytesIO
from unittest.mock import patch

from PIL import Image

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from odoo.addons.shop_sync.core.errors import DataError

from ..core.prestashop import Catalogue
from ..models.shop_listing_picture import as_jpeg
from .common import CatalogueCommon


def picture(width=40, colour="red"):
    stream = BytesIO()
    Image.new("RGB", (width, 30), colour).save(stream, "PNG")
    return b64encode(stream.getvalue())


@tagged("post_install", "-at_install")
class TestCatalogue(CatalogueCommon):
    """What was sent is what stands there, only differences are sent, nothing is doubled."""

    def test_a_new_product_is_sold_and_seen(self):
        listing = self._list(self._template())
        self._synchronise()
        self.assertEqual((listing.state, listing.error_text), ("same", False))
        row = self._row(listing)
        for name, value in {
            "reference": "MOT-1",
            "price": "24.991667",
            "active": "1",
            "available_for_order": "1",
            "show_price": "1",
            "minimal_quantity": "1",
            "visibility": "both",
            "id_tax_rules_group": "1",
            "id_category_default": "10",
        }.items():
            self.assertEqual(str(row[name]), value, name)
        self.assertEqual(row["@categories"], [{"id": "10"}])
        self.assertEqual([text["value"] for text in row["name"]], ["Moteur MOT-1"] * 2)
        link = self.env["shop.binding"].search([("external_key", "=", f"{row['id']}-0")])
        self.assertEqual(link.res_id, listing.product_tmpl_id.product_variant_ids.id)

    def test_what_is_unchanged_is_not_written(self):
        listings = self.env["shop.listing"]
        for number in range(3):
            listings |= self._list(self._template(f"UNI-{number}"))
        self._synchronise()
        self._writes()
        listings.product_tmpl_id.write({"name": "Moteur"})
        listings.product_tmpl_id[0].write({"name": "Moteur UNI"})
        self._synchronise()
        self.assertEqual(self._writes(), 3)
        listings._mark_dirty([])
        self._synchronise()
        self.assertEqual(self._writes(), 0)
        self.assertEqual(set(listings.mapped("state")), {"same"})

    def test_only_the_changed_field_is_sent_in_all_languages(self):
        listing = self._list(self._template())
        self._synchronise()
        self.shop.forget()
        listing.product_tmpl_id.with_context(lang="fr_FR").name = "Moteur à bras"
        self._synchronise()
        bodies = [body for method, _path, body in self.shop.log if method == "PATCH"]
        self.assertEqual(len(bodies), 1)
        self.assertNotIn(b"price", bodies[0])
        self.assertEqual(
            [text["value"] for text in self._row(listing)["name"]],
            ["Moteur à bras", "Moteur MOT-1"],
        )

    def test_an_archived_product_is_hidden_and_comes_back(self):
        listing = self._list(self._template())
        self._synchronise()
        listing.product_tmpl_id.active = False
        self._synchronise()
        self.assertEqual((listing.state, self._row(listing)["active"]), ("same", "0"))
        listing.product_tmpl_id.active = True
        self._synchronise()
        self.assertEqual(self._row(listing)["active"], "1")

    def test_what_this_shop_shows_otherwise(self):
        template = self._template()
        listing = self._list(template, name_here="Moteur du Midi", price_here=12, published=False)
        self._synchronise()
        row = self._row(listing)
        self.assertEqual([text["value"] for text in row["name"]], ["Moteur du Midi"] * 2)
        self.assertEqual((row["price"], row["active"]), ("10.000000", "0"))

    def test_the_price_list_of_the_shop(self):
        pricelist = self.env["product.pricelist"].create(
            {
                "name": "Midi",
                "company_id": self.company.id,
                "currency_id": self.company.currency_id.id,
                "item_ids": [
                    (
                        0,
                        0,
                        {
                            "compute_price": "percentage",
                            "percent_price": 50,
                            "applied_on": "3_global",
                        },
                    )
                ],
            }
        )
        self.channel.catalog_pricelist_id = pricelist
        listing = self._list(self._template(price=24))
        self._synchronise()
        self.assertEqual(self._row(listing)["price"], "10.000000")
        pricelist.item_ids.percent_price = 25
        self._synchronise()
        self.assertEqual(self._row(listing)["price"], "15.000000")

    def test_what_is_missing_is_told_and_the_others_go_on(self):
        bad = self._list(self._template("", default_code=False))
        lost = self._list(self._template("SEUL"), category_id=False)
        good = self._list(self._template("BON"))
        self._synchronise()
        self.assertIn("no internal reference", bad.error_text)
        self.assertIn("in no category", lost.error_text)
        self.assertEqual(good.state, "same")
        lost.category_id = self.category
        self._synchronise()
        self.assertEqual(lost.state, "same")

    def test_a_cut_answer_doubles_nothing(self):
        listings = [self._list(self._template(f"CUT-{number}")) for number in range(6)]
        self.shop.faults.cut_writes = 1.0
        self._synchronise()
        self.shop.faults.cut_writes = 0.0
        self.channel.open_until = False
        self._synchronise()
        references = [row["reference"] for row in self._rows().values()]
        self.assertEqual(sorted(references), [f"CUT-{number}" for number in range(6)])
        self.assertEqual({listing.state for listing in listings}, {"same"})

    def test_a_missing_right_stops_the_catalogue_only(self):
        listing = self._list(self._template("DROIT"))
        row, _product = self._product("STOCK-1", quantity=5)
        self.shop.permissions["products"] = {"get"}
        self._synchronise()
        self._synchronise()
        self.assertEqual(self.channel.state, "running")
        self.assertIn("products", self.channel.held_text)
        self.assertEqual(self.channel.health, "trouble")
        self.assertEqual(self._pieces_shown(row), 5)
        self.shop.permissions["products"] |= {"post", "patch", "put"}
        self._synchronise()
        self.assertEqual((listing.state, self.channel.held_text), ("same", False))

    def test_somebody_edited_in_the_shop(self):
        listing = self._list(self._template())
        self._synchronise()
        self._row(listing)["price"] = "99.000000"
        listing.product_tmpl_id.list_price = 59.98
        self._synchronise()
        self.assertEqual(listing.state, "conflict")
        self.assertEqual(self._row(listing)["price"], "99.000000")
        self.assertIn("99.000000", listing.changes_html)
        listing.action_send()
        self._synchronise()
        self.assertEqual((listing.state, self._row(listing)["price"]), ("same", "49.983333"))

    def test_a_field_is_left_to_the_shop(self):
        listing = self._list(self._template())
        self._synchronise()
        self._row(listing)["price"] = "99.000000"
        listing.product_tmpl_id.list_price = 59.98
        self._synchronise()
        listing.action_keep_shop()
        self._synchronise()
        self.assertEqual((listing.state, self._row(listing)["price"]), ("same", "99.000000"))
        self.channel.catalog_texts = "shop"
        listing.product_tmpl_id.name = "Autre"
        self._synchronise()
        self.assertEqual(self._row(listing)["name"][0]["value"], "Moteur MOT-1")

    def test_names_and_descriptions_are_cleaned_and_told(self):
        template = self._template(name="Moteur <24V>; x=2")
        template.shop_description = "<p>Bon</p>"
        listing = self._list(template)
        self._synchronise()
        self.assertEqual(listing.state, "same")
        self.assertEqual(self._row(listing)["name"][0]["value"], "Moteur 24V, x-2")
        self.assertIn(["name", "cleaned"], listing.notes)
        self.assertIn("Name (characters or tags taken out, or cut)", listing.mended)

    def test_a_price_list_in_another_currency_is_refused(self):
        foreign = self.env["res.currency"].search(
            [("id", "!=", self.channel.currency_id.id)], limit=1
        )
        self.channel.catalog_pricelist_id = self.env["product.pricelist"].create(
            {"name": "Export", "currency_id": foreign.id, "company_id": self.company.id}
        )
        listing = self._list(self._template())
        self._synchronise()
        self.assertEqual((listing.state, listing.error_code), ("error", "catalog_foreign_list"))
        self.assertFalse(self._rows())
        listing.price_here = 29.99
        self._synchronise()
        self.assertEqual(listing.state, "same")

    def test_variants_are_combinations_of_one_product(self):
        attribute = self.env["product.attribute"].create(
            {
                "name": "Longueur",
                "value_ids": [(0, 0, {"name": "2 m"}), (0, 0, {"name": "3 m"})],
            }
        )
        template = self._template(
            "",
            default_code=False,
            name="Portail",
            price=120,
            shop_reference="PORT",
            attribute_line_ids=[
                (
                    0,
                    0,
                    {
                        "attribute_id": attribute.id,
                        "value_ids": [(6, 0, attribute.value_ids.ids)],
                    },
                )
            ],
        )
        template.attribute_line_ids.product_template_value_ids[1].price_extra = 24
        for number, variant in enumerate(template.product_variant_ids):
            variant.default_code = f"PORT-{number}"
        listing = self._list(template)
        self._synchronise()
        self.assertEqual((listing.state, listing.error_text), ("same", False))
        rows = list(self._rows("combinations").values())
        self.assertEqual([row["reference"] for row in rows], ["PORT-0", "PORT-1"])
        self.assertEqual([row["price"] for row in rows], ["0.000000", "20.000000"])
        self.assertEqual([row["default_on"] for row in rows], ["1", "0"])
        links = self.env["shop.binding"]._targets(
            self.channel, "product", [f"{listing.external_key}-{row['id']}" for row in rows]
        )
        self.assertEqual(sorted(links.values()), sorted(template.product_variant_ids.ids))
        self._writes()
        template.product_variant_ids[1].default_code = "PORT-TROIS"
        self._synchronise()
        self.assertEqual(self._writes(), 1)
        self.assertEqual(len(self._rows("combinations")), 2)
        self.assertEqual(len(self._rows("product_option_values")), 2)

    def test_the_picture_is_sent_once_and_replaced(self):
        template = self._template(image_1920=picture())
        listing = self._list(template)
        self._synchronise()
        first = self._row(listing)["@images"]
        self.assertEqual(len(first), 1)
        self._writes()
        template.name = "Autre"
        self._synchronise()
        self.assertEqual((self._writes(), self._row(listing)["@images"]), (1, first))
        template.image_1920 = picture(60)
        self._synchronise()
        self.assertEqual(len(self._row(listing)["@images"]), 1)
        self.assertNotEqual(self._row(listing)["@images"], first)

    def _document(self, record, colour, sequence=10):
        return self.env["product.document"].create(
            {
                "name": f"{colour}.png",
                "datas": picture(colour=colour),
                "res_model": record._name,
                "res_id": record.id,
                "sequence": sequence,
                "shop_picture": True,
            }
        )

    def _keys(self, listing):
        return [int(image["id"]) for image in self._row(listing)["@images"]]

    def test_several_pictures_stand_in_their_order(self):
        template = self._template(image_1920=picture())
        blue, green = (self._document(template, colour) for colour in ("blue", "green"))
        manual = self._document(template, "black", sequence=20)
        manual.shop_picture = False
        listing = self._list(template)
        self._synchronise()
        self.assertEqual((listing.state, listing.error_text), ("same", False))
        first, second, third = self._keys(listing)
        wanted = [blue.checksum, green.checksum]
        self.assertEqual([digest for digest, _key in listing.pictures][1:], wanted)
        self.assertEqual([int(key) for _digest, key in listing.pictures], [first, second, third])
        self._writes()
        listing._mark_dirty([])
        self._synchronise()
        self.assertEqual(self._writes(), 0)
        green.sequence = 1
        self._synchronise()
        # green stands already before what follows it: blue alone is sent anew
        self.assertEqual(self._writes(), 1)
        self.assertEqual(self._keys(listing)[:2], [first, third])
        self.assertEqual([digest for digest, _key in listing.pictures][1:], wanted[::-1])
        manual.shop_picture = True
        self._synchronise()
        self.assertEqual((self._writes(), len(self._keys(listing))), (1, 4))

    def test_what_the_shop_put_there_itself_stays(self):
        template = self._template()
        blue = self._document(template, "blue")
        listing = self._list(template)
        self._synchronise()
        (ours,) = self._keys(listing)
        theirs = self.store.add_image(int(listing.external_key), b"\xff\xd8\xff")
        green = self._document(template, "green")
        self._synchronise()
        self.assertEqual(len(self._keys(listing)), 3)
        blue.unlink()
        self._synchronise()
        keys = self._keys(listing)
        self.assertNotIn(ours, keys)
        self.assertEqual((len(keys), theirs in keys), (2, True))
        self.assertEqual(str(self._row(listing)["id_default_image"]), str(keys[1]))
        green.unlink()
        self._synchronise()
        self.assertEqual((self._keys(listing), listing.pictures), ([theirs], False))

    def test_pictures_of_variants_follow(self):
        attribute = self.env["product.attribute"].create(
            {"name": "Teinte", "value_ids": [(0, 0, {"name": name}) for name in ("A", "B")]}
        )
        values = [(6, 0, attribute.value_ids.ids)]
        template = self._template(
            "",
            default_code=False,
            shop_reference="TEINTE",
            image_1920=picture(),
            attribute_line_ids=[(0, 0, {"attribute_id": attribute.id, "value_ids": values})],
        )
        listing = self._list(template)
        self._synchronise()
        self.assertEqual(len(self._keys(listing)), 1)
        for variant, colour in zip(template.product_variant_ids, ("blue", "green"), strict=True):
            variant.image_variant_1920 = picture(colour=colour)
        self._synchronise()
        self.assertEqual((listing.state, len(self._keys(listing))), ("same", 3))

    def test_what_the_product_form_makes_of_a_picture_is_sent_as_jpeg(self):
        stream = BytesIO()
        Image.new("RGBA", (40, 40), (0, 0, 255, 128)).save(stream, "WEBP")
        listing = self._list(self._template(image_1920=b64encode(stream.getvalue())))
        self.assertEqual(as_jpeg(stream.getvalue())[:3], b"\xff\xd8\xff")
        self._synchronise()
        self.assertEqual((listing.state, len(self._keys(listing))), ("same", 1))

    def test_a_picture_that_is_none_is_told_on_its_product_alone(self):
        bad, good = self._list(self._template()), self._list(self._template("PORT-BON"))
        document = self._document(bad.product_tmpl_id, "blue")
        # as a browser sends what it calls a JPEG
        document.ir_attachment_id.write({"raw": b"RIFFnothing at all"})
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE ir_attachment SET mimetype = 'image/jpeg' WHERE id = %s",
            [document.ir_attachment_id.id],
        )
        self.env.invalidate_all()
        self._synchronise()
        self.assertEqual(bad.error_code, "catalog_bad_picture")
        self.assertIn("blue.png", bad.error_text)
        self.assertEqual(good.state, "same")

    def test_a_picture_of_another_company_stays_at_home(self):
        listing = self._list(self._template())
        document = self._document(listing.product_tmpl_id, "blue")
        document.company_id = self.env["res.company"].create({"name": "Other"})
        self._synchronise()
        self.assertFalse(self._row(listing).get("@images"))
        self.assertEqual(listing.state, "same")

    def test_a_picture_that_stands_there_is_not_sent_twice(self):
        template = self._template(image_1920=picture())
        blue = self._document(template, "blue")
        listing = self._list(template)
        self._synchronise()
        blue.unlink()
        self._document(template, "green")
        with patch.object(Catalogue, "drop_picture", side_effect=DataError("server_refused")):
            self._synchronise()
        self.assertEqual((listing.state, len(self._keys(listing))), ("error", 3))
        listing.action_send()
        self._synchronise()
        self.assertEqual((listing.state, len(self._keys(listing))), ("same", 2))

    def test_a_picture_sent_before_there_were_several_is_known(self):
        listing = self._list(self._template(image_1920=picture()))
        self._synchronise()
        (digest, key), *_others = listing.pictures
        listing.write({"pictures": False, "image_digest": digest, "image_key": key})
        keys = self._keys(listing)
        self._document(listing.product_tmpl_id, "blue")
        self._synchronise()
        self.assertEqual((self._keys(listing)[:1], len(listing.pictures)), (keys, 2))

    def test_pictures_of_a_batch_are_searched_once(self):
        listings = self.env["shop.listing"]
        for number in range(9):
            listings |= self._list(self._template(f"LOT-{number}", image_1920=picture(40 + number)))
            self._document(listings[-1].product_tmpl_id, ("blue", "green", "black")[number % 3])
        catalogue = self.channel._open_catalogue()

        def count(work, part):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            work(part)
            return self.env.cr.sql_log_count - before

        def read(part):
            return part._read_pictures()

        def plan(part):
            return part._plan(catalogue)

        plan(listings)
        self.assertEqual(count(read, listings[:2]), count(read, listings))
        self.assertEqual(count(plan, listings[:2]), count(plan, listings))
        self.assertEqual([len(found) for found in read(listings).values()], [2] * 9)

    def test_its_supplier_and_its_brand_are_told_where_odoo_decides(self):
        template = self._template(shop_brand="Faac")
        template.seller_ids = [
            (0, 0, {"partner_id": self._partner("Automatismes du Sud").id, "product_code": "AS-9"})
        ]
        listing = self._list(template)
        self._synchronise()
        self.assertFalse(self._rows("suppliers"), "the shop decides")
        self.channel.catalog_makers = "odoo"
        self.channel.catalog_mode = "compare"
        listing.action_compare()
        self.assertIn("Automatismes du Sud", listing.changes_html)
        self.assertFalse(self._rows("suppliers"), "a comparison makes nothing")
        self.channel.catalog_mode = "drive"
        listing.action_send()
        self._synchronise()
        row = self._row(listing)
        self.assertEqual(listing.state, "same")
        self.assertEqual((row["id_supplier"], row["supplier_reference"]), ("1", "AS-9"))
        self.assertEqual(self._rows("manufacturers")[int(row["id_manufacturer"])]["name"], "Faac")
        self._writes()
        listing._mark_dirty([])
        self._synchronise()
        self.assertEqual(self._writes(), 0)
        template.seller_ids.product_code = "AS-10"
        self._synchronise()
        self.assertEqual((self._writes(), row["supplier_reference"]), (1, "AS-10"))
        template.seller_ids.unlink()
        self._synchronise()
        self.assertEqual(str(row["id_supplier"]), "0")

    def _partner(self, name):
        return self.env["res.partner"].create({"name": name, "is_company": True})

    def test_a_hidden_product_leads_elsewhere(self):
        other = self._template("SUIVANT")
        listing = self._list(
            self._template(), published=False, redirect="301-product", redirect_tmpl_id=other.id
        )
        self._synchronise()
        self.assertEqual(listing.error_code, "catalog_no_redirect")
        self.assertIn("SUIVANT", listing.error_text)
        target = self._list(other)
        self._synchronise()
        self._synchronise()
        row = self._row(listing)
        self.assertEqual((listing.state, row["active"]), ("same", "0"))
        self.assertEqual(row["redirect_type"], "301-product")
        self.assertEqual(row["id_type_redirected"], target.external_key)
        listing.redirect = "302-category"
        self._synchronise()
        self.assertEqual((row["redirect_type"], row["id_type_redirected"]), ("302-category", "10"))
        listing.redirect = False
        self._writes()
        self._synchronise()
        self.assertEqual((self._writes(), row["redirect_type"]), (0, "302-category"))

    def test_new_categories_reach_the_shop_the_upper_ones_first(self):
        above = self.env["shop.category"].create(
            {"name": "Télécommandes", "channel_id": self.channel.id}
        )
        below = above.create(
            {"name": "Quatre <canaux>", "channel_id": self.channel.id, "parent_id": above.id}
        )
        self._synchronise()
        row = self._rows("categories")[int(below.external_key)]
        self.assertEqual((row["id_parent"], row["level_depth"]), (above.external_key, "3"))
        self.assertEqual(row["name"][0]["value"], "Quatre canaux")
        with self.assertRaises(UserError):
            above.parent_id = below
        with self.assertRaises(UserError):
            below.unlink()

    def test_nothing_changes_in_a_shop_that_is_only_compared(self):
        self.channel.catalog_mode = "compare"
        self._list(self._template())
        self._writes()
        self._synchronise()
        self.assertEqual(self._writes(), 0)

    def test_states_are_written_by_the_buttons(self):
        user = new_test_user(
            self.env, "catalogue", "base.group_user,shop_sync.group_shop_sync_user"
        )
        stranger = new_test_user(self.env, "stranger", "base.group_user")
        listing = self._list(self._template())
        listing.with_user(user).action_send()
        self.assertEqual(listing.state, "to_send")
        with self.assertRaises(AccessError):
            listing.with_user(stranger).action_send()
        for values in ({"state": "same"}, {"external_key": "1"}, {"sent": {}}):
            with self.assertRaises(AccessError):
                listing.with_user(user).write(values)


@tagged("post_install", "-at_install")
class TestCatalogueOldShop(CatalogueCommon):
    """PrestaShop 1.6 knows no PATCH: the whole row is put."""

    version = "1.6.1.24"
    two_languages = False

    def test_a_hidden_product_leads_to_a_product_only(self):
        other = self._list(self._template("SUIVANT"))
        listing = self._list(self._template(), redirect="301-category")
        self._synchronise()
        self.assertEqual(listing.error_code, "catalog_redirect_old")
        listing.write({"redirect": "301-product", "redirect_tmpl_id": other.product_tmpl_id.id})
        self._synchronise()
        row = self._row(listing)
        self.assertEqual((listing.state, row["redirect_type"]), ("same", "301"))
        self.assertEqual(row["id_product_redirected"], other.external_key)

    def test_a_change_keeps_the_rest_of_the_row(self):
        listing = self._list(self._template())
        self._synchronise()
        self.assertEqual((listing.state, listing.error_text), ("same", False))
        row = self._row(listing)
        row["id_manufacturer"] = "7"
        listing.product_tmpl_id.list_price = 12
        self._synchronise()
        self.assertEqual((row["price"], row["id_manufacturer"]), ("10.000000", "7"))
        self.assertEqual(row["@categories"], [{"id": "10"}])
