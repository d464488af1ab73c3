import json

from odoo.exceptions import AccessError, UserError
from odoo.tests import TransactionCase, new_test_user, tagged

EMAIL = "jeanne.petit@mail.example"
PHONE = "06 12 34 56 78"


@tagged("post_install", "-at_install")
class TestLookup(TransactionCase):
    """A person is found in every text and document, and taken out where the law lets us."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        Partner = cls.env["res.partner"]
        cls.person = Partner.create(
            {
                "name": "Jeanne Petit",
                "email": EMAIL,
                "phone": PHONE,
                "street": "3 rue Bleue",
                "comment": "<p>sonne fort</p>",
            }
        )
        cls.place = Partner.create(
            {"name": "Chez Petit", "parent_id": cls.person.id, "type": "delivery", "street": "4"}
        )
        cls.namesake = Partner.create({"name": "Jeanne Petit", "email": "other@mail.example"})
        cls.other = Partner.create({"name": "Paul Grand", "comment": "vu +33612345678 hier"})
        cls.channel = cls.env["ir.config_parameter"].create(
            {
                "key": "suite_privacy.test",
                "value": json.dumps({"contact_name": "J", "email": EMAIL}),
            }
        )
        cls.message = cls.other.message_post(body=f"Mme Petit Jeanne, {EMAIL}")

    def _look(self, email=EMAIL, name="Jeanne Petit", **values):
        wizard = self.env["privacy.lookup.wizard"].create({"email": email, "name": name, **values})
        wizard.action_lookup()
        return wizard

    def _line(self, wizard, record):
        return wizard.line_ids.filtered(
            lambda line: (line.res_model, line.res_id) == (record._name, record.id)
        )

    def test_every_place_is_found_with_its_columns(self):
        wizard = self._look()
        for record, certain, columns in (
            (self.person, True, "email"),
            (self.place, True, ""),
            (self.other, True, "comment"),
            (self.channel, True, "value"),
            (self.message, True, "body"),
            (self.namesake, False, "name"),
        ):
            with self.subTest(record=record):
                line = self._line(wizard, record)
                self.assertEqual(len(line), 1)
                self.assertEqual(line.privacy_sure, certain)
                self.assertIn(columns, line.privacy_field_names or "")
        self.assertIn("Value", self._line(wizard, self.channel).privacy_columns)
        self.assertEqual(self._line(wizard, self.namesake).privacy_decision, "keep")
        self.assertTrue(self._line(wizard, self.namesake).privacy_reason)

    def test_a_number_that_was_typed_is_searched_too(self):
        self.person.phone = False
        wizard = self._look(phone="+33 6 12 34 56 78")
        self.assertTrue(self._line(wizard, self.other).privacy_sure)

    def test_erasing_leaves_nothing_of_the_person(self):
        wizard = self._look()
        wizard.line_ids.action_privacy_erase()
        self.env.invalidate_all()
        for name in ("email", "phone", "street", "comment"):
            self.assertFalse(self.person[name], name)
        self.assertFalse(self.person.active)
        self.assertNotIn("Petit", self.person.name)
        self.assertNotIn("Petit", self.place.name)
        self.assertEqual(self.other.comment, "<p>vu [erased] hier</p>")
        self.assertEqual((self.other.name, self.other.active), ("Paul Grand", True))
        self.assertEqual(
            json.loads(self.channel.value), {"contact_name": "[erased]", "email": "[erased]"}
        )
        self.assertNotIn("Petit", self.message.body)
        self.assertEqual(self.namesake.name, "Jeanne Petit", "somebody else of the same name stays")
        self.assertEqual(self._left(), {})
        self.assertTrue(wizard.log_id.execution_details)
        self.assertNotIn("petit", wizard.log_id.anonymized_email)

    def _left(self):
        """Where the address still stands, asked of the database without any of our code."""
        self.env.flush_all()
        cr = self.env.cr
        cr.execute(
            "SELECT table_name, column_name FROM information_schema.columns"
            " WHERE table_schema = 'public' AND data_type IN ('text', 'character varying', 'jsonb')"
        )
        transient = {m._table for m in self.env.values() if m._transient}
        left = {}
        for table, column in cr.fetchall():
            if table not in transient:
                cr.execute(
                    f'SELECT count(*) FROM "{table}" WHERE lower("{column}"::text) LIKE %s',
                    (f"%{EMAIL}%",),
                )
                if count := cr.fetchone()[0]:
                    left[f"{table}.{column}"] = count
        return left

    def test_a_portal_login_ends(self):
        user = new_test_user(self.env, EMAIL, "base.group_portal", name="Jeanne Petit")
        user.partner_id.email = EMAIL
        wizard = self._look()
        wizard.line_ids.action_privacy_erase()
        self.assertFalse(user.active)
        self.assertEqual(user.login, f"erased-{user.id}")
        self.assertEqual(self._left(), {})

    def test_an_employee_stays(self):
        user = new_test_user(self.env, EMAIL, "base.group_user", name="Jeanne Petit")
        user.partner_id.email = EMAIL
        wizard = self._look()
        line = self._line(wizard, user.partner_id)
        self.assertEqual(line.privacy_decision, "keep")
        self.assertEqual(self._line(wizard, user).privacy_decision, "keep")
        with self.assertRaisesRegex(UserError, "Nothing is to be erased"):
            line.action_privacy_erase()

    def test_a_second_time_does_nothing(self):
        wizard = self._look()
        wizard.line_ids.action_privacy_erase()
        with self.assertRaises(UserError):
            wizard.line_ids.action_privacy_erase()

    def test_a_line_that_the_register_keeps_says_why(self):
        entry = self.env["suite.privacy.entry"].create(
            {
                "name": "Parameters",
                "module_id": self.env.ref("base.module_suite_privacy").id,
                "model_id": self.env.ref("base.model_ir_config_parameter").id,
                "field_names": "value",
                "content": "x",
                "purpose": "x",
                "on_request": "keep",
                "reason": "Proof of a contract",
            }
        )
        line = self._line(self._look(), self.channel)
        self.assertEqual((line.privacy_decision, line.privacy_reason), ("keep", entry.reason))
        entry.on_request = "delete"
        line = self._line(self._look(), self.channel)
        self.assertEqual(line.privacy_decision, "delete")
        line.action_privacy_erase()
        self.assertFalse(self.channel.exists())

    def test_only_administrators_search(self):
        clerk = new_test_user(self.env, "lookup_clerk", "base.group_user")
        with self.assertRaises(AccessError):
            self.env["privacy.lookup.wizard"].with_user(clerk).create({"email": EMAIL, "name": "x"})
        line = self._look().line_ids[:1].with_user(clerk)
        with self.assertRaises(AccessError):
            line.action_privacy_erase()
