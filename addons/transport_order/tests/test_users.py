from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..models import res_users
from .common import TransportCommon


@tagged("post_install", "-at_install")
class TestUsers(TransportCommon):
    def _create(self, by=None, **values):
        return (by or self.group_user)._transport_create_managed(
            {"name": "Paul", "email": "paul@martin.test", "partner": self.site, "role": "order"}
            | values
        )

    def test_a_group_user_gives_access_to_a_person_of_his_sites(self):
        user = self._create(limit=500)
        self.assertEqual(user.group_ids, self.env.ref("base.group_portal"))
        self.assertEqual(user.partner_id.parent_id, self.site)
        self.assertEqual((user.transport_role, user.transport_order_limit), ("order", 500))
        mail = self.env["mail.mail"].search([("email_to", "ilike", "paul@martin.test")])
        mail |= self.env["mail.mail"].search([("recipient_ids", "in", user.partner_id.ids)])
        self.assertTrue(mail, "the invitation says how to log in")

    def test_only_known_fields_are_read(self):
        user = self._create(group_ids=[(4, self.env.ref("base.group_system").id)], active=False)
        self.assertTrue(user.active)
        self.assertTrue(user.share)

    def test_nobody_gives_more_than_he_has(self):
        self.group_user.transport_order_limit = 1000
        for values in ({"limit": 0}, {"limit": 2000}, {"limit": -1}, {"role": "admin", "limit": 1}):
            with self.subTest(values=values), self.assertRaises(UserError):
                self._create(**values)
        self.group_user.transport_role = "estimate"
        with self.assertRaises(UserError):
            self._create(limit=10)
        self._create(role="estimate", limit=10)

    def test_a_limit_that_is_no_amount_is_no_way_around_the_limit(self):
        self.group_user.transport_order_limit = 1000
        for odd in (float("nan"), float("inf"), float("-inf")):
            with self.subTest(odd=odd), self.assertRaises(UserError):
                self._create(limit=odd)
            with self.subTest(odd=odd), self.assertRaises(UserError):
                self.group_user._transport_update_managed(self.site_user.id, "order", odd)

    def test_accesses_are_not_created_by_the_hundred(self):
        self.patch(res_users, "MOST_AN_HOUR", 2)
        own = self.env(user=self.group_user.id).user
        for number in range(2):
            self._create(by=own, email=f"p{number}@martin.test")
        with self.assertRaisesRegex(UserError, "within an hour"):
            self._create(by=own)

    def test_other_companies_and_other_users_stay_out_of_reach(self):
        with self.assertRaises(AccessError):
            self._create(partner=self.stranger)
        for user in (self.stranger_user, self.manager, self.group_user):
            with self.subTest(user=user.name), self.assertRaises(AccessError):
                self.group_user._transport_update_managed(user.id, "view", 0)
            with self.subTest(user=user.name), self.assertRaises(AccessError):
                self.group_user._transport_switch(user.id, False)
        self.assertTrue(self.stranger_user.active)

    def test_another_group_user_is_changed_by_the_carrier_only(self):
        second = self._create_client_user("second@martin.test", self.site, is_group=True)
        with self.assertRaises(AccessError):
            self.group_user._transport_switch(second.id, False)

    def test_a_site_user_manages_nobody(self):
        with self.assertRaises(AccessError):
            self.site_user._transport_get_managed()

    def test_a_known_address_is_refused_in_neutral_words(self):
        for email in (self.stranger_user.login, self.manager.login + "@x", "DIJON@martin.test"):
            if "@x" in email:
                continue
            with self.subTest(email=email), self.assertRaisesRegex(UserError, "No access could be"):
                self._create(email=email)
        self.stranger_user.active = False
        with self.assertRaisesRegex(UserError, "No access could be"):
            self._create(email=self.stranger_user.login)

    def test_switching_off_ends_password_and_keys_and_on_invites_again(self):
        user = self._create()
        self.env["res.users.apikeys"].with_user(user).sudo()._generate("transport.read", "x", None)
        before = user._compute_session_token("sid" * 10)
        self.group_user._transport_switch(user.id, False)
        self.assertFalse(user.active)
        self.assertFalse(self.env["res.users.apikeys"].sudo().search([("user_id", "=", user.id)]))
        self.env.registry.clear_cache()
        self.assertNotEqual(user._compute_session_token("sid" * 10), before)
        self.group_user._transport_switch(user.id, True)
        self.assertTrue(user.active)

    def test_limiting_a_user(self):
        self.group_user._transport_update_managed(self.site_user.id, "view", 0)
        self.assertEqual(self.site_user.transport_role, "view")

    def test_a_manager_creates_accesses_and_group_users(self):
        wizard = (
            self.env["transport.access"]
            .with_user(self.manager)
            .create(
                {
                    "partner_id": self.group.id,
                    "name": "Claire",
                    "email": "claire@martin.test",
                    "is_group_user": True,
                }
            )
        )
        wizard.action_give_access()
        user = self.env["res.users"].search([("login", "=", "claire@martin.test")])
        self.assertTrue(user._transport_is_group_user())
        self.assertEqual(user.partner_id.parent_id, self.group)

    def test_a_dispatcher_creates_no_access(self):
        with self.assertRaises(AccessError):
            self.env["transport.access"].with_user(self.dispatcher).create(
                {"partner_id": self.group.id, "name": "x", "email": "x@x.test"}
            )
