from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, freeze_time, tagged

from .common import DepositCommon


@tagged("post_install", "-at_install")
class TestRentalDeposit(DepositCommon):
    """Holds with the demonstration provider, cheques, cash, certificates; from asked to back."""

    # The card -----------------------------------------------------------------------------

    def test_a_hold_is_no_payment_of_the_booking(self):
        booking = self._booking((self.camera, 1))
        booking.action_quotation_sent()
        deposit = self.env["rental.deposit"].create({"order_id": booking.id, "amount": 500.0})
        self._try_card(deposit)._post_process()
        self.assertEqual(deposit.state, "held")
        self.assertEqual((booking.state, booking.amount_paid), ("sent", 0.0))
        self.assertFalse(self.env["account.payment"].search([("amount", "=", 500.0)]))
        with self.assertRaises(ValidationError):
            deposit.transaction_id.sale_order_ids = booking

    def test_a_confirmed_booking_asks_for_what_its_goods_need(self):
        booking = self._confirmed((self.camera, 2), (self.cable, 3))
        deposit = booking.rental_deposit_ids
        self.assertEqual((deposit.kind, deposit.amount, deposit.state), ("card", 1000, "asked"))
        self.assertEqual(booking.rental_deposit_missing, 1000.0)
        self._card(booking)
        self.assertEqual(booking.rental_deposit_held, 1000.0)
        self.assertFalse(booking.rental_deposit_missing)
        self.assertFalse(self._confirmed((self.cable, 1)).rental_deposit_ids)

    def test_capture_for_damage_then_release_one_payment_in_the_books(self):
        booking = self._confirmed((self.camera, 1))
        deposit = self._card(booking)
        invoice = self._damage(booking, 150.0)
        self._keep(deposit, invoice, 150.0, give_back_rest=True)
        self.assertEqual(deposit.state, "kept")
        self.assertEqual(deposit.kept_amount, 150.0)
        self.assertEqual(deposit.transaction_id.state, "done")
        parts = deposit.transaction_id.child_transaction_ids
        self.assertEqual(
            sorted(parts.mapped(lambda tx: (tx.state, tx.amount))),
            [
                ("cancel", 350.0),
                ("done", 150.0),
            ],
        )
        self.assertEqual(invoice.amount_residual, 0.0)
        for transaction in (*deposit.transaction_id, *parts):
            transaction._post_process()
        payments = self.env["account.payment"].search(
            [("payment_transaction_id", "in", (deposit.transaction_id | parts).ids)]
        )
        self.assertEqual(payments.mapped("amount"), [150.0])
        self.assertEqual(booking.amount_paid, 0.0)

    def test_never_more_than_held_through_whichever_door(self):
        booking = self._confirmed((self.camera, 1))
        deposit = self._card(booking)
        invoice = self._damage(booking, 900.0)
        self._keep(deposit, invoice, 150.0)
        with self._assert_refused("350.00 is still held"):
            self._keep(deposit, invoice, 351.0)
        with self._assert_refused("350.00 is still held"):
            deposit.transaction_id._capture(351.0)
        with self._assert_refused("cannot be released"):
            deposit.transaction_id._void(351.0)
        with self._assert_refused("900.00|open"):
            self._keep(deposit, self._damage(booking, 20.0), 21.0)
        with self._assert_refused("above zero"):
            self._keep(deposit, invoice, -1.0)
        self._keep(deposit, invoice, 350.0)
        self.assertEqual((deposit.state, deposit.kept_amount), ("kept", 500.0))
        with self._assert_refused("is not held|still held"):
            self._keep(deposit, invoice, 1.0)
        with self._assert_refused("not held"):
            deposit.action_give_back()

    def test_a_provider_that_captures_the_whole_offers_no_part(self):
        self.method.support_manual_capture = "full_only"
        booking = self._confirmed((self.camera, 1))
        deposit = self._card(booking)
        small, great = self._damage(booking, 150.0), self._damage(booking, 800.0)
        form = Form(
            self.env["rental.deposit.keep"].with_context(
                active_model="rental.deposit", active_id=deposit.id
            )
        )
        form.invoice_id = small
        self.assertTrue(form.whole_only)
        self.assertEqual(form.amount, 0.0)
        with self._assert_refused("as a whole"):
            self._keep(deposit, small, 150.0)
        with self._assert_refused("as a whole"):
            deposit.transaction_id._capture(150.0)
        form.invoice_id = great
        self.assertEqual(form.amount, 500.0)
        form.save().action_keep()
        self.assertEqual(deposit.state, "kept")
        self.assertEqual(great.amount_residual, 300.0)

    def test_a_hold_is_released_and_the_booking_reminds_of_it(self):
        booking = self._confirmed((self.camera, 1))
        deposit = self._card(booking)
        booking._action_cancel()
        self.assertIn("Give the deposit back", deposit.activity_ids.mapped("summary"))
        deposit.with_user(self.desk).action_give_back()
        self.assertEqual((deposit.state, deposit.transaction_id.state), ("returned", "cancel"))
        self.assertFalse(deposit.activity_ids)
        with self._assert_refused("not held"):
            deposit.action_give_back()
        waiting = self._confirmed((self.camera, 1))
        waiting._action_cancel()
        self.assertFalse(waiting.rental_deposit_ids, "what was only asked for goes")

    def test_the_end_of_a_hold_is_watched(self):
        now = self._monday(2)
        with freeze_time(now):
            booking = self._confirmed((self.camera, 1), start=now + timedelta(days=1), hours=200)
            deposit = self._card(booking)
            invoice = self._damage(booking, 100.0)
        self.assertEqual(deposit.expires_on, now + timedelta(days=7))
        for days in (2, 6.5, 6.6):
            self._run_cron("watch", now + timedelta(days=days))
        told = ["Deposit about to lapse"]
        self.assertEqual(deposit.activity_ids.mapped("summary"), told)
        for days in (7.1, 7.2):
            with freeze_time(now + timedelta(days=days)), self._assert_refused("lapsed"):
                self._keep(deposit, invoice, 100.0)
            self._run_cron("watch", now + timedelta(days=days))
        self.assertEqual(deposit.state, "lapsed")
        self.assertEqual(len(deposit.activity_ids), 2)
        with freeze_time(now + timedelta(days=7.2)):
            self.assertEqual(booking.rental_deposit_missing, 500.0)

    def test_a_saved_card_is_held_on_the_day_before(self):
        token = self._token(self.customer)
        start = self._monday(3)
        booking = self._confirmed((self.camera, 1), start=start)
        deposit = booking.rental_deposit_ids
        deposit.token_id = token
        self._run_cron("hold", start - timedelta(days=3))
        self.assertEqual(deposit.state, "asked", "a hold lasts a week: not yet")
        for hours in (20, 19):
            self._run_cron("hold", start - timedelta(hours=hours))
        self.assertEqual(deposit.state, "held")
        self.assertEqual(len(deposit.transaction_ids), 1)
        with self._assert_refused("not held twice"):
            deposit.action_hold_saved_card()
        other = self._confirmed(
            (self.camera, 1), partner_id=self.env["res.partner"].create({"name": "Other"}).id
        ).rental_deposit_ids
        with self._assert_refused("not one that this customer saved"):
            other.token_id = token

    def test_a_refused_card_is_told_and_tried_again_by_the_customer(self):
        booking = self._confirmed((self.camera, 1))
        deposit = self._card(booking, "error")
        self.assertEqual(deposit.state, "asked")
        self._try_card(deposit)
        self.assertEqual(deposit.state, "held")
        second = self._try_card(deposit)
        second._post_process()
        self.assertNotEqual(deposit.transaction_id, second)
        self.assertEqual(second.state, "cancel", "held twice: the second is released")

    # The register ---------------------------------------------------------------------------

    def test_a_cheque_is_given_back_or_banked_whole(self):
        booking = self._confirmed((self.camera, 1))
        deposit = booking.rental_deposit_ids
        deposit.with_user(self.desk).write({"kind": "cheque", "bank": "Crédit", "number": "7"})
        deposit.with_user(self.desk).action_receive()
        self.assertFalse(booking.rental_deposit_missing)
        with self._assert_refused("not taken twice"):
            deposit.action_receive()
        with self._assert_refused("stays as it is"):
            deposit.with_user(self.desk).amount = 5.0
        journal = self.env["account.journal"].search(
            [("type", "=", "bank"), ("company_id", "=", self.env.company.id)], limit=1
        )
        with self._assert_refused("as a whole"):
            self._keep(deposit, self._damage(booking, 100.0), 100.0, journal_id=journal.id)
        invoice = self._damage(booking, 700.0)
        self._keep(deposit, invoice, 500.0, user=self.accountant, journal_id=journal.id)
        self.assertEqual((deposit.state, invoice.amount_residual), ("kept", 200.0))

    def test_cash_is_kept_in_part_and_the_rest_goes_back(self):
        booking = self._confirmed((self.camera, 1))
        deposit = booking.rental_deposit_ids
        deposit.kind = "cash"
        deposit.action_receive()
        journal = self.env["account.journal"].create(
            {"name": "Till of deposits", "type": "cash", "code": "DEPT"}
        )
        invoice = self._damage(booking, 120.0)
        with self._assert_refused("Choose the journal"):
            self._keep(deposit, invoice, 120.0)
        self._keep(deposit, invoice, 120.0, journal_id=journal.id, give_back_rest=True)
        self.assertEqual((deposit.state, deposit.kept_amount), ("kept", 120.0))
        self.assertEqual(invoice.amount_residual, 0.0)

    def test_a_certificate_stands_for_all_bookings_until_it_expires(self):
        start = self._monday(2)
        certificate = self.env["rental.deposit"].create(
            {
                "kind": "insurance",
                "partner_id": self.customer.id,
                "amount": 5000.0,
                "bank": "Insurer",
                "valid_until": start.date(),
            }
        )
        booking = self._confirmed((self.camera, 1), start=start)
        self.assertEqual(booking.rental_deposit_missing, 500.0, "asked for, not seen yet")
        certificate.action_receive()
        booking.invalidate_recordset()
        self.assertFalse(booking.rental_deposit_missing)
        later = self._confirmed((self.camera, 1), start=start + timedelta(days=2))
        self.assertEqual(later.rental_deposit_missing, 500.0, "it ends before the return")
        other = self._confirmed(
            (self.camera, 1), partner_id=self.env["res.partner"].create({"name": "Other"}).id
        )
        self.assertEqual(other.rental_deposit_missing, 500.0)
        with self._assert_refused("insurer"):
            self._keep(certificate, self._damage(booking, 100.0), 100.0)
        with self.assertRaises(ValidationError):
            certificate.copy({"valid_until": False})

    # At the departure -------------------------------------------------------------------------

    def test_a_kit_with_its_own_deposit_asks_nothing_for_its_parts(self):
        combos = self.env["product.combo"].create(
            [
                {"name": name, "combo_item_ids": [Command.create({"product_id": product.id})]}
                for name, product in (("Body", self.camera), ("Cables", self.cable))
            ]
        )
        kit = self.env["product.product"].create(
            {"name": "Kit", "type": "combo", "combo_ids": [Command.set(combos.ids)]}
        )
        booking = self._booking((kit, 2), (self.camera, 1))
        self.assertEqual(booking.rental_deposit_needed, 3 * 500.0, "those of the parts")
        kit.rental_deposit = 300.0
        self.assertEqual(booking.rental_deposit_needed, 2 * 300.0 + 500.0)

    def test_no_departure_without_its_deposit_where_the_house_wants_it(self):
        self.env.company.rental_deposit_rule = "require"
        booking = self._confirmed((self.camera, 1))
        with self._assert_refused("500.00 is missing"):
            self._depart(booking)
        booking.invalidate_recordset()
        with self.assertRaises(AccessError):
            booking.with_user(self.desk).rental_deposit_waived = True
        booking.rental_deposit_waived = True
        self._depart(booking)
        self.assertEqual(booking.rental_state, "out")
        self.assertFalse(booking.copy().rental_deposit_waived)

    def test_what_is_added_later_leaves_with_its_deposit_too(self):
        self.env.company.rental_deposit_rule = "require"
        booking = self._confirmed((self.cable, 1))
        self._depart(booking)
        booking.order_line.create(
            {"order_id": booking.id, "product_id": self.camera.id, "product_uom_qty": 2}
        )
        booking._rental_settle_deposit()
        with self._assert_refused("1000.00 is missing"):
            self._depart(booking)
        self._card(booking)
        booking.invalidate_recordset()
        self._depart(booking)
        self.assertEqual(sum(booking.order_line.mapped("rental_out_qty")), 3)

    def test_a_certificate_covers_the_last_day_on_the_clock_of_the_shop(self):
        booking = self._confirmed((self.camera, 1), start=self.next_week.replace(hour=14))
        local = booking.rental_end.replace(hour=23, minute=30)
        booking.write({"rental_ignore_hours": True, "rental_end": local})
        deposit = self.env["rental.deposit"].create(
            {
                "kind": "insurance",
                "partner_id": self.customer.id,
                "amount": 900.0,
                "valid_until": local.date(),
            }
        )
        deposit.action_receive()
        self.assertEqual(deposit._secures(booking), 0.0, "in Paris it is the next day")

    # Doors ------------------------------------------------------------------------------------

    def test_what_became_of_a_deposit_is_not_typed(self):
        deposit = self._confirmed((self.camera, 1)).rental_deposit_ids.with_user(self.desk)
        for values in (
            {"received_on": fields.Datetime.now()},
            {"kept_by_hand": 5.0},
            {"state": "held"},
            {"lapsed": True},
            {"transaction_id": False},
            {"name": "X"},
        ):
            with self.assertRaises(AccessError), self.cr.savepoint():
                deposit.write(values)
            with self.assertRaises(AccessError), self.cr.savepoint():
                deposit.create({"order_id": deposit.order_id.id, "amount": 1.0, **values})
        self._card(deposit.sudo().order_id)
        with self.assertRaises(UserError):
            deposit.unlink()
        with self.assertRaises(AccessError):
            self._keep(deposit, self._damage(deposit.order_id, 9.0), 9.0, user=self.desk)
        stranger = self._damage(
            self._booking((self.cable, 1), partner_id=self.desk.partner_id.id), 9.0
        )
        with self._assert_refused("same customer"):
            self._keep(deposit.sudo(), stranger, 9.0)

    def test_technicians_read_and_take_nothing(self):
        technician = self.env["res.users"].create(
            {
                "name": "T",
                "login": "deposit_technician",
                "group_ids": [
                    (6, 0, self.env.ref("rental_booking.group_rental_booking_technician").ids)
                ],
            }
        )
        deposit = self._confirmed((self.camera, 1)).rental_deposit_ids.with_user(technician)
        self.assertEqual(deposit.state, "asked")
        for method in ("action_receive", "action_give_back", "action_hold_saved_card"):
            with self.assertRaises(AccessError):
                getattr(deposit, method)()

    def test_the_holds_own_provider_is_offered_for_nothing_else(self):
        find = self.env["payment.provider"]._get_compatible_providers
        common = (self.env.company.id, self.customer.id, 100.0)
        self.assertNotIn(self.provider, find(*common))
        self.assertEqual(find(*common, rental_deposit_id=1), self.provider)

    # The booking changes ----------------------------------------------------------------------

    def test_what_is_asked_follows_the_booking_until_something_is_held(self):
        self.env.company.rental_mails = True
        self.customer.email = "follow@example.com"
        booking = self._confirmed((self.camera, 1)).with_context(tracking_disable=False)
        deposit = booking.rental_deposit_ids

        def settle():
            self.env.cr.flush()
            return deposit.exists() and deposit.amount

        def told():
            return len(deposit.message_ids.filtered(lambda own: "has changed" in own.body))

        camera = booking.order_line
        self.assertTrue(deposit.follows_booking)
        camera.product_uom_qty = 2
        camera.product_uom_qty = 3
        self.assertEqual((settle(), told()), (1500.0, 1), "told once for one press")
        camera.product_uom_qty = 2
        self.assertEqual((settle(), told()), (1000.0, 1), "less is good news for later")
        certificate = self.env["rental.deposit"].create(
            {
                "kind": "insurance",
                "partner_id": self.customer.id,
                "amount": 600.0,
                "valid_until": booking.rental_end.date(),
            }
        )
        certificate.action_receive()
        booking.rental_end += timedelta(hours=1)
        self.assertEqual(settle(), 400.0)
        booking.rental_end += timedelta(days=2)
        self.assertEqual((settle(), told()), (1000.0, 2), "the certificate ends before")
        deposit.with_user(self.desk).amount = 300.0
        camera.product_uom_qty = 3
        self.assertEqual(settle(), 300.0, "what a person typed stays")
        other = self._confirmed((self.camera, 1), start=self._monday(4))
        deposit = other.rental_deposit_ids
        self._try_card(deposit)
        other.order_line.product_uom_qty = 2
        self.assertEqual((settle(), other.rental_deposit_missing), (500.0, 500.0))
        third = self._confirmed((self.cable, 1), start=self._monday(5))
        self.assertFalse(third.rental_deposit_ids)
        third.order_line.product_id = self.camera
        self.env.cr.flush()
        deposit = third.rental_deposit_ids
        self.assertEqual((deposit.amount, deposit.follows_booking), (500.0, True))
        third.rental_deposit_waived = True
        self.assertFalse(settle(), "a manager lets it go without one")
