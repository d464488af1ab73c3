from odoo.tests import tagged

from .common import CatalogueCommon


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
        row = self._there(
            "EGAL",
            price="10.000000",
            active="1",
            visibility="both",
            available_for_order="1",
            show_price="1",
            minimal_quantity="1",
            condition="new",
            state="1",
            name=[{"id": "1", "value": "Moteur"}, {"id": "2", "value": "Moteur"}],
            meta_title=[{"id": "1", "value": "Moteur"}, {"id": "2", "value": "Moteur"}],
        )
        self._read()
        self.assertEqual(self._listing(row).state, "same", self._listing(row).changes)
        self.assertEqual(self._listing(row).product_tmpl_id, template)

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
        self._synchronise()
        self.store.delete("products", [int(listing.external_key)])
        self._read()
        self.assertIn("no longer in the shop", listing.error_text)
        listing.action_send()
        self._synchronise()
        self.assertEqual(listing.state, "same")
        self.assertEqual(len(self._rows()), 1)

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
