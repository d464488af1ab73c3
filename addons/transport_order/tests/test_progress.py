from datetime import datetime, timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common import TransportCommon

NOW = datetime(2026, 3, 2, 12)


@tagged("post_install", "-at_install")
class TestProgress(TransportCommon):
    def test_the_order_follows_its_cars_from_planning_to_delivery(self):
        order = self._create_accepted(cars=3).sudo()
        order._plan(fields.Datetime.now() + timedelta(days=1))
        self.assertEqual(order.state, "planned")
        order._append_events([{"code": "collected"}], "driver")
        self.assertEqual(
            (order.state, set(order.line_ids.mapped("state"))), ("in_progress", {"collected"})
        )
        order._append_events([{"code": "delivered", "line": order.line_ids[0]}], "driver")
        self.assertEqual((order.state, order.progress_text), ("in_progress", "1/3 delivered"))
        order._append_events(
            [{"code": "delivered", "line": line} for line in order.line_ids[1:]], "driver"
        )
        self.assertEqual((order.state, order.delivered_count), ("delivered", 3))
        self.assertTrue(order.delivered_on)
        order.action_close()
        self.assertEqual(order.state, "closed")

    def test_late_and_repeated_events_never_move_a_state_back(self):
        order = self._create_accepted().sudo()
        event = {"code": "delivered", "occurred_at": NOW, "external_id": "E1"}
        order._append_events([event], "carrier")
        order._append_events([event], "carrier")
        order._append_events(
            [{"code": "collected", "occurred_at": NOW - timedelta(hours=2)}], "carrier"
        )
        self.assertEqual(order.line_ids.state, "delivered")
        self.assertEqual(len(order.event_ids), 2)
        self.assertEqual(order.line_ids.state_date, NOW)

    def test_the_same_external_id_of_another_source_is_another_event(self):
        order = self._create_accepted().sudo()
        order._append_events([{"code": "note", "external_id": "1"}], "carrier")
        order._append_events([{"code": "note", "external_id": "1"}], "remote")
        self.assertEqual(len(order.event_ids), 2)

    def test_events_are_never_changed_nor_deleted_but_taken_back(self):
        order = self._create_accepted().sudo()
        order._append_events([{"code": "collected"}, {"code": "delivered"}], "staff")
        delivered = order.event_ids.filtered(lambda event: event.code == "delivered")
        with self.assertRaises(UserError):
            delivered.note = "x"
        with self.assertRaises(UserError):
            delivered.unlink()
        with self.assertRaises(AccessError):  # only _append_events, which refreshes the states
            delivered.with_user(self.manager).copy()
        delivered.with_user(self.dispatcher).action_take_back()
        self.assertEqual((order.state, order.line_ids.state), ("in_progress", "collected"))
        self.assertTrue(delivered.is_void)
        self.assertEqual(len(order.event_ids), 3)

    def test_nothing_can_happen_to_an_estimate_nor_to_a_car_of_another_order(self):
        quoted, accepted = self._create_quoted(), self._create_accepted()
        with self.assertRaises(UserError):
            quoted._append_events([{"code": "collected"}], "staff")
        with self.assertRaises(UserError):
            accepted._append_events([{"code": "collected", "line": quoted.line_ids}], "staff")
        with self.assertRaises(UserError):
            accepted._append_events([{"code": "teleported"}], "carrier")

    def test_only_pictures_and_pdf_are_taken_with_an_event(self):
        order = self._create_accepted()
        with self.assertRaises(UserError):
            order._append_events(
                [{"code": "note", "attachments": [("a.png", b"<svg onload=alert(1)>")]}], "driver"
            )
        order._append_events(
            [{"code": "note", "attachments": [("a.pdf", b"%PDF-1.4 x")]}], "driver"
        )
        self.assertEqual(order.sudo().event_ids.attachment_ids.name, "a.pdf")

    def test_milestones_are_mailed_to_the_author_once_each(self):
        order = self._create_accepted().sudo()
        order._plan(fields.Datetime.now())
        order._append_events([{"code": "collected"}], "driver")
        order._append_events([{"code": "in_transit"}], "driver")
        order._append_events([{"code": "delivered"}], "driver")
        mails = self.env["mail.message"].search(
            [
                ("model", "=", "transport.order"),
                ("res_id", "=", order.id),
                ("notified_partner_ids", "in", self.site_user.partner_id.ids),
            ]
        )
        self.assertEqual(len(set(mails.mapped("subject"))), 4)
        self.assertEqual(len(mails), 4)

    def test_an_empty_run_is_charged_on_the_same_sales_order(self):
        order = self._create_accepted(cars=2)
        entry = (
            self.env["transport.event.entry"]
            .with_user(self.manager)
            .create(
                {
                    "order_id": order.id,
                    "code": "not_ready",
                    "line_ids": [(6, 0, order.line_ids[0].ids)],
                    "charge_empty_run": True,
                }
            )
        )
        before = order.sudo().sale_order_id.amount_untaxed
        entry.action_record()
        self.assertEqual(order.line_ids[0].state, "not_ready")
        self.assertAlmostEqual(order.sudo().sale_order_id.amount_untaxed, before + 75)

    def _charge_empty_run(self, order):
        entry = self.env["transport.event.entry"].with_user(self.dispatcher)
        entry.create(
            {"order_id": order.id, "code": "not_ready", "charge_empty_run": True}
        ).action_record()
        return order.price_line_ids.filtered(lambda line: line.code == "empty_run")

    def test_a_fee_charged_by_mistake_is_taken_away(self):
        order = self._create_accepted()
        sale, total = order.sudo().sale_order_id, order.amount_total
        fee = self._charge_empty_run(order)
        self.assertEqual(sale.amount_untaxed, order.amount_untaxed)
        self.assertGreater(order.amount_total, total)
        with self.assertRaises(AccessError):
            fee.with_user(self.dispatcher).action_void_fee()
        sale.locked = True
        fee.with_user(self.manager).action_void_fee()
        self.assertTrue(fee.is_void and sale.locked)
        self.assertEqual((order.amount_total, sale.amount_total), (total, total))
        self.assertEqual(fee.sudo().sale_line_id.product_uom_qty, 0)
        self.assertTrue(fee.amount, "it stays readable")
        told = order.message_ids[0]
        self.assertIn("no longer due", told.body)
        self.assertEqual(told.partner_ids, self.site_user.partner_id, "the client is told")
        with self.assertRaisesRegex(UserError, "no fee"):
            fee.with_user(self.manager).action_void_fee()
        base = order.price_line_ids - fee
        with self.assertRaisesRegex(UserError, "no fee"):
            base[0].with_user(self.manager).action_void_fee()
        again = self._charge_empty_run(order) - fee
        again.sudo().sale_line_id = False  # as one that was charged before this release
        again.with_user(self.manager).action_void_fee()
        self.assertEqual((order.amount_total, sale.amount_total), (total, total))

    def test_a_fee_that_is_invoiced_needs_a_credit_note(self):
        order = self._create_accepted()
        fee = self._charge_empty_run(order)
        order.sudo().sale_order_id._create_invoices()
        with self.assertRaisesRegex(UserError, "credit note"):
            fee.with_user(self.manager).action_void_fee()
        self.assertFalse(fee.is_void)

    def test_what_is_not_invoiced_is_found_and_has_its_button(self):
        owing = [("to_invoice", "=", True), ("state", "in", ("delivered", "closed", "cancelled"))]
        order = self._create_accepted(pickup_date=self._today())
        boss = order.with_user(self.dispatcher)
        with self.assertRaisesRegex(UserError, "only a delivered"):
            boss.action_close()
        order._append_events([{"code": "collected"}, {"code": "delivered"}], "driver")
        self.assertTrue(boss.to_invoice)
        self.assertIn(boss, boss.search(owing))
        sale = order.sudo().sale_order_id
        invoice = sale._create_invoices()
        invoice.action_post()
        self.assertFalse(boss.to_invoice)
        self.assertIn(boss, boss.search([("to_invoice", "=", False)]))
        order.sudo()._charge("redelivery", [("Redelivery", 40, order.line_ids.browse())])
        boss.action_close()
        self.assertTrue(boss.to_invoice, "a fee after the invoice, and it is closed")
        self.assertIn(boss, boss.search(owing))
        late = self._create_accepted(pickup_date=self._today())
        late._portal_cancel("", expected_fee=90)
        self.assertTrue(late.to_invoice)
        action = late.sudo().action_create_invoice()
        self.assertEqual(action["context"]["active_ids"], late.sudo().sale_order_id.ids)
        with self.assertRaises(UserError):
            late.with_user(self.dispatcher).action_close()

    def test_a_dispatcher_without_sales_rights_does_the_whole_day(self):
        corsica = self._create_address("Bastia", "20200", "Bastia")
        order = self._create_quoted(destination=corsica).with_user(self.dispatcher)
        answer = self.env["transport.price.answer"].with_user(self.dispatcher)
        answer = answer.with_context(active_id=order.id).create({})
        answer.line_ids.unit_price = 800
        answer.action_answer()
        order.action_accept()
        plan = self.env["transport.plan"].with_user(self.dispatcher)
        plan.create({"order_ids": order.ids, "planned_pickup": fields.Datetime.now()}).action_plan()
        entry = self.env["transport.event.entry"].with_user(self.dispatcher)
        entry = entry.create({"order_id": order.id, "code": "not_ready", "charge_empty_run": True})
        entry.action_record()
        self.assertEqual(order.sudo().sale_order_id.amount_untaxed, 875)
        cancel = self.env["transport.cancel"].with_user(self.dispatcher)
        cancel = cancel.create({"order_id": order.id, "fee": -1, "cause": "sold"})
        with self.assertRaises(UserError):
            cancel.action_cancel_order()
        cancel.fee = 50
        cancel.action_cancel_order()
        self.assertEqual((order.state, order.cancel_fee), ("cancelled", 50))
        self.assertEqual(order.sudo().sale_order_id.amount_untaxed, 50)

    def test_hours_are_told_in_the_client_s_time_zone(self):
        order = self._create_accepted().sudo()
        self.site_user.tz = order.responsible_id.tz = False
        self.assertEqual(order._get_client_tz(), "Europe/Paris")
        self.site_user.tz = "America/Cayenne"
        self.assertEqual(order._get_client_tz(), "America/Cayenne")

    def test_a_price_on_request_lands_in_its_own_company(self):
        company = self.env["res.company"].create({"name": "Autre transporteur"})
        order = self._create_accepted().sudo()
        self.assertIn(self.carrier, order._get_default_manager().company_ids)
        order.company_id = company
        manager = order._get_default_manager()
        self.assertTrue(
            company in manager.company_ids or manager == self.env.ref("base.user_admin")
        )

    def test_an_event_of_tomorrow_is_refused_by_hand(self):
        order = self._create_accepted()
        entry = self.env["transport.event.entry"].create(
            {"order_id": order.id, "occurred_at": fields.Datetime.now() + timedelta(days=1)}
        )
        with self.assertRaises(UserError):
            entry.action_record()

    def test_late_orders_are_found(self):
        order = self._create_accepted()
        order.sudo().write(
            {
                "pickup_date": self._today() - timedelta(days=9),
                "delivery_date": self._today() - timedelta(days=2),
            }
        )
        self.assertTrue(order.is_late)
        Order = self.env["transport.order"]
        self.assertIn(order.id, Order.search([("is_late", "=", True)]).ids)
        self.assertNotIn(order.id, Order.search([("is_late", "=", False)]).ids)
        order._append_events([{"code": "delivered"}], "staff")
        self.assertFalse(order.is_late)
        self.assertEqual(order.delay_days, 2)

    def test_documents_have_versions_and_a_real_type(self):
        order = self._create_accepted().sudo()
        create = self.env["transport.document"].create
        first = create({"order_id": order.id, "name": "F1.pdf", "file": b"JVBERi0xLjQgeA=="})
        second = create({"order_id": order.id, "name": "F1.pdf", "file": b"JVBERi0xLjQgeQ=="})
        self.assertEqual((first.version, first.is_latest), (1, False))
        self.assertEqual((second.version, second.is_latest), (2, True))
        self.assertEqual(second._get_content()[1], "application/pdf")
        with self.assertRaises(UserError):
            create({"order_id": order.id, "name": "F2.pdf", "file": b"PHNjcmlwdD4="})

    def test_a_replaced_file_stays_as_an_earlier_version(self):
        order = self._create_accepted().sudo()
        document = (
            self.env["transport.document"]
            .with_user(self.dispatcher)
            .create({"order_id": order.id, "name": "F1.pdf", "file": b"JVBERi0xLjQgeA=="})
        )
        document.write({"file": b"JVBERi0xLjQgeQ==", "name": "F1 bis.pdf"})
        past = order.document_ids - document
        self.assertEqual(
            (document.version, document.is_latest, document._get_content()[2]),
            (2, True, b"%PDF-1.4 y"),
        )
        self.assertEqual(
            (past.version, past.is_latest, past._get_content()[::2]),
            (1, False, ("F1.pdf", b"%PDF-1.4 x")),
        )

    def test_m22_codes_are_composed_and_checked(self):
        order = self._create_accepted().sudo()
        report = self.env["transport.inspection"].create(
            {
                "line_id": order.line_ids.id,
                "damage_ids": [(0, 0, {"area": "12", "kind": "04", "severity": "1"})],
            }
        )
        self.assertEqual(report.damage_ids.code, "12041")
        with self.assertRaises(ValidationError), self.cr.savepoint():
            self.env["transport.damage"].create({"inspection_id": report.id, "code": "99"})

    def test_the_order_page_of_fifty_cars_reads_no_query_per_car(self):
        orders = [self._create_accepted(cars=count).sudo() for count in (2, 30)]
        counts = []
        for order in orders:
            order._append_events(
                [{"code": "collected", "line": line} for line in order.line_ids], "staff"
            )
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            for car in order._get_timeline():
                self.assertEqual(len(car["events"]), 1)
            counts.append(self.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1])
