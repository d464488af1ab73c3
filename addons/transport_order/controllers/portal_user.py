from odoo import http
from odoo.exceptions import AccessError, UserError
from odoo.http import request

from .portal import TransportPortal, check_client, flash, not_found


class TransportPortalUser(TransportPortal):
    """A group user gives, limits and switches off the accesses of his sites."""

    def _check_group_user(self):
        check_client()
        if not request.env.user._transport_is_group_user():
            raise not_found()

    def _read_limit(self, text):
        try:
            return float("".join((text or "0").split()).replace(",", "."))
        except ValueError:
            raise UserError(request.env._("The limit is not an amount. Enter a number.")) from None

    @http.route("/my/transport/users", type="http", auth="user", website=True)
    def transport_users(self, **form):
        """The users of the group."""
        self._check_group_user()
        return self._render_users({})

    def _render_users(self, form, error=""):
        user = request.env.user
        return self._render_transport(
            "portal_users",
            {
                "page_name": "transport_users",
                "users": user._transport_get_managed(),
                "me": user,
                "form": form,
                "error": error,
                "sites": user._transport_get_sites(),
                "roles": user._fields["transport_role"]._description_selection(request.env),
                "group_group": request.env.ref("transport_order.group_transport_group_user"),
            },
        )

    @http.route("/my/transport/users/new", type="http", auth="user", website=True)
    def transport_user_new(self, **form):
        """Give somebody access; he gets a mail."""
        self._check_group_user()
        if request.httprequest.method != "POST":
            return request.redirect("/my/transport/users")
        site = form.get("site", "")
        if not site.isdigit():
            raise not_found()
        try:
            with request.env.cr.savepoint():
                user = request.env.user._transport_create_managed(
                    {
                        "name": form.get("name"),
                        "email": form.get("email"),
                        "partner": request.env["res.partner"].browse(int(site)),
                        "role": form.get("role"),
                        "limit": self._read_limit(form.get("limit")),
                    }
                )
        except AccessError:
            raise not_found() from None
        except UserError as error:
            return self._render_users(form, str(error))
        flash(request.env._("%s gets a mail that says how to log in.", user.name), "success")
        return request.redirect("/my/transport/users")

    @http.route(
        "/my/transport/users/<int:user_id>/<string:step>",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    def transport_user_change(self, user_id, step, **form):
        """Limit a user, switch him off or on."""
        self._check_group_user()
        me = request.env.user
        try:
            with request.env.cr.savepoint():
                if step == "update":
                    limit = self._read_limit(form.get("limit"))
                    me._transport_update_managed(user_id, form.get("role"), limit)
                elif step in ("off", "on"):
                    me._transport_switch(user_id, step == "on")
                else:
                    raise not_found()
            flash(request.env._("Saved."), "success")
        except AccessError:
            raise not_found() from None
        except UserError as error:
            flash(error)
        return request.redirect("/my/transport/users")
