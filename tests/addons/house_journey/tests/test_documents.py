from odoo.tests import TransactionCase, tagged

DOCUMENTS = (
    "account.move",
    "pos.order",
    "purchase.order",
    "repair.order",
    "sale.order",
    "stock.picking",
)


@tagged("post_install", "-at_install", "house_journey")
class TestDocuments(TransactionCase):
    """What Odoo prints still prints with everything that the add-ons put into it."""

    def test_every_document_of_a_business_record_prints(self):
        refused = {}
        reports = self.env["ir.actions.report"].search(
            [("model", "in", DOCUMENTS), ("report_type", "=like", "qweb-%")]
        )
        self.assertTrue(reports)
        for report in reports:
            record = self.env[report.model].search([("state", "!=", "draft")], limit=1)
            record = record or self.env[report.model].search([], limit=1)
            if not record or not report.binding_model_id:
                continue
            try:
                html = self.env["ir.actions.report"]._render_qweb_html(report, record.ids)[0]
                self.assertTrue(html)
            except Exception as error:  # every document is tried; all are told at once
                refused[report.report_name] = str(error)[:300]
        self.assertFalse(refused)
