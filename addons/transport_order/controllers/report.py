from odoo import http
from odoo.http import request

from odoo.addons.web.controllers.report import ReportController

from .portal import not_found


class TransportReportController(ReportController):
    """Clients fetch our reports on their own pages, where each fetch is noted."""

    @http.route()
    def report_routes(self, reportname, docids=None, converter=None, **data):
        if request.env.user.share and reportname.startswith("transport_order."):
            raise not_found()
        return super().report_routes(reportname, docids, converter, **data)
