from odoo.tests import tagged

from odoo.addons.crm_technical_spec.tests.common import SpecCommon
from odoo.addons.shop_catalog.tests.common import CatalogueCommon


class FeatureCommon(SpecCommon, CatalogueCommon):
    """Motors with a supply, a protection, an encoder, in a shop whose features come from here."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.channel.catalog_features = "odoo"
        cls.supply.update_field_translations("name", {"fr_FR": "Tension"})
        cls.encoder.update_field_translations("name", {"fr_FR": "Codeur"})

    def _motor(self, name, texts, **values):
        motor = self._create_motor(name, self.motors, {self.torque: "5 N·m", **texts}, **values)
        tax = self.env["account.tax"].search(
            [("company_id", "=", self.company.id), ("amount", "=", 20)], limit=1
        )
        motor.write({"taxes_id": [(6, 0, tax.ids)], "list_price": 10, "is_storable": True})
        return motor

    def _features(self, listing):
        """``[(feature, value)]`` that the shop shows, in its first language."""
        found = []
        for entry in self._row(listing)["@product_features"]:
            value = self._rows("product_feature_values")[int(entry["id_feature_value"])]
            owner = self._rows("product_features")[int(value["id_feature"])]
            self.assertEqual(str(owner["id"]), entry["id"])
            found.append((self._text(owner["name"]), self._text(value["value"])))
        return sorted(found)

    def _text(self, value, language=0):
        return value[language]["value"] if isinstance(value, list) else value

    def _asked(self):
        """Requests about features since they were last forgotten."""
        return [path for _method, path, _body in self.shop.log if "/product_feature" in path]


@tagged("post_install", "-at_install")
class TestFeatures(FeatureCommon):
    def test_specifications_are_features_in_every_language(self):
        self.torque.shop_feature = False
        listing = self._list(self._motor("A", {self.supply: "12.5 V", self.encoder: "yes"}))
        self._synchronise()
        self.assertEqual((listing.state, listing.error_text), ("same", False))
        self.assertEqual(self._features(listing), [("Codeur", "Oui"), ("Tension", "12,5 V")])
        values = self._rows("product_feature_values").values()
        texts = {self._text(row["value"], 1) for row in values}
        self.assertEqual(texts, {"Yes", "12.5 V"})
        names = {self._text(row["name"], 1) for row in self._rows("product_features").values()}
        self.assertEqual(names, {"Encoder", "Supply voltage"})

    def test_unchanged_is_not_written_nor_asked_for(self):
        listing = self._list(self._motor("A", {self.supply: "12 V"}))
        self._synchronise()
        self._writes()
        self.shop.forget()
        listing._mark_dirty([])
        self._synchronise()
        self.assertEqual((self._writes(), self._asked(), listing.dirty), (0, [], False))

    def test_what_the_shop_has_under_these_names_is_used(self):
        self.store.insert("product_features", id=7, name="tension")
        self.store.insert(
            "product_feature_values", id=70, id_feature="7", custom="0", value="12  v"
        )
        first, second = (self._list(self._motor(name, {self.supply: "12 V"})) for name in "AB")
        self._synchronise()
        for listing in first | second:
            self.assertIn(
                {"id": "7", "id_feature_value": "70"}, self._row(listing)["@product_features"]
            )
        self.assertEqual(len(self._rows("product_feature_values")), 2)

    def test_what_the_shop_says_beside_them_stays(self):
        motor = self._motor("A", {self.supply: "12 V"})
        listing = self._list(motor)
        self._synchronise()
        colour = self.store.insert("product_features", name="Coloris")
        grey = self.store.insert(
            "product_feature_values", id_feature=str(colour["id"]), custom="1", value="Gris"
        )
        self._row(listing)["@product_features"].append(
            {"id": str(colour["id"]), "id_feature_value": str(grey["id"])}
        )
        self._value(motor, self.supply).value_text = "24 V"
        self._synchronise()
        told = [("Coloris", "Gris"), ("Nominal torque", "5 N·m"), ("Tension", "24 V")]
        self.assertEqual((listing.state, listing.changes), ("same", False))
        self.assertEqual(self._features(listing), told)
        self._value(motor, self.supply).unlink()
        self._synchronise()
        self.assertEqual(self._features(listing), told[:2])
        motor.tech_value_ids.unlink()
        self._synchronise()
        self.assertEqual(self._features(listing), told[:1])
        # nobody says anything here any more: what comes there is the shop's
        self._row(listing)["@product_features"] = []
        self._writes()
        listing._mark_dirty([])
        self._synchronise()
        self.assertEqual((self._writes(), listing.state), (0, "same"))

    def test_all_of_them_are_taken_off(self):
        motor = self._motor("A", {})
        listing = self._list(motor)
        self._synchronise()
        self.assertEqual(self._features(listing), [("Nominal torque", "5 N·m")])
        motor.tech_value_ids.unlink()
        self._synchronise()
        self.assertEqual((self._features(listing), listing.state), ([], "same"))

    def test_somebody_changed_one_in_the_shop(self):
        motor = self._motor("A", {self.supply: "12 V"})
        listing = self._list(motor)
        self._synchronise()
        other = self.store.insert(
            "product_feature_values", id_feature="2", custom="0", value="48 V"
        )
        entries = self._row(listing)["@product_features"]
        entries[:] = [x for x in entries if x["id"] != "2"]
        entries.append({"id": "2", "id_feature_value": str(other["id"])})
        motor.name = "Autre"
        self._synchronise()
        self.assertEqual(listing.state, "conflict")
        self.assertIn("48 V", listing.changes_html)
        listing.action_send()
        self._synchronise()
        self.assertIn(("Tension", "12 V"), self._features(listing))

    def test_options_and_variants(self):
        attribute = self.env["product.attribute"].create(
            {"name": "Longueur", "value_ids": [(0, 0, {"name": n}) for n in ("2 m", "3 m")]}
        )
        values = [(6, 0, attribute.value_ids.ids)]
        motor = self._motor(
            "A",
            {self.ip: "IP44, IP65"},
            shop_reference="A",
            attribute_line_ids=[(0, 0, {"attribute_id": attribute.id, "value_ids": values})],
        )
        self.env["tech.spec.value"].create(
            {
                "product_tmpl_id": motor.id,
                "product_id": motor.product_variant_ids[0].id,
                "attribute_id": self.torque.id,
                "value_text": "10 N·m",
                "note": "pointe",
            }
        )
        for number, variant in enumerate(motor.product_variant_ids):
            variant.default_code = f"A-{number}"
        listing = self._list(motor)
        self._synchronise()
        self.assertEqual((listing.state, listing.error_text), ("same", False))
        told = {value for _name, value in self._features(listing)}
        self.assertEqual(told, {"IP44", "IP65", "5 N·m", "10 N·m (pointe)"})

    def test_a_renamed_option_and_specification_reach_the_shop(self):
        motor = self._motor("A", {self.ip: "IP65"})
        listing = self._list(motor)
        self._synchronise()
        option = self.env.ref("crm_technical_spec.option_ip65")
        option.with_context(lang="fr_FR").name = "IP 65 (jets d'eau)"
        self.torque.with_context(lang="fr_FR").name = "Couple"
        self._synchronise()
        told = self._features(listing)
        self.assertIn(("Couple", "5 N·m"), told)
        self.assertIn("IP 65 (jets d'eau)", [value for _name, value in told])
        self.torque.shop_feature = False
        self._synchronise()
        self.assertNotIn("5 N·m", [value for _name, value in self._features(listing)])

    def test_nothing_is_said_before_somebody_says_so(self):
        self.channel.catalog_features = "shop"
        listing = self._list(self._motor("A", {self.supply: "12 V"}))
        self.shop.forget()
        self._synchronise()
        self.assertEqual((listing.state, self._asked()), ("same", []))
        self.channel.write({"catalog_features": "odoo", "catalog_mode": "compare"})
        self._writes()
        listing.action_compare()
        self.assertIn("product_features", listing.changes)
        self.assertEqual((self._writes(), self._rows("product_features")), (0, {}))

    def test_a_cut_answer_doubles_nothing(self):
        listings = self._list(self._motor("A", {self.supply: "12 V", self.ip: "IP65"}))
        listings |= self._list(self._motor("B", {self.supply: "24 V", self.ip: "IP65"}))
        self.shop.faults.cut_writes = 1.0
        self._synchronise()
        self.shop.faults.cut_writes = 0.0
        for _pass in range(3):
            self.channel.open_until = False
            listings.action_send()
            self._synchronise()
        self.assertEqual(set(listings.mapped("state")), {"same"})
        names = [self._text(row["name"]) for row in self._rows("product_features").values()]
        self.assertEqual(len(names), len(set(names)))
        values = [
            (row["id_feature"], self._text(row["value"]))
            for row in self._rows("product_feature_values").values()
        ]
        self.assertEqual(len(values), len(set(values)))

    def test_queries_do_not_grow_with_the_products(self):
        listings = self.env["shop.listing"]
        for number in range(12):
            listings |= self._list(self._motor(f"M{number}", {self.supply: f"{number + 1} V"}))
        catalogue = self.channel._open_catalogue()
        counts = []
        for part in (listings[:1], listings[:2], listings):
            part._read_more(catalogue)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            part._read_more(catalogue)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[1], counts[2])
        self.assertLessEqual(counts[0], counts[1])


@tagged("post_install", "-at_install")
class TestFeaturesOldShop(FeatureCommon):
    """PrestaShop 1.6 keeps one value of a feature on a product."""

    version = "1.6.1.24"
    two_languages = False

    def test_several_options_are_one_text(self):
        listing = self._list(self._motor("A", {self.ip: "IP44, IP65"}))
        self._synchronise()
        self.assertEqual((listing.state, listing.error_text), ("same", False))
        self.assertIn("IP44, IP65", [value for _name, value in self._features(listing)])
        self.assertEqual(len(self._row(listing)["@product_features"]), 2)
