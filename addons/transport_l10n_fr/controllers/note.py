import hmac

from odoo import http
from odoo.http import request

from odoo.addons.suite_base.controllers.files import send_file
from odoo.addons.transport_order.controllers.driver import TOKEN_LENGTH
from odoo.addons.transport_order.controllers.portal import not_found


class TransportNote(http.Controller):
    """What an officer on the road sees behind the code of a consignment note: no price, no login."""

    def _get_note(self, token):
        # sudo: whoever has the paper may read it online; the token cannot be guessed
        notes = request.env["transport.consignment.note"].sudo()
        note = (
            notes.search([("token", "=", token)], limit=1) if len(token) == TOKEN_LENGTH else None
        )
        if not note or not hmac.compare_digest(note.token, token):
            raise not_found()
        return note.with_context(lang=note.company_id.partner_id.lang or request.env.lang)

    @http.route("/transport/note/<string:token>", type="http", auth="public", website=True)
    def transport_note(self, token, **kwargs):
        """The note as it was made."""
        note = self._get_note(token)
        response = request.render("transport_l10n_fr.note_page", {"note": note, "token": token})
        response.headers["Cache-Control"] = "no-store"
        response.headers["Referrer-Policy"] = "no-referrer"
        return response

    @http.route("/transport/note/<string:token>/pdf", type="http", auth="public")
    def transport_note_pdf(self, token, **kwargs):
        """The same on paper."""
        note = self._get_note(token)
        # sudo: as above
        reports = request.env["ir.actions.report"].sudo()
        report = "transport_l10n_fr.action_report_consignment_note"
        content, _kind = reports._render_qweb_pdf(report, note.ids)
        return send_file(f"{note.name.replace('/', '-')}.pdf", "application/pdf", content)
