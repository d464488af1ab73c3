from odoo import api, fields, models
from odoo.exceptions import UserError


class SaleOrder(models.Model):
    """A booking and the contacts and papers of its customer."""

    _inherit = "sale.order"

    rental_papers = fields.Char(
        "Documents of the customer",
        compute="_compute_rental_papers",
        help="What holds no longer at the return, is refused or still to check.",
    )

    @api.depends("partner_id", "rental_end")
    @api.depends_context("lang")
    def _compute_rental_papers(self):
        rentals = self.filtered("is_rental")
        (self - rentals).rental_papers = False
        papers = rentals.partner_id._rental_get_papers(rentals.company_id)
        for order in rentals:
            own = order._rental_filter_papers(papers)
            order.rental_papers = ", ".join(order._rental_get_paper_warnings(own))

    def _rental_filter_papers(self, papers):
        """Those of its customer or of his company, handed in to the booking's company."""
        owners = self.partner_id | self.partner_id.commercial_partner_id
        return papers.filtered(
            lambda paper: paper.partner_id in owners and paper.company_id == self.company_id
        )

    def _rental_get_paper_warnings(self, papers):
        """Of each kind the best paper speaks; nothing where one of them is in order."""
        until = self.rental_end and self.rental_end.date()
        found = []
        for own in papers.grouped("kind").values():
            warnings = [paper._get_warning(until) for paper in own]
            if all(warnings):
                found.append(warnings[0])
        return found

    def _rental_read_by(self, user):
        """The booking as the machine, and who reads it: what he may do depends on it.

        Whoever only holds the link acts for the contact it was sent to.
        """
        known = not user._is_public() and self.with_user(user).has_access("read")
        return self.with_context(
            rental_by_link=not known, rental_reader_id=user.partner_id.id if known else False
        )

    def _rental_get_reader(self):
        """The contact who reads the page: who is logged in, or whom the link was sent to."""
        reader_id = self.env.context.get("rental_reader_id")
        return self.env["res.partner"].browse(reader_id) if reader_id else self.partner_id

    def _rental_check_binds(self):
        """A contact binds his company up to his limit, whichever page or payment confirms."""
        user = self.env.user
        if not user._is_internal() and not self._rental_get_reader()._rental_may_confirm(self):
            raise UserError(
                self.env._(
                    "%s is above your limit: a colleague of your company has to confirm it.",
                    self.name,
                )
            )

    def _rental_ask_colleague(self):
        """Above the limit of a contact: those of his company who may confirm are written to."""
        reader = self._rental_get_reader()
        approvers = reader._rental_get_approvers(self)
        inside = self._rental_inside()
        if not approvers:
            self._rental_ask_desk(
                inside.env._("A contact confirms above his limit"),
                inside.env._("%s has no colleague who may confirm.", reader.name),
            )
            return
        outside = self._rental_outside().with_user(self.env.ref("base.user_root"))
        outside.message_post(
            body=outside.env._(
                "%(contact)s asks you to confirm %(booking)s: it is above the own limit.",
                contact=reader.name,
                booking=self.name,
            ),
            partner_ids=approvers.ids,
            subtype_xmlid="mail.mt_comment",
        )
