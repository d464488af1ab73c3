from odoo import http
from odoo.http import request

from odoo.addons.suite_base.controllers.files import send_file
from odoo.addons.transport_order.controllers.portal import (
    TransportPortal,
    check_client,
    flash,
    not_found,
    throttle,
)


class TransportPortalStatement(TransportPortal):
    @http.route("/my/emissions/<int:year>/<string:kind>", type="http", auth="user", website=True)
    def transport_emissions(self, year, kind, **kwargs):
        """The greenhouse gases of a year, of the user's own company and its sites."""
        check_client()
        if kind not in ("pdf", "csv") or not 2000 <= year <= 2100:
            raise not_found()
        throttle("lot")
        partner = request.env.user.commercial_partner_id
        # sudo: clients create nothing; the statement is about their own company alone
        statement = (
            request.env["transport.ghg.statement"]
            .sudo()
            .create({"partner_id": partner.id, "year": year})
        )
        if not statement._get_orders():
            flash(request.env._("Nothing was delivered in %s.", year))
            return request.redirect("/my/transport/orders?show=past")
        name = f"CO2e {year}"
        if kind == "csv":
            return send_file(f"{name}.csv", "text/csv; charset=utf-8", statement._make_csv())
        reports = request.env["ir.actions.report"].sudo()  # sudo: as above
        report = "transport_l10n_fr.action_report_ghg_statement"
        content, _kind = reports._render_qweb_pdf(report, statement.ids)
        return send_file(f"{name}.pdf", "application/pdf", content)
