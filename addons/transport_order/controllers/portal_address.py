from odoo import http
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.http import request

from ..models.transport_address import EDITABLE
from .portal import TransportPortal, check_client, find, flash, not_found, read_page

FORM_FIELDS = tuple(name for name in EDITABLE if name != "external_ref")


class TransportPortalAddress(TransportPortal):
    @http.route(
        ["/my/transport/addresses", "/my/transport/addresses/page/<int:page>"],
        type="http",
        auth="user",
        website=True,
        readonly=True,
    )
    def transport_addresses(self, page=1, search="", site="", **kwargs):
        """The address book of the user's company and sites."""
        check_client()
        Address = request.env["transport.address"]
        domain = Address._search_words(search[:200])
        if site.isdigit():
            domain &= Domain("partner_id", "=", int(site))
        args = {"search": search, "site": site}
        url_args = {name: value for name, value in args.items() if value}
        pages, offset = read_page(
            page, Address.search_count(domain), "/my/transport/addresses", url_args
        )
        return self._render_transport(
            "portal_addresses",
            {
                "page_name": "transport_addresses",
                "addresses": Address.search(domain, limit=40, offset=offset),
                "pager": pages,
            }
            | self._get_site_values()
            | args,
        )

    @http.route(
        ["/my/transport/addresses/new", "/my/transport/addresses/<string:reference>"],
        type="http",
        auth="user",
        website=True,
        methods=["GET", "POST"],
    )
    def transport_address(self, reference=None, lot="", **form):
        """Add or correct an address."""
        check_client()
        address = find("transport.address", reference) if reference else None
        error = ""
        if request.httprequest.method == "POST":
            try:
                with request.env.cr.savepoint():
                    self._save_address(address, form)
                return request.redirect(self._get_next(lot))
            except AccessError:
                raise not_found() from None
            except UserError as refusal:
                error = str(refusal)
        return self._render_transport(
            "portal_address", self._get_address_values(address, form, error, lot)
        )

    def _get_next(self, lot):
        if lot:
            return f"{find('transport.order', lot).access_url}/places"
        return "/my/transport/addresses"

    def _save_address(self, address, form):
        values = {name: form.get(name, "").strip() for name in FORM_FIELDS if name in form}
        if "country_id" in values:
            country = values["country_id"]
            values["country_id"] = int(country) if country.isdigit() else False
        if address:
            address._portal_update(values)
            return
        user = request.env.user
        site = form.get("site", "")
        partner = user.commercial_partner_id
        if site.isdigit():
            partner = partner.browse(int(site))
        request.env["transport.address"]._portal_create(partner, values)

    def _get_address_values(self, address, form, error, lot):
        Address = request.env["transport.address"]
        shown = {
            name: form.get(name, (address[name] if address else "") or "") for name in FORM_FIELDS
        }
        if address and "country_id" not in form:
            shown["country_id"] = address.country_id.id
        return {
            "page_name": "transport_addresses",
            "address": address,
            "form": shown,
            "error": error,
            "lot": lot,
            "sites": request.env.user._transport_get_sites(),
            "countries": request.env["res.country"].sudo().search([]),  # sudo: public list
            "default_country": request.env.ref("base.fr").id,
            "roles": Address._fields["role"]._description_selection(request.env),
            "accesses": Address._fields["truck_access"]._description_selection(request.env),
        }

    @http.route(
        "/my/transport/addresses/<string:reference>/archive",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    def transport_address_archive(self, reference, **kwargs):
        """Take an address out of the book."""
        check_client()
        address = find("transport.address", reference)
        try:
            with request.env.cr.savepoint():
                address._portal_archive()
            flash(request.env._("%s was taken out of your address book.", address.name), "success")
        except AccessError:
            raise not_found() from None
        except UserError as error:
            flash(error)
        return request.redirect("/my/transport/addresses")
