from odoo.tests import freeze_time, new_test_user

from odoo.addons.rental_booking.tests.common import RentalCommon


class DepositCommon(RentalCommon):
    """A camera for which 500 is asked, and a provider of its own for holds."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        found = cls.env["payment.provider"].search(
            [("code", "=", "demo"), ("company_id", "=", cls.env.company.id)], limit=1
        )
        cls.provider = found.copy({"name": "Holds"})
        cls.provider.write({"state": "test", "capture_manually": True, "is_published": True})
        if not cls.provider.journal_id:
            cls.provider.journal_id = cls.env["account.journal"].search(
                [("type", "=", "bank"), ("company_id", "=", cls.env.company.id)], limit=1
            )
        cls.method = cls.env.ref("payment_demo.payment_method_demo")
        cls.method.write({"active": True, "support_manual_capture": "partial"})
        cls.env.company.write(
            {"rental_deposit_provider_id": cls.provider.id, "rental_mails": False}
        )
        cls.camera.rental_deposit = 500.0
        cls.desk = new_test_user(
            cls.env, "deposit_desk", "rental_booking.group_rental_booking_desk"
        )
        cls.accountant = new_test_user(
            cls.env,
            "deposit_accountant",
            "rental_booking.group_rental_booking_accountant",
        )

    def _run_cron(self, name, moment):
        with freeze_time(moment), self.enter_registry_test_mode():
            self.env.ref(f"rental_deposit.ir_cron_rental_deposit_{name}").method_direct_trigger()
            self.env.invalidate_all()

    def _card(self, booking, state="done"):
        """The deposit of a booking, held by its bank as the customer's browser does it."""
        deposit = booking.rental_deposit_ids
        self._try_card(deposit, state)
        return deposit

    def _try_card(self, deposit, state="done"):
        transaction = self.env["payment.transaction"].create(
            {
                "provider_id": self.provider.id,
                "payment_method_id": self.method.id,
                "operation": "online_direct",
                "amount": deposit.amount,
                "currency_id": deposit.currency_id.id,
                "partner_id": deposit.partner_id.id,
                "rental_deposit_id": deposit.id,
            }
        )
        transaction._process("demo", {"reference": transaction.reference, "simulated_state": state})
        return transaction

    def _token(self, partner):
        """A card that this customer saved."""
        return self.env["payment.token"].create(
            {
                "provider_id": self.provider.id,
                "payment_method_id": self.method.id,
                "payment_details": "1234",
                "partner_id": partner.id,
                "provider_ref": "demo",
                "demo_simulated_state": "done",
            }
        )

    def _damage(self, booking, amount):
        """A posted invoice of the customer, as damage makes one."""
        move = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": booking.partner_invoice_id.id,
                "invoice_line_ids": [
                    (0, 0, {"name": "Lens cracked", "price_unit": amount, "tax_ids": False})
                ],
            }
        )
        move.action_post()
        return move

    def _keep(self, deposit, invoice, amount, user=None, **values):
        wizard = self.env["rental.deposit.keep"].with_user(user or self.env.user)
        wizard = wizard.create(
            {
                "deposit_id": deposit.id,
                "invoice_id": invoice.id,
                "amount": amount,
                "give_back_rest": False,
                **values,
            }
        )
        return wizard.action_keep()
