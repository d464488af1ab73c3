from odoo import api, fields, models
from odoo.exceptions import ValidationError

DESK = "rental_booking.group_rental_booking_desk"


class ResPartner(models.Model):
    """A contact of a customer: what he sees of his company's bookings and may confirm alone."""

    _inherit = "res.partner"

    rental_own_only = fields.Boolean(
        "Sees own bookings only",
        groups=DESK,
        help="On the web site. Otherwise a contact sees all bookings of the company.",
    )
    rental_asks_only = fields.Boolean(
        "Only asks",
        groups=DESK,
        help="What this contact asks for is confirmed by a colleague of the company.",
    )
    rental_confirm_limit = fields.Monetary(
        "Confirms up to",
        groups=DESK,
        help="Total with tax of one booking; above it a colleague confirms. 0: any amount.",
    )
    rental_document_ids = fields.One2many(
        "rental.document", "partner_id", "Rental documents", groups=DESK
    )
    rental_document_count = fields.Integer(
        "Document count", compute="_compute_rental_document_count", groups=DESK
    )

    def _compute_rental_document_count(self):
        counts = dict(
            self.env["rental.document"]._read_group(
                [("partner_id", "in", self.ids)], ["partner_id"], ["__count"]
            )
        )
        for partner in self:
            partner.rental_document_count = counts.get(partner, 0)

    def write(self, vals):
        result = super().write(vals)
        if "rental_own_only" in vals:
            self.env.registry.clear_cache()  # record rules read it
        return result

    def action_view_rental_documents(self):
        self.ensure_one()
        return {
            **self.env["ir.actions.act_window"]._for_xml_id(
                "rental_booking.rental_document_action"
            ),
            "domain": [("partner_id", "=", self.id)],
            "context": {"default_partner_id": self.id},
        }

    @api.constrains("rental_confirm_limit")
    def _check_rental_confirm_limit(self):
        if any(contact.rental_confirm_limit < 0 for contact in self):
            raise ValidationError(self.env._("“Confirms up to” is an amount, or 0 for any amount."))

    def _rental_may_confirm(self, booking, total=None):
        """Whether this contact binds his company to the booking (of that total) by himself."""
        contact = self.sudo()  # sudo: limits are the desk's to read
        if contact.rental_asks_only:
            return False
        limit = contact.rental_confirm_limit
        amount = booking.currency_id._convert(
            booking.amount_total if total is None else total,
            booking.company_id.currency_id,
            booking.company_id,
        )
        return not limit or booking.company_id.currency_id.compare_amounts(amount, limit) <= 0

    def _rental_get_approvers(self, booking):
        """Colleagues of the same company who log in and may confirm the booking."""
        # sudo: a contact finds who of his own company may confirm
        family = self.sudo().search([("commercial_partner_id", "=", self.commercial_partner_id.id)])
        return (family - self).filtered(
            lambda contact: contact.user_ids and contact._rental_may_confirm(booking)
        )

    def _rental_get_papers(self, companies):
        """Documents that hold for these customers: their own and those of their companies."""
        partners = self | self.commercial_partner_id
        # sudo: a customer's own, or asked for by the desk that reads them anyway
        documents = self.env["rental.document"].sudo()
        return documents.search(
            [("partner_id", "in", partners.ids), ("company_id", "in", companies.ids)]
        )
