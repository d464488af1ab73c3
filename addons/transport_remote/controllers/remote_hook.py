import time

from odoo.http import Controller, Response, request, route

from odoo.addons.transport_api.core.api_signature import verify


class TransportRemoteHook(Controller):
    """A message of the remote ERP: it only starts reading the progress, its content is not used."""

    @route(
        "/transport/remote/hook/<int:company_id>",
        type="http",
        auth="public",
        methods=["POST"],
        csrf=False,
        save_session=False,
        max_content_length=1024 * 1024,
    )
    def hook(self, company_id):
        # sudo: the signature is the right; nothing of the company is given out
        company = request.env["res.company"].sudo().search([("id", "=", company_id)])
        secret = company.transport_remote_secret
        body = request.httprequest.get_data()
        signature = request.httprequest.headers.get("X-Signature", "")
        if not secret or not verify(secret, body, signature, int(time.time())):
            return Response(status=404)
        company.env["transport.order"]._trigger_remote()
        return Response(status=204)
