from datetime import timedelta

from odoo import fields, models
from odoo.fields import Command

PAPERS = [  # kind, file name, days until it ends, state
    ("identity", "carte-identite.png", 900, "accepted"),
    ("insurance", "attestation-rc-pro.png", 20, "accepted"),
    ("insurance", "attestation-assurance.png", -15, "accepted"),
    ("registration", "extrait-kbis.png", 60, "new"),
    ("insurance", "attestation-floue.png", 200, "refused"),
]


class RentalDemo(models.AbstractModel):
    """Contacts with limits, and the papers of customers."""

    _inherit = "rental.demo"

    def _demo_customers(self):
        customers = super()._demo_customers()
        self._demo_contacts(customers[1])
        self._demo_papers(customers)
        return customers

    def _demo_contacts(self, company):
        """Two people of one studio: the second confirms up to 500, and sees his own only."""
        users = self.env["res.users"].with_context(no_reset_password=True)
        for login, name, limit in (
            ("cliente", "Salomé Vasseur", 0.0),
            ("client", "Ilyès Caradec", 500.0),
        ):
            contact = self.env["res.partner"].create(
                {
                    "name": name,
                    "parent_id": company.id,
                    "email": f"{login}@example.com",
                    "lang": self._demo_lang(),
                    "rental_confirm_limit": limit,
                    "rental_own_only": bool(limit),
                }
            )
            if users.search([("login", "=", login)]):
                continue
            users.create(
                {
                    "partner_id": contact.id,
                    "login": login,
                    "password": login,
                    "group_ids": [Command.set(self.env.ref("base.group_portal").ids)],
                }
            )

    def _demo_papers(self, customers):
        today = fields.Date.context_today(self)
        for partner, (kind, name, days, state) in zip(customers[1:6], PAPERS, strict=True):
            paper = self.env["rental.document"].create(
                {
                    "partner_id": partner.id,
                    "company_id": self.env.company.id,
                    "kind": kind,
                    "file_name": name,
                    "content": self._demo_picture("photo", None),
                    "expires_on": today + timedelta(days=days),
                }
            )
            if state == "accepted":
                paper.action_accept()
            elif state == "refused":
                paper.refusal = "Illisible : envoyez une photo nette."
                paper.action_refuse()
