import io
import re
import unicodedata

from pypdf import PdfReader

from odoo.tests import HttpCase, tagged
from odoo.tools import format_date

SELLER = {"vat": "FR44732829320", "company_registry": "73282932000074"}
BUYER = {"vat": "FR39356000000", "company_registry": "35600000000048"}
MEDIATOR = "Médiation de la maison, Paris"
PENALTIES = "Pénalités de retard"
INDEMNITY = "Indemnité forfaitaire pour frais de recouvrement"
DISCOUNT = "Pas d'escompte pour paiement anticipé"
# Rate of the European Central Bank plus ten points, of the half-year of the document (L441-10).
RATES = {"2025-2": "12,15 %", "2026-1": "12,15 %", "2026-2": "12,40 %"}
# Add-on: its sales orders, what its invoices sell, its own order form
TRADES = {
    "rental_booking": (
        [("is_rental", "=", True)],
        "Prestation de services",
        "rental_booking.action_report_rental_booking",
    ),
    "bookstore_deposit": (
        [("order_line.product_id.bookstore_publisher_id", "!=", False)],
        "Livraison de biens",
        "",
    ),
    "transport_order": (
        [("transport_order_id", "!=", False)],
        "Prestation de services",
        "transport_order.action_report_transport_order",
    ),
    "shop_sync": ([("shop_channel_id", "!=", False)], "Livraison de biens", ""),
    "crm_technical": (
        [("order_line.tech_spec_snapshot", "!=", False)],
        "Livraison de biens",
        "",
    ),
}
INVOICE, ORDER = "account.account_invoices", "sale.action_report_saleorder"


