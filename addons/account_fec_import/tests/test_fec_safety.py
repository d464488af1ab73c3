import base64

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common import FecCommon


@tagged("post_install", "-at_install")
class TestFecSafety(FecCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        company = {"company_id": cls.company.id, "company_ids": [(6, 0, cls.company.ids)]}
        cls.clerk = new_test_user(cls.env, "fec_clerk", "account.group_account_invoice", **company)
        cls.reader = new_test_user(
            cls.env, "fec_reader", "account.group_account_readonly", **company
        )
        cls.manager = new_test_user(
            cls.env,
            "fec_manager",
            "account.group_account_manager,base.group_partner_manager",
            **company,
        )
        cls.content = cls._write(cls._sale("1", 100), cls._payment("1", 120))

    def test_who_may_take_over(self):
        fec = self._create_import(self.content)
        for user in (self.clerk, self.reader):
            for action in ("action_check", "action_take_over", "action_create_others"):
                with self.subTest(user=user.login, action=action), self.assertRaises(AccessError):
                    getattr(fec.with_user(user), action)()
        own = fec.with_user(self.manager)
        own.action_check()
        own.action_create_others()
        own.action_take_over()
        self.assertEqual(own.state, "done")
        self.assertEqual(self.company.fiscalyear_lock_date, self._day("2021-12-31"))
        self.assertEqual(fec.with_user(self.reader).written_count, 2)

    def test_a_file_of_another_company_cannot_be_seen(self):
        other = self.setup_other_company(name="Autre")["company"]
        fec = self._create_import(self.content, company=other)
        with self.assertRaises(AccessError):
            fec.with_user(self.manager).action_check()

    def test_what_is_done_stays(self):
        fec = self._take_over(self.content)
        with self.assertRaises(UserError):
            fec.unlink()
        with self.assertRaises(UserError):
            fec.file = base64.b64encode(b"other")
        with self.assertRaises(UserError):
            fec.account_ids[0].account_id = fec.account_ids[1].account_id
        for action in ("action_check", "action_take_over"):
            with self.assertRaises(UserError):
                getattr(fec, action)()

    def test_nothing_passes_for_what_a_take_over_wrote(self):
        """A forged origin would have a posted invoice removed with the take-over."""
        fec = self._take_over(self.content, lock_after=False)
        invoice = self.init_invoice("out_invoice", self.partner_a, amounts=[100], post=True)
        move = invoice.with_user(self.clerk)
        with self.assertRaisesRegex(UserError, "not entered"):
            move.fec_import_id = fec
        values = {"move_type": "entry", "date": "2026-01-01"}
        with self.assertRaisesRegex(UserError, "not entered"):
            move.create({**values, "fec_import_id": fec.id})
        forged = move.with_context(default_fec_import_id=fec.id).create(values)
        self.assertFalse(forged.fec_import_id)
        with self.assertRaises(UserError):
            fec.with_user(self.manager).move_ids = [(4, invoice.id)]
        fec.with_user(self.manager).action_undo()
        self.assertEqual(invoice.exists().state, "posted")

    def test_what_the_file_says_is_not_entered(self):
        fec = self._create_import(self.content).with_user(self.manager)
        values = {"state": "done", "digest": "x", "blocking_count": 0, "written_count": 9}
        for name, value in values.items():
            with self.subTest(name), self.assertRaises(UserError):
                fec.write({name: value})
            with self.subTest(name), self.assertRaises(UserError), self.env.cr.savepoint():
                fec.create({"file": fec.file, name: value})
        fec.action_check()
        with self.assertRaises(AccessError):
            fec.problem_ids.create({"import_id": fec.id, "message": "x"})
        files = self.env["ir.attachment"].sudo()
        proof = files.search(
            [
                ("res_model", "=", fec._name),
                ("res_id", "=", fec.id),
                ("res_field", "in", ("file", "problem_file")),
            ]
        )
        for file in proof.with_user(self.manager):
            with self.assertRaises(AccessError):
                file.raw = b"another year"

    def test_hostile_files_are_refused_with_a_reason(self):
        files = {
            "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "no text"),
            "cut": (self.content[: len(self.content) - 30], "cells"),
            "a nul": (self.content.replace(b"P1", b"P\x001", 1), "control"),
            "no titles": (self.content.split(b"\r\n", 1)[1], "missing"),
            "empty": (b" ", "title line"),
        }
        for name, (content, reason) in files.items():
            with self.subTest(name):
                fec = self._create_import(content)
                fec.action_check()
                self.assertTrue(fec.blocking_count)
                self.assertTrue(any(reason in message for _line, message in self._messages(fec)))
                with self.assertRaises(UserError):
                    fec.action_take_over()
                self.assertFalse(fec.move_ids)

    def test_formulas_in_the_list_of_problems_stay_text(self):
        rows = self._sale("1", 100)
        rows[0][11] = "=HYPERLINK(1)"
        fec = self._create_import(self._write(rows))
        fec.action_check()
        text = base64.b64decode(fec.problem_file).decode("utf-8-sig")
        self.assertNotIn('\n"=', text)
        self.assertIn("HYPERLINK", text)
