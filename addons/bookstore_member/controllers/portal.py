from odoo import http
from odoo.http import request

from odoo.addons.portal.controllers.portal import CustomerPortal, pager

STEP = 20


class MemberPortal(CustomerPortal):
    """A member's own wallet; nobody else's, whatever the address says."""

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "bookstore_member_count" in counters:
            values["bookstore_member_count"] = len(self._get_own_members())
        return values

    def _get_own_members(self):
        # sudo: portal users have no rights on members; the search takes their own only
        members = request.env["bookstore.member"].sudo()
        return members.search([("partner_id", "=", request.env.user.partner_id.id)])

    @http.route(
        ["/my/membership", "/my/membership/page/<int:page>"],
        type="http",
        auth="user",
        website=True,
        readonly=True,
    )
    def portal_my_membership(self, page=1, **_kwargs):
        """Balance, movements and statements of whoever asks."""
        members = self._get_own_members()
        if not members:
            return request.redirect("/my")
        # sudo: same reason; the lines of these members' cards
        ledger = request.env["loyalty.history"].sudo()
        domain = [("card_id", "in", members.card_id.ids)]
        pages = pager("/my/membership", total=ledger.search_count(domain), page=page, step=STEP)
        lines = ledger.search(
            domain, order="bookstore_date desc, id desc", limit=STEP, offset=pages["offset"]
        )
        values = {
            "page_name": "bookstore_membership",
            "members": members,
            "lines": lines,
            "pager": pages,
        }
        return request.render("bookstore_member.portal_my_membership", values)

    @http.route("/my/membership/statement/<int:number>", type="http", auth="user", readonly=True)
    def portal_my_statement(self, number, **_kwargs):
        """One of one's own statements as a PDF."""
        own = self._get_own_members().statement_ids
        statement = own.filtered(lambda one: one.id == number)
        if not statement:
            return request.redirect("/my/membership")
        return self._show_report(
            statement, "pdf", "bookstore_member.action_report_statement", download=True
        )
