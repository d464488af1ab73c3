import logging
import os
import random
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..core.tariff import Estimate, Line
from ..exceptions import EstimateRefused
from .common import GOOD_PNG, TransportCommon

_logger = logging.getLogger(__name__)

SEED = 20261129
PDF = b"JVBERi0xLjQgeA=="


@tagged("post_install", "-at_install")
class TestTerms(TransportCommon):
    """What was agreed stays, on the order, on its sales order and for the client."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        tax = cls.env["account.tax"].create(
            {"name": "20 %", "amount": 20, "amount_type": "percent"}
        )
        cls.env.ref("transport_order.product_transport").taxes_id = tax

    def _mails(self, order, word):
        messages = self.env["mail.message"].search(
            [("model", "=", "transport.order"), ("res_id", "=", order.id)]
        )
        return messages.filtered(lambda message: word in (message.body or ""))

    def test_a_tariff_raised_later_changes_nothing(self):
        order = self._create_accepted(pickup_date=self._today()).sudo()
        self.tariff.write({"cancel_fee": 199, "empty_run_fee": 500})
        self.assertEqual(order.tariff_id, self.tariff)
        self.assertEqual(order._get_cancel_fee(), 90)
        order._charge_empty_run(order.line_ids)
        self.assertEqual(order.price_line_ids[-1].amount, 75)

    def test_an_empty_run_is_a_line_of_the_order_and_mailed(self):
        order = self._create_accepted().sudo()
        before = order.amount_untaxed
        order._charge_empty_run(order.line_ids)
        self.assertEqual(order.amount_untaxed, before + 75)
        self.assertEqual(order.sale_order_id.amount_total, order.amount_total)
        self.assertEqual(order.price_line_ids[-1].code, "empty_run")
        self.assertEqual(len(self._mails(order, "Empty run")), 1)

    def test_what_is_charged_after_a_cancellation_is_ordered(self):
        order = self._create_accepted().sudo()
        order._cancel("Vendu", 0)
        order._charge_empty_run(order.line_ids)
        self.assertRecordValues(order.sale_order_id, [{"state": "sale", "amount_untaxed": 75}])

    def test_a_late_cancellation_replaces_the_price_by_its_fee(self):
        order = self._create_accepted(pickup_date=self._today())
        order._portal_cancel("Vendu", expected_fee=90)
        order = order.sudo()
        self.assertEqual((order.amount_untaxed, order.amount_total), (90, 108))
        self.assertEqual(order._get_due_lines().mapped("code"), ["cancel_fee"])
        self.assertEqual(order.sale_order_id.amount_total, 108)

    def test_a_day_that_is_over_or_far_is_refused_at_each_door(self):
        for day in (-1, 400):
            with self.subTest(day), self.assertRaises(EstimateRefused):
                self._create_lot(pickup_date=self._today() + timedelta(days=day))
        order = self._create_quoted().sudo()
        order.pickup_date = "2021-05-03"
        with self.assertRaises(EstimateRefused) as refusal:
            order.action_accept()
        self.assertEqual(refusal.exception.code, "dates")

    def test_an_event_lies_in_no_impossible_time(self):
        order = self._create_accepted()
        now = fields.Datetime.now()
        for moment in (now + timedelta(hours=16), fields.Datetime.to_datetime("1901-01-01")):
            with self.subTest(moment), self.assertRaises(UserError):
                order._append_events([{"code": "delivered", "occurred_at": moment}], "carrier")
        self.assertEqual((order.state, order.delivered_on), ("confirmed", False))

    def test_an_agreed_lane_needs_no_kilometres(self):
        zones = self.env["transport.zone"].create(
            [
                {"name": name, "prefixes": prefix}
                for name, prefix in (("Corse", "20"), ("Var", "83"))
            ]
        )
        self.env["transport.lane"].create(
            {"origin_zone_id": zones[0].id, "destination_zone_id": zones[1].id, "price": 450}
        )
        order = self._create_quoted(
            origin=self._create_address("Bastia", "20200", "Bastia"),
            destination=self._create_address("Toulon", "83000", "Toulon"),
        )
        self.assertEqual((order.state, order.amount_untaxed), ("quoted", 450))

    def test_nobody_changes_the_money_of_a_transport_on_its_sales_order(self):
        order = self._create_accepted().sudo()
        sale = order.sale_order_id
        with self.assertRaises(UserError):
            sale.order_line[0].price_unit += 500
        with self.assertRaises(UserError):
            sale.order_line = [(0, 0, {"product_id": order._get_product().id, "price_unit": 9})]
        with self.assertRaisesRegex(UserError, "Cancel the"):
            sale._action_cancel()
        sale.order_line[0].name = "Autres mots"
        self.assertEqual(order.state, "confirmed")

    def test_prices_are_written_by_the_server_alone(self):
        order = self._create_accepted()
        line = order.price_line_ids.with_user(self.manager)[0]
        with self.assertRaises(AccessError):
            line.amount = 1

    def test_the_sales_order_is_the_accepted_price_in_both_roundings(self):
        """Random prices, also those that do not multiply out to two decimals."""
        draw = random.Random(SEED)
        for number in range(24):
            self.carrier.tax_calculation_rounding_method = (
                "round_per_line" if number % 2 else "round_globally"
            )
            order = self._create_lot().sudo()
            lines = tuple(self._draw_line(draw) for _line in range(draw.randint(1, 5)))
            order._store_estimate(Estimate(100, "test", "1", lines))
            order.action_accept()
            sale = order.sale_order_id
            for name in ("amount_untaxed", "amount_tax", "amount_total"):
                self.assertAlmostEqual(
                    order[name], sale[name], 2, f"seed {SEED}, lot {number}: {name}"
                )
            expected = sum(float(line.amount) for line in lines)
            self.assertAlmostEqual(order.amount_untaxed, expected, 2)

    def _draw_line(self, draw):
        quantity = Decimal(draw.choice(("1", "2", "3", "1.333", "7")))
        unit_price = Decimal(draw.randint(1, 90_000)) / draw.choice((100, 1000))
        amount = (quantity * unit_price).quantize(Decimal("0.01"), ROUND_HALF_UP)
        return Line("answer", f"line {draw.random()}", quantity, unit_price, amount)

    def test_a_document_has_a_file_and_is_mailed_once_a_version(self):
        order = self._create_accepted().sudo()
        create = self.env["transport.document"].create
        with self.assertRaises(UserError):
            create({"order_id": order.id, "name": "rien.pdf"})
        document = create({"order_id": order.id, "name": "F1.pdf", "file": PDF})
        self.assertEqual(len(self._mails(order, "F1.pdf")), 1)
        document.file = b"JVBERi0xLjQgeQ=="
        self.assertEqual(len(self._mails(order, "F1.pdf")), 2)
        hidden = create({"order_id": order.id, "name": "F2.pdf", "file": PDF, "visible": False})
        self.assertFalse(self._mails(order, "F2.pdf"))
        for visible in (True, False, True):
            hidden.visible = visible
        self.assertEqual(len(self._mails(order, "F2.pdf")), 1)

    def test_a_replaced_or_withdrawn_file_is_gone_for_the_client(self):
        order = self._create_accepted().sudo()
        documents = self.env["transport.document"]
        document = documents.create({"order_id": order.id, "name": "F1.pdf", "file": PDF})
        document.file = b"JVBERi0xLjQgeQ=="
        past = documents.search([("order_id", "=", order.id), ("is_latest", "=", False)])
        seen = documents.with_user(self.site_user).search([("order_id", "=", order.id)])
        self.assertEqual((len(past), seen), (1, document))
        with self.assertRaises(UserError):
            past.visible = True
        with self.assertRaises(AccessError):
            past.attachment_id.with_user(self.site_user).read(["datas"])
        document.visible = False
        self.assertFalse(documents.with_user(self.site_user).search([("order_id", "=", order.id)]))

    def test_a_signed_report_is_mailed(self):
        order = self._create_accepted().sudo()
        self.env["transport.inspection"].create(
            {"line_id": order.line_ids.id, "signature": GOOD_PNG}
        )
        self.assertEqual(len(self._mails(order, "Condition report")), 1)

    def test_a_refused_car_keeps_its_order_open(self):
        order = self._create_accepted(2).sudo()
        first, second = order.line_ids
        order._append_events([{"code": "collected"}], "driver")
        order._append_events([{"code": "refused"}], "driver")
        self.assertEqual(order.state, "in_progress")
        order._append_events([{"code": "delivered", "line": first}], "driver")
        self.assertEqual((order.state, order.progress_text), ("in_progress", "1/2 delivered"))
        order._append_events([{"code": "returned", "line": second}], "staff")
        self.assertEqual(order.state, "delivered")
        self.assertEqual(order.delivered_on, first.state_date)

    def test_a_delivered_car_is_not_offered_again(self):
        order = self._create_accepted().sudo()
        car = order.line_ids.vehicle_id
        car.status = "reserved"
        event = order._append_events([{"code": "delivered"}], "driver")
        self.assertEqual(car.status, "gone")
        event.action_take_back()
        self.assertEqual(car.status, "reserved")

    def test_a_price_on_request_goes_to_the_client_s_own_salesperson(self):
        self.group.user_id = self.dispatcher
        corsica = self._create_address("Bastia", "20200", "Bastia")
        order = self._create_quoted(destination=corsica).sudo()
        self.assertEqual(order.activity_ids.user_id, self.dispatcher)
        self.group.user_id = False
        self.carrier.transport_manager_id = self.manager
        order = self._create_quoted(destination=corsica).sudo()
        self.assertEqual(order.activity_ids.user_id, self.manager)

    def test_refused_cars_are_settled_with_their_fee(self):
        self.tariff.write({"redelivery_fee": 60, "return_fee": 70})
        order = self._create_accepted(2).sudo()
        order._append_events([{"code": "collected"}, {"code": "refused"}], "driver")
        before = order.amount_untaxed
        settle = self.env["transport.settle"].with_user(self.dispatcher)
        settle = settle.create({"order_id": order.id, "decision": "return"})
        self.assertEqual((settle.fee, len(settle.line_ids)), (70, 2))
        settle.line_ids = order.line_ids[0]
        settle.action_settle()
        settle.action_settle()
        self.assertEqual(order.amount_untaxed, before + 70)
        self.assertEqual(order.sale_order_id.amount_total, order.amount_total)
        order._append_events([{"code": "returned", "line": order.line_ids[0]}], "driver")
        order._append_events([{"code": "delivered", "line": order.line_ids[1]}], "driver")
        self.assertEqual(order.state, "delivered")

    def test_a_new_driver_link_ends_the_old_one(self):
        order = self._create_accepted().sudo().with_user(self.dispatcher)
        action = order.action_driver_link()
        link = self.env[action["res_model"]].with_user(self.dispatcher).browse(action["res_id"])
        old = order.driver_token
        self.assertIn(old, link.url)
        link.action_renew()
        self.assertNotEqual(order.driver_token, old)
        link.email = "chauffeur@transport.test"
        link.action_send()
        mail = self.env["mail.mail"].search([("email_to", "=", "chauffeur@transport.test")])
        self.assertIn(order.driver_token, str(mail.body_html))
        link.action_withdraw()
        self.assertFalse(order.driver_token)

    def test_a_car_without_a_mark_is_priced_and_not_ordered(self):
        car = self._create_car(plate="à venir", vin=False)
        self.assertFalse(car.plate)
        order = self.env["transport.order"].with_user(self.site_user)
        order = order._portal_create_lot(
            {"vehicles": car, "origin": self.dijon, "destination": self.lille}
        )._portal_estimate()
        self.assertEqual(order.state, "quoted")
        with self.assertRaises(EstimateRefused) as refusal:
            order._portal_accept(order.estimate_hash, "Anne Martin", GOOD_PNG)
        self.assertEqual(refusal.exception.code, "identity")


@tagged("post_install", "-at_install", "slow", "-standard")
class TestTermsLong(TestTerms):
    """A thousand lots: local, named by hand, told by another system; in both roundings of taxes."""

    LOTS = 1000

    def _draw_tariff(self, draw):
        """Other prices than the last ones, so that the lots are not alike."""
        self.tariff.write(
            {
                "fuel_percent": draw.choice((0, 4.5, 7.35)),
                "minimum": draw.choice((0, 90, 611.37)),
                "band_ids": [
                    (1, band.id, {"flat": draw.randint(5000, 20000) / 100, "per_km": draw.random()})
                    for band in self.tariff.band_ids
                ],
            }
        )

    def _create_drawn_lot(self, draw, number):
        count = draw.randint(1, 8)
        cars = self.env["transport.vehicle"].create(
            [
                {
                    "partner_id": self.site.id,
                    "model": "208",
                    "vin": f"VF3ABCDEF{number:06}{car:02}",
                    "category": draw.choice(("city", "car", "suv", "van")),
                    "running": draw.random() > 0.2,
                }
                for car in range(count)
            ]
        )
        return self._create_lot(0, vehicles=cars, express=draw.random() < 0.3).sudo()

    def _price(self, order, kind, draw):
        lines = tuple(self._draw_line(draw) for _line in range(draw.randint(1, 5)))
        if kind == "local":
            order._estimate()
        elif kind == "remote":
            order._store_estimate(Estimate(100, "remote", "1", lines))
        else:
            commands = [
                (0, 0, order._prepare_price_vals(line, number)) for number, line in enumerate(lines)
            ]
            order._answer_price(commands, 100)

    def _assert_alike(self, order, told, shown):
        """:param told: untaxed amount, taxes and total"""
        sale = order.sale_order_id
        for record in (sale, sale._create_invoices()):
            found = [record.amount_untaxed, record.amount_tax, record.amount_total]
            for one, other in zip(found, told, strict=True):
                self.assertAlmostEqual(one, other, 2, record._name)
        if "transport.api.serializer" in self.env:
            api = self.env["transport.api.serializer"]._serialize_order(order)
            self.assertEqual(api["amount"], f"{told[0]:.2f}")
        if shown:
            reports, name = self.env["ir.actions.report"], "transport_order.report_transport_order"
            html = reports._render_qweb_html(name, order.ids)[0].decode()
            for amount in told[::2]:
                self.assertIn(f"{amount:,.2f}", html)

    def test_a_thousand_lots_have_one_price_everywhere(self):
        seed = int(os.environ.get("SEED") or random.randrange(10**6))
        _logger.info("a thousand lots with the seed %s", seed)
        draw, agreed = random.Random(seed), {}
        for number in range(self.LOTS):
            rounding = "round_per_line" if number % 2 else "round_globally"
            self.carrier.tax_calculation_rounding_method = rounding
            kind = ("local", "manual", "remote")[number % 3]
            with self.subTest(seed=seed, lot=number, kind=kind, rounding=rounding):
                if number % 20 == 0:
                    self._draw_tariff(draw)
                order = self._create_drawn_lot(draw, number)
                self._price(order, kind, draw)
                told = order.amount_untaxed, order.amount_tax, order.amount_total
                order.action_accept()
                self._assert_alike(order, told, shown=number % 50 == 0)
                agreed[order] = told
        self.tariff.write({"cancel_fee": 199, "minimum": 999, "fuel_percent": 40})
        self.env.invalidate_all()
        for order, told in agreed.items():
            self.assertEqual(
                (order.amount_untaxed, order.amount_tax, order.amount_total), told, order.name
            )
            self.assertEqual(order.agreed_cancel_fee, 90)
