from urllib.parse import urlencode

from werkzeug.exceptions import HTTPException, MethodNotAllowed, abort
from werkzeug.utils import redirect

from odoo import models
from odoo.http import request


class IrHttp(models.AbstractModel):
    """Who loses every turn of a race reads a sentence; who reloads a form's address sees its page."""

    _inherit = "ir.http"

    @classmethod
    def _match(cls, path_info):
        try:
            return super()._match(path_info)
        except MethodNotAllowed:
            if page := cls._suite_find_page():
                abort(redirect(page, code=303))
            raise

    @classmethod
    def _handle_error(cls, exception):
        return super()._handle_error(request.env["suite.concurrency"]._explain(exception))

    @classmethod
    def _suite_find_page(cls):
        """The page above an address that only takes forms: reload, bookmark, new login.

        :return: its path with the access token that was there; False for calls of programs
        """
        asked = request.httprequest
        if asked.method != "GET" or "text/html" not in asked.headers.get("Accept", ""):
            return False
        router = request.env["ir.http"].routing_map().bind_to_environ(asked.environ)
        path = asked.path.rstrip("/")
        while path := path.rpartition("/")[0]:
            try:
                rule, _arguments = router.match(path, method="GET", return_rule=True)
            except HTTPException:
                continue
            if rule.endpoint.routing["type"] == "http":
                token = asked.args.get("access_token")
                return f"{path}?{urlencode({'access_token': token})}" if token else path
        return False
