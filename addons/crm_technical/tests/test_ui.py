from odoo import Command
from odoo.tests import HttpCase, tagged

from .common import TechnicalCommon


@tagged("post_install", "-at_install", "browser")
class TestTechnicalTours(TechnicalCommon, HttpCase):
    """From the need to the invoice with the frozen specifications, through the screens."""

    def test_need_to_invoice(self):
        admin = self.env.ref("base.user_admin")
        self.lead.user_id = admin
        (self.strong | self.light).invoice_policy = "order"
        self.strong.is_storable = self.light.is_storable = False
        self.partner.lang = "en_US"
        self.env.company.portal_confirmation_sign = True
        self.start_tour(
            f"/odoo/crm/{self.lead.id}", "crm_technical_need_to_quote", login="admin", timeout=180
        )
        first = self.lead.order_ids
        self.assertEqual(first.order_line.product_id.product_tmpl_id, self.strong)
        first.action_quotation_sent()
        self.start_tour(
            f"/odoo/quotes-followup/{first.id}", "crm_technical_revise", login="admin", timeout=120
        )
        second = first.tech_superseded_by_id
        self.assertEqual(second.order_line.product_uom_qty, 2)
        second.action_quotation_sent()
        self._value(self.strong, self.torque).value_text = "1 N·m"
        self.start_tour(second.get_portal_url(), "crm_technical_accept", login=None, timeout=120)
        self.assertEqual(second.tech_quote_state, "accepted")
        self.assertEqual(second.tech_view_ids.partner_id, self.partner)
        invoice = second._create_invoices()
        line = invoice.invoice_line_ids.filtered("product_id")
        self.assertEqual(dict(line._tech_get_invoiced_specifications())["Nominal torque"], "9 N·m")

    def test_the_customer_page(self):
        self._create_sent_quote(self.strong)
        self.partner.write({"child_ids": [Command.create({"name": "Mme Roy"})]})
        self.start_tour(
            f"/odoo/customers-360/{self.partner.id}", "crm_technical_360", login="admin"
        )
        self.assertEqual(
            self.env["tech.call"].search([("partner_id", "=", self.partner.id)]).outcome, "message"
        )
