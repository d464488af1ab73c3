from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common import FrenchTransportCommon


@tagged("post_install", "-at_install")
class TestGreenhouseGases(FrenchTransportCommon):
    """One number from the quote to the invoice, frozen; the real one within two months."""

    def _render(self, report, record):
        html, _kind = self.env["ir.actions.report"]._render_qweb_html(report, record.ids)
        return html.decode()

    def _invoice(self, order):
        invoice = order.sale_order_id._create_invoices()
        invoice.invoice_date = "2026-03-02"
        return invoice

    def _kilos(self, order):
        """The formula, once more."""
        mass = sum(line.mass_kg / 1000 or 1.4 for line in order.line_ids)
        return round(0.370 / 6 * 3.17 * mass * order.km + 1e-9, 1)

    def test_one_number_everywhere(self):
        order = self._create_accepted(2).sudo()
        order.line_ids.vehicle_id[:1].mass_kg = 1250
        self.assertAlmostEqual(order.ghg_kg, self._kilos(order), 1)
        number = f"{order.ghg_kg:.1f}".replace(".", ",")
        text = order.with_context(lang="fr_FR").ghg_text
        self.assertEqual(
            text,
            f"Émissions estimées : {number} kg CO2e (niveau 1, masse par classe de taille,"
            " C. transp. L1431-3)",
        )
        form = self._render("transport_order.report_transport_order", order)
        self.assertIn(text, form)
        self.assertIn("Base Carbone", form)
        invoice = self._invoice(order)
        self.assertIn(text, self._render("account.report_invoice", invoice))
        self.assertEqual(order._get_ghg()["kg_co2e"], order.ghg_kg)

    def test_a_mass_that_is_known_is_taken(self):
        lot = self._create_lot(2)
        lot.sudo().line_ids.vehicle_id.mass_kg = 1725
        order = lot._portal_estimate().sudo()
        self.assertAlmostEqual(order.ghg_kg, self._kilos(order), 1)
        self.assertFalse(order.ghg_estimated)
        self.assertNotIn("classe", order.with_context(lang="fr_FR").ghg_text)

    def test_a_new_factor_changes_new_quotes_only(self):
        order = self._create_accepted().sudo()
        before = (order.ghg_kg, order.ghg_source, order.ghg_text)
        self.env["fr.legal.figure"].create(
            {
                "code": "ghg_fuel",
                "date_from": self._today(),
                "value": 6.34,
                "source": "test",
            }
        )
        self.assertEqual((order.ghg_kg, order.ghg_source, order.ghg_text), before)
        later = self._create_quoted().sudo()
        self.assertAlmostEqual(later.ghg_kg, 2 * order.ghg_kg, delta=0.1)
        self.assertIn("test", later.ghg_source)

    def test_own_averages_are_level_2(self):
        self.company.write({"transport_ghg_consumption": 0.34, "transport_ghg_load": 7.5})
        order = self._create_quoted().sudo()
        self.assertEqual(order.ghg_level, 2)
        self.assertAlmostEqual(order.ghg_kg, 0.34 / 7.5 * 3.17 * 1.4 * order.km, delta=0.06)

    def test_a_carrier_changes_the_figures_of_gases_alone(self):
        carrier = new_test_user(self.env, "ghg_manager", "transport_order.group_transport_manager")
        figures = self.env["fr.legal.figure"].with_user(carrier)
        interest = self.env["fr.legal.figure"].search([("code", "=", "legal_interest")], limit=1)
        gas = self.env["fr.legal.figure"].search([("code", "=", "ghg_fuel")], limit=1)
        self.assertTrue(interest and gas)
        with self.assertRaises(AccessError):
            figures.browse(interest.id).value = 99
        with self.assertRaises(AccessError):
            figures.browse(gas.id).code = "legal_interest"
        figures.browse(gas.id).source = "House"

    def test_the_real_figure_is_told_within_two_months(self):
        order = self._create_accepted(2).sudo()
        with self.assertRaises(UserError):
            order.action_tell_ghg()
        first, second = order.line_ids
        order._append_events([{"code": "collected"}], "staff")
        order._append_events([{"code": "delivered", "line": first}], "staff")
        order._append_events([{"code": "refused", "line": second}], "staff")
        order._append_events([{"code": "returned", "line": second}], "staff")
        self.assertEqual(order.state, "delivered")
        due = fields.Date.add(order.delivered_on.date(), months=2)
        self.assertEqual(order.ghg_due, due)
        order.delivered_on = fields.Datetime.subtract(order.delivered_on, days=50)
        for _again in range(2):
            self.env["transport.order"]._cron_ghg()
        kind = self.env.ref("transport_l10n_fr.mail_activity_ghg")
        asked = order.activity_ids.filtered(lambda item: item.activity_type_id == kind)
        self.assertEqual(len(asked), 1)
        self.assertIn("CO2e", asked.summary)
        order.driven_km = 1000
        order.action_tell_ghg()
        self.assertEqual(order.ghg_real_kg, 273.7)
        self.assertFalse(order.ghg_due)
        self.assertFalse(order.activity_ids.filtered(lambda item: item.activity_type_id == kind))
        self.assertIn("273,7 kg", order.with_context(lang="fr_FR").ghg_text)
        self.assertTrue(order._get_ghg()["real"])
        self.assertIn("273", order.message_ids[:1].body)

    def test_a_statement_of_the_year(self):
        orders = self._create_accepted().sudo(), self._create_accepted(2).sudo()
        for order in orders:
            order._append_events([{"code": "delivered"}], "staff")
        orders[0].action_tell_ghg()
        year = orders[0].delivered_on.year
        statement = self.env["transport.ghg.statement"].create(
            {"partner_id": self.group.id, "year": year}
        )
        table = statement._make_csv().decode("utf-8-sig").splitlines()
        self.assertEqual(len(table), 4)
        total = f"{orders[0].ghg_real_kg + orders[1].ghg_kg:.1f}"
        self.assertIn(total, table[-1].replace(",", "."))
        page = self._render("transport_l10n_fr.report_ghg_statement", statement)
        for order in orders:
            self.assertIn(order.name, page)
        self.assertIn(total, page.replace(",", "."))
        statement.year = year - 1
        with self.assertRaises(UserError):
            statement.action_print()

    def test_payment_is_within_30_days_and_a_service(self):
        self.site.property_payment_term_id = self.term
        order = self._create_accepted().sudo()
        self.assertNotEqual(order.payment_term_id, self.term)
        invoice = self._invoice(order)
        invoice.invoice_payment_term_id = self.term
        self.assertEqual(invoice._fr_get_operation(), "services")
        invoice.action_post()
        self.assertEqual((invoice.invoice_date_due - invoice.invoice_date).days, 30)
        free = self._make_invoice(self.product)
        free.action_post()
        self.assertEqual((free.invoice_date_due - free.invoice_date).days, 30)
        wash = self.env["product.product"].create({"name": "Lavage", "type": "service"})
        other = self._make_invoice(wash)
        other.action_post()
        self.assertEqual((other.invoice_date_due - other.invoice_date).days, 60)
