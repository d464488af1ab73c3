from odoo import http

from odoo.addons.transport_order.controllers.portal import not_found
from odoo.addons.web.controllers.report import ReportController


class TransportFrenchReportController(ReportController):
    """Clients have pages of their own for these documents."""

    @http.route()
    def report_routes(self, reportname, docids=None, converter=None, **data):
        if http.request.env.user.share and reportname.startswith("transport_l10n_fr."):
            raise not_found()
        return super().report_routes(reportname, docids, converter, **data)
