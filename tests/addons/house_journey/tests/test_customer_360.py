from odoo import fields
from odoo.fields import Command
from odoo.tests import TransactionCase, new_test_user, tagged

SELLER = "sales_team.group_sale_salesman"
TECHNICIAN = "crm_technical_aftersales.group_aftersales_user"
NEEDED = ("tech.installed", "tech.contract", "tech.case")


@tagged("post_install", "-at_install", "house_journey")
class TestCustomer360(TransactionCase):
    """The customer's page tells of contracts and cases; none of the three add-ons knows another."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if not all(model in cls.env for model in NEEDED):
            return
        cls.env = cls.env(context={**cls.env.context, "tracking_disable": True})
        cls.customer = cls.env["res.partner"].create({"name": "Bellevue", "is_company": True})
        cls.site = cls.env["res.partner"].create({"name": "Nord", "parent_id": cls.customer.id})
        cls.seller = new_test_user(cls.env, "page_seller", SELLER)
        cls.both = new_test_user(cls.env, "page_both", f"{SELLER},{TECHNICIAN}")

    def setUp(self):
        super().setUp()
        if not all(model in self.env for model in NEEDED):
            self.skipTest("technical sales, contracts and after-sales are not all installed")

    def _create_contract(self, user, title="Entretien"):
        return self.env["tech.contract"].create(
            {
                "title": title,
                "partner_id": self.customer.id,
                "user_id": user.id,
                "date_start": fields.Date.context_today(user),
                "amount": 1200,
            }
        )

    def _open_case(self, title="Ne démarre plus"):
        return self.env["tech.case"].create(
            {"title": title, "kind": "claim", "partner_id": self.site.id}
        )

    def _read(self, user):
        """Return what the page of the customer tells somebody of contracts and of cases."""
        self.env.invalidate_all()
        page = self.customer.with_user(user).with_context(lang="en_US")
        return page.tech_contract_html or "", page.tech_case_html or ""

    def test_contracts_and_open_cases_are_linked(self):
        self.assertEqual(self._read(self.both), ("", ""))
        contract, case = self._create_contract(self.both), self._open_case("<b>Portail</b>")
        contracts, cases = self._read(self.both)
        self.assertIn(f'href="/odoo/tech-contracts/{contract.id}"', contracts)
        self.assertIn("1,200.00", contracts)
        self.assertIn(f'href="/odoo/after-sales/{case.id}"', cases)
        self.assertIn("&lt;b&gt;Portail", cases)
        for action, path in (
            ("crm_technical_contract.tech_contract_action", "tech-contracts"),
            ("crm_technical_aftersales.tech_case_action", "after-sales"),
        ):
            self.assertEqual(self.env.ref(action).path, path)
        contract.action_cancel()
        case.action_solve()
        self.assertEqual(self._read(self.both), ("", ""))

    def test_the_reader_sees_what_he_may(self):
        mine, other = self._create_contract(self.seller), self._create_contract(self.both)
        case = self._open_case()
        contracts, cases = self._read(self.seller)
        self.assertIn(mine.name, contracts)
        self.assertNotIn(other.name, contracts)
        self.assertIn(case.name, cases, "a seller reads the cases of his customers")
        company = self.env["res.company"].create({"name": "Another house"})
        elsewhere = self.env["tech.case"].create(
            {"title": "Elsewhere", "partner_id": self.site.id, "company_id": company.id}
        )
        self.assertNotIn(elsewhere.name, self._read(self.seller)[1])

    def test_many_cost_as_many_queries_as_few(self):
        counts = []
        for size in (2, 12):
            for number in range(size):
                self._create_contract(self.both, f"Entretien {number}")
                self._open_case(f"Panne {number}")
            self._read(self.both)
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.customer.with_user(self.both).read(["tech_contract_html", "tech_case_html"])
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 2, counts)

    def test_the_warranty_of_a_serial_number_is_filled_in(self):
        product = self.env["product.product"].create(
            {
                "name": "Moteur",
                "is_storable": True,
                "tracking": "serial",
                "tech_family_id": self.env["tech.spec.family"].create({"name": "Moteurs"}).id,
                "tech_warranty_months": 24,
            }
        )
        lots = self.env["stock.lot"].create(
            [{"name": f"SN-{number}", "product_id": product.id} for number in (1, 2)]
        )
        place = self.env["stock.warehouse"].search(
            [("company_id", "=", self.env.company.id)], limit=1
        )
        for lot in lots:
            self.env["stock.quant"]._update_available_quantity(
                product, place.lot_stock_id, 1, lot_id=lot
            )
        order = self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "order_line": [Command.create({"product_id": product.id, "product_uom_qty": 2})],
            }
        )
        order.action_confirm()
        order.picking_ids.move_ids.picked = True
        order.picking_ids._action_done()
        delivered = self.env["tech.installed"].search([("product_id", "=", product.id)])
        self.assertTrue(lots[0].tech_warranty_until)
        self.assertEqual(delivered.warranty_until, lots[0].tech_warranty_until)
        typed = fields.Date.to_date("2030-01-31")
        delivered.warranty_until = typed
        self.assertEqual(delivered.warranty_until, typed, "it may be put right by hand")
        by_hand = self.env["tech.installed"].create(
            {
                "partner_id": self.site.id,
                "product_id": product.id,
                "serial": "unknown",
                "warranty_until": typed,
            }
        )
        self.assertEqual(by_hand.warranty_until, typed)
        by_hand.serial = "SN-2"
        self.assertEqual(by_hand.warranty_until, lots[1].tech_warranty_until)
        by_hand.serial = "unknown"
        self.assertEqual(by_hand.warranty_until, lots[1].tech_warranty_until)
