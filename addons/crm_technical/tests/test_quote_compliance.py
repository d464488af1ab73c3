from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import TechnicalCommon


@tagged("post_install", "-at_install")
class TestQuoteCompliance(TechnicalCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.need = cls._create_need((cls.torque, "ge", "5 Nm"), (cls.ip, "in", "IP65", "wish"))

    def _set(self, template, attribute, text):
        self._value(template, attribute).value_text = text

    def test_a_draft_follows_the_products_and_the_need(self):
        quote = self._create_quote(self.strong, self.need)
        self.assertEqual(self._verdicts(quote)["Nominal torque"], "pass")
        self._set(self.strong, self.torque, "3 N·m")
        self.assertEqual(self._verdicts(quote)["Nominal torque"], "fail")
        self.assertEqual(quote.tech_compliance_state, "failed")
        self.need.line_ids[0].value_text = "2 Nm"
        self.assertEqual(self._verdicts(quote)["Nominal torque"], "pass")

    def test_a_sent_quote_keeps_what_was_promised(self):
        quote = self._create_sent_quote(self.strong, self.need)
        line = quote.order_line
        self._set(self.strong, self.torque, "3 N·m")
        self.need.line_ids[0].value_text = "8 Nm"
        self.assertEqual(quote.tech_compliance_ids[0].offered, "9 N·m")
        self.assertEqual(quote.tech_compliance_ids[0].verdict, "pass")
        self.assertEqual(dict(line._tech_get_specification_texts())["Nominal torque"], "9 N·m")
        drift = line._tech_get_drift()
        self.assertEqual(
            [(one.label, one.old, one.new) for one in drift], [("Nominal torque", "9 N·m", "3 N·m")]
        )
        self.assertIn("3 N·m", quote.tech_drift_html)

    def test_the_promise_travels_to_the_delivery_and_the_invoice(self):
        self.strong.is_storable = True
        self.strong.invoice_policy = "order"
        quote = self._create_sent_quote(self.strong, self.need)
        quote.action_confirm()
        self._set(self.strong, self.torque, "3 N·m")
        move = quote.picking_ids.move_ids
        self.assertEqual(dict(move._tech_get_frozen_specifications())["Nominal torque"], "9 N·m")
        invoice = quote._create_invoices()
        line = invoice.invoice_line_ids.filtered("product_id")
        self.assertEqual(
            dict(line._tech_get_invoiced_specifications()),
            {"Nominal torque": "9 N·m", self.ip.name: "IP66"},
        )
        html = self._render("account.report_invoice", invoice)
        self.assertIn("9 N·m", html)
        self.assertNotIn("12 kg", html)

    def test_a_quote_confirmed_without_sending_is_frozen_too(self):
        quote = self._create_quote(self.strong, self.need)
        quote.action_confirm()
        self._set(self.strong, self.torque, "3 N·m")
        self.assertEqual(
            dict(quote.order_line._tech_get_specification_texts())["Nominal torque"], "9 N·m"
        )

    def test_the_pdf_and_the_words_are_in_the_customers_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.torque.with_context(lang="fr_FR").name = "Couple nominal"
        self.partner.lang = "fr_FR"
        self._set(self.strong, self.torque, "9.5 N·m")
        quote = self._create_sent_quote(self.strong, self.need)
        self.assertEqual(quote.tech_compliance_ids[0].label, "Couple nominal")
        html = self._render("sale.report_saleorder", quote)
        self.assertIn("9,5 N·m", html)
        self.assertIn("Couple nominal", html)

    def _render(self, report, records):
        return self.env["ir.actions.report"]._render_qweb_html(report, records.ids)[0].decode()

    def test_nobody_forges_a_frozen_specification(self):
        quote = self._create_sent_quote(self.strong, self.need).with_user(self.seller)
        with self.assertRaises(AccessError):
            quote.order_line.tech_spec_snapshot = {"values": []}
        with self.assertRaises(AccessError):
            quote.write(
                {"order_line": [(1, quote.order_line.id, {"tech_spec_snapshot": {"v": 1}})]}
            )
        with self.assertRaises(AccessError):
            quote.tech_compliance_ids[0].verdict = "pass"
        with self.assertRaises(AccessError):
            quote.tech_compliance_ids[0].unlink()

    def test_another_product_on_a_sent_quote_is_judged_anew(self):
        quote = self._create_sent_quote(self.strong, self.need)
        quote.order_line.product_id = self.light.product_variant_id
        self.assertEqual(self._verdicts(quote)["Nominal torque"], "near")
        self.assertEqual(
            dict(quote.order_line._tech_get_specification_texts())["Nominal torque"], "4.8 N·m"
        )

    def test_a_quote_without_need_still_freezes_its_specifications(self):
        quote = self._create_sent_quote(self.light)
        self.assertFalse(quote.tech_compliance_ids)
        self.assertEqual(quote.tech_compliance_state, "none")
        self.assertEqual(dict(quote.order_line._tech_get_specification_texts())["Weight"], "7 kg")

    def test_a_draft_follows_an_imported_file_too(self):
        quote = self._create_quote(self.strong, self.need)
        wizard = self.env["tech.spec.import"].create({"file": b"eA==", "filename": "x.csv"})
        wizard._import_content(b"Reference;Cn\nSTRONG;3", "x.csv")
        self.assertEqual(self._verdicts(quote)["Nominal torque"], "fail")

    def test_a_promotion_is_named_in_the_explanation(self):
        quote = self._create_promoted_quote()
        reward = quote.order_line.filtered("is_reward_line")
        (step,) = reward._tech_get_price_trace()
        self.assertIn("Spring of gates", step["label"])
        self.assertEqual(step["amount"], reward.price_unit)
        self.assertIn("Spring of gates", quote.tech_price_trace_html)

    def test_prices_are_explained_in_the_quotes_currency_and_unit(self):
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
        quote = self._create_quote(self.strong, pricelist_id=pricelist.id)
        quote.order_line.product_uom_id = self.env.ref("uom.product_uom_dozen")
        trace = quote.order_line._tech_get_price_trace()
        self.assertEqual((trace[0]["amount"], trace[-1]["amount"]), (21600, 21600))

    def test_the_price_is_explained_step_by_step(self):
        pricelist = self.env["product.pricelist"].create(
            {
                "name": "Installers",
                "item_ids": [
                    (0, 0, {"compute_price": "formula", "base": "list_price", "price_discount": 10})
                ],
            }
        )
        quote = self._create_quote(self.strong, pricelist_id=pricelist.id)
        quote.order_line.discount = 5
        trace = quote.order_line._tech_get_price_trace()
        self.assertEqual([step["amount"] for step in trace], [900, 810, -5, 769.5])
        self.assertIn("Installers", trace[1]["label"])
        quote.order_line.price_unit = 700
        trace = quote.order_line._tech_get_price_trace()
        self.assertIn("Changed by hand", [step["label"] for step in trace])
        self.assertEqual(trace[-1]["amount"], 665)
        self.assertIn("Installers", quote.tech_price_trace_html)
