import math

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import freeze_time, new_test_user, tagged

from .common import ContractCommon

LOGGED = {"id", "create_uid", "create_date", "write_uid", "write_date"}


@tagged("post_install", "-at_install")
class TestContractAttacks(ContractCommon):
    """Requests that no screen makes, as the people of each role."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = new_test_user(cls.env, "contract_boss", "sales_team.group_sale_manager")
        cls.gate = cls.env["product.product"].create({"name": "Gate"})
        line = Command.create({"product_id": cls.gate.id})
        with freeze_time("2025-01-02"):
            cls.contract = cls._start(recurrence="month", amount=310, line_ids=[line])
            cls.other = cls._start(title="Other")
        cls.draft = cls._create_contract(line_ids=[line])
        cls.own = cls.contract.with_user(cls.seller)
        env = cls.own.env
        with freeze_time("2025-02-10"):
            cls.amendment = env["tech.contract.amendment"].create(
                {
                    "contract_id": cls.contract.id,
                    "amount": 400,
                    "date_from": "2025-03-01",
                    "reason": "Second gate",
                }
            )
            cls.pause = env["tech.contract.pause"].create(
                {"contract_id": cls.contract.id, "date_start": "2025-05-01", "reason": "Works"}
            )
        cls.duty = env["tech.contract.obligation"].create(
            {"contract_id": cls.contract.id, "name": "Visit", "due_date": "2025-06-01"}
        )
        cls.parts = (cls.amendment, cls.pause, cls.duty, cls.draft.with_user(cls.seller).line_ids)

    def _refused(self, deed, *args, error=UserError, **values):
        with (
            self.subTest(deed, args=args, **values),
            self.assertRaises(error),
            self.env.cr.savepoint(),
        ):
            deed(*args, **values)

    def test_what_follows_from_the_rest_is_typed_by_nobody(self):
        """Every stored field that the server writes, on every model, by both roles."""
        for record in (self.contract, *self.parts, self.amendment.line_ids):
            follows = [
                name
                for name, field in record._fields.items()
                if field.store and field.readonly and not field.type.endswith("2many")
                if name not in LOGGED | {getattr(record, "_part_of", "id")}
            ]
            self.assertTrue({"company_id", "date_end"} & set(follows))
            for user in (self.seller, self.manager):
                theirs = record.with_user(user)
                for name in follows:
                    value = record._fields[name].convert_to_write(record[name], record)
                    self._refused(theirs.write, {name: value}, error=AccessError)

    def test_nothing_is_moved_to_another_contract(self):
        for part in self.parts:
            self._refused(part.write, {"contract_id": self.other.id})
            part.write({"contract_id": part.contract_id.id})
        self._refused(
            self.other.with_user(self.seller).write, {"pause_ids": [Command.link(self.pause.id)]}
        )

    def test_what_was_agreed_is_kept_with_its_reason_and_documents(self):
        attachments = self.own.env["ir.attachment"]
        plan, signed = attachments.create(
            [
                {"name": name, "raw": b"x", "res_model": self.amendment._name, "res_id": 0}
                for name in ("plan", "signed")
            ]
        )
        self.amendment.document_ids = plan
        plan.raw = b"still a draft"
        with freeze_time("2025-02-11"):
            self.amendment.action_agree()
        self.assertEqual(self.amendment.state, "agreed")
        self._refused(self.amendment.write, {"reason": "Forged"})
        self.amendment.write({"document_ids": [Command.link(signed.id)]})
        for command in (Command.set([]), Command.unlink(plan.id), Command.delete(plan.id)):
            self._refused(self.amendment.write, {"document_ids": [command]})
        self._refused(signed.write, {"raw": b"forged"}, error=AccessError)
        self._refused(signed.unlink)
        self._refused(signed.sudo().unlink)
        self._refused(self.amendment.action_cancel)
        self._refused(self.amendment.action_call_off, error=AccessError)
        self.amendment.with_user(self.manager).action_call_off()
        self.assertEqual((self.amendment.state, self.contract.amount), ("cancelled", 310))
        self._refused(self.amendment.unlink)
        self._refused(self.amendment.write, {"amount": 1})
        self._refused(self.amendment.line_ids.write, {"quantity": 9})
        self._refused(signed.unlink)

    def test_a_proof_stays_while_it_is_done(self):
        proof = self.own.env["ir.attachment"].create(
            {"name": "report", "raw": b"x", "res_model": self.duty._name, "res_id": self.duty.id}
        )
        self.duty.write({"proof": "Report 12", "proof_ids": [Command.set(proof.ids)]})
        self.duty.action_done()
        self.assertTrue(self.duty.is_done)
        self._refused(self.duty.write, {"proof": "Forged"})
        self._refused(self.duty.with_user(self.seller).unlink)
        self._refused(self.duty.write, {"proof_ids": [Command.clear()]})
        self._refused(proof.write, {"raw": b"forged"}, error=AccessError)
        self.duty.action_undo()
        self.duty.write({"proof": "Report 13", "proof_ids": [Command.clear()]})
        proof.unlink()

    def test_a_copy_starts_anew(self):
        self.duty.write({"proof": "Report 12", "every_months": 1})
        self.duty.action_done()
        copied = self.own.copy()
        self.assertEqual((copied.state, copied.line_ids.product_id), ("draft", self.gate))
        self.assertFalse(copied.term_ids or copied.pause_ids or copied.amendment_ids)
        self.assertEqual(set(copied.obligation_ids.mapped("is_done")), {False})
        self.assertEqual(set(copied.obligation_ids.mapped("rank")), {0})

    def test_a_pause_changes_nothing_of_terms_that_are_over(self):
        """Entered late, moved, made longer or taken away: what was due stays."""
        with freeze_time("2026-02-01 04:00:00"):
            self.env["tech.contract"]._cron_contracts()
            due = [one.amount for one in self.contract._get_schedule()][:12]
            late = {"contract_id": self.contract.id, "reason": "Late", "date_start": "2025-02-01"}
            self._refused(self.pause.create, {**late, "date_end": "2025-02-28"})
            self._refused(self.pause.create, {**late, "date_end": "2025-02-28", "lengthens": True})
            for vals in (
                {"date_start": "2025-04-01"},
                {"date_end": "2025-11-30"},
                {"lengthens": True},
            ):
                self._refused(self.pause.write, vals)
            self._refused(self.pause.unlink)
            self.pause.date_end = "2026-01-31"
            self.assertEqual([one.amount for one in self.contract._get_schedule()][:12], due)
            self.pause.create({**late, "date_start": "2026-02-01", "date_end": "2026-02-28"})

    def test_no_calendar_is_asked_for_what_it_cannot_reckon(self):
        draft = self.draft.with_user(self.seller)
        for vals in (
            {"date_start": "9999-12-01"},
            {"date_start": "0001-01-01"},
            {"first_months": 10**6},
            {"renewal_months": 10**8},
            {"notice_months": 10**6},
            {"notice_days": 10**8},
            {"amount": 1e13},
            {"max_rise": math.nan},
            {"max_fall": math.inf},
        ):
            self._refused(draft.write, vals, error=ValidationError)
            if not {"date_start", "first_months"} & set(vals):
                self._refused(self.amendment.write, vals, error=ValidationError)
        self._refused(self.pause.write, {"date_end": "9998-01-01"}, error=ValidationError)
        self._refused(self.duty.write, {"every_months": 10**6}, error=ValidationError)
        self._refused(self.own.write, {"notice_date": "9999-01-01"}, error=ValidationError)
        self.own.notice_date = "2100-01-01"
        self._refused(self.own.action_give_notice)
        self._refused(
            self.env.company.write, {"tech_contract_inform_earliest": 10**6}, error=ValidationError
        )

    def test_a_notice_stands_until_it_is_withdrawn(self):
        with freeze_time("2025-02-12"):
            self.own.action_give_notice()
            leaving = self.contract.leaving_on
            self._refused(self.own.write, {"notice_date": "2025-12-01"})
            self._refused(self.own.write, {"notice_by": "us"})
            self.pause.date_end = "2025-05-31"
            self.assertEqual(self.contract.leaving_on, leaving)
            self.own.action_withdraw_notice()
        self.assertFalse(self.contract.notice_date)
