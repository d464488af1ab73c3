from odoo.exceptions import AccessError
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tests.common import JsonRpcException
from odoo.tools import mute_logger

from .common import DepositCommon


@tagged("post_install", "-at_install")
class TestRentalDepositPortal(DepositCommon, HttpCase):
    """The customer leaves his card on his page; strangers, other providers, second tabs."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user = new_test_user(cls.env, "deposit_guest", "base.group_portal")
        cls.stranger = new_test_user(cls.env, "deposit_stranger", "base.group_portal")
        cls.customer = cls.user.partner_id
        cls.booking = cls._confirmed((cls.camera, 1))
        cls.deposit = cls.booking.rental_deposit_ids
        cls.page = f"/my/rentals/{cls.booking.id}/deposit/{cls.deposit.id}"

    def _ask(self, access_token=None, **values):
        return self.make_jsonrpc_request(
            f"{self.page}/transaction",
            {
                "access_token": access_token,
                "provider_id": self.provider.id,
                "payment_method_id": self.method.id,
                "token_id": None,
                "flow": "direct",
                "tokenization_requested": False,
                "landing_route": self.page,
                **values,
            },
        )

    def test_the_customer_leaves_his_card(self):
        self.authenticate("deposit_guest", "deposit_guest")
        self.assertIn(self.page, self.url_open(f"/my/rentals/{self.booking.id}").text)
        page = self.url_open(self.page).text
        self.assertIn("Hold on my card", page)
        reference = self._ask()["reference"]
        transaction = self.env["payment.transaction"].search([("reference", "=", reference)])
        self.assertEqual(
            (transaction.amount, transaction.rental_deposit_id.id), (500, self.deposit.id)
        )
        self.assertFalse(transaction.sale_order_ids)
        transaction._process("demo", {"reference": reference, "simulated_state": "done"})
        self.assertEqual(self.deposit.state, "held")
        self.assertIn("is held on your card", self.url_open(self.page).text)
        with mute_logger("odoo.http"), self.assertRaises(JsonRpcException, msg="held already"):
            self._ask()

    def test_the_link_of_the_mail_opens_it_for_a_guest(self):
        self.customer.email = "guest@example.com"
        self.deposit.action_send_link()
        link = self.deposit._get_link()
        self.assertIn(self.page, self.deposit.message_ids[0].body)
        self.authenticate(None, None)
        self.assertIn("Hold on my card", self.url_open(link[link.index("/my/") :]).text)
        token = self._token(self.customer)
        own = self.booking._portal_ensure_token()
        with (
            mute_logger("odoo.http"),
            self.assertRaises(JsonRpcException, msg="a link uses no card"),
        ):
            self._ask(own, flow="token", token_id=token.id, payment_method_id=None)
        self.assertEqual(self.deposit.state, "asked")

    def test_strangers_and_other_providers(self):
        other = self.provider.copy({"name": "Payments"})
        other.state = "test"
        self.authenticate("deposit_guest", "deposit_guest")
        with mute_logger("odoo.http"), self.assertRaises(JsonRpcException, msg="another provider"):
            self._ask(provider_id=other.id)
        self._ask(amount=1.0)
        asked = self.deposit.transaction_ids
        self.assertEqual(asked.amount, 500.0, "the amount of the browser is not believed")
        foreign = self._confirmed((self.cable, 1))
        paths = (self.page, self.page.replace(str(self.booking.id), str(foreign.id), 1))
        for login, path in (
            ("deposit_stranger", paths[0]),
            (None, paths[0]),
            ("deposit_guest", paths[1]),
        ):
            self.authenticate(login, login)
            with mute_logger("odoo.http"):
                self.assertEqual(self.url_open(path).status_code, 404, f"{login} {path}")
        self.authenticate("deposit_stranger", "deposit_stranger")
        with mute_logger("odoo.http"), self.assertRaises(JsonRpcException, msg="a stranger"):
            self._ask()
        self.assertEqual(self.deposit.transaction_ids, asked)

    def test_nothing_is_held_after_the_booking(self):
        self.authenticate("deposit_guest", "deposit_guest")
        reference = self._ask()["reference"]
        self.booking._action_cancel()
        self.assertEqual(self.deposit.state, "asked", "a try of the customer is on its way")
        page = self.url_open(self.page).text
        self.assertIn("no deposit is needed any more", page)
        self.assertNotIn("Hold on my card", page)
        with mute_logger("odoo.http"), self.assertRaises(JsonRpcException, msg="has ended"):
            self._ask()
        transaction = self.env["payment.transaction"].search([("reference", "=", reference)])
        transaction._process("demo", {"reference": reference, "simulated_state": "done"})
        transaction._post_process()
        self.assertEqual((self.deposit.state, transaction.state), ("returned", "cancel"))

    def test_a_portal_user_opens_no_strangers_deposits(self):
        stranger = self.booking.with_user(self.stranger)
        with self.assertRaises(AccessError):
            stranger.action_open_rental_deposits()
        with self.assertRaises(AccessError):
            self.deposit.with_user(self.user).read(["amount"])
