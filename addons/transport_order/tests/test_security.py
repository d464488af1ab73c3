from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import TransportCommon
from .common_security import SecurityCommon


@tagged("post_install", "-at_install")
class TestSecurity(SecurityCommon, TransportCommon):
    addon = "transport_order"
    reviewed = {
        "res.partner": {"action_view_transport_orders"},
        "sale.order": {"action_view_transport_order"},
        "transport.access": {"action_give_access"},
        "transport.cancel": {"action_cancel_order"},
        "transport.driver.link": {"action_renew", "action_send", "action_withdraw"},
        "transport.event": {"action_take_back"},
        "transport.event.entry": {"action_record"},
        "transport.order": {
            "action_accept",
            "action_back_to_draft",
            "action_close",
            "action_create_invoice",
            "action_driver_link",
            "action_estimate",
            "action_settle",
            "action_view_accesses",
            "action_view_invoices",
            "action_view_sale_orders",
        },
        "transport.settle": {"action_settle"},
        "transport.plan": {"action_plan"},
        "transport.order.price": {"action_void_fee"},
        "transport.price.answer": {"action_answer"},
        "transport.tariff": {"action_simulate"},
    }

    def test_portal_users_cannot_press_office_buttons(self):
        order = self._create_quoted()
        for user in (self.site_user, self.group_user, self.stranger_user):
            for method in (
                "action_accept",
                "action_estimate",
                "action_back_to_draft",
                "action_driver_link",
                "action_close",
            ):
                with self.subTest(user=user.login, method=method), self.assertRaises(AccessError):
                    getattr(order.with_user(user), method)()

    def test_secrets_are_not_readable_by_clients(self):
        order = self._create_quoted()
        for field in ("driver_token", "tariff_id"):
            with self.subTest(field=field), self.assertRaises(AccessError):
                order.with_user(self.site_user).read([field])

    def test_each_person_sees_his_own_tree(self):
        order = self._create_accepted()
        order._append_events([{"code": "collected"}], "staff")
        document, hidden = self.env["transport.document"].create(
            [
                {
                    "order_id": order.id,
                    "name": f"{visible}.pdf",
                    "visible": visible,
                    "file": b"JVBERi0xLjQgeA==",
                }
                for visible in (True, False)
            ]
        )
        report = self.env["transport.inspection"].create({"line_id": order.line_ids.id})
        records = [
            order,
            order.line_ids,
            order.price_line_ids,
            order.event_ids,
            document,
            report,
            order.line_ids.vehicle_id,
            self.dijon,
        ]
        for record in records:
            for user, seen in (
                (self.site_user, True),
                (self.colleague, True),
                (self.group_user, True),
                (self.other_site_user, False),
                (self.stranger_user, False),
            ):
                found = self.env[record._name].with_user(user).search([("id", "in", record.ids)])
                self.assertEqual(bool(found), seen, f"{record._name} for {user.login}")
        found = self.env["transport.document"].with_user(self.site_user)
        self.assertFalse(found.search([("id", "=", hidden.id)]))

    def test_another_company_s_staff_sees_nothing(self):
        company = self.env["res.company"].create({"name": "Autre transporteur"})
        order = self._create_accepted()
        self.dispatcher.write({"company_ids": [(6, 0, company.ids)], "company_id": company.id})
        for record in (order, order.line_ids, order.price_line_ids, self.tariff):
            found = self.env[record._name].with_user(self.dispatcher).with_company(company)
            found = found.with_context(allowed_company_ids=company.ids)
            self.assertFalse(found.search([("id", "in", record.ids)]), record._name)

    def test_tariffs_are_the_carrier_s_own_business(self):
        for name in (
            "transport.tariff",
            "transport.lane",
            "transport.tariff.band",
            "transport.zone",
        ):
            self.assertFalse(self.env[name].with_user(self.group_user).has_access("read"), name)
        self.assertFalse(
            self.env["transport.tariff"].with_user(self.dispatcher).has_access("write")
        )

    def test_correcting_a_car_reads_only_the_whitelist(self):
        car = self._create_car().with_user(self.site_user)
        car._portal_correct({"model": "308", "partner_id": self.stranger.id, "status": "gone"})
        self.assertEqual((car.model, car.partner_id, car.status), ("308", self.site, "in_stock"))
        self.assertEqual(car.locked_fields, ["model"])
        with self.assertRaises(AccessError):
            car.with_user(self.stranger_user)._portal_correct({"model": "x"})
        with self.assertRaises(AccessError):
            self._create_car(self.stranger).with_user(self.site_user)._portal_correct(
                {"model": "x"}
            )

    def test_nobody_raises_his_own_role_limit_or_groups(self):
        self.site_user.write({"transport_role": "view", "transport_order_limit": 10})
        group = self.env.ref("transport_order.group_transport_group_user")
        for values in (
            {"transport_role": "order"},
            {"transport_order_limit": 0},
            {"group_ids": [(4, group.id)]},
            {"partner_id": self.stranger_user.partner_id.id},
        ):
            with self.subTest(values=values), self.assertRaises(AccessError):
                self.site_user.with_user(self.site_user).write(values)

    def test_addresses_are_changed_by_their_owners_only(self):
        for user in (self.stranger_user, self.other_site_user):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.dijon.with_user(user)._portal_update({"name": "x"})
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.dijon.with_user(user)._portal_archive()
        with self.assertRaises(AccessError):
            self.env["transport.address"].with_user(self.site_user)._portal_create(
                self.stranger, {"name": "x", "zip": "75001", "city": "Paris"}
            )
