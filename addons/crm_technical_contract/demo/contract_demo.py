from odoo import api, fields, models

from ..core.terms import add_months

CONTRACTS = (
    # title, customer, consumer, months ago, first, renewed, notice, amount, every, indexed, state
    ("Maintenance des portails", "Syndic Bellevue", False, 22, 12, 12, 2, 1850, "year", True, "active"),
    ("Astreinte 24 h/24", "Hôtel du Port", False, 5, 12, 12, 3, 290, "month", True, "active"),
    ("Entretien motorisation", "Mme Lefèvre", True, 9, 12, 12, 1, 156, "year", False, "active"),
    ("Télésurveillance", "Garage Martin", False, 11, 12, 12, 1, 45, "month", False, "notice"),
    ("Contrôle annuel des barrières", "Camping des Pins", False, 11, 12, 0, 0, 980, "year", False, "active"),
    ("Location de badges", "Collège Jean-Moulin", False, 0, 24, 12, 2, 60, "quarter", False, "draft"),
)  # fmt: skip


class TechContractDemo(models.AbstractModel):
    """Six contracts, each in another moment of its life."""

    _name = "tech.contract.demo"
    _description = "Demonstration Contracts"

    @api.model
    def _demo_contracts(self):
        demo = self.with_context(
            tracking_disable=True,
            lang="fr_FR" if self.env["res.lang"]._get_data(code="fr_FR") else None,
        )
        self.env["suite.demo"]._demo_load_words("crm_technical_contract")
        today = fields.Date.context_today(self)
        index = demo._demo_index(today)
        some = {facts[0]: demo._demo_contract(facts, today, index) for facts in CONTRACTS}
        demo._demo_pause(some["Télésurveillance"], today)
        demo._demo_amendments(some["Astreinte 24 h/24"], today)
        demo.env["tech.contract"]._cron_contracts()

    def _demo_index(self, today):
        first = today.replace(day=1)
        return self.env["tech.index"].create(
            {
                "name": "Indice de démonstration",
                "source": "valeurs inventées",
                "value_ids": [
                    fields.Command.create(
                        {"date": add_months(first, -age), "value": 300 + (30 - age) * 0.7}
                    )
                    for age in range(30, 1, -1)
                ],
            }
        )

    def _demo_contract(self, facts, today, index):
        title, name, consumer, age, first, renewed, notice, amount, every, indexed, state = facts
        partner = self.env["suite.demo"]._demo_partners([name])
        start = add_months(today.replace(day=1), -age)
        contract = self.env["tech.contract"].create(
            {
                "title": title,
                "partner_id": partner.id,
                "user_id": self.env.ref("base.user_admin").id,
                "is_consumer": consumer,
                "date_start": start,
                "first_months": first,
                "renewal": "tacit" if renewed else "none",
                "renewal_months": renewed,
                "notice_months": notice,
                "amount": amount,
                "recurrence": every,
                "index_id": index.id if indexed else False,
                "limit_rise": indexed,
                "max_rise": 5 if indexed else 0,
                "terms_text": "<p>Déplacement et main-d'œuvre compris, pièces en sus.</p>",
                "obligation_ids": [
                    fields.Command.create(
                        {
                            "name": "Visite de contrôle",
                            "due_date": add_months(today, -1 if age > 20 else 1),
                            "every_months": 6,
                        }
                    ),
                    fields.Command.create(
                        {
                            "name": "Attestation d'assurance",
                            "who": "customer",
                            "due_date": add_months(today, 2),
                            "every_months": 12,
                        }
                    ),
                ],
            }
        )
        if state != "draft":
            contract.action_start()
        if state == "notice":
            contract.write({"notice_date": add_months(today, -2), "notice_by": "customer"})
            contract.action_give_notice()
        return contract

    def _demo_pause(self, contract, today):
        self.env["tech.contract.pause"].create(
            {
                "contract_id": contract.id,
                "date_start": add_months(today.replace(day=1), -1),
                "date_end": add_months(today.replace(day=15), -1),
                "reason": "Travaux dans l'atelier",
            }
        )

    def _demo_amendments(self, contract, today):
        """One that is in force and one that is being talked about."""
        product = self.env["product.product"].create(
            {"name": "Astreinte week-end", "type": "service"}
        )
        changes = (
            (
                -2,
                "Le week-end est couvert aussi",
                {
                    "amount": 340,
                    "line_ids": [
                        fields.Command.create(
                            {"product_id": product.id, "note": "du samedi 8 h au lundi 8 h"}
                        )
                    ],
                },
            ),
            (1, "Préavis plus court", {"notice_months": 2}),
        )
        for months, reason, values in changes:
            amendment = self.env["tech.contract.amendment"].create({"contract_id": contract.id})
            day = add_months(today.replace(day=1), months)
            amendment.write({"date_from": day, "reason": reason, **values})
            if months < 0:
                amendment.action_agree()
