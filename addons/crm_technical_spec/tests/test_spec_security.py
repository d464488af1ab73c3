from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common import SpecCommon


@tagged("post_install", "-at_install")
class TestSpecSecurity(SpecCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.motor = cls._create_motor("M1", texts={cls.torque: "5 N·m"})
        cls.reader = new_test_user(cls.env, "spec_reader", "base.group_user")
        cls.editor = new_test_user(
            cls.env, "spec_editor", "crm_technical_spec.group_crm_technical_spec_editor"
        )
        cls.customer = new_test_user(cls.env, "spec_portal", "base.group_portal")

    def test_a_reader_finds_and_compares_but_changes_nothing(self):
        found = self.env["tech.spec.finder"].with_user(self.reader).find_products(self.motors.id)
        self.assertEqual(found["total"], 1)
        value = self._value(self.motor, self.torque).with_user(self.reader)
        with self.assertRaises(AccessError):
            value.value_text = "6"
        with self.assertRaises(AccessError):
            value.unlink()

    def test_an_editor_changes_values_but_not_the_meaning_of_attributes(self):
        self._value(self.motor, self.torque).with_user(self.editor).value_text = "6"
        with self.assertRaises(AccessError):
            self.torque.with_user(self.editor).better = "lower"

    def test_nobody_rewrites_the_history(self):
        change = self.motor.tech_change_ids[0]
        for user in (self.editor, self.env.ref("base.user_admin")):
            with self.assertRaises(AccessError):
                change.with_user(user).new_value = "forged"
            with self.assertRaises(AccessError):
                change.with_user(user).unlink()

    def test_a_portal_customer_sees_none_of_it(self):
        for model in ("tech.spec.value", "tech.spec.change", "tech.spec.family", "tech.spec.index"):
            with self.subTest(model=model), self.assertRaises(AccessError):
                self.env[model].with_user(self.customer).search([])
        finder = self.env["tech.spec.finder"].with_user(self.customer)
        with self.assertRaises(AccessError):
            finder.find_products(self.motors.id)
        with (
            self.assertRaises(AccessError),
            patch.object(type(finder), "_read_terms", side_effect=AssertionError("work first")),
        ):
            finder.read_sentence("9" * 100_000 + "e99999999", self.motors.id)

    def test_a_reader_cannot_import(self):
        with self.assertRaises(AccessError):
            self.env["tech.spec.import"].with_user(self.reader).create({"file": "eA=="})

    def test_products_of_another_company_stay_out_of_sight(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.motor.company_id = other
        reader = self.env(user=self.reader)
        self.assertEqual(reader["tech.spec.finder"].find_products(self.motors.id)["total"], 0)
        self.assertFalse(
            reader["tech.spec.value"].search([("product_tmpl_id", "=", self.motor.id)])
        )
