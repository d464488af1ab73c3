from datetime import timedelta

from odoo import api, fields, models

from odoo.addons.crm_technical_contract.core.terms import add_months

CONTRACTS = (
    # title, customer, months ago, first term, renewed for, notice, amount, every
    ("Maintenance de 40 portes de parking", "Logis de l'Ouest", 20, 12, 12, 3, 640, "month"),
    ("Entretien des barrières du stade", "Mairie de Saint-Aubin", 14, 24, 12, 3, 2400, "year"),
    ("Portails poids lourds, deux visites", "Transports Girault", 10, 12, 12, 1, 1260, "quarter"),
    ("Entretien du portail du domaine", "Domaine de la Roseraie", 4, 12, 12, 2, 480, "half"),
    ("Assistance téléphonique des poseurs", "Portails Dubreuil", 7, 12, 12, 2, 95, "month"),
    ("Location d'un moteur de secours", "Serrurerie Bertin", 10, 12, 0, 0, 60, "month"),
)
ALERTS = {
    "julie": (
        ("case_promise", "Promesses sur le point d'être manquées"),
        ("case_waiting", "Dossiers qui nous attendent"),
    ),
    "isabelle": (
        ("contract_notice", "Préavis de contrats à venir"),
        ("contract_end", "Contrats qui se terminent sans décision"),
        ("new_requests", "Demandes sans devis"),
    ),
}
"""What people of the demonstration chose, by their login."""


class TechServiceFiguresDemo(models.AbstractModel):
    """More contracts of the seller of gate motors, a promise that was missed, people's alerts."""

    _name = "tech.service.figures.demo"
    _description = "Demonstration Figures of Contracts and Cases"

    @api.model
    def _demo_service(self):
        demo = self.with_context(
            tracking_disable=True,
            lang="fr_FR" if self.env["res.lang"]._get_data(code="fr_FR") else self.env.lang,
        )
        self.env["suite.demo"]._demo_load_words("crm_technical_spreadsheet_service")
        for facts in CONTRACTS:
            demo._demo_contract(*facts)
        demo.env["tech.contract"]._cron_contracts()
        demo._demo_missed()
        demo._demo_alerts()

    def _demo_contract(self, title, name, age, first, renewed, notice, amount, every):
        partner = self.env["suite.demo"]._demo_partners([name])
        contract = self.env["tech.contract"].create(
            {
                "title": title,
                "partner_id": partner.id,
                "user_id": (partner.user_id or self.env.ref("base.user_admin")).id,
                "is_consumer": False,
                "date_start": add_months(fields.Date.context_today(self).replace(day=1), -age),
                "first_months": first,
                "renewal": "tacit" if renewed else "none",
                "renewal_months": renewed,
                "notice_months": notice,
                "amount": amount,
                "recurrence": every,
                "terms_text": "<p>Déplacement et main-d'œuvre compris, pièces en sus.</p>",
            }
        )
        contract.action_start()

    def _demo_missed(self):
        """The oldest case waited for a part longer than was promised."""
        case = self.env["tech.case"].search(
            [("sla_kept", "=", "yes"), ("company_id", "=", self.env.company.id)],
            order="opened_on",
            limit=1,
        )
        case.write({"spent_hours": 46.5, "solved_on": case.opened_on + timedelta(days=9)})

    def _demo_alerts(self):
        rules = self.env["tech.alert.rule"]
        people = self.env["res.users"].search([("login", "in", list(ALERTS))])
        for person in people | self.env.ref("base.user_admin"):
            chosen = ALERTS.get(person.login) or sum(ALERTS.values(), ())
            rules |= rules.create(
                [
                    {
                        "user_id": person.id,
                        "company_id": self.env.company.id,
                        "kind": kind,
                        "name": name,
                    }
                    for kind, name in chosen
                ]
            )
        rules.action_check()
