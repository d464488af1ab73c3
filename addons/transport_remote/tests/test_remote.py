import base64
import time

from odoo import Command, http
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from odoo.addons.suite_base.core.outgoing import Answer, CallFailed, call
from odoo.addons.transport_api.core.api_signature import sign
from odoo.addons.transport_api.tests.common_api import ApiCommon
from odoo.addons.transport_order.core.lot import Lot
from odoo.addons.transport_order.tests.common import GOOD_PNG
from odoo.addons.transport_order.tests.common_server import web_server

from ..core import api_client


@tagged("post_install", "-at_install")
class TestRemote(ApiCommon):
    """This company is only the interface; another company of the same server plays the ERP, reached
    over HTTP through the published contract and its own key, as a second Odoo would be."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["ir.config_parameter"].set_param("suite_base.allowed_hosts", "127.0.0.1")
        cls.erp = cls.env["res.company"].create(
            {"name": "ERP", "currency_id": cls.carrier.currency_id.id}
        )
        cls.tariff.company_id = cls.erp
        cls.erp_client = cls._create_company("Martin in the ERP")
        cls.erp_client.write({"ref": "M21", "company_id": cls.erp.id})
        cls.site.write({"ref": "M21", "company_id": cls.carrier.id})
        cls.erp_user = new_test_user(
            cls.env,
            "erp",
            "transport_order.group_transport_user",
            company_id=cls.erp.id,
            company_ids=[Command.set(cls.erp.ids)],
        )
        cls.carrier.write(
            {
                "transport_estimate_provider": "http",
                "transport_remote_url": "http://127.0.0.1/",
                "transport_remote_key": cls._create_key(cls.erp_user),
                "transport_remote_secret": "hook-secret",
            }
        )

    def setUp(self):
        super().setUp()
        self.carrier.transport_remote_url = self.base_url()
        self.patch(api_client, "call", self._call)

    def _call(self, url, **options):
        """The real call; the test's own server only needs this transaction's lock meanwhile."""
        self.env.cr.flush()
        self.env.cr.clear()
        with self.allow_requests(all_requests=True):
            return call(url, **options)

    def _sync(self):
        # What the cron does, without its commits: the server of this test needs our cursor.
        orders = self.env["transport.order"]
        for order in orders.search([("remote_state", "in", ("to_send", "to_cancel"))]):
            order._send_remote()
        orders._pull_remote(self.carrier)
        self.env.flush_all()
        self.env.invalidate_all()

    def _there(self, order):
        return self.env["transport.order"].search([("reference", "=", order.remote_reference)])

    def test_the_price_comes_from_the_other_system(self):
        order = self._create_quoted(2).sudo()
        self.assertEqual((order.state, order.distance_method), ("quoted", "remote"))
        local = self.env["transport.estimator"]._estimate_local(
            self.erp_client, self._as_lot(order), self.erp, self._today()
        )
        self.assertEqual(f"{order.amount_untaxed:.2f}", f"{local.amount:.2f}")
        there = self._there(order)
        self.assertEqual((there.state, there.amount_untaxed), ("quoted", order.amount_untaxed))
        self.assertLessEqual(order.valid_until, there.valid_until)

    def _as_lot(self, order):
        cars = tuple(order.line_ids.vehicle_id._to_car())
        return Lot(cars, order.origin_id._to_place(), order.destination_id._to_place())

    def test_an_accepted_order_goes_there_once_and_its_progress_comes_back(self):
        order = self._create_accepted(2).sudo()
        self.assertEqual((order.state, order.remote_state), ("confirmed", "to_send"))
        self._sync()
        self.assertEqual(order.remote_state, "sent", order.remote_message)
        there = self._there(order)
        self.assertEqual((there.state, there.company_id), ("confirmed", self.erp))
        self.assertEqual(there.amount_untaxed, order.amount_untaxed)
        self.assertEqual(there.external_reference, order.reference)
        self.assertEqual(there.line_ids.mapped("plate"), order.line_ids.mapped("plate"))
        order.remote_state = "to_send"  # the answer was lost: sent again
        self._sync()
        self.assertEqual(order.remote_state, "sent")
        self.assertEqual(
            self.env["transport.order"].search_count([("company_id", "=", self.erp.id)]), 1
        )

        first = there.line_ids[0]
        there._append_events([{"code": "collected", "line": first, "external_id": "c"}], "staff")
        self._sync()
        self._sync()
        self.assertEqual(order.state, "in_progress")
        self.assertEqual(order.line_ids[0].state, "collected")
        self.assertEqual(order.line_ids[1].state, "to_collect")
        events = order.event_ids.filtered(lambda event: event.source == "remote")
        self.assertEqual(len(events.filtered(lambda event: event.code == "collected")), 1)
        there._append_events([{"code": "delivered", "external_id": "d"}], "staff")
        self._sync()
        self.assertEqual(order.state, "delivered")

    def test_a_planned_pick_up_comes_back(self):
        order = self._create_accepted().sudo()
        self._sync()
        there = self._there(order)
        there._plan(there.create_date.replace(microsecond=0))
        self._sync()
        self.assertEqual(order.planned_pickup, there.planned_pickup)
        self.assertEqual(order.state, "planned")

    def test_a_cancelled_order_is_cancelled_there(self):
        order = self._create_accepted()
        self._sync()
        order._portal_cancel("Vendu")
        self._sync()
        self.assertEqual(order.sudo().remote_state, "cancelled", order.sudo().remote_message)
        self.assertEqual(self._there(order.sudo()).state, "cancelled")

    def test_a_price_raised_there_later_is_honoured(self):
        order = self._create_accepted().sudo()
        self.tariff.band_ids.flat = 500
        self._sync()
        self.assertEqual(order.remote_state, "sent", order.remote_message)
        self.assertEqual(self._there(order).amount_untaxed, order.amount_untaxed)

    def _create_refused(self):
        order = self._create_accepted().sudo()
        self._there(order).write({"state": "expired"})
        self._sync()
        self.assertEqual(order.remote_state, "refused")
        self.assertTrue(order.activity_ids)
        return order

    def test_a_refused_order_is_sent_again(self):
        order = self._create_refused()
        order.action_remote_send_again()
        self._sync()
        self.assertEqual(order.remote_state, "sent", order.remote_message)
        self.assertEqual(self._there(order).state, "confirmed")

    def test_a_refused_order_with_another_price_goes_back_to_its_client(self):
        order = self._create_refused()
        self.tariff.band_ids.flat = 500
        order.action_remote_send_again()
        self._sync()
        self.assertEqual(order.remote_state, "refused")
        order._plan(order.create_date.replace(microsecond=0))
        order.action_remote_back_to_client()
        self.assertEqual((order.state, order.remote_state), ("quoted", False))
        self.assertFalse(order.planned_pickup)
        self.assertEqual(self._there(order).amount_untaxed, order.amount_untaxed)
        self.assertEqual(set(order.sale_order_ids.mapped("state")), {"cancel"})
        order.with_user(self.site_user)._portal_accept(order.estimate_hash, "Anne", None)
        self._sync()
        self.assertEqual(order.remote_state, "sent", order.remote_message)

    def test_a_refused_order_is_given_up(self):
        order = self._create_refused()
        order._cancel("Prix changé", 0)
        self._sync()
        self.assertEqual((order.state, order.remote_state), ("cancelled", "cancelled"))
        self.assertEqual(self._there(order).state, "cancelled")

    def _create_dearer(self, flat=500):
        """Accepted, but the other system no longer keeps its price and asks another one."""
        self.tariff.cancel_fee = 55
        order = self._create_accepted(pickup_date=self._today()).sudo()
        self._there(order).write({"state": "expired"})
        self._sync()
        self.assertEqual(order._get_refusal()[1], 0)
        self.tariff.band_ids.flat = flat
        order.action_remote_send_again()
        self._sync()
        self.carrier.transport_free_cancel_hours = 1
        return order

    def _count_mails(self, order, words):
        return len(order.message_ids.filtered(lambda mail: words in (mail.subject or "")))

    def test_a_client_reads_why_and_accepts_the_price_of_today(self):
        order = self._create_dearer()
        accepted, asked = order.amount_untaxed, order.remote_amount
        self.assertGreater(asked, accepted)
        self.assertEqual(order.with_user(self.site_user)._get_refusal()[1], asked)
        self.assertEqual(self._count_mails(order, "Please decide"), 1)
        order.action_remote_send_again()
        self._sync()
        self.assertEqual(self._count_mails(order, "Please decide"), 1)
        for user in (self.stranger_user, self.other_site_user):
            with self.assertRaises(AccessError):
                order.with_user(user)._portal_settle_refusal("price")
        self.site_user.transport_role = "estimate"
        with self.assertRaises(UserError):
            order.with_user(self.site_user)._portal_settle_refusal("price")
        self.site_user.transport_role = "order"
        for _twice in range(2):
            order.with_user(self.site_user)._portal_settle_refusal("price")
        self.assertEqual((order.state, order.amount_untaxed), ("quoted", asked))
        self.assertFalse(order._get_refusal())
        self.assertEqual(self._count_mails(order, "Please decide"), 1)
        order.with_user(self.site_user)._portal_accept(order.estimate_hash, "Anne", None)
        self._sync()
        self.assertEqual((order.remote_state, order.remote_amount), ("sent", 0))
        self.assertEqual(self._there(order).amount_untaxed, asked)

    def test_giving_up_what_nobody_carries_costs_nothing(self):
        order = self._create_dearer()
        order.agreed_cancel_fee = 55  # what a late cancellation costs that is carried
        self.assertEqual(order._get_cancel_fee(), 0)
        order.with_user(self.site_user)._portal_cancel(expected_fee=0, cause="price")
        self.assertFalse(order.activity_ids)
        self._sync()
        self.assertEqual((order.state, order.cancel_fee), ("cancelled", 0))
        self.assertEqual((order.remote_state, self._there(order).state), ("cancelled",) * 2)

    def test_the_page_of_a_refused_order_leads_on(self):
        order = self._create_refused()
        self.site_user.password = "dijon-dijon"
        self.env.flush_all()
        self.authenticate(self.site_user.login, "dijon-dijon")
        self.carrier.transport_remote_key = False  # the page itself needs no answer from there
        page = self.url_open(order.access_url).text
        self.assertIn("was no longer valid when the order arrived", page)
        self.assertIn(f"/my/transport-refusal/{order.reference}", page)
        form = {"csrf_token": http.Request.csrf_token(self), "step": "again"}
        answer = self.url_open(f"/my/transport-refusal/{order.reference}", form)
        self.assertEqual(answer.url.partition("?")[0], self.base_url() + order.access_url)
        self.assertEqual(order.remote_state, "to_send")

    def _answer_badly(self, path, bad):
        """What is asked there is carried out; in place of its answer comes ``bad``."""

        def call_badly(url, **options):
            answer = self._call(url, **options)
            if path not in url:
                return answer
            self.carried_out.append(url)
            if isinstance(bad, Exception):
                raise bad
            return bad

        self.carried_out = []
        self.patch(api_client, "call", call_badly)

    def test_what_was_accepted_there_without_an_answer_is_cancelled_there_once(self):
        order = self._create_accepted().sudo()
        self._answer_badly("", CallFailed("timeout"))
        self._sync()
        there = self._there(order)
        self.assertEqual((order.remote_state, there.state), ("to_send", "confirmed"))
        order.with_user(self.site_user)._portal_cancel("Vendu")
        self.assertEqual((order.remote_state, there.state), ("to_cancel", "confirmed"))
        self._answer_badly("/cancel", CallFailed("timeout"))
        self._sync()
        self.assertEqual((order.remote_state, there.state), ("to_cancel", "cancelled"))
        self._answer_badly("/cancel", CallFailed("timeout"))
        self._sync()
        self.assertEqual((order.remote_state, self.carried_out), ("cancelled", []))
        self.assertEqual(there.event_ids.mapped("code"), ["cancelled"])

    def test_an_order_whose_reference_was_lost_is_found_there_by_ours(self):
        order = self._create_accepted().sudo()
        self._sync()
        there = self._there(order)
        lost = {"remote_reference": False, "remote_hash": False, "remote_state": "to_send"}
        order.write(lost)  # as before the transaction that was rolled back
        self._sync()
        self.assertEqual((order.remote_state, self._there(order)), ("sent", there))
        order.write(lost)
        order._cancel("Vendu", 0)
        self._sync()
        self.assertEqual((order.remote_state, there.state), ("cancelled", "cancelled"))

    def test_an_acceptance_that_was_carried_out_is_no_refusal(self):
        proxy = Answer(404, {}, b"<html>gone</html>", "")
        for settle in ("action_remote_send_again", "action_remote_back_to_client"):
            self._answer_badly("/accept", proxy)
            order = self._create_accepted().sudo()
            order._send_remote()
            self.assertEqual(order.remote_state, "refused")
            self.patch(api_client, "call", self._call)
            getattr(order, settle)()
            self._sync()
            self.assertEqual((order.state, order.remote_state), ("confirmed", "sent"))
            self.assertFalse(order.activity_ids)
            own = [("external_reference", "=", order.reference), ("state", "=", "confirmed")]
            self.assertEqual(self.env["transport.order"].search_count(own), 1)

    def test_a_fee_of_an_order_without_an_answer_is_asked_there(self):
        self.tariff.cancel_fee = 55
        order = self._create_accepted(pickup_date=self._today()).sudo()
        self._answer_badly("/accept", CallFailed("timeout"))
        order._send_remote()
        self.assertEqual(order.remote_state, "to_send")
        self.carrier.transport_free_cancel_hours = 1
        self.assertEqual(order._get_cancel_fee(), 55)
        order.with_user(self.site_user)._portal_cancel("Vendu", expected_fee=55)
        self.assertEqual((order.remote_state, order.cancel_fee), ("to_cancel", 55))
        self._sync()
        self.assertEqual((order.remote_state, self._there(order).cancel_fee), ("cancelled", 55))

    def _cancel_late(self, collect):
        """The client cancels while the other system does not answer; meanwhile it goes on there."""
        order = self._create_accepted().sudo()
        self._sync()
        there, key = self._there(order), self.carrier.transport_remote_key
        self.carrier.transport_remote_key = "0" * 40
        order.with_user(self.site_user)._portal_cancel("Véhicule vendu à un particulier")
        self.carrier.transport_remote_key = key
        collect(there)
        self._sync()
        return order, there

    def test_a_cancellation_that_comes_too_late_there_is_taken_back(self):
        order, there = self._cancel_late(
            lambda there: there._append_events([{"code": "collected"}], "driver")
        )
        self.assertEqual((order.state, order.remote_state), ("cancelled", "refused"))
        self.assertTrue(order.activity_ids)
        order.with_user(self.dispatcher).action_remote_resume()
        self.assertEqual((order.state, order.remote_state), ("in_progress", "sent"))
        self.assertEqual((order.cancel_fee, order.amount_untaxed), (0, there.amount_untaxed))
        self.assertEqual(order.sale_order_id.amount_untaxed, there.amount_untaxed)
        there._append_events([{"code": "delivered"}], "driver")
        self._sync()
        self.assertEqual(order.state, "delivered", order.remote_message)

    def test_cancelled_on_both_sides_at_once_is_cancelled(self):
        order, there = self._cancel_late(lambda there: there._cancel("En panne", 0, "carrier"))
        self.assertEqual((there.state, order.state), ("cancelled", "cancelled"))
        self.assertEqual(order.remote_state, "cancelled", order.remote_message)
        self.assertFalse(order.activity_ids)

    def test_a_client_is_told_at_once_that_his_car_was_collected(self):
        order = self._create_accepted()
        self._sync()
        self._there(order.sudo())._append_events([{"code": "collected"}], "driver")
        with self.assertRaisesRegex(UserError, "can no longer be cancelled"):
            order._portal_cancel("Vendu")
        self.assertNotEqual(order.state, "cancelled")

    def test_what_is_taken_back_there_is_taken_back_here(self):
        order = self._create_accepted().sudo()
        self._sync()
        there = self._there(order)
        there._append_events([{"code": "collected"}], "staff")
        delivered = there._append_events([{"code": "delivered"}], "staff")
        self._sync()
        self.assertEqual(order.state, "delivered")
        delivered.action_take_back()
        self._sync()
        self._sync()
        self.assertEqual((order.state, order.line_ids.state), ("in_progress", "collected"))
        self.assertFalse(order.delivered_on)

    def test_an_order_cancelled_there_is_cancelled_here_with_its_fee(self):
        order = self._create_accepted().sudo()
        self._sync()
        self._there(order)._cancel("Camion en panne", 45, "carrier")
        self._sync()
        self._sync()
        self.assertEqual((order.state, order.cancel_fee), ("cancelled", 45))
        self.assertEqual((order.cancel_reason, order.cancel_cause), ("Camion en panne", "carrier"))
        told = order.message_ids.filtered(lambda message: "Camion en panne" in message.body)
        self.assertEqual(len(told.filtered("notified_partner_ids")), 1)
        self.assertEqual(order.amount_untaxed, 45)
        self.assertEqual(order.sale_order_id.amount_untaxed, 45)
        self.assertEqual(order.remote_state, "cancelled")

    def test_a_car_that_came_back_after_the_cancellation_there_keeps_it(self):
        order = self._create_accepted().sudo()
        self._sync()
        there = self._there(order)
        there._append_events([{"code": "collected"}], "staff")
        there._cancel("Camion en panne", 0, "carrier")
        there._append_events([{"code": "returned"}], "staff")
        self._sync()
        self.assertEqual((there.state, order.state), ("cancelled", "cancelled"))
        self.assertFalse(order.remote_message)

    def test_a_fee_charged_there_after_the_cancellation_is_due_here_too(self):
        for fee in (0, 35):
            order = self._create_accepted().sudo()
            self._sync()
            there = self._there(order)
            there._cancel("Camion en panne", fee, "carrier")
            there._charge_empty_run(there.line_ids)
            self._sync()
            self._sync()
            self.assertEqual((order.state, order.amount_untaxed), ("cancelled", fee + 75))
            self.assertEqual(there.amount_untaxed, fee + 75)
            for one in (order, there):
                self.assertRecordValues(
                    one.sale_order_id, [{"state": "sale", "amount_untaxed": fee + 75}]
                )

    def test_the_cancellation_fee_is_the_one_told_there(self):
        self.tariff.cancel_fee = 55
        order = self._create_accepted(pickup_date=self._today())
        self._sync()
        self.carrier.transport_free_cancel_hours = 1
        self.assertEqual(order._get_cancel_fee(), 55)
        order._portal_cancel("Vendu", expected_fee=55)
        self._sync()
        order = order.sudo()
        self.assertEqual(order.remote_state, "cancelled", order.remote_message)
        self.assertEqual(order.cancel_fee, self._there(order).cancel_fee)

    def test_a_list_of_orders_asks_nothing_there(self):
        order = self._create_accepted()
        self._sync()
        self.assertEqual(order.sudo().remote_state, "sent")
        self._answer_badly("", CallFailed("timeout"))
        told = self.api("GET", "/orders", expect=200).data["data"]
        self.assertEqual([item["reference"] for item in told], [order.reference])
        self.assertEqual(self.carried_out, [])

    def test_fees_and_documents_follow(self):
        order = self._create_accepted().sudo()
        self._sync()
        there = self._there(order)
        there._charge_empty_run(there.line_ids)
        documents = self.env["transport.document"]
        invoice = documents.create(
            {"order_id": there.id, "name": "F1.pdf", "file": b"JVBERi0xLjQgeA=="}
        )
        self._sync()
        self._sync()
        self.assertEqual(order.amount_untaxed, there.amount_untaxed)
        self.assertEqual(order.sale_order_id.amount_untaxed, there.amount_untaxed)
        self.assertEqual(order.document_ids.mapped("name"), ["F1.pdf"])
        invoice.visible = False
        self._sync()
        self.assertFalse(order.document_ids.filtered("visible"))

    def test_condition_reports_and_photos_follow(self):
        order = self._create_accepted(2).sudo()
        self._sync()
        there = self._there(order)
        photo = base64.b64decode(GOOD_PNG)
        there._append_events(
            [{"code": "collected", "attachments": [("parc.png", photo)], "external_id": "c"}],
            "driver",
        )
        report = self.env["transport.inspection"].create(
            {
                "line_id": there.line_ids[1].id,
                "stage": "pickup",
                "driver_name": "Karim",
                "mileage": 45210,
                "fuel_level": "2",
                "key_count": 2,
                "signed_by": "Anne",
                "signature": GOOD_PNG,
                "damage_ids": [
                    Command.create({"area": "03", "kind": "12", "severity": "1", "note": "x"})
                ],
                "attachment_ids": [Command.create(there._prepare_photo_vals("a.png", photo))],
            }
        )
        told = len(order.message_ids)
        self._sync()
        self._sync()
        here = order.inspection_ids
        names = ("stage", "date", "driver_name", "mileage", "fuel_level", "key_count", "signed_by")
        self.assertRecordValues(here, [{name: report[name] for name in names}])
        self.assertEqual(here.line_id, order.line_ids[1])
        self.assertEqual(here.damage_ids.mapped("code"), ["03121"])
        self.assertEqual(here.attachment_ids.raw, photo)
        self.assertTrue(here.signature)
        event = order.event_ids.filtered(lambda event: event.code == "collected")
        self.assertEqual((len(event), event.attachment_ids.raw), (1, photo))
        mails = order.message_ids[: len(order.message_ids) - told]
        self.assertEqual(len(mails.filtered(lambda mail: "Condition report" in mail.body)), 1)

    def test_one_order_that_cannot_be_read_stops_no_other(self):
        first, second = (self._create_accepted().sudo() for _number in range(2))
        self._sync()
        for order in (first, second):
            self._there(order)._append_events([{"code": "collected"}], "staff")
        lost = first.remote_reference
        events = api_client.RemoteClient.events

        def answer(client, reference):
            if reference == lost:
                raise api_client.RemoteRefused(404, "not-found", "lost")
            return events(client, reference)

        self.patch(api_client.RemoteClient, "events", answer)
        self._sync()
        self.assertEqual((first.state, second.state), ("confirmed", "in_progress"))
        self.assertEqual(first.remote_message, "lost")
        self.assertTrue(self.carrier.transport_remote_synced)

    def test_what_is_told_of_another_order_changes_nothing(self):
        order = self._create_accepted(2).sudo()
        self._sync()
        there = self._there(order)
        there._plan(there.create_date.replace(microsecond=0))
        there._append_events([{"code": "collected", "line": there.line_ids[1]}], "staff")
        self._create_quoted().sudo().unlink()  # known there, later in their list, not here
        order._pull_remote(self.carrier)
        self.assertEqual(order.planned_pickup, there.planned_pickup)
        self.assertEqual(order.line_ids.mapped("state"), ["to_collect", "collected"])
        self.assertFalse(order.remote_message)

    def test_a_price_named_there_by_hand_reaches_the_client(self):
        corsica = self._create_address("Bastia", "20200", "Bastia")
        order = self._create_quoted(destination=corsica).sudo()
        self.assertEqual(order.state, "on_request")
        there = self._there(order)
        self.assertEqual(there.state, "on_request")
        values = {
            "name": "Bateau",
            "quantity": 1,
            "unit_price": 800,
            "amount": 800,
            "code": "answer",
        }
        there._answer_price([Command.create(values)])
        self._sync()
        self.assertEqual((order.state, order.amount_untaxed), ("quoted", 800))

    def test_without_an_answer_the_price_is_on_request_and_orders_wait(self):
        order = self._create_accepted().sudo()
        self.carrier.transport_remote_key = "0" * 40
        self.assertEqual(self._create_quoted().state, "on_request")
        self._sync()
        self.assertEqual(order.remote_state, "to_send")
        with web_server({}) as (base, seen):
            self.carrier.transport_remote_url = base
            self.env.ref("transport_remote.ir_cron_remote").method_direct_trigger()
        self.assertEqual(seen[0][1][-7:], "/accept")
        self.env.invalidate_all()
        self.assertEqual(order.remote_state, "refused")  # a 404 is an answer
        odd = [
            b"",
            b"[]",
            b"<html>",
            b'{"on_request": false, "amount": "1e9", "lines": [], "reasons": []}',
        ]
        for body in odd:
            with (
                self.subTest(body),
                web_server(lambda _h, _b, body=body: (200, {}, body)) as (base, _seen),
            ):
                self.carrier.transport_remote_url = base
                self.assertEqual(self._create_quoted().state, "on_request")

    def test_a_silent_erp_is_asked_once_a_round_and_an_odd_one_stops_nothing(self):
        orders = [self._create_accepted().sudo() for _number in range(3)]
        cron = self.env.ref("transport_remote.ir_cron_remote")
        with web_server(lambda _h, _b: (503, {}, b"")) as (base, seen):
            self.carrier.transport_remote_url = base
            cron.method_direct_trigger()
        asked = [path for method, path, _headers, _body in seen if method == "POST"]
        self.assertEqual(len(asked), 1)
        self.assertEqual({order.remote_state for order in orders}, {"to_send"})
        for page in (b'{"data": 5}', b'{"data": [1]}', b"{}"):
            with web_server(lambda _h, _b, page=page: (200, {}, page)) as (base, _seen):
                self.carrier.transport_remote_url = base
                orders[0]._pull_remote(self.carrier)
        self.assertFalse(self.carrier.transport_remote_synced)

    def test_a_signed_message_starts_the_reading_and_a_forged_one_nothing(self):
        url = f"{self.base_url()}/transport/remote/hook/{self.carrier.id}"
        cron = self.env.ref("transport_remote.ir_cron_remote")
        body, now = b"{}", int(time.time())
        for header in (
            "",
            "t=1,v1=x",
            sign("hook-secret", body, now - 4000),
            sign("other", body, now),
        ):
            answer = self.opener.post(url, data=body, headers={"X-Signature": header})
            self.assertEqual(answer.status_code, 404)
        before = self.env["ir.cron.trigger"].search_count([("cron_id", "=", cron.id)])
        answer = self.opener.post(
            url, data=body, headers={"X-Signature": sign("hook-secret", body, now)}
        )
        self.assertEqual(answer.status_code, 204)
        self.assertGreater(
            self.env["ir.cron.trigger"].search_count([("cron_id", "=", cron.id)]), before
        )
