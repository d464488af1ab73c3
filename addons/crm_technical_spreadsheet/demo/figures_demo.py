import random

from odoo import api, fields, models

SEED = 1789
REMARKS = ("Posé en une matinée.", "Notice peu claire.", "Silencieux, client ravi.", "", "")


class TechFiguresDemo(models.AbstractModel):
    """Returns and ratings of what the demonstration seller delivered, and alerts of its people."""

    _name = "tech.figures.demo"
    _description = "Demonstration Figures"

    @api.model
    def _demo_figures(self):
        demo = self.with_context(
            tracking_disable=True,
            lang="fr_FR" if self.env["res.lang"]._get_data(code="fr_FR") else None,
        )
        self.env["suite.demo"]._demo_load_words("crm_technical_spreadsheet")
        chooser = random.Random(SEED)
        sold = demo.env["sale.order"].search(
            [("state", "=", "sale"), ("tech_sent_on", "!=", False)], order="id"
        )
        demo._demo_sectors(sold.partner_id.commercial_partner_id, chooser)
        for order in sold:
            if chooser.random() < 0.25:
                demo._demo_return(order)
            demo._demo_ratings(order, chooser)
        demo._demo_alerts()

    def _demo_sectors(self, partners, chooser):
        names = ("Copropriétés", "Industrie", "Installateurs", "Collectivités")
        sectors = self.env["res.partner.industry"].create([{"name": name} for name in names])
        for partner in partners.filtered(lambda one: not one.industry_id):
            partner.industry_id = chooser.choice(sectors)

    def _demo_return(self, order):
        """One piece of a delivery comes back."""
        picking = order.picking_ids.filtered(lambda one: one.state == "done")[:1]
        if not picking:
            return
        wizard = self.env["stock.return.picking"].create({"picking_id": picking.id})
        wizard.product_return_moves[:1].quantity = 1
        back = wizard._create_return()
        for move in back.move_ids:
            move.quantity = move.product_uom_qty
        back.move_ids.picked = True
        back._action_done()

    def _demo_ratings(self, order, chooser):
        products = order.order_line.product_template_id
        when = min(fields.Datetime.add(order.date_order, days=30), fields.Datetime.now())
        for product in products[:2]:
            rating = self.env["rating.rating"].create(
                {
                    "res_model_id": self.env["ir.model"]._get_id("product.template"),
                    "res_id": product.id,
                    "partner_id": order.partner_id.id,
                    "rating": chooser.choice((3, 4, 4, 5, 5, 5, 2)),
                    "feedback": chooser.choice(REMARKS),
                    "consumed": True,
                }
            )
            rating.flush_recordset()
            rating.rated_on = when

    def _demo_alerts(self):
        people = self.env["res.users"].search([("login", "in", ("camille", "isabelle"))])
        rules = self.env["tech.alert.rule"]
        for person in people | self.env.ref("base.user_admin"):
            if not person.has_group("sales_team.group_sale_salesman"):
                continue
            own = {"user_id": person.id, "company_id": self.env.company.id}
            rules |= rules.create(
                [
                    {**own, "kind": "late_quotes", "days": 10, "name": "Devis sans réponse"},
                    {
                        **own,
                        "kind": "target",
                        "target_amount": 60000,
                        "name": "Ventes du mois en retard sur l'objectif",
                    },
                ]
            )
        rules.action_check()
