import io
import re
from unittest.mock import patch

from pypdf import PdfReader

from odoo.fields import Command, Date
from odoo.tests import HttpCase, tagged

from .common import SIRET, FrenchLawCommon

PENALTIES = "trois fois le taux d'intérêt légal (7,86 %)"
INDEMNITY = "40 € (C. com. D441-5)"
DISCOUNT = "Pas d'escompte pour paiement anticipé"
MEDIATOR = "Médiation du commerce, 1 rue Neuve, Paris – https://mediateur.example"


@tagged("post_install", "-at_install")
class TestDocuments(FrenchLawCommon, HttpCase):
    """What stands on a document for a professional and on one for a consumer, read in the PDF."""

    def _read(self, report, record):
        printer = self.env["ir.actions.report"].with_context(force_report_rendering=True)
        content, kind = printer._render_qweb_pdf(report, record.ids)
        self.assertEqual(kind, "pdf")
        pages = PdfReader(io.BytesIO(content)).pages
        text = " ".join(page.extract_text() for page in pages).replace("’", "'")
        return re.sub(r"\s+", " ", text)

    def _check(self, text, present, absent):
        for mention in present:
            self.assertIn(mention, text)
        for mention in absent:
            self.assertNotIn(mention, text)

    def test_an_invoice_of_a_professional(self):
        invoice = self._make_invoice(self.professional, (self.service, self.goods_tax))
        invoice.action_post()
        text = self._read("account.account_invoices", invoice)
        present = [PENALTIES, INDEMNITY, DISCOUNT, SIRET, "Prestation de services"]
        self._check(text, present, [MEDIATOR, "Livraison de biens"])

    def test_an_invoice_of_a_consumer(self):
        invoice = self._make_invoice(self.consumer, (self.goods, self.goods_tax))
        invoice.action_post()
        text = self._read("account.account_invoices", invoice)
        self._check(text, [MEDIATOR, "Livraison de biens"], [PENALTIES, INDEMNITY, DISCOUNT])

    def test_a_quotation_of_a_professional_and_of_a_consumer(self):
        def quote(partner):
            order = (
                self.env["sale.order"]
                .sudo()
                .create(
                    {
                        "partner_id": partner.id,
                        "date_order": "2026-03-02 10:00:00",
                        "order_line": [Command.create({"product_id": self.service.id})],
                    }
                )
            )
            return self._read("sale.action_report_saleorder", order)

        professional = [PENALTIES, INDEMNITY, DISCOUNT]
        self._check(quote(self.professional), professional, [MEDIATOR])
        self._check(quote(self.consumer), [MEDIATOR], professional)

    def test_a_credit_note_asks_for_no_penalty(self):
        refund = self._make_invoice(
            self.professional, (self.goods, self.goods_tax), move_type="out_refund"
        )
        self.assertEqual(refund._fr_get_mentions(), [])

    def test_a_company_of_another_country_says_nothing(self):
        belgian = self.env["res.company"].create(
            {"name": "Liège", "country_id": self.env.ref("base.be").id}
        )
        get = self.env["fr.mentions"]._get_mentions
        day = Date.to_date("2026-03-01")
        self.assertEqual(get(belgian, self.professional, day, "fr_FR"), [])
        self.assertEqual(self.env["fr.mentions"]._get_seller_identity(belgian), "")

    def test_the_seller_is_named_by_his_number_unless_the_footer_does(self):
        identity = self.env["fr.mentions"]._get_seller_identity
        self.assertEqual(identity(self.company), f"{self.company.name} – SIRET {SIRET}")
        self.company.company_registry = "732 829 320"
        self.assertIn("SIREN 732 829 320", identity(self.company))
        self.company.report_footer = "RCS Paris 732 829 320"
        self.assertEqual(identity(self.company), "")
        self.company.write({"report_footer": False, "company_registry": "123"})
        self.assertEqual(identity(self.company), "", "a wrong number is not printed")
        self.company.vat = "FR44732829320"
        self.assertIn("FR44732829320", identity(self.company))
        self.company.report_footer = "N° TVA FR 44 732 829 320"
        self.assertEqual(identity(self.company), "")
        self.company.company_registry = "732 829 320"
        self.assertIn("SIREN", identity(self.company), "the VAT number alone does not name it")

    def test_what_is_sold_is_told_by_the_lines(self):
        rented = self._make_invoice(self.professional, (self.goods, self.service_tax))
        mixed = self._make_invoice(
            self.professional, (self.goods, self.goods_tax), (self.service, self.service_tax)
        )
        nothing = self._make_invoice(self.professional)
        self.assertEqual(rented._fr_get_operation(), "services", "goods that are rented")
        self.assertEqual(mixed._fr_get_operation(), "mixed")
        self.assertEqual(nothing._fr_get_operation(), "")

    def test_rates_that_nobody_has_entered_are_not_printed(self):
        mentions = dict(
            self.env["fr.mentions"]._get_mentions(
                self.company, self.professional, Date.to_date("2027-03-01"), "fr_FR"
            )
        )
        self.assertIn("trois fois le taux d'intérêt légal, exigibles", mentions["PMD"])

    def test_the_half_year_whose_rate_is_missing_is_named(self):
        for chosen, figure in (("ecb", "Banque centrale européenne"), ("legal", "Intérêt légal")):
            self.company.fr_penalty_rate = chosen
            invoice = self._make_invoice(
                self.professional, (self.goods, self.goods_tax), invoice_date="2027-03-02"
            ).with_context(lang="fr_FR")
            told = invoice._get_alerts()["fr_penalty_rate"]["message"]
            self.assertIn("premier semestre 2027", told)
            self.assertIn(figure, told)
            invoice.invoice_date = "2026-09-02"
            self.assertNotIn("fr_penalty_rate", invoice._get_alerts())
        consumer = self._make_invoice(
            self.consumer, (self.goods, self.goods_tax), invoice_date="2027-03-02"
        )
        self.assertNotIn("fr_penalty_rate", consumer._get_alerts())
        settings = self.env["res.config.settings"].create({})
        with patch.object(Date, "context_today", lambda _record: Date.to_date("2027-07-01")):
            settings.invalidate_recordset(["fr_missing_rate"])
            self.assertIn("second half of 2027", settings.fr_missing_rate)

    def test_a_rate_of_ones_own_is_never_below_the_floor(self):
        self.company.write({"fr_penalty_rate": "own", "fr_penalty_percent": 5})
        get = self.env["fr.mentions"]._get_mentions
        day = Date.to_date("2026-03-01")
        self.assertIn("7,86 %", dict(get(self.company, self.professional, day, "fr_FR"))["PMD"])
        self.company.fr_penalty_percent = 12
        self.assertIn(" 12 %", dict(get(self.company, self.professional, day, "fr_FR"))["PMD"])
        self.company.fr_penalty_rate = "ecb"
        self.assertIn("12,15 %", dict(get(self.company, self.professional, day, "fr_FR"))["PMD"])

    def test_the_reader_s_language_is_spoken(self):
        self.professional.lang = "en_US"
        invoice = self._make_invoice(self.professional, (self.goods, self.goods_tax))
        self.assertIn(
            "three times the legal interest rate (7.86 %)", invoice._fr_get_mentions()[0][1]
        )

    def test_the_delivery_address_stands_when_it_differs(self):
        place = self.env["res.partner"].create(
            {
                "name": "Dépôt",
                "parent_id": self.professional.id,
                "type": "delivery",
                "street": "3 quai Bleu",
            }
        )
        invoice = self._make_invoice(
            self.professional, (self.goods, self.goods_tax), partner_shipping_id=place.id
        )
        invoice.action_post()
        self.assertIn("3 quai Bleu", self._read("account.account_invoices", invoice))

    def test_a_wrong_siret_is_told_and_nothing_is_refused(self):
        self.professional.company_registry = "73282932000075"
        self.assertTrue(self.professional.fr_registry_is_wrong)
        invoice = self._make_invoice(self.professional, (self.goods, self.goods_tax))
        self.assertIn("fr_registry", invoice._get_alerts())
        invoice.action_post()
        self.professional.company_registry = SIRET
        self.assertFalse(self.professional.fr_registry_is_wrong)

    def test_a_person_with_a_siret_is_a_professional(self):
        self.assertFalse(self.consumer._fr_is_professional())
        self.consumer.company_registry = SIRET
        self.assertTrue(self.consumer._fr_is_professional())
