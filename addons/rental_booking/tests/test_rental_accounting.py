import base64
from collections import defaultdict
from datetime import timedelta

from odoo import fields
from odoo.fields import Command
from odoo.tests import tagged

from .common import RentalCommon


@tagged("post_install", "-at_install")
class TestRentalAccounting(RentalCommon):
    """What goes to the accountant: all that the ledger says of the rentals, once."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        accounts = cls.env["account.account"]
        cls.due, cls.waiting = accounts.create(
            [
                {"name": "VAT due", "code": "R44571", "account_type": "liability_current"},
                {
                    "name": "VAT waiting",
                    "code": "R44574",
                    "account_type": "liability_current",
                    "reconcile": True,
                },
            ]
        )
        cls.env.company.tax_exigibility = True
        cls.vat = cls.env["account.tax"].create(
            {
                "name": "20% S",
                "amount": 20,
                "tax_exigibility": "on_payment",
                "cash_basis_transition_account_id": cls.waiting.id,
                "invoice_repartition_line_ids": [
                    (0, 0, {"repartition_type": "base"}),
                    (0, 0, {"repartition_type": "tax", "account_id": cls.due.id}),
                ],
            }
        )
        cls.lamp = cls._create_product("Lamp", list_price=120.0, taxes_id=[(6, 0, cls.vat.ids)])
        cls._receive(cls.lamp, cls.shop, 5)

    def _closed(self):
        booking = self._confirmed((self.lamp, 1))
        self._depart(booking)
        self._return(booking)
        booking.action_rental_close()
        return booking.invoice_ids

    def _pay(self, invoice):
        return (
            self.env["account.payment.register"]
            .with_context(active_model="account.move", active_ids=invoice.ids)
            .create({})
            ._create_payments()
        )

    def _run(self):
        action = self.env["rental.export"].action_run_collected()
        return self.env["rental.export"].browse(action["res_id"])

    def _get_balances(self, runs):
        """{account: debit less credit} over the files."""
        balances = defaultdict(float)
        for run in runs:
            rows = base64.b64decode(run.file).decode("utf-8-sig").splitlines()[1:]
            for row in (row.split(";") for row in rows):
                debit, credit = (float(cell.replace(",", ".")) for cell in row[11:13])
                balances[row[4]] += debit - credit
        return {code: round(value, 2) for code, value in balances.items() if round(value, 2)}

    def _get_ledger(self, invoices):
        moves = invoices | invoices._get_reconciled_amls().move_id
        moves |= moves.search([("tax_cash_basis_origin_move_id", "in", invoices.ids)])
        balances = defaultdict(float)
        for line in moves.filtered(lambda move: move.state == "posted").line_ids:
            balances[line.account_id.code] += line.balance
        return {code: round(value, 2) for code, value in balances.items() if round(value, 2)}

    def test_the_vat_that_a_payment_makes_due_goes_with_it(self):
        invoice = self._closed()
        self.assertEqual(invoice.amount_total, 144)
        self._pay(invoice)
        run = self._run()
        self.assertEqual(self._get_balances(run).get("R44571"), -24)
        self.assertEqual(self._get_balances(run), self._get_ledger(invoice))
        with self._assert_refused("None of these invoices"):
            self._run()

    def test_a_payment_that_bounces_is_taken_back_and_collected_again(self):
        invoice = self._closed()
        payment = self._pay(invoice)
        first = self._run()
        self.assertEqual(invoice.rental_invoice_state, "closed")
        payment.action_draft()
        payment.action_cancel()
        self.assertEqual(invoice.rental_invoice_state, "to_collect")
        second = self._run()
        self.assertEqual(self._get_balances(first | second), self._get_ledger(invoice))
        self._pay(invoice)
        third = self._run()
        self.assertEqual(invoice.rental_invoice_state, "closed")
        self.assertEqual(self._get_balances(first | second | third), self._get_ledger(invoice))

    def test_rentals_are_booked_as_income_of_services(self):
        income = self.env["account.account"].create(
            {"name": "Rental income", "code": "R7083", "account_type": "income"}
        )
        self.env.company.rental_income_account_id = income
        booking = self._confirmed((self.lamp, 1))
        self._depart(booking)
        booking._add_rental_charge("replacement", "New lamp", 500)
        lines = booking.invoice_ids.invoice_line_ids
        self.assertEqual(lines.account_id, income)
        self.assertEqual(lines.tax_ids, self.vat)

    def test_the_history_of_an_invoice_tells_its_posting_and_its_payment(self):
        invoice = self._closed()
        self._pay(invoice)
        steps = invoice.rental_history_ids.sorted("id").mapped("transition")
        self.assertEqual(steps, ["validate", "collect"])

    def test_a_charge_on_a_ticket_without_a_booking_asks_who_pays(self):
        ticket = self.env["repair.order"].browse(
            self.units[0].action_open_rental_ticket()["res_id"]
        )
        ticket.rental_charge = 75
        with self._assert_refused("who pays"):
            ticket.action_rental_reject()
        ticket.partner_id = self.customer
        ticket.action_rental_reject()
        invoice = self.env["account.move"].search([("invoice_origin", "=", ticket.name)])
        self.assertEqual((invoice.partner_id, invoice.amount_untaxed), (self.customer, 75))


@tagged("post_install", "-at_install")
class TestRentalWords(RentalCommon):
    """Machines write in their reader's language: colleagues the company's, documents the customer's."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("fr_FR")
        cls.env["ir.module.module"]._load_module_terms(["rental_booking"], ["fr_FR"])
        cls.env.company.partner_id.lang = "fr_FR"
        cls.customer.lang = "fr_FR"

    def _trigger(self, name):
        with self.enter_registry_test_mode():
            self.env.ref(f"rental_booking.{name}").method_direct_trigger()

    def test_every_cron_speaks_french(self):
        late = self._confirmed((self.cable, 1))
        self._depart(late)
        forgotten = self._confirmed((self.cable, 1))
        lost = self._confirmed((self.camera, 1))
        self._depart(lost)
        self._return(lost, {0: ("missing", "")})
        self._out_since(late, days=2)
        self._out_since(forgotten, days=3)
        lost.rental_missing_ids.deadline = fields.Date.context_today(self.env.user) - timedelta(
            days=1
        )
        for cron in ("late", "remind", "expired", "missing"):
            self._trigger(f"ir_cron_rental_{cron}")
        self.assertEqual(late.activity_ids.mapped("summary"), ["En retard : appeler le client"])
        self.assertNotIn("Mark as late", "".join(late.message_ids.mapped("body")))
        self.assertEqual(forgotten.rental_state, "cancelled")
        self.assertNotEqual(forgotten.rental_history_ids[0].reason, "not picked up")
        charge = lost.order_line.filtered("rental_charge")
        self.assertTrue(charge)
        self.assertNotIn("Replacement of", charge.name)
        self.assertNotIn("Replacement of", lost.invoice_ids.invoice_line_ids[-1:].name)

    def test_a_rental_abroad_has_the_tax_and_the_account_of_services_abroad(self):
        """The tax of services first, then the fiscal position: of the rental and of its charges."""
        tax, position = self.env["account.tax"], self.env["account.fiscal.position"]
        abroad = position.create({"name": "Abroad"})
        goods, services = (
            tax.create({"name": f"20 {scope}", "amount": 20.0, "tax_scope": scope})
            for scope in ("consu", "service")
        )
        _elsewhere, goods_abroad, services_abroad = (
            tax.create(
                {
                    "name": f"0 {name}",
                    "amount": 0.0,
                    "tax_scope": scope,
                    "sequence": sequence,
                    "original_tax_ids": [Command.set(origin.ids)],
                    "fiscal_position_ids": [Command.set(positions.ids)],
                }
            )
            for name, scope, sequence, origin, positions in (
                ("elsewhere", "service", 0, tax, position),
                ("goods abroad", "consu", 1, goods, abroad),
                ("services abroad", "service", 2, services, abroad),
            )
        )
        income, income_abroad = (
            self.env["account.account"].create(
                {"name": f"Rent {code}", "code": code, "account_type": "income"}
            )
            for code in ("7083901", "7083902")
        )
        abroad.account_ids = [
            Command.create({"account_src_id": income.id, "account_dest_id": income_abroad.id})
        ]
        self.env.company.rental_income_account_id = income
        self.cable.taxes_id = goods
        home = self._booking((self.cable, 1))
        self.assertEqual(home.order_line.tax_ids, services)
        booking = self._confirmed((self.cable, 1), fiscal_position_id=abroad.id)
        self.assertNotIn(goods_abroad, booking.order_line.tax_ids)
        self.assertEqual(booking.order_line.tax_ids, services_abroad)
        self._depart(booking)
        self._out_since(booking, days=3)
        self._return(booking)
        late = booking.order_line.filtered("rental_charge")
        self.assertEqual(late.tax_ids, services_abroad)
        self.assertEqual(booking.invoice_ids.invoice_line_ids.account_id, income_abroad)
