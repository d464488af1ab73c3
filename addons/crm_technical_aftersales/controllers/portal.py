from odoo.exceptions import AccessError, MissingError, UserError
from odoo.fields import Domain
from odoo.http import request, route

from odoo.addons.portal.controllers.portal import CustomerPortal
from odoo.addons.portal.controllers.portal import pager as portal_pager
from odoo.addons.suite_base.controllers.files import read_files, send_file

from ..models.tech_case_portal import LARGEST_BYTES, MOST_FILES


class AfterSalesPortal(CustomerPortal):
    """A customer's cases: he opens one, reads what was decided, answers."""

    def _get_case_domain(self):
        return request.env["tech.case"]._get_portal_domain(request.env.user.partner_id)

    @route(["/my/cases", "/my/cases/page/<int:page>"], type="http", auth="user", website=True)
    def portal_my_cases(self, page=1, **kwargs):
        cases = request.env["tech.case"].sudo()  # sudo: his own, by the domain
        domain = self._get_case_domain()
        pager = portal_pager(
            url="/my/cases",
            total=cases.search_count(domain),
            page=page,
            step=self._items_per_page,
        )
        values = self._prepare_portal_layout_values() | {
            "cases": cases.search(
                domain,
                order="opened_on desc, id desc",
                limit=self._items_per_page,
                offset=pager["offset"],
            ),
            "page_name": "case",
            "pager": pager,
            "default_url": "/my/cases",
        }
        return request.render("crm_technical_aftersales.portal_my_cases", values)

    def _get_case(self, case_id, access_token):
        """Return the case (sudo) that this visitor may see; None otherwise."""
        if not request.env.user._is_public():
            own = request.env["tech.case"].sudo()  # sudo: his own, by the domain
            found = own.search(self._get_case_domain() & Domain("id", "=", case_id))
            if found:
                return found
        try:
            case = self._document_check_access("tech.case", case_id, access_token)
        except (AccessError, MissingError):
            return None
        return case if case.state != "cancelled" else None

    @route("/my/cases/<int:case_id>", type="http", auth="public", website=True)
    def portal_my_case(self, case_id, access_token=None, report_type=None, download=None, **kwargs):
        case = self._get_case(case_id, access_token)
        if not case:
            return request.redirect("/my")
        if report_type == "pdf":
            return self._show_report(
                model=case,
                report_type="pdf",
                report_ref="crm_technical_aftersales.action_report_slip",
                download=download,
            )
        return self._render_case(case, access_token, **kwargs)

    def _render_case(self, case, access_token, **values):
        """The page of a case; ``problem`` and ``answer``: what was refused, to be sent again."""
        values = {
            "case": case,
            "page_name": "case",
            "token": access_token,
            "messages": case._get_shown_messages(),
            "may_answer": self._may_answer(case),
            **values,
        }
        return request.render(
            "crm_technical_aftersales.portal_my_case",
            self._get_page_view_values(case, access_token, values, "my_cases_history", False),
        )

    @route(
        "/my/cases/<int:case_id>/answer",
        type="http",
        auth="public",
        website=True,
        methods=["POST"],
    )
    def portal_answer_case(self, case_id, access_token=None, message="", **kwargs):
        case = self._get_case(case_id, access_token)
        if not case or not self._may_answer(case):
            return request.redirect("/my")
        public = request.env.user._is_public()
        author = case.partner_id if public else request.env.user.partner_id
        try:
            with request.env.cr.savepoint():
                case._hear_customer(author, message, self._read_files())
        except UserError as error:
            return self._render_case(case, access_token, problem=str(error), answer=message)
        return request.redirect(case.get_portal_url())

    def _may_answer(self, case):
        """Whoever of ours may read a case alone does not speak for us, nor stop its clock."""
        user = request.env.user
        if not user._is_internal() or user.partner_id == case.partner_id:
            return True
        return request.env["tech.case"].browse(case.id).has_access("write")

    @route("/my/cases/<int:case_id>/files/<int:file_id>", type="http", auth="public")
    def portal_case_file(self, case_id, file_id, access_token=None, **kwargs):
        case = self._get_case(case_id, access_token)
        found = case._get_shown_file(file_id) if case else None
        if not found:
            raise request.not_found()
        return send_file(*found, download=False)

    def _read_files(self):
        """What was uploaded: pairs (name, bytes), none longer than needed to refuse it."""
        return read_files("photo", MOST_FILES + 1, LARGEST_BYTES)

    # --- a new one --------------------------------------------------------------------------------

    @route("/my/cases/new", type="http", auth="user", website=True)
    def portal_new_case(self, **kwargs):
        return self._render_new_case(kwargs)

    def _render_new_case(self, form, problem=""):
        """The form, with what was typed when something of it was refused."""
        cases, partner = request.env["tech.case"], request.env.user.partner_id
        wanted = _read_id(form.get("order"))
        chosen = cases._get_portal_purchases(partner, Domain("order_id", "=", wanted)).order_id
        orders = (cases._get_portal_purchases(partner).order_id | chosen).sorted(
            "date_order", reverse=True
        )
        values = self._prepare_portal_layout_values() | {
            "orders": orders,
            "chosen": chosen,
            "lines": chosen._tech_get_reportable() if chosen else [],
            "form": form,
            "problem": problem,
            "page_name": "case",
            "is_new": True,
        }
        return request.render("crm_technical_aftersales.portal_new_case", values)

    @route("/my/cases/create", type="http", auth="user", website=True, methods=["POST"])
    def portal_create_case(self, **form):
        try:
            with request.env.cr.savepoint():
                case = request.env["tech.case"]._report(
                    request.env.user.partner_id,
                    {
                        "title": form.get("title", ""),
                        "message": form.get("message", ""),
                        "kind": form.get("kind", ""),
                        "order": _read_id(form.get("order")),
                    },
                    self._read_quantities(form),
                    self._read_files(),
                )
        except UserError as error:
            return self._render_new_case(form, problem=str(error))
        return request.redirect(case.get_portal_url())

    def _read_quantities(self, form):
        """``{order line id: quantity}`` of what was filled in."""
        quantities = {}
        for name, text in form.items():
            kind, _mark, number = name.partition("-")
            if kind == "quantity" and number.isdecimal() and text.strip(" 0"):
                quantities[int(number)] = self._read_quantity(text)
        return quantities

    def _read_quantity(self, text):
        try:
            return float(text.replace(",", "."))
        except ValueError:
            raise UserError(
                request.env._("“%s” is not a quantity. Write a number.", text[:20])
            ) from None


def _read_id(text):
    return int(text) if str(text or "").isdecimal() else 0
