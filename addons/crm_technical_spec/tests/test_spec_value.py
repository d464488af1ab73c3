from odoo.exceptions import ValidationError
from odoo.tests import Form, tagged

from .common import SpecCommon


@tagged("post_install", "-at_install")
class TestSpecValue(SpecCommon):
    def _index(self, template):
        self.env.flush_all()
        rows = self.env["tech.spec.index"].search(
            [("product_id", "in", template.product_variant_ids.ids)]
        )
        return {
            (row.product_id.id, row.attribute_id): (row.value_min, row.value_max) for row in rows
        }

    def test_a_value_is_kept_as_typed_and_compared_in_the_base_unit(self):
        motor = self._create_motor("M1", texts={self.torque: "550 N.cm", self.supply: "10–30 V"})
        torque, supply = self._value(motor, self.torque), self._value(motor, self.supply)
        self.assertEqual((torque.value_text, torque.value_min), ("550 N.cm", 5.5))
        self.assertEqual(torque.display_value, "5.5 N·m")
        self.assertEqual((supply.value_min, supply.value_max), (10, 30))

    def test_a_temperature_range_is_stored_in_kelvin(self):
        motor = self._create_motor("M1", texts={self.ambient: "-20...+60 °C"})
        value = self._value(motor, self.ambient)
        self.assertEqual((value.value_min, value.value_max), (253.15, 333.15))
        self.assertEqual(value.display_value, "-20 – 60 °C")

    def test_the_decimal_mark_follows_the_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        motor = self._create_motor("M1", texts={self.torque: "5,5 N·m"})
        value = self._value(motor, self.torque)
        self.assertEqual(value.with_context(lang="fr_FR").display_value, "5,5 N·m")
        self.assertEqual(value.with_context(lang="en_US").display_value, "5.5 N·m")

    def test_odd_texts_are_refused_with_what_to_write_instead(self):
        for attribute, text, words in [
            (self.torque, "5 V", "measures something else"),
            (self.torque, "5 parsec", "unknown"),
            (self.torque, "strong", "is not a value"),
            (self.torque, "5–6 N·m", "one value is expected"),
            (self.supply, "30-10 V", "starts above its end"),
            (self.ip, "IP99", "not one of the options"),
            (self.encoder, "perhaps", "neither yes nor no"),
        ]:
            with self.subTest(text=text), self.assertRaisesRegex(ValidationError, words):
                self._create_motor("Odd", texts={attribute: text})

    def test_an_attribute_that_the_family_lacks_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "does not belong to the family"):
            self._create_motor("Odd", family=self.motors, texts={self.weight: "5 kg"})

    def test_two_markings_are_two_options(self):
        motor = self._create_motor("M1", texts={self.ip: "IP66/IP67"})
        codes = set(self._value(motor, self.ip).option_ids.mapped("code"))
        self.assertEqual(codes, {"IP66", "IP67"})

    def test_a_blank_value_says_nothing(self):
        motor = self._create_motor("M1", texts={self.torque: ""})
        self.assertTrue(self._value(motor, self.torque).is_blank)
        self.assertFalse(self._index(motor))

    def test_a_variant_differs_only_where_it_says_so(self):
        motor = self._create_sized_motor()
        small, big = motor.product_variant_ids
        big.tech_override_ids = [
            (
                0,
                0,
                {
                    "product_tmpl_id": motor.id,
                    "attribute_id": self.torque.id,
                    "value_text": "9 N·m",
                },
            )
        ]
        index = self._index(motor)
        self.assertEqual(index[small.id, self.torque.id], (5, 5))
        self.assertEqual(index[big.id, self.torque.id], (9, 9))
        self.assertEqual(index[big.id, self.weight.id], index[small.id, self.weight.id])
        specifications = (small | big)._tech_get_specifications()
        self.assertEqual(specifications[big][self.torque.id].display_value, "9 N·m")
        self.assertEqual(specifications[small][self.torque.id].display_value, "5 N·m")

    def _create_sized_motor(self):
        attribute = self.env["product.attribute"].create(
            {
                "name": "Size",
                "value_ids": [(0, 0, {"name": "S"}), (0, 0, {"name": "L"})],
            }
        )
        return self._create_motor(
            "Sized",
            texts={self.torque: "5 N·m", self.weight: "8 kg"},
            attribute_line_ids=[
                (
                    0,
                    0,
                    {"attribute_id": attribute.id, "value_ids": [(6, 0, attribute.value_ids.ids)]},
                )
            ],
        )

    def test_removing_the_override_brings_the_product_value_back(self):
        motor = self._create_sized_motor()
        variant = motor.product_variant_ids[1]
        override = self.env["tech.spec.value"].create(
            {"product_id": variant.id, "attribute_id": self.torque.id, "value_text": "9"}
        )
        override.unlink()
        self.assertEqual(self._index(motor)[variant.id, self.torque.id], (5, 5))

    def test_a_new_variant_is_found_at_once(self):
        motor = self._create_sized_motor()
        line = motor.attribute_line_ids
        line.value_ids += self.env["product.attribute.value"].create(
            {"name": "XL", "attribute_id": line.attribute_id.id}
        )
        variants = {product_id for product_id, _attribute in self._index(motor)}
        self.assertEqual(variants, set(motor.product_variant_ids.ids))

    def test_a_change_is_written_in_the_history(self):
        motor = self._create_motor("M1", texts={self.torque: "5 N·m"})
        version = motor.tech_spec_version
        self._value(motor, self.torque).value_text = "6 N·m"
        change = motor.tech_change_ids[0]
        self.assertEqual((change.old_value, change.new_value), ("5 N·m", "6 N·m"))
        self.assertEqual(change.version, motor.tech_spec_version)
        self.assertEqual(motor.tech_spec_version, version + 1)

    def test_writing_the_same_again_leaves_no_trace(self):
        motor = self._create_motor("M1", texts={self.torque: "5 N·m"})
        count = len(motor.tech_change_ids)
        self._value(motor, self.torque).value_text = "5 N·m"
        motor.invalidate_recordset()
        self.assertEqual(len(motor.tech_change_ids), count)

    def test_computed_columns_cannot_be_forged(self):
        motor = self._create_motor("M1", texts={self.torque: "5 N·m"})
        value = self._value(motor, self.torque)
        value.write({"value_text": "6", "value_min": 999})
        self.assertEqual(value.value_min, 6)

    def test_choosing_a_family_offers_its_specifications(self):
        form = Form(self.env["product.template"])
        form.name = "New motor"
        form.tech_family_id = self.swing
        self.assertEqual(len(form.tech_value_ids), len(self.swing.attribute_ids))
        product = form.save()
        self.assertEqual(product.tech_value_ids.attribute_id, self.swing.attribute_ids)
        self.assertEqual(product.tech_missing_ids, self.torque)

    def test_products_lacking_a_required_specification_are_found(self):
        full = self._create_motor("Full", texts={self.torque: "5"})
        empty = self._create_motor("Empty", texts={self.weight: "8"})
        products = full | empty
        self.assertEqual(
            products.search([("tech_is_incomplete", "=", True), ("id", "in", products.ids)]), empty
        )
        self.assertEqual(
            products.search([("tech_is_incomplete", "=", False), ("id", "in", products.ids)]), full
        )

    def test_a_copied_product_keeps_its_specifications(self):
        motor = self._create_motor("M1", texts={self.torque: "5 N·m", self.ip: "IP65"})
        copy = motor.copy()
        self.assertEqual(self._value(copy, self.torque).display_value, "5 N·m")
        self.assertEqual(self._value(copy, self.ip).option_ids.code, "IP65")

    def test_changing_the_family_keeps_the_values_and_marks_the_strangers(self):
        motor = self._create_motor("M1", texts={self.torque: "5 N·m", self.weight: "8 kg"})
        motor.tech_family_id = self.motors
        self.assertTrue(self._value(motor, self.weight).is_outside)
        self.assertFalse(self._value(motor, self.torque).is_outside)
        motor.action_tech_remove_outside_specifications()
        self.assertFalse(self._value(motor, self.weight))

    def test_a_product_form_opens_with_as_many_queries_for_forty_values_as_for_four(self):
        attributes = self.env["tech.spec.attribute"].create(
            [{"name": f"Extra {place}", "kind": "number"} for place in range(40)]
        )
        wide = self._create_family("Wide", attributes)
        few = self._create_motor("Few", wide, {one: "1" for one in attributes[:4]})
        many = self._create_motor("Many", wide, {one: "1" for one in attributes})
        allowed = self._count_form_queries(few)
        self.assertLess(allowed, 15)
        self.assertLessEqual(self._count_form_queries(many), allowed)

    def _count_form_queries(self, template):
        values = ["attribute_id", "value_text", "display_value", "choices", "is_blank"]
        values += ["kind", "shown_unit_id", "group_id", "is_outside", "note"]
        specification = {
            "name": {},
            "tech_completeness": {},
            "tech_missing_ids": {"fields": {"display_name": {}}},
            "tech_value_ids": {
                "fields": {name: {} for name in values}
                | {"attribute_id": {"fields": {"display_name": {}}}}
            },
        }
        template.web_read(specification)
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        template.web_read(specification)
        return self.env.cr.sql_log_count - before

    def test_the_data_sheet_prints_what_is_known(self):
        motor = self._create_motor("M1", texts={self.torque: "5 N·m", self.ip: "IP65"})
        html = (
            self.env["ir.actions.report"]
            ._render_qweb_html("crm_technical_spec.report_data_sheet", motor.ids)[0]
            .decode()
        )
        self.assertIn("5 N·m", html)
        self.assertIn("IP65", html)
        self.assertNotIn("Encoder", html)
