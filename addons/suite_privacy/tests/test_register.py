from datetime import timedelta
from unittest.mock import patch

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import TransactionCase, new_test_user, tagged
from odoo.tools import mute_logger


@tagged("post_install", "-at_install")
class TestRegister(TransactionCase):
    """The register is data; nothing is purged before somebody looked and started it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Log = cls.env["privacy.log"]
        cls.old, cls.new = cls._make_log(400), cls._make_log(5)
        cls.entry = cls._make_entry()

    @classmethod
    def _make_log(cls, age):
        return cls.Log.create(
            {
                "anonymized_name": "Jeanne Petit",
                "anonymized_email": "j@mail.example",
                "additional_note": "asked by telephone",
                "date": fields.Datetime.now() - timedelta(days=age),
            }
        )

    @classmethod
    def _make_entry(cls, **values):
        return cls.env["suite.privacy.entry"].create(
            {
                "name": "Notes",
                "module_id": cls.env.ref("base.module_suite_privacy").id,
                "model_id": cls.env.ref("privacy_lookup.model_privacy_log").id,
                "field_names": "additional_note",
                "content": "Notes",
                "purpose": "Test",
                "keep_months": 12,
                "clock": "date",
                "at_end": "redact",
                "domain": f"[('id', 'in', {[cls.old.id, cls.new.id]})]",
                **values,
            }
        )

    def _night(self):
        with self.enter_registry_test_mode():
            self.env.ref("suite_privacy.ir_cron_purge").method_direct_trigger()
        self.env.invalidate_all()

    def test_the_register_is_grouped_by_what_it_concerns(self):
        modules = ("suite_privacy", "crm", "account", "mail")
        areas = [
            self._make_entry(module_id=self.env.ref(f"base.module_{name}").id).area
            for name in modules
        ]
        self.assertEqual(areas, ["house", "technical", "accounting", "other"])

    def test_every_line_of_every_add_on_fits_the_models(self):
        entries = self.env["suite.privacy.entry"].search([])
        self.assertIn(self.env.ref("suite_privacy.entry_partner"), entries)
        entries._check_columns()
        for entry in entries.filtered(lambda entry: entry.at_end in ("redact", "delete")):
            with self.subTest(entry=entry.name):
                self.assertGreater(entry.keep_months, 0, "what is purged has its time")
        for entry in entries.filtered(lambda entry: entry.at_end == "redact"):
            model = self.env[entry.model_id.model]
            with self.subTest(entry=entry.name):
                self.assertFalse(entry._find_unkept(), "each is in the table or a file")
                required = [name for name in entry._get_names() if model._fields[name].required]
                self.assertFalse(required, "each may be empty")
        for entry in entries.filtered(lambda entry: entry.on_request == "keep"):
            with self.subTest(entry=entry.name):
                self.assertTrue(entry.reason, "what stays has its reason")

    def test_a_night_counts_and_touches_nothing(self):
        self._night()
        self.assertEqual(self.entry.due_count, 1)
        self.assertTrue(self.entry.counted_on)
        self.assertEqual(self.old.additional_note, "asked by telephone")

    def test_a_purge_is_started_after_a_look(self):
        with self.assertRaisesRegex(UserError, "count and look"):
            self.entry.action_start()
        action = self.entry.action_count()
        self.assertEqual(self.Log.search(action["domain"]), self.old)
        self.entry.action_start()
        self._night()
        self.assertFalse(self.old.additional_note)
        self.assertEqual(self.new.additional_note, "asked by telephone")
        self.assertEqual((self.entry.due_count, self.entry.purged_count), (0, 1))
        self.entry.action_stop()
        self.assertEqual(self.entry.purge, "dry")

    def test_records_are_deleted(self):
        entry = self._make_entry(at_end="delete")
        entry.action_count()
        entry.action_start()
        self._night()
        self.assertFalse(self.old.exists())
        self.assertTrue(self.new.exists())

    def test_months_of_ones_own_count(self):
        self.entry.own_months = 24
        self.entry.action_count()
        self.assertEqual(self.entry.due_count, 0)

    def test_what_the_law_keeps_is_never_purged(self):
        entry = self._make_entry(at_end="keep")
        self.assertEqual(entry.action_count()["domain"], [(0, "=", 1)])
        with self.assertRaisesRegex(UserError, "nothing is purged"):
            entry.action_start()

    def test_a_refusal_is_told_and_the_others_go_on(self):
        partner = self.env["res.partner"].create(
            {"name": "Kept", "user_ids": [Command.create({"login": "k", "name": "k"})]}
        )
        self.env.cr.execute(
            "UPDATE res_partner SET create_date = %s WHERE id = %s",
            (fields.Datetime.now() - timedelta(days=900), partner.id),
        )
        refused = self._make_entry(
            model_id=self.env.ref("base.model_res_partner").id,
            field_names="email",
            clock="create_date",
            at_end="delete",
            domain=f"[('id', '=', {partner.id})]",
        )
        (refused | self.entry)._count()
        (refused | self.entry).action_start()
        with self.assertLogs("odoo.addons.suite_privacy", "WARNING"):
            self._night()
        self.assertTrue(refused.problem)
        self.assertTrue(partner.exists())
        self.assertFalse(self.old.additional_note)

    def test_one_that_refuses_does_not_keep_its_neighbours(self):
        kept = self.env["res.partner"].create(
            {"name": "A", "ref": "P", "user_ids": [Command.create({"login": "k", "name": "A"})]}
        )
        entry = self._make_entry(
            model_id=self.env.ref("base.model_res_partner").id,
            field_names="email",
            clock="create_date",
            at_end="delete",
            domain="[('ref', '=', 'P')]",
        )
        entry.action_count()
        entry.action_start()
        for purged, size in enumerate((1, 1000), 1):
            free = self.env["res.partner"].create({"name": "B", "ref": "P"})
            self.env.cr.execute(
                "UPDATE res_partner SET create_date = %s WHERE id = ANY(%s)",
                (fields.Datetime.now() - timedelta(days=900), (kept | free).ids),
            )
            with (
                self.subTest(size=size),
                patch("odoo.addons.suite_privacy.models.suite_privacy_entry.BATCH", size),
                self.assertLogs("odoo.addons.suite_privacy", "WARNING"),
            ):
                self._night()
                self.assertEqual((kept | free).exists(), kept)
                self.assertEqual((entry.due_count, entry.purged_count), (1, purged))
                self.assertTrue(entry.problem)

    def test_without_a_limit_of_time_nothing_is_purged(self):
        self.entry.action_count()
        self.entry.action_start()
        self.entry.keep_months = 0
        self._night()
        self.assertEqual(self.old.additional_note, "asked by telephone")
        self.assertEqual(self.new.additional_note, "asked by telephone")

    def test_files_go_with_the_columns(self):
        """A picture stands beside the table; thumbnails of it are named as well."""
        partner = self.env["res.partner"].create({"name": "A", "comment": "x", "ref": "FILE"})
        pixel = b"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
        partner.image_1920 = pixel
        self.env.cr.execute(
            "UPDATE res_partner SET create_date = %s WHERE id = %s",
            (fields.Datetime.now() - timedelta(days=900), partner.id),
        )
        entry = self._make_entry(
            model_id=self.env.ref("base.model_res_partner").id,
            field_names="comment,image_1920,image_1024,image_512,image_256,image_128",
            clock="create_date",
            domain="[('ref', '=', 'FILE')]",
        )
        entry.action_count()
        self.assertEqual(entry.due_count, 1)
        entry.action_start()
        self._night()
        self.assertFalse(entry.problem)
        self.assertFalse(partner.image_1920 or partner.image_128 or partner.comment)
        files = [("res_model", "=", "res.partner"), ("res_id", "=", partner.id)]
        self.assertFalse(self.env["ir.attachment"].search([*files, ("res_field", "like", "image")]))
        self.assertEqual((entry.due_count, entry.purged_count), (0, 1))

    def test_what_is_in_no_table_is_refused(self):
        partners = self.env.ref("base.model_res_partner").id
        for name in ("category_id", "display_name_nobody", "contact_address"):
            with self.subTest(name), self.assertRaisesRegex(ValidationError, f"no column {name}"):
                self._make_entry(model_id=partners, field_names=name, clock="create_date")

    def test_a_line_that_breaks_does_not_keep_the_others(self):
        """An upgrade took a column away: the night goes on, and the line says so."""
        broken = self._make_entry(sequence=1)
        self.env.cr.execute(
            "UPDATE suite_privacy_entry SET clock = 'gone', purge = 'on' WHERE id = %s",
            (broken.id,),
        )
        refused = self._make_entry(sequence=2, field_names="anonymized_name")
        refused.action_count()
        refused.action_start()
        self.entry.action_count()
        self.entry.action_start()
        with self.assertLogs("odoo.addons.suite_privacy", "WARNING"), mute_logger("odoo.sql_db"):
            self._night()
        self.assertIn("gone", broken.problem)
        self.assertIn("anonymized_name", refused.problem, "it may not be empty")
        self.assertFalse(self.old.additional_note)

    def test_a_column_that_does_not_exist_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "no column nonsense"):
            self._make_entry(field_names="additional_note, nonsense")

    def test_only_administrators_read_it(self):
        clerk = new_test_user(self.env, "privacy_clerk", "base.group_user")
        with self.assertRaises(AccessError):
            self.entry.with_user(clerk).read(["name"])
        with self.assertRaises(AccessError):
            self.entry.with_user(clerk).action_count()
