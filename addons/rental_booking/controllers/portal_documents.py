from odoo import http
from odoo.exceptions import UserError
from odoo.http import content_disposition, request

from ..core.portal import read_moment
from .portal import RentalPortal

PAPERS = "/my/rental-documents"


class RentalDocuments(RentalPortal):
    """A customer's papers: handed in by login or by the link of a booking; read by login only."""

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "rental_paper_count" in counters:
            values["rental_paper_count"] = len(self._get_own_papers())
        return values

    def _get_own_papers(self):
        partner = request.env.user.partner_id
        companies = request.env["res.company"].sudo().search([])  # sudo: the own papers, anywhere
        papers = partner._rental_get_papers(companies)
        # a paper of a person is his own; those of the company are everybody's there
        return papers.filtered(
            lambda paper: paper.partner_id == partner or paper.partner_id.is_company
        )

    @http.route(PAPERS, type="http", auth="user", website=True)
    def portal_rental_papers(self, **kw):
        return self._render_papers(told=bool(kw.get("told")))

    def _render_papers(self, told=False, problem=""):
        papers = request.env["rental.document"]
        values = {
            **self._prepare_portal_layout_values(),
            "page_name": "rental_papers",
            "papers": self._get_own_papers(),
            "kinds": papers._fields["kind"]._description_selection(request.env),
            "told": told,
            "problem": problem,
        }
        return request.render("rental_booking.portal_rental_papers", values)

    @http.route(f"{PAPERS}/add", type="http", auth="user", website=True, methods=["POST"])
    def portal_rental_paper_add(self, **values):
        user = request.env.user
        problem = self._take_paper(user.partner_id, request.env.company, values)
        if problem:
            return self._render_papers(problem=problem)
        return request.redirect(f"{PAPERS}?told=1")

    @http.route(
        "/my/rentals/<int:order_id>/papers",
        type="http",
        auth="public",
        website=True,
        methods=["POST"],
    )
    def portal_rental_paper_of_booking(self, order_id, access_token=None, **values):
        """A guest hands in for the contact of his booking; he reads none of the files."""
        return self._answer(order_id, access_token, lambda booking: self._hand_in(booking, values))

    def _hand_in(self, booking, values):
        by_link = bool(booking.env.context.get("rental_by_link"))
        problem = self._take_paper(booking.partner_id, booking.company_id, values, by_link)
        if problem:
            raise UserError(problem)
        return "papers"

    def _take_paper(self, partner, company, values, by_link=False):
        """:return: "" once it is kept, else why not"""
        upload = values.get("upload")
        if not hasattr(upload, "read"):
            return request.env._("Choose a file.")
        try:
            until = values.get("expires_on")
            until = read_moment(until).date() if until else False
        except ValueError:
            return request.env._("This date was not understood. Enter it again.")
        # sudo: a customer hands in, he has no rights on the papers of the house
        papers = request.env["rental.document"].sudo()
        try:
            with request.env.cr.savepoint():
                papers._take_upload(partner, company, values.get("kind"), upload, until, by_link)
        except UserError as error:
            return str(error)
        return ""

    def _get_own_paper(self, paper_id):
        paper = self._get_own_papers().filtered(lambda paper: paper.id == paper_id)
        if not paper:
            raise request.not_found()
        return paper

    @http.route(f"{PAPERS}/<int:paper_id>", type="http", auth="user")
    def portal_rental_paper(self, paper_id, **_kw):
        content, kind, name = self._get_own_paper(paper_id)._get_download()
        return request.make_response(
            content,
            headers=[
                ("Content-Type", kind),
                ("Content-Disposition", content_disposition(name)),
                ("X-Content-Type-Options", "nosniff"),
                ("Cache-Control", "private, no-store"),
            ],
        )

    @http.route(
        f"{PAPERS}/<int:paper_id>/remove", type="http", auth="user", website=True, methods=["POST"]
    )
    def portal_rental_paper_remove(self, paper_id, **_kw):
        """Taken back by who handed it in; what the house has accepted stays its proof."""
        paper = self._get_own_paper(paper_id)
        if paper.partner_id != request.env.user.partner_id or paper.state == "accepted":
            return self._render_papers(
                problem=request.env._("This document is in use. Ask us to take it out.")
            )
        paper.unlink()
        return request.redirect(PAPERS)
