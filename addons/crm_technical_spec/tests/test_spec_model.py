from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from odoo.addons.crm_technical_spec.core import ip_code

from .common import SpecCommon


@tagged("post_install", "-at_install")
class TestSpecModel(SpecCommon):
    def test_what_many_products_lack_is_typed_in_one_list(self):
        motors = self._create_motor("One") | self._create_motor("Two", texts={self.torque: "5"})
        action = motors.action_tech_fill_missing()
        blanks = self.env["tech.spec.value"].search(
            [*action["domain"], ("is_blank", "=", True), ("attribute_id", "=", self.torque.id)]
        )
        self.assertEqual(blanks.product_tmpl_id, motors[:1])
        blanks.value_text = "7 N·m"
        self.assertEqual(self._value(motors[:1], self.torque).value_min, 7)

    def test_the_shipped_ip_options_follow_the_standard(self):
        options = self.ip.option_ids
        for option in options:
            passing, _near = self.ip._get_satisfying_options(option)
            expected = {other.id for other in options if ip_code.implies(other.code, option.code)}
            self.assertEqual(set(passing), expected, option.code)

    def test_every_shipped_unit_converts_and_each_quantity_has_a_base(self):
        book = self.env["tech.spec.unit"]._get_book()
        self.assertGreaterEqual(len(book.units), 110)
        for quantity in self.env["tech.spec.quantity"].search([]):
            self.assertTrue(quantity.base_unit_id, quantity.name)

    def test_a_circle_of_options_is_refused(self):
        low, high = self.ip.option_ids.filtered(lambda one: one.code in ("IP54", "IP65"))
        with self.assertRaisesRegex(ValidationError, "implying itself"):
            low.implies_ids |= high

    def test_a_family_inherits_the_attributes_above(self):
        self.assertEqual(
            self.swing.attribute_ids,
            self.torque
            | self.supply
            | self.ip
            | self.encoder
            | self.weight
            | self.ambient
            | self.gear,
        )

    def test_an_inherited_attribute_cannot_be_listed_twice(self):
        with self.assertRaisesRegex(ValidationError, "already inherited"):
            self.swing.line_ids = [(0, 0, {"attribute_id": self.torque.id})]

    def test_a_family_cannot_inherit_from_itself(self):
        with self.assertRaises(UserError):
            self.motors.parent_id = self.swing

    def test_the_conversion_of_a_used_unit_cannot_change(self):
        self._create_motor("M1", texts={self.torque: "5 N·m"})
        with self.assertRaisesRegex(ValidationError, "cannot change"):
            self.env.ref("crm_technical_spec.unit_torque_nm").factor = "2"

    def test_the_kind_of_a_used_attribute_cannot_change(self):
        self._create_motor("M1", texts={self.torque: "5 N·m"})
        with self.assertRaisesRegex(ValidationError, "cannot"):
            self.torque.kind = "range"

    def test_a_factor_must_be_a_number_above_zero(self):
        for factor in ("0", "-1", "abc", "1/0"):
            with self.subTest(factor=factor), self.assertRaises(ValidationError):
                self.env["tech.spec.unit"].create(
                    {
                        "name": "odd",
                        "symbol": "odd",
                        "quantity_id": self.torque.quantity_id.id,
                        "factor": factor,
                    }
                )

    def test_a_used_option_cannot_be_deleted(self):
        self._create_motor("M1", texts={self.ip: "IP65"})
        with self.assertRaisesRegex(ValidationError, "cannot be deleted"):
            self.ip.option_ids.filtered(lambda one: one.code == "IP65").unlink()

    def test_the_code_of_an_attribute_is_made_from_its_name_and_free(self):
        one = self.env["tech.spec.attribute"].create({"name": "Débit d'été", "kind": "text"})
        other = self.env["tech.spec.attribute"].create({"name": "Débit d'été", "kind": "text"})
        self.assertEqual((one.code, other.code), ("debit_d_ete", "debit_d_ete_2"))

    def test_a_category_proposes_its_family(self):
        category = self.env["product.category"].create(
            {"name": "Motors", "tech_family_id": self.swing.id}
        )
        product = self.env["product.template"].create({"name": "M", "categ_id": category.id})
        self.assertEqual(product.tech_family_id, self.swing)

    def test_a_category_does_not_replace_the_family_of_a_described_product(self):
        category = self.env["product.category"].create(
            {"name": "Others", "tech_family_id": self.motors.id}
        )
        motor = self._create_motor("Described", texts={self.weight: "5 kg"})
        motor.categ_id = category
        self.assertEqual(motor.tech_family_id, self.swing)
        bare = self._create_motor("Blank")
        bare.categ_id = category
        self.assertEqual(bare.tech_family_id, self.motors)

    def test_showing_another_unit_changes_no_value(self):
        motor = self._create_motor("Unit", texts={self.torque: "5 ±10 %"})
        self.torque.unit_id = self.env.ref("crm_technical_spec.unit_torque_ncm")
        value = self._value(motor, self.torque)
        self.assertEqual(value.value_text, "5 N·m ±10 %")
        self.assertEqual(value.display_value, "500 N·cm ±10 %")
        copied = self._value(motor.copy(), self.torque)
        self.assertEqual((copied.value_min, copied.value_max), (value.value_min, value.value_max))