@tagged("post_install", "-at_install", "house_journey")
class TestLawDocuments(HttpCase):
    """Invoice and order of each trade, for a professional and for a consumer: each mention is there
    or is not there, as the law says (C. com. L441-9, CGI ann. II 242 nonies A, C. conso. L616-1).
    """

    def setUp(self):
        super().setUp()
        if "fr.mentions" not in self.env:
            self.skipTest("French law is not installed")
        self.env["res.company"].search([]).write(
            {
                "fr_mediator_name": MEDIATOR,
                "fr_discount_terms": False,
                "fr_penalty_rate": "ecb",
                **SELLER,
                "report_footer": False,
                "company_details": False,
            }
        )
        self._make_styles()

    def _make_styles(self):
        """The printer must not wait for styles that are made while it prints its first page."""
        for name in ("web.report_assets_common", "web.report_assets_pdf"):
            self.env["ir.qweb"]._get_asset_bundle(name, css=True, js=False, autoprefix=True).css()

    def _read(self, report, records):
        """``{record: text of its pages}``: one call of the printer for all of them."""
        printer = self.env["ir.actions.report"].with_context(force_report_rendering=True)
        streams = printer._render_qweb_pdf_prepare_streams(report, {}, records.ids)
        self.assertEqual(set(streams), set(records.ids), f"{report}: a page of its own for each")
        return {
            record: self._get_text(streams[record.id]["stream"].getvalue()) for record in records
        }

    def _get_text(self, content):
        pages = PdfReader(io.BytesIO(content)).pages
        text = " ".join(page.extract_text() for page in pages).replace("’", "'")
        return re.sub(r"\s+", " ", unicodedata.normalize("NFC", text))

    def _find(self, module, domain):
        """The newest order of the trade, and an invoice of it."""
        orders = self.env["sale.order"].search(domain, order="id desc", limit=200)
        self.assertTrue(orders, f"{module}: the demo has no order")
        invoiced = orders.filtered(lambda order: self._get_posted(order))[:1]
        order = invoiced or orders[:1]
        return order, self._get_posted(order) or self._invoice(order)

    def _get_posted(self, order):
        return order.invoice_ids.filtered(
            lambda move: move.state == "posted" and move.move_type == "out_invoice"
        )[:1]

    def _invoice(self, order):
        """An invoice of the order's products, where the demo has none."""
        lines = order.order_line.filtered(lambda line: line.product_id and not line.display_type)
        invoice = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": order.partner_id.id,
                "company_id": order.company_id.id,
                "invoice_line_ids": [
                    (
                        0,
                        0,
                        {
                            "product_id": line.product_id.id,
                            "price_unit": line.price_unit,
                            "sale_line_ids": [(6, 0, line.ids)],
                        },
                    )
                    for line in lines[:2]
                ],
            }
        )
        invoice.action_post()
        return invoice

    def _make_buyer(self, partner, professional):
        buyer = partner.commercial_partner_id
        buyer.with_context(no_vat_validation=True).write(
            {
                "is_company": professional,
                **(BUYER if professional else dict.fromkeys(BUYER, False)),
                "country_id": self.env.ref("base.fr").id,
            }
        )
        (partner | buyer).lang = "fr_FR"

    def _get_mentions(self, professional, day):
        """(present, absent) of every document."""
        told = [PENALTIES, INDEMNITY, "40 €", DISCOUNT]
        # without the rate of a half-year that nobody has entered yet, the rule alone is printed
        told += filter(None, [RATES.get(f"{day.year}-{1 if day.month < 7 else 2}")])
        if professional:
            return told, [MEDIATOR]
        return [MEDIATOR], [PENALTIES, INDEMNITY, DISCOUNT]

    def _get_invoice_mentions(self, invoice, sells, professional):
        present, absent = self._get_mentions(professional, invoice.invoice_date)
        env = invoice.with_context(lang="fr_FR").env
        taxes = invoice.invoice_line_ids.tax_ids.filtered("amount")
        present += [
            invoice.name,
            invoice.company_id.name,
            invoice.partner_id.name,
            invoice.partner_id.city or invoice.partner_id.name,
            sells,
            *SELLER.values(),
            format_date(env, invoice.invoice_date),
            format_date(env, invoice.invoice_date_due),
            *(f"{tax.amount:g}".replace(".", ",") for tax in taxes),
        ]
        (present if professional else absent).extend(BUYER.values())
        return present, absent

    def _check(self, module, professional, text, present, absent):
        text_ = text.replace("\u202f", " ")
        lost = [mention for mention in present if mention not in text_]
        extra = [mention for mention in absent if mention in text_]
        who = "professional" if professional else "consumer"
        return [f"{module}, {who}: no {m!r} in {text_[:2500]}" for m in lost] + [
            f"{module}, {who}: {m!r} should not be there" for m in extra
        ]

    def test_each_trade_writes_to_professionals_and_to_consumers(self):
        installed = set(self.env["ir.module.module"]._installed())
        found = {
            module: (*self._find(module, domain), sells, form)
            for module, (domain, sells, form) in TRADES.items()
            if module in installed
        }
        self.assertTrue(found, "no trade is installed")
        wrong = []
        for professional in (True, False):
            for order, invoice, _sells, _form in found.values():
                self._make_buyer(order.partner_id, professional)
                self._make_buyer(invoice.partner_id, professional)
            wrong += self._check_documents(found, professional)
        self.maxDiff = None
        self.assertEqual(wrong, [])

    def _check_documents(self, found, professional):
        orders = self.env["sale.order"].union(*(row[0] for row in found.values()))
        invoices = self.env["account.move"].union(*(row[1] for row in found.values()))
        order_texts, invoice_texts = self._read(ORDER, orders), self._read(INVOICE, invoices)
        wrong = []
        for module, (order, invoice, sells, form) in found.items():
            mentions = self._get_invoice_mentions(invoice, sells, professional)
            wrong += self._check(module, professional, invoice_texts[invoice], *mentions)
            day = order.date_order.date()
            present, absent = self._get_mentions(professional, day)
            for name, text in self._get_forms(order, form, order_texts[order]):
                who = f"{module} {name}"
                wrong += self._check(who, professional, text, [*present, order.name], absent)
        return wrong

    def _get_forms(self, order, form, text):
        """(name, text) of the quotation and of the trade's own order form."""
        yield "quotation", text
        if form:
            own = order.transport_order_id if "transport" in form else order
            report = self.env.ref(form)
            html = self.env["ir.actions.report"]._render_qweb_html(report, own.ids)[0].decode()
            plain = re.sub(r"<[^>]+>", " ", html).replace("’", "'").replace(own.name, order.name)
            yield "order form", re.sub(r"\s+", " ", plain).replace("&#39;", "'")
