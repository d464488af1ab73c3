import ast
from unittest.mock import patch

from odoo import Command, fields
from odoo.tests import tagged

from .common import TechnicalCommon


@tagged("post_install", "-at_install")
class TestCustomer360(TechnicalCommon):
    def test_everything_of_a_customer_is_on_one_page(self):
        contact = self.env["res.partner"].create({"name": "Mme Roy", "parent_id": self.partner.id})
        quote = self._create_sent_quote(self.strong)
        order = self._create_sent_quote(self.light)
        order.action_confirm()
        call = self.env["tech.call"].create({"name": "Delivery", "partner_id": contact.id})
        need = self._create_need((self.torque, "ge", "5"))
        meeting = self.env["calendar.event"].create(
            {
                "name": "On site",
                "start": fields.Datetime.now(),
                "stop": fields.Datetime.now(),
                "partner_ids": [Command.link(contact.id)],
            }
        )
        self.partner.message_post(body="Hello", message_type="comment")
        page = self.partner
        self.assertEqual(page.tech_quote_ids, quote)
        self.assertEqual(page.tech_order_ids, order)
        self.assertEqual(page.tech_call_ids, call)
        self.assertEqual(page.tech_requirement_ids, need)
        self.assertEqual(page.tech_meeting_ids, meeting)
        self.assertEqual(page.tech_lead_ids, self.lead)
        self.assertTrue(page.tech_message_ids)
        self.assertEqual(page.tech_quoted_amount, 900)
        self.assertEqual(page.tech_ordered_amount, 500)
        self.assertTrue(page.tech_last_contact)

    def test_the_list_shows_the_customers_of_technical_sales_alone(self):
        names = ("Asked", "Quoted", "Called", "Serves", "Nobody")
        asked, quoted, called, serves, nobody = self.env["res.partner"].create(
            [{"name": name, "is_company": True} for name in names]
        )
        person = self.env["res.partner"].create({"name": "Mme Roy", "parent_id": asked.id})
        self.env["crm.lead"].create({"name": "Gate", "partner_id": person.id})
        self._create_quote(partner_id=quoted.id)
        self.env["tech.call"].create({"name": "Hello", "partner_id": called.id})
        rented = self._create_quote(partner_id=serves.id)
        listed = self.env["res.partner"].search(
            [
                *ast.literal_eval(self.env.ref("crm_technical.res_partner_action_360").domain),
                ("id", "in", (asked | quoted | called | serves | nobody | person).ids),
            ]
        )
        self.assertEqual(listed, (asked | quoted | called | serves).sorted())

        def find_rented(_orders, operator, value):
            asks = operator == "in" and True in value
            return [("id", "=", rented.id)] if asks else NotImplemented

        with patch.object(type(rented), "_search_tech_is_other_trade", find_rented):
            self.assertFalse(serves.tech_is_customer, "only a rental")
            self.env.invalidate_all()
            self.assertTrue(quoted.tech_is_customer)
            self.assertFalse(person.tech_is_customer, "the company is on the list")

    def test_amounts_count_every_order_in_the_company_currency(self):
        foreign = self.env["res.currency"].create(
            {
                "name": "TST",
                "symbol": "T",
                "rate_ids": [
                    (0, 0, {"name": "2020-01-01", "rate": 2, "company_id": self.env.company.id})
                ],
            }
        )
        pricelist = self.env["product.pricelist"].create(
            {"name": "Abroad", "currency_id": foreign.id}
        )
        quote = self._create_sent_quote(self.strong, pricelist_id=pricelist.id)
        self.assertEqual(quote.amount_untaxed, 1800)
        self.assertEqual(self.partner.tech_quoted_amount, 900)

    def test_won_opportunities_are_not_open_and_their_messages_are_shown(self):
        self.lead.message_post(body="About the gate", message_type="comment")
        self.assertIn("About the gate", self.partner.tech_message_ids.mapped("preview"))
        self.lead.action_set_won()
        self.partner.invalidate_recordset()
        self.assertFalse(self.partner.tech_lead_ids)

    def test_a_delivery_by_the_dozen_is_installed_by_the_piece(self):
        order = self._create_sent_quote(self.strong)
        self.strong.is_storable = True
        order.order_line.product_uom_id = self.env.ref("uom.product_uom_dozen")
        order.action_confirm()
        move = order.picking_ids.move_ids
        move.quantity = move.product_uom_qty
        order.picking_ids.button_validate()
        installed = self.env["tech.installed"].search([("partner_id", "=", self.partner.id)])
        self.assertEqual(installed.quantity, 12)

    def test_what_is_owed_is_told_from_what_is_late(self):
        order = self._create_sent_quote(self.strong)
        self.strong.invoice_policy = "order"
        order.order_line.product_id.invoice_policy = "order"
        order.action_confirm()
        invoice = order._create_invoices()
        today = fields.Date.context_today(invoice)
        invoice.invoice_date = fields.Date.subtract(today, days=60)
        invoice.invoice_date_due = fields.Date.subtract(today, days=30)
        invoice.action_post()
        self.partner.invalidate_recordset()
        self.assertEqual(self.partner.tech_open_amount, invoice.amount_total)
        self.assertEqual(self.partner.tech_overdue_amount, invoice.amount_total)

    def test_a_delivery_is_installed_at_the_customers_and_a_return_takes_it_away(self):
        self.strong.is_storable = True
        order = self._create_sent_quote(self.strong)
        order.action_confirm()
        picking = order.picking_ids
        picking.move_ids.quantity = 1
        picking.button_validate()
        installed = self.env["tech.installed"].search([("partner_id", "=", self.partner.id)])
        self.assertEqual(installed.product_id.product_tmpl_id, self.strong)
        self.assertEqual(installed.family_id, self.swing)
        self.assertTrue(installed.tech_spec_snapshot)
        wizard = self.env["stock.return.picking"].create({"picking_id": picking.id})
        wizard.product_return_moves.quantity = 1
        returned = wizard._create_return()
        returned.move_ids.quantity = 1
        returned.button_validate()
        self.assertEqual(installed.quantity, 0)
        self.assertFalse(installed.active)

    def test_a_warranty_is_typed_where_nothing_reckons_it(self):
        typed = fields.Date.to_date("2030-01-31")
        installed = self.env["tech.installed"].create(
            {
                "partner_id": self.partner.id,
                "product_id": self.strong.product_variant_id.id,
                "serial": "A 1, A 2",
                "warranty_until": typed,
            }
        )
        installed.serial = "A 3"
        self.assertEqual(installed.warranty_until, typed)

    def test_no_contract_and_no_case_are_told_where_there_is_none(self):
        self.assertFalse(self.partner.tech_contract_html)
        self.assertFalse(self.partner.tech_case_html)

    def test_a_call_is_told_where_it_belongs_and_plans_the_next(self):
        quote = self._create_sent_quote(self.strong)
        day = fields.Date.add(fields.Date.context_today(quote), days=4)
        self.env["tech.call"].create(
            {
                "name": "Questions about the torque",
                "partner_id": self.partner.id,
                "order_id": quote.id,
                "outcome": "callback",
                "next_date": day,
                "user_id": self.seller.id,
            }
        )
        self.assertIn("Questions about the torque", quote.message_ids[0].body)
        self.assertIn("Questions about the torque", self.partner.message_ids[0].body)
        call_type = self.env.ref("mail.mail_activity_data_call")
        planned = quote.activity_ids.filtered(lambda one: one.activity_type_id == call_type)
        self.assertEqual((planned.date_deadline, planned.user_id), (day, self.seller))

    def test_the_page_opens_with_a_constant_number_of_queries(self):
        self._create_sent_quote(self.strong)
        few = self._count_queries()
        for _place in range(10):
            self._create_sent_quote(self.strong)
            self.env["tech.call"].create({"name": "Call", "partner_id": self.partner.id})
        self.assertLessEqual(self._count_queries(), few + 2)

    def _count_queries(self):
        names = [name for name in self.partner._fields if name.startswith("tech_")]
        specification = {name: {} for name in names}
        self.partner.web_read(specification)
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self.partner.web_read(specification)
        return self.env.cr.sql_log_count - before
