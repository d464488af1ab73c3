from dateutil.relativedelta import relativedelta

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import Form, new_test_user, tagged

from ..models.tech_case import WORKFLOW
from ..models.tech_case_line import WORKFLOW as LINE_WORKFLOW
from .common import AfterSalesCommon

MAIL = """From: Résidence des Pins <gate-mail@example.com>
To: after-sales@example.com
Subject: The gate stays open
Message-Id: <one@example.com>

Since yesterday it does not close.
"""


@tagged("post_install", "-at_install")
class TestCase(AfterSalesCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order = cls._sell(2)

    def test_the_workflows_have_no_fault(self):
        for model, workflow in (("tech.case", WORKFLOW), ("tech.case.line", LINE_WORKFLOW)):
            states = [value for value, _label in self.env[model]._fields["state"].selection]
            self.assertEqual(workflow.find_faults(states), [])

    def test_a_mail_opens_a_case_answers_and_goes_on_with_it(self):
        self.customer.email = "gate-mail@example.com"
        team = self.env.ref("crm_technical_aftersales.tech_case_team_main")
        case = self.env["tech.case"].browse(
            self.env["mail.thread"].message_process(
                "tech.case", MAIL, custom_values={"team_id": team.id}
            )
        )
        self.assertEqual((case.title, case.channel), ("The gate stays open", "mail"))
        self.assertEqual((case.partner_id, case.team_id), (self.customer, team))
        self.assertEqual(case.company_id, team.company_id)
        self.assertTrue([one for one in case.message_ids if case.name in (one.subject or "")])
        self.assertFalse(case.answered_on, "an automatic receipt is no answer")
        case.with_user(self.technician).message_post(
            body="We look at it", subtype_xmlid="mail.mt_comment", message_type="comment"
        )
        self.assertTrue(case.answered_on)
        case.action_wait()
        answer = MAIL.replace("one@", "two@").replace(
            "\n\nSince", f"\nIn-Reply-To: {case.message_ids[-1].message_id}\n\nStill, since"
        )
        self.env["mail.thread"].message_process("tech.case", answer)
        self.assertEqual(case.state, "progress")

    def test_a_case_is_solved_when_everything_is_decided(self):
        order = self.order
        case = self._open(order)
        line = self._line(case, order)
        self._assert_refused("decide first", case.action_solve)
        self._assert_refused("choose what is done", line.action_decide)
        line.decision = "reject"
        self._assert_refused("why it is rejected", line.action_decide)
        line.reject_reason = "Lightning"
        line.action_decide()
        self.assertEqual(case.state, "progress", "deciding takes it")
        self._assert_refused("is decided", case.action_cancel)
        case.action_solve()
        self._assert_refused("cannot be set", lambda: case.write({"state": "new"}))
        self._assert_refused("is kept", case.unlink)
        copied = case.copy()
        self.assertEqual((copied.state, copied.line_ids.ids), ("new", []))

    def test_it_is_opened_from_an_order_an_invoice_and_a_serial_number(self):
        order = self._sell(1, product=self.motor, lots=self.lots[2])
        invoice = order.invoice_ids
        for source in (order, invoice, self.lots[2]):
            action = source.with_user(self.technician).action_tech_open_case()
            with Form(
                self.env["tech.case"].with_user(self.technician).with_context(**action["context"])
            ) as form:
                form.title = "Opened"
            case = form.record
            self.assertEqual((case.partner_id, case.order_id), (self.customer, order))
        self.assertEqual(case.line_ids.sale_line_id, order.order_line)
        self.assertEqual(case.line_ids.warranty_until, self.lots[2].tech_warranty_until)
        self.assertEqual(order.tech_case_count, 3)
        self.assertEqual(self.lots[2].tech_case_count, 1)
        self.assertEqual(self.customer.tech_case_count, 3)

    def test_a_consumer_proves_nothing_for_a_time(self):
        """24 months, second-hand goods 12; between firms nothing is presumed."""
        today = fields.Date.context_today(self.env["res.company"])
        for product, sold, lot in (
            (self.remote, self.order.order_line, self.env["stock.lot"]),
            (self.motor, self.env["sale.order.line"], self.lots[1]),
        ):
            if lot:
                self._sell(1, product=product, lots=lot)
            line = self.env["tech.case.line"].create(
                {
                    "case_id": self._open().id,
                    "lot_id": lot.id,
                    "product_id": product.id,
                    **({"sale_line_id": sold.id} if sold else {}),
                }
            )
            self.assertFalse(line.presumed_until)
            self.customer.is_company = False
            self.assertEqual(line.presumed_until, today + relativedelta(months=24))
            product.tech_is_used = True
            self.assertEqual(line.presumed_until, today + relativedelta(months=12))
            self.customer.is_company = True

    def test_a_seller_reads_and_changes_nothing(self):
        seller = new_test_user(self.env, "sav_seller", "sales_team.group_sale_salesman_all_leads")
        line = self._decide(self.order, "repair", 1)
        line.action_quote_repair()
        case = line.case_id.with_user(seller)
        form = Form(case)
        self.assertEqual(form.partner_id, self.customer)
        self.assertFalse(case.workflow_possible)
        self.assertEqual(case.repair_count, 1)
        seen = line.with_user(seller)
        seen.invalidate_recordset()
        self.assertTrue(seen.warranty_until and seen.still_open)
        for work in (
            lambda: case.write({"title": "Mine"}),
            case.action_solve,
            case.action_assign,
            lambda: line.with_user(seller).action_undo(),
            lambda: self.env["tech.case"].with_user(seller).create({"title": "New"}),
        ):
            self._assert_refused("", work, AccessError)

    def test_costs_are_added_up(self):
        order = self.order
        case = self._open(order, transport_cost=12, labour_hours=2)
        for decision in ("refund", "replace"):
            self._decide(order, decision, case=case)
        self.assertEqual(case.cost, 30 + 15 + 12 + 2 * self.env.company.tech_case_hour_cost)

    def test_a_repair_out_of_warranty_is_quoted_and_its_order_goes_on(self):
        order = self.order
        self.remote.tech_warranty_months = 0
        line = self._decide(order, "repair")
        self.assertFalse(line.repair_ids.under_warranty)
        line.with_user(self.technician).action_quote_repair()
        quote = line.repair_ids.sale_order_id
        self.assertEqual((quote.state, line.case_id.state), ("draft", "waiting"))
        quote.action_confirm()
        self.assertEqual(line.case_id.state, "progress")

    def test_a_slip_is_printed_for_the_customer(self):
        order = self.order
        line = self._decide(order, "replace", fault="Does not pair")
        html = (
            self.env["ir.actions.report"]
            ._render_qweb_html("crm_technical_aftersales.action_report_slip", line.case_id.ids)[0]
            .decode()
        )
        for text in (line.case_id.name, "Remote", "Does not pair", "Replace"):
            self.assertIn(text, html)

    def test_another_company_sees_nothing(self):
        company = self.env["res.company"].create({"name": "Elsewhere"})
        user = new_test_user(
            self.env,
            "sav_else",
            "crm_technical_aftersales.group_aftersales_manager",
            company_id=company.id,
            company_ids=[(6, 0, company.ids)],
        )
        case = self._open()
        self.assertFalse(self.env["tech.case"].with_user(user).search([("id", "=", case.id)]))
