import base64
import io
from datetime import timedelta

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from odoo import api, models

ORDER_COUNT = 40


class TransportDemo(models.AbstractModel):
    """Demo data of the files: consignment notes and proofs as an office sends them, and who
    fetched them."""

    _inherit = "transport.demo"

    @api.model
    def _demo_load_documents(self):
        orders = self.env["transport.order"].search(
            [("state", "=", "closed")], order="delivered_on desc, id", limit=ORDER_COUNT
        )
        documents = self.env["transport.document"].create(
            [
                self._prepare_demo_document(order, *titles)
                for order in orders
                for titles in (("cmr", "Lettre de voiture"), ("proof", "Preuve de livraison"))
            ]
        )
        self.env["transport.document.access"].create(
            [
                self._prepare_demo_access(document)
                for number, document in enumerate(documents)
                if number % 3
            ]
        )

    def _prepare_demo_document(self, order, kind, title):
        name = f"{title} {order.name.replace('/', '-')}"
        return {
            "order_id": order.id,
            "kind": kind,
            "name": f"{name}.pdf",
            "date": order.delivered_on,
            "file": self._draw_demo_page(name, order),
        }

    def _draw_demo_page(self, title, order):
        """:return: base64 of a one-page PDF"""
        buffer = io.BytesIO()
        page = Canvas(buffer, pagesize=A4, invariant=1)
        page.setFont("Helvetica-Bold", 18)
        page.drawString(60, 770, title)
        page.setFont("Helvetica", 11)
        lines = [order.partner_id.name, "", *order.line_ids.mapped("display_name")]
        for number, line in enumerate(lines):
            page.drawString(60, 740 - 18 * number, line)
        page.drawString(60, 60, "Document de démonstration")
        page.save()
        return base64.b64encode(buffer.getvalue())

    def _prepare_demo_access(self, document):
        order = document.order_id
        return {
            "order_id": order.id,
            "document_id": document.id,
            "kind": document.kind,
            "name": document.name,
            "user_id": order.user_id.id,
            "channel": "api" if order.source == "api" else "portal",
            "opened_at": order.delivered_on + timedelta(days=1, hours=2),
        }
