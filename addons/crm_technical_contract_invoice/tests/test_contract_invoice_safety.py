import secrets

from odoo.exceptions import AccessError, UserError
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, Form, get_db_name, new_test_user, tagged

from odoo.addons.suite_base.tests.concurrency import Race, committed

from .common import ContractInvoiceCommon


@tagged("post_install", "-at_install")
class TestContractInvoiceSafety(ContractInvoiceCommon):
    """Who may what."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clerk = new_test_user(
            cls.env, "contract_clerk", "account.group_account_manager,base.group_user"
        )
        cls.auditor = new_test_user(
            cls.env, "contract_auditor", "account.group_account_readonly,base.group_user"
        )

    def test_a_salesperson_writes_contracts_and_no_invoices(self):
        contract = self._start(invoicing=False, invoice_from=False).with_user(self.seller)
        contract.write({"invoicing": "advance", "title": "Care"})
        self.assertEqual(contract.sudo().recurring_ids.name, "Care")
        self.assertFalse(contract.invoice_count)
        with self.assertRaises(AccessError):
            contract.action_invoice()
        with self.assertRaises(AccessError):
            contract.recurring_ids.read(["name"])

    def test_who_keeps_the_books_reads_contracts_and_writes_none(self):
        contract = self._start(self.today, recurrence="month", amount=100)
        menu = self.env.ref("crm_technical_contract_invoice.menu_contracts_to_invoice")
        for user in (self.clerk, self.auditor):
            with self.subTest(user.login):
                own = contract.with_user(user)
                self.assertIn(menu.id, menu.with_user(user)._visible_menu_ids())
                soon = own.search([("invoice_planned_on", "<=", contract.date_start)])
                self.assertIn(own, soon)
                self.assertEqual((own.next_invoice_amount, own.to_invoice_amount), (100, 100))
                shown = Form(own)  # each field of the screen is read with his rights
                self.assertIn("100.00", shown.schedule_html)
                for values in ({"title": "Care"}, {"invoicing": False}):
                    with self.assertRaises(AccessError):
                        own.write(values)
                for method in ("action_terminate", "action_give_notice", "action_amend"):
                    with self.assertRaises(UserError):
                        getattr(own, method)()
                self.assertEqual(contract.state, "active")
                with self.assertRaises(AccessError):
                    own.unlink()
        with self.assertRaises(AccessError):
            contract.with_user(self.auditor).action_invoice()
        contract.with_user(self.clerk).action_invoice()
        self.assertEqual(self._get_amounts(contract._get_invoices()), [100])

    def test_rights_on_invoices_open_contracts_for_reading_alone(self):
        contract = self._start()
        both = new_test_user(
            self.env,
            "contract_both",
            "sales_team.group_sale_salesman,account.group_account_invoice",
        )
        own = contract.with_user(both)
        self.assertEqual(own.title, "Maintenance")
        with self.assertRaises(AccessError):
            own.title = "Mine"
        with self.assertRaises(AccessError):
            contract.with_user(self.rival).read(["title"])
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        clerk = new_test_user(
            self.env,
            "contract_elsewhere",
            "account.group_account_manager",
            company_id=elsewhere.id,
            company_ids=[(6, 0, elsewhere.ids)],
        )
        self.assertFalse(contract.with_user(clerk).search([("id", "=", contract.id)]))

    def test_the_container_follows_the_contract(self):
        contract = self._start()
        own = contract.recurring_ids.with_user(self.clerk)
        own.invoice_partner_id = self.partner
        for name, value in {"date_start": "2020-01-01", "active": False, "code": "X"}.items():
            if name == "code":
                own.code = value
                continue
            with self.subTest(name), self.assertRaises(UserError):
                own.write({name: value})
        with self.assertRaises(UserError):
            own.contract_line_ids.write({"specific_price": 1})
        with self.assertRaises(UserError):
            own.unlink()

    def test_marks_are_not_typed(self):
        contract = self._start()
        contract._invoicing_settle()
        line = contract._get_invoices().invoice_line_ids.with_user(self.clerk)
        with self.assertRaises(UserError):
            line.write({"tech_period_start": "2020-01-01"})
        with self.assertRaises(UserError):
            line.move_id.write({"tech_contract_id": contract.id})
        with self.assertRaises(UserError):
            line.move_id.write(
                {
                    "invoice_line_ids": [
                        (0, 0, {"name": "X", "tech_contract_id": contract.id, "price_unit": 1})
                    ]
                }
            )
        line.move_id.action_post()
        for values in ({"tech_contract_id": False}, {"tech_period_start": False}):
            with self.assertRaisesRegex(UserError, "follows from the contract"):
                line.write(values)
        with self.assertRaisesRegex(UserError, "prepared from the contract"):
            line.move_id.write({"tech_contract_id": False})
        line.move_id._reverse_moves(cancel=True)
        self.assertEqual(contract._get_booked()[contract.id][line.tech_period_start].amount, 0)


@tagged("post_install", "-at_install")
class TestContractInvoiceRace(BaseCase):
    """Two workers at once make one invoice."""

    def test_two_workers_one_invoice(self):
        registry = Registry(get_db_name())
        with committed(registry) as env:
            partner = env["res.partner"].create({"name": f"Race {secrets.token_hex(3)}"})
            ContractInvoiceCommon.prepare(env)
            tax, product = ContractInvoiceCommon.tax, ContractInvoiceCommon.service
            tax.name = f"Race {secrets.token_hex(3)}"
            contract = env["tech.contract"].create(
                {
                    "title": "Race",
                    "partner_id": partner.id,
                    "amount": 1200,
                    "invoice_product_id": product.id,
                }
            )
            contract.action_start()
            ids = contract.id, product.id, tax.id, partner.id
        self.addCleanup(self._put_away, registry, *ids)

        def invoice(env):
            return len(env["tech.contract"].browse(ids[0])._invoicing_settle())

        made = Race(registry).run(invoice, invoice)
        self.assertEqual(sorted(made), [0, 1])
        with committed(registry) as env:
            self.assertEqual(len(env["tech.contract"].browse(ids[0])._get_invoices()), 1)

    def _put_away(self, registry, contract, product, tax, partner):
        with committed(registry) as env:
            own = env["tech.contract"].browse(contract)
            own._get_invoices().unlink()
            own.invoicing = False
            own.action_terminate()
            env["product.product"].browse(product).active = False
            env["account.tax"].browse(tax).active = False
            env["res.partner"].browse(partner).active = False
