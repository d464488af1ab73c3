import re
from datetime import date, datetime

from lxml import etree

from odoo.fields import Command
from odoo.tests import tagged

from .common import SIRET, FrenchLawCommon

# Forms of the French rules (BR-FR-01 to 03, 10, 16) that depend on our data, as they are written
# in the schematron V1.4.0 of FNFE-MPE; the notes and the mode of invoicing are written by Odoo's
# own module for the French platforms.
NUMBER = re.compile(r"[A-Za-z0-9+\-_/]{1,35}")
CII = {
    "ram": "urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100",
    "rsm": "urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100",
    "udt": "urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100",
}
UBL = {
    "cac": "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2",
    "cbc": "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2",
}


@tagged("post_install", "-at_install")
class TestElectronicInvoice(FrenchLawCommon):
    """What an invoice needs to pass the French platforms is there, or told before it is sent."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.write({"vat": "FR44732829320", "email": "a@b.example", "phone": "0102030405"})
        cls.company.partner_id.write({"street": "1 rue A", "zip": "75001", "city": "Paris"})
        cls.professional.write(
            {"vat": "FR44732829320", "street": "2 rue B", "zip": "51100", "city": "Reims"}
        )
        cls.bank = cls.env["res.partner.bank"].create(
            {
                "acc_number": "FR7630006000011234567890189",
                "partner_id": cls.company.partner_id.id,
                "allow_out_payment": True,
            }
        )

    def _posted(self, *lines, **values):
        invoice = self._make_invoice(
            self.professional, *lines, partner_bank_id=self.bank.id, **values
        )
        invoice.action_post()
        return invoice

    def _write(self, format_name, invoice):
        content, errors = self.env[format_name]._export_invoice(invoice)
        self.assertFalse(errors)
        return etree.fromstring(content)

    def _known_rates(self):
        return self.env["fr.legal.figure"]._get_values("vat_rate", date(2026, 3, 2))

    def test_factur_x_of_goods_and_of_a_service(self):
        for lines in ([(self.goods, self.goods_tax)], [(self.service, self.service_tax)]):
            tree = self._write("account.edi.xml.cii", self._posted(*lines))

            def read(path, tree=tree):
                return tree.xpath(f"{path}/text()", namespaces=CII)

            self.assertTrue(NUMBER.fullmatch(read("//rsm:ExchangedDocument/ram:ID")[0]))
            self.assertIn(read("//rsm:ExchangedDocument/ram:TypeCode")[0], ("380", "381"))
            for day in read("//udt:DateTimeString"):
                self.assertTrue(2000 <= datetime.strptime(day, "%Y%m%d").year < 2100)
            for party in ("SellerTradeParty", "BuyerTradeParty"):
                self.assertEqual(
                    read(f"//ram:{party}/ram:SpecifiedLegalOrganization/ram:ID")[0], SIRET
                )
            self.assertEqual(read("//ram:IBANID"), [self.bank.sanitized_acc_number])
            rates = {float(rate) for rate in read("//ram:RateApplicablePercent")}
            self.assertTrue(rates)
            self.assertLessEqual(rates, self._known_rates())
            self.assertEqual(set(read("//ram:ApplicableTradeTax/ram:CategoryCode")), {"S"})

    def test_ubl_names_due_date_seller_and_rates(self):
        tree = self._write(
            "account.edi.xml.ubl_bis3", self._posted((self.service, self.service_tax))
        )

        def read(path):
            return tree.xpath(f"{path}/text()", namespaces=UBL)

        self.assertTrue(NUMBER.fullmatch(read("/*/cbc:ID")[0]))
        self.assertEqual(len(read("/*/cbc:DueDate")), 1)
        self.assertIn(self.company.vat, read("//cac:AccountingSupplierParty//cbc:CompanyID"))
        rates = {float(rate) for rate in read("//cac:ClassifiedTaxCategory/cbc:Percent")}
        self.assertLessEqual(rates, self._known_rates())

    def test_a_rate_that_france_does_not_know_is_told(self):
        german = self.goods_tax.copy({"name": "19 %", "amount": 19})
        invoice = self._make_invoice(self.consumer, (self.goods, german))
        alert = invoice.with_context(lang="fr_FR")._get_alerts()["fr_vat_rate"]
        self.assertIn("19 %", alert["message"])
        self.assertIn("taux de TVA français", alert["message"])
        lawful = self._make_invoice(self.consumer, (self.goods, self.goods_tax))
        self.assertNotIn("fr_vat_rate", lawful._get_alerts())
        reduced = self.goods_tax.copy({"name": "2,1 %", "amount": 2.1})
        self.assertNotIn(
            "fr_vat_rate", self._make_invoice(self.consumer, (self.goods, reduced))._get_alerts()
        )

    def test_a_group_of_taxes_is_looked_into(self):
        german = self.goods_tax.copy({"name": "7.7 %", "amount": 7.7})
        group = self.goods_tax.create(
            {
                "name": "Group",
                "amount_type": "group",
                "tax_scope": german.tax_scope,
                "children_tax_ids": [Command.set(german.ids)],
            }
        )
        invoice = self._make_invoice(self.consumer, (self.goods, group))
        self.assertIn("fr_vat_rate", invoice._get_alerts())

    def test_a_missing_bank_account_is_told_in_french(self):
        invoice = self._make_invoice(
            self.professional, (self.goods, self.goods_tax), partner_bank_id=False
        )
        alert = invoice.with_context(lang="fr_FR")._get_alerts()["fr_bank_account"]
        self.assertIn("compte bancaire", alert["message"])
        invoice.partner_bank_id = self.bank
        self.assertNotIn("fr_bank_account", invoice._get_alerts())
        consumer = self._make_invoice(self.consumer, (self.goods, self.goods_tax))
        consumer.partner_bank_id = False
        self.assertNotIn("fr_bank_account", consumer._get_alerts(), "no electronic invoice for him")

    def test_carriage_and_discounts_follow_what_is_sold(self):
        carriage = self._make_product("Port", "service")
        invoice = self._make_invoice(
            self.professional, (self.goods, self.goods_tax), (carriage, self.goods_tax)
        )
        self.assertEqual(invoice._fr_get_operation(), "mixed")
        invoice.invoice_line_ids[1].price_unit = -10
        self.assertEqual(invoice._fr_get_operation(), "goods", "a discount is no service")
        alone = self._make_invoice(self.professional, (carriage, self.goods_tax))
        alone.invoice_line_ids.price_unit = -10
        self.assertEqual(alone._fr_get_operation(), "services")
