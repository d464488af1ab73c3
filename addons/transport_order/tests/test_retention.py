import base64
from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from .common import GOOD_PNG, TransportCommon

PNG = base64.b64decode(GOOD_PNG)
PDF = b"%PDF-1.4 x"


@tagged("post_install", "-at_install")
class TestRetention(TransportCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.carrier.transport_photo_days = 400

    def _create_delivered(self, days, **values):
        """An order delivered so many days ago, with photos everywhere photos can be."""
        order = self._create_accepted().sudo()
        moment = fields.Datetime.now() - timedelta(days=days)
        order.date_order = moment - timedelta(days=5)
        order._append_events(
            [
                {
                    "code": "delivered",
                    "occurred_at": moment,
                    "attachments": [("car.png", PNG), ("cmr.pdf", PDF)],
                }
            ],
            "driver",
        )
        self.env["transport.inspection"].create(
            {
                "line_id": order.line_ids.id,
                "signature": GOOD_PNG,
                "damage_ids": [(0, 0, {"area": "12", "kind": "04", "severity": "1"})],
                "attachment_ids": [(0, 0, order._prepare_photo_vals("door.png", PNG))],
            }
        )
        self.env["transport.document"].create(
            [
                {"order_id": order.id, "name": name, "kind": kind, "file": GOOD_PNG}
                for name, kind in (("yard.png", "photo"), ("proof.png", "proof"))
            ]
        )
        order.write(values)
        return self._age(order, moment)

    def _age(self, order, moment):
        files = self._get_files(order)
        for records in (files, order.document_ids):
            self.env.cr.execute(
                f"UPDATE {records._table} SET create_date = %s WHERE id = ANY(%s)",
                [moment, records.ids],
            )
        self.env.invalidate_all()
        return order

    def _get_files(self, order):
        files = order.event_ids.attachment_ids | order.inspection_ids.attachment_ids
        return files | order.document_ids.attachment_id

    def _names(self, order):
        return sorted(self._get_files(order).mapped("name"))

    def _run(self):
        with self.enter_registry_test_mode():
            self.env.ref("transport_order.ir_cron_remove_photos").method_direct_trigger()
        self.env.invalidate_all()

    EVERYTHING = ["car.png", "cmr.pdf", "door.png", "proof.png", "yard.png"]

    def test_photos_go_after_their_time_and_proofs_stay(self):
        order = self._create_delivered(days=401)
        self._run()
        self.assertEqual(self._names(order), ["cmr.pdf", "proof.png"])
        self.assertEqual(order.document_ids.mapped("kind"), ["proof"])
        report = order.inspection_ids
        self.assertEqual((bool(report.signature), report.damage_ids.code), (True, "12041"))
        self.assertEqual(order.event_ids.filtered("occurred_at").mapped("code"), ["delivered"])
        self.assertIn("3 photos were removed", order.message_ids[0].body)

    def test_photos_within_their_time_stay(self):
        order = self._create_delivered(days=399)
        self._run()
        self.assertEqual(self._names(order), self.EVERYTHING)

    def test_photos_of_an_order_with_a_claim_stay(self):
        order = self._create_delivered(days=900, keep_photos=True)
        self._run()
        self.assertEqual(self._names(order), self.EVERYTHING)

    def test_zero_keeps_photos_for_ever(self):
        self.carrier.transport_photo_days = 0
        order = self._create_delivered(days=4000)
        self._run()
        self.assertEqual(self._names(order), self.EVERYTHING)

    def test_a_running_order_and_a_late_photo_keep_their_photos(self):
        running = self._create_accepted().sudo()
        running._append_events([{"code": "collected", "attachments": [("car.png", PNG)]}], "driver")
        self._age(running, fields.Datetime.now() - timedelta(days=900))
        late = self._create_delivered(days=900)
        late._append_events([{"code": "note", "attachments": [("later.png", PNG)]}], "staff")
        self._run()
        self.assertEqual(self._names(running), ["car.png"])
        self.assertEqual(self._names(late), ["cmr.pdf", "later.png", "proof.png"])

    def test_another_company_keeps_its_own_time(self):
        company = self.env["res.company"].create({"name": "Autre", "transport_photo_days": 0})
        order = self._create_delivered(days=900)
        order.company_id = company
        self._run()
        self.assertEqual(self._names(order), self.EVERYTHING)

    def test_running_twice_removes_and_tells_once(self):
        order = self._create_delivered(days=500)
        self._run()
        told = len(order.message_ids)
        self._run()
        self.assertEqual(len(order.message_ids), told)

    def test_photos_are_kept_as_long_as_a_claim_can_be_made(self):
        for days in (1, 364, -5):
            with self.subTest(days=days), self.assertRaises(ValidationError):
                self.carrier.transport_photo_days = days
        self.carrier.transport_photo_days = 365


@tagged("post_install", "-at_install")
class TestAccessLog(TransportCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order = cls._create_accepted()
        cls.document = cls.env["transport.document"].create(
            {"order_id": cls.order.id, "name": "F1.pdf", "file": base64.b64encode(PDF)}
        )
        cls.accesses = cls.env["transport.document.access"]

    def _note(self, user=None, **values):
        log = self.accesses.with_user(user or self.site_user)
        log._note(self.order, "invoice", "F1.pdf", self.document, **values)

    def test_each_document_tells_how_often_and_when_it_was_fetched(self):
        self.assertEqual((self.document.access_count, self.document.last_access), (0, False))
        self._note()
        self._note(self.colleague, channel="api")
        self.env.invalidate_all()
        self.assertEqual((self.document.access_count, self.order.sudo().access_count), (2, 2))
        entries = (
            self.order.sudo()
            .env["transport.document.access"]
            .search(self.order.sudo().action_view_accesses()["domain"])
        )
        self.assertEqual(self.document.last_access, entries[0].opened_at)
        self.assertEqual(entries.user_id, self.site_user | self.colleague)
        self.assertEqual((entries.partner_id, entries[0].channel), (self.site, "api"))

    def test_nobody_writes_the_log_and_clients_do_not_read_it(self):
        self._note()
        entry = self.accesses.search([("order_id", "=", self.order.id)])
        for user in (self.manager, self.dispatcher):
            own = entry.with_user(user)
            self.assertEqual(own.name, "F1.pdf")
            for operation in ("create", "write", "unlink"):
                self.assertFalse(own.has_access(operation), f"{operation} {user.login}")
        for user in (self.site_user, self.group_user):
            with self.assertRaises(AccessError):
                entry.with_user(user).read(["name"])
            with self.assertRaises(AccessError):
                self.document.with_user(user).read(["access_count"])

    def test_a_deleted_document_stays_in_the_log(self):
        self._note()
        self.document.unlink()
        entry = self.accesses.search([("order_id", "=", self.order.id)])
        self.assertEqual((entry.name, entry.kind), ("F1.pdf", "invoice"))

    def test_the_log_is_kept_one_year(self):
        self._note()
        self._note()
        old, young = self.accesses.search([("order_id", "=", self.order.id)])
        old.opened_at = fields.Datetime.now() - timedelta(days=366)
        young.opened_at = fields.Datetime.now() - timedelta(days=364)
        self.accesses._gc_accesses()
        self.assertEqual((old.exists(), young.exists()), (self.accesses, young))

    def test_another_company_s_staff_reads_nothing(self):
        self._note()
        company = self.env["res.company"].create({"name": "Autre transporteur"})
        self.dispatcher.write({"company_ids": [(6, 0, company.ids)], "company_id": company.id})
        own = self.accesses.with_user(self.dispatcher).with_company(company)
        own = own.with_context(allowed_company_ids=company.ids)
        self.assertFalse(own.search([("order_id", "=", self.order.id)]))
