from odoo import http
from odoo.exceptions import AccessError
from odoo.http import request

from odoo.addons.suite_base.controllers.files import send_file

from .portal import TransportPortal, check_client, find, not_found


class TransportPortalDocument(TransportPortal):
    @http.route("/my/transport/documents/<string:reference>", type="http", auth="user")
    def transport_document(self, reference, **kwargs):
        """Fetch an invoice, a proof or another file of an order."""
        check_client()
        document = find("transport.document", reference)
        name, mimetype, content = document._get_content()
        self._note_access(document.order_id, document.kind, document.name, document)
        return send_file(name, mimetype, content)

    @http.route("/my/transport/orders/<string:reference>/pdf", type="http", auth="user")
    def transport_order_pdf(self, reference, **kwargs):
        """The order form."""
        check_client()
        order = find("transport.order", reference)
        if not order.estimate_hash:
            raise not_found()
        name = request.env._("Order form %s", order.name.replace("/", "-"))
        self._note_access(order, "order_form", name)
        return self._send_report("transport_order.action_report_transport_order", order, name)

    @http.route("/my/transport/inspections/<string:reference>/pdf", type="http", auth="user")
    def transport_inspection_pdf(self, reference, **kwargs):
        """The condition report of a car, with the signature: the proof of delivery."""
        check_client()
        inspection = find("transport.inspection", reference)
        mark = inspection.line_id.plate or inspection.reference
        name = request.env._("Condition report %s", mark)
        self._note_access(inspection.order_id, "report", name)
        return self._send_report(
            "transport_order.action_report_transport_inspection", inspection, name
        )

    def _note_access(self, order, kind, name, document=None):
        """The access log is about clients; the office has its files at hand."""
        if request.env.user.share:
            request.env["transport.document.access"]._note(order, kind, name, document)

    def _send_report(self, report, record, name):
        # sudo: the record was found under the user's own rights; reports read company data
        reports = request.env["ir.actions.report"].sudo()
        content, _kind = reports._render_qweb_pdf(report, record.ids)
        return send_file(f"{name}.pdf", "application/pdf", content)

    @http.route(
        "/my/transport/photos/<string:kind>/<int:record_id>/<int:attachment_id>",
        type="http",
        auth="user",
    )
    def transport_photo(self, kind, record_id, attachment_id, **kwargs):
        """A photo of an event or of a condition report the user may read."""
        check_client()
        model = {"event": "transport.event", "report": "transport.inspection"}.get(kind)
        if not model:
            raise not_found()
        try:
            record = request.env[model].search([("id", "=", record_id)])
        except AccessError:
            raise not_found() from None
        # sudo: the photo follows its record, found under the user's own rights
        photo = record.sudo().attachment_ids.filtered(lambda file: file.id == attachment_id)
        if not photo:
            raise not_found()
        self._note_access(record.order_id, "photo", photo.name)
        return send_file(photo.name, photo.mimetype, photo.raw or b"", download=False)
