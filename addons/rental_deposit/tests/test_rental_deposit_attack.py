from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user, tagged

from .common import DepositCommon


@tagged("post_install", "-at_install")
class TestRentalDepositAttack(DepositCommon):
    """What somebody of the house could try with a deposit over RPC."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.booking = cls._confirmed((cls.camera, 1))
        cls.deposit = cls.booking.rental_deposit_ids
        cls.stranger = cls.env["res.partner"].create({"name": "A stranger"})
        cls.other_company = cls.env["res.company"].create({"name": "Another house"})

    def _refuse(self, records, **values):
        with self.assertRaises(UserError), self.cr.savepoint():
            records.write(values)

    def test_the_card_and_the_invoices_of_a_stranger_stay_his(self):
        token = self._token(self.stranger)
        desk = self.deposit.with_user(self.desk)
        for name in ("commercial_partner_id", "partner_id"):
            self._refuse(desk, **{name: self.stranger.id})
        for values in ({}, {"partner_id": self.stranger.id}, {"kind": "card"}):
            self._refuse(desk, **values, token_id=token.id)
        for name, value in (
            ("commercial_partner_id", self.stranger.id),
            ("currency_id", self.env.ref("base.USD").id),
            ("company_id", self.other_company.id),
            ("warehouse_id", self.other_shop.id),
            ("expires_on", "2099-01-01 00:00:00"),
            ("follows_booking", True),
        ):
            self._refuse(desk, **{name: value})
            with self.assertRaises(AccessError), self.cr.savepoint():
                desk.create({"order_id": self.booking.id, "amount": 1.0, name: value})
        with self._assert_refused("is not the customer", ValidationError), self.cr.savepoint():
            desk.create(
                {"order_id": self.booking.id, "amount": 1.0, "partner_id": self.stranger.id}
            )
        self.assertEqual(self.deposit.commercial_partner_id, self.customer)
        self._card(self.booking)
        foreign = self._damage(self._booking((self.cable, 1), partner_id=self.stranger.id), 100.0)
        with self._assert_refused("same customer"):
            self._keep(self.deposit, foreign, 100.0, user=self.accountant)
        self.booking.partner_id = self.stranger
        with self._assert_refused("same customer"):
            self._keep(self.deposit, foreign, 100.0, user=self.accountant)

    def test_what_is_asked_follows_the_customer_of_the_booking(self):
        token = self._token(self.customer)
        self.deposit.token_id = token
        self.booking.write({"partner_id": self.stranger.id, "partner_invoice_id": self.stranger.id})
        self.assertEqual(self.deposit.partner_id, self.stranger)
        with self._assert_refused("not one that this customer saved"):
            self.deposit.with_user(self.desk).action_hold_saved_card()
        transaction = self._try_card(self.deposit)
        self.assertEqual(self.deposit.state, "held", "his own card")
        self.booking.write({"partner_id": self.customer.id, "partner_invoice_id": self.customer.id})
        self.assertEqual(self.deposit.partner_id, self.stranger, "whose money is held")
        self.assertEqual(self.deposit.transaction_id, transaction)

    def test_a_certificate_that_is_held_stays_the_one_that_was_shown(self):
        certificate = self.env["rental.deposit"].create(
            {
                "kind": "insurance",
                "partner_id": self.customer.id,
                "amount": 5000.0,
                "valid_until": "2030-01-01",
                "document": "JVBERi0x",
            }
        )
        certificate.action_receive()
        own = certificate.with_user(self.desk)
        self._refuse(own, valid_until="2099-01-01")
        self._refuse(own, document="JVBERi0y")
        file = self.env["ir.attachment"].search(
            [
                ("res_model", "=", "rental.deposit"),
                ("res_field", "=", "document"),
                ("res_id", "=", certificate.id),
            ]
        )
        with self.assertRaises(AccessError):
            file.with_user(self.desk).datas = "JVBERi0y"
        with self.assertRaises(AccessError):
            file.with_user(self.desk).unlink()
        own.note = "seen"

    def test_the_wizard_shows_and_takes_nothing_of_another_company(self):
        self._card(self.booking)
        invoice = self._damage(self.booking, 100.0)
        outsider = new_test_user(
            self.env,
            "deposit_outsider",
            "rental_booking.group_rental_booking_accountant",
            company_id=self.other_company.id,
            company_ids=[(6, 0, self.other_company.ids)],
        )
        wizards = self.env["rental.deposit.keep"].with_user(outsider)
        values = {"deposit_id": self.deposit.id, "invoice_id": invoice.id, "amount": 1.0}
        with self.assertRaises(AccessError), self.cr.savepoint():
            wizards.create(values)
        self.env.invalidate_all()
        with self.assertRaises(AccessError):
            wizards.onchange(values, [], {name: {} for name in ("held", "due", "amount", "kind")})
        self.env.invalidate_all()
        with self.assertRaises(AccessError):
            wizards.with_context(
                active_model="rental.deposit", active_id=self.deposit.id
            ).default_get(["deposit_id", "invoice_id"])
        own = self.env["rental.deposit.keep"].with_user(self.accountant).create(values)
        self.env.invalidate_all()
        with self.assertRaises(AccessError):
            own.with_user(self.desk).action_keep()

    def test_the_number_of_queries_does_not_grow_with_the_bookings(self):
        bookings = self.booking
        for number in range(9):
            product = self._create_product(f"Lamp {number}", rental_deposit=50.0)
            bookings |= self._booking((self.camera, 1), (product, 1))
        for booking in bookings[1:]:
            self.env["rental.deposit"].create(
                {"order_id": booking.id, "amount": 500.0, "kind": "card"}
            )
        self._try_card(self.deposit)
        for deposit in bookings[1:5].rental_deposit_ids:
            self._try_card(deposit)

        def count(some):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            some.mapped("rental_deposit_missing")
            return self.cr.sql_log_count - before

        few, many = count(bookings[:2]), count(bookings)
        self.assertLessEqual(many, few, (few, many))
