import re

from werkzeug.exceptions import HTTPException

from odoo import SUPERUSER_ID, models
from odoo.http import request

from odoo.addons.transport_order.core.time_zone import DEFAULT_TZ

from ..core.api_problem import ApiProblem


class ApiRefused(HTTPException):
    """A problem found before the route runs; `ir.http` lets only such exceptions through."""

    def __init__(self, problem):
        super().__init__(problem.detail)
        self.problem = problem
        self.code = problem.status


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    @classmethod
    def _auth_method_transport_api(cls):
        """Log in with the API key of the header, for this request only."""
        header = request.httprequest.headers.get("Authorization", "")
        found = re.match(r"^bearer\s+([!-~]{16,100})$", header, re.IGNORECASE)
        # The key itself says who the user is: nobody is logged in before.
        keys = request.env(user=SUPERUSER_ID)["transport.api.key"]
        key = keys._authenticate(found.group(1)) if found else keys
        if not key:
            raise ApiRefused(
                ApiProblem(
                    "unauthorized",
                    "Send a valid key as Authorization: Bearer …",
                    headers={"WWW-Authenticate": 'Bearer realm="transport"'},
                )
            )
        if wait := key._take():
            raise ApiRefused(
                ApiProblem(
                    "too-many-requests",
                    f"Try again in {wait} s.",
                    headers={"Retry-After": str(wait)},
                )
            )
        key.env["transport.api.sql"]._touch_api_key(key.id)
        request.transport_api_key = key
        request.update_env(user=key.user_id.id)
        request.update_context(lang=key.user_id.lang, tz=key.user_id.tz or DEFAULT_TZ)
        request.session.can_save = False  # stateless
