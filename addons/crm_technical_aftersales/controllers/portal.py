from odoo.exceptions import AccessError, MissingError
from odoo.fields import Command, Domain
from odoo.http import request, route
from odoo.tools import plaintext2html

from odoo.addons.portal.controllers.portal import CustomerPortal
from odoo.addons.portal.controllers.portal import pager as portal_pager

KINDS = ("support", "claim", "repair", "return")
LONGEST = 5000


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
        comments = request.env.ref("mail.mt_comment")
        values = {
            "case": case,
            "page_name": "case",
            "token": access_token,
            "messages": case.message_ids.filtered(
                lambda message: message.subtype_id == comments and not message.is_internal
            ),
        }
        return request.render(
            "crm_technical_aftersales.portal_my_case",
            self._get_page_view_values(
                case, access_token, values, "my_cases_history", False, **kwargs
            ),
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
        if not case:
            return request.redirect("/my")
        if text := message.strip()[:LONGEST]:
            public = request.env.user._is_public()
            author = case.partner_id if public else request.env.user.partner_id
            case.message_post(
                body=plaintext2html(text),
                author_id=author.id,
                email_from=case.email_from if public and not author else None,
                message_type="comment",
                subtype_xmlid="mail.mt_comment",
            )
        return request.redirect(case.get_portal_url())

    # --- a new one --------------------------------------------------------------------------------

    def _get_bought_lines(self):
        """Order lines of this customer that he may name."""
        lines = request.env["sale.order.line"].sudo()  # sudo: his own orders, by the domain
        customer = request.env.user.partner_id.commercial_partner_id
        return lines.search(
            [
                ("order_id.partner_id", "child_of", customer.ids),
                ("state", "=", "sale"),
                ("display_type", "=", False),
                ("is_downpayment", "=", False),
                ("qty_delivered", ">", 0),
            ],
            order="id desc",
            limit=200,
        )

    @route("/my/cases/new", type="http", auth="user", website=True)
    def portal_new_case(self, order_line=None, **kwargs):
        values = self._prepare_portal_layout_values() | {
            "bought": self._get_bought_lines(),
            "chosen": int(order_line) if str(order_line or "").isdigit() else 0,
            "page_name": "case",
        }
        return request.render("crm_technical_aftersales.portal_new_case", values)

    @route("/my/cases/create", type="http", auth="user", website=True, methods=["POST"])
    def portal_create_case(self, title="", message="", kind="support", order_line="", **kwargs):
        if not title.strip() or not message.strip():
            return request.redirect("/my/cases/new")
        chosen = self._get_bought_lines().filtered(lambda line: str(line.id) == order_line)
        # sudo: a customer has no rights on the model; everything here is checked or his own
        cases = request.env["tech.case"].sudo()
        company = chosen.company_id or request.env.company
        team = request.env["tech.case.team"].sudo()  # sudo: only to find whose mailbox it is
        case = cases.with_company(company).create(
            {
                "title": title.strip()[:200],
                "description": plaintext2html(message.strip()[:LONGEST]),
                "kind": kind if kind in KINDS else "support",
                "channel": "portal",
                "partner_id": request.env.user.partner_id.id,
                "company_id": company.id,
                "team_id": team.search([("company_id", "=", company.id)], limit=1).id,
                "order_id": chosen.order_id.id,
                "line_ids": [Command.create({"sale_line_id": line.id}) for line in chosen],
            }
        )
        case._greet()
        return request.redirect(case.get_portal_url())
