import random
from datetime import timedelta

from odoo import Command, api, fields, models

from . import story

SEED = 1515
PAST_QUOTES = 60
STOCKED = 600


class TechSalesDemo(models.AbstractModel):
    """Fills a demonstration database with customers, needs and quotes in every state."""

    _name = "tech.sales.demo"
    _description = "Demonstration Sales"

    @api.model
    def _demo_all(self):
        """Tell a year of a seller of gate automation; dates are relative to today."""
        demo = self.with_context(
            tracking_disable=True, mail_notrack=True, no_reset_password=True, lang=self._lang()
        )
        chooser = random.Random(SEED)
        users = demo._demo_users()
        customers = demo._demo_customers(users)
        demo._demo_company()
        demo._demo_stock(chooser)
        templates = demo._demo_templates(users)
        demo._demo_past(customers, users, templates, chooser)
        demo._demo_needs(customers, users, templates)
        demo._demo_calls(customers, users, chooser)
        demo._demo_drift()

    def _day(self, days):
        return fields.Datetime.now() + timedelta(days=days)

    def _lang(self):
        return "fr_FR" if self.env["res.lang"]._get_data(code="fr_FR") else self.env.lang or "en_US"

    def _family(self, code):
        return self.env.ref(f"crm_technical_spec.demo_family_{code}")

    def _demo_users(self):
        company = self.env.company
        vals = {"company_id": company.id, "company_ids": [Command.set(company.ids)]}
        everyone = self.env.ref("base.group_user")
        people = [
            ("Camille Laurent", "camille", "sales_team.group_sale_salesman_all_leads"),
            ("Thomas Petit", "thomas", "sales_team.group_sale_salesman"),
            ("Isabelle Faure", "isabelle", "sales_team.group_sale_manager"),
        ]
        return self.env["res.users"].create(
            [
                {
                    "name": name,
                    "login": login,
                    "password": login,
                    "email": f"{login}@example.com",
                    "lang": self._lang(),
                    "group_ids": [Command.set((everyone | self.env.ref(group)).ids)],
                    **vals,
                }
                for name, login, group in people
            ]
        )

    def _demo_company(self):
        self.env.company.write(
            {
                "tech_discount_limit": 15,
                "tech_margin_limit": 22,
                "tech_followup_plan_id": self.env.ref("crm_technical.followup_plan").id,
                "portal_confirmation_sign": True,
            }
        )

        self.env.ref("crm_technical.followup_plan").name = "Relance de devis"
        pricelist = self.env["product.pricelist"].create(
            {
                "name": "Installateurs",
                # As Odoo keeps them until price lists are switched on in the settings.
                "active": False,
                "item_ids": [
                    Command.create(
                        {"compute_price": "formula", "base": "list_price", "price_discount": 12}
                    )
                ],
            }
        )
        self.env["ir.model.data"]._update_xmlids(
            [
                {
                    "xml_id": "crm_technical.demo_pricelist_installers",
                    "record": pricelist,
                    "noupdate": True,
                }
            ]
        )

    def _demo_customers(self, users):
        customers = self.env["suite.demo"]._demo_partners(story.CUSTOMERS)
        for place in (0, 1):
            customers[place::2].user_id = users[place]
        self.env["ir.model.data"]._update_xmlids(
            [
                {"xml_id": f"crm_technical.demo_customer_{place}", "record": one, "noupdate": True}
                for place, one in enumerate(customers)
            ]
        )
        return customers

    def _demo_stock(self, chooser):
        """Put the first products of each family in stock, with a supplier delay for the others."""
        warehouse = self.env["stock.warehouse"].search(
            [("company_id", "=", self.env.company.id)], limit=1
        )
        products = self.env["product.template"].search([("tech_family_id", "!=", False)])
        products.write({"is_storable": True, "sale_delay": 2, "invoice_policy": "order"})
        supplier = self.env["suite.demo"]._demo_partners(["Automatismes du Rhône"])
        self.env["product.supplierinfo"].create(
            [
                {
                    "partner_id": supplier.id,
                    "product_tmpl_id": product.id,
                    "delay": chooser.choice([7, 10, 15, 21]),
                    "price": product.standard_price,
                }
                for product in products
            ]
        )
        stocked = self.env["product.product"].browse(
            chooser.sample(products.product_variant_id.ids, STOCKED)
        )
        self.env["stock.quant"].sudo().create(  # sudo: opening stock of the demonstration
            [
                {
                    "product_id": product.id,
                    "location_id": warehouse.lot_stock_id.id,
                    "quantity": chooser.randint(1, 40),
                }
                for product in stocked
                if product.tracking == "none"
            ]
        )

    def _demo_templates(self, users):
        """Return ``{family code: need template}``."""
        return {
            code: self.env["tech.requirement"].create(
                {
                    "name": name,
                    "is_template": True,
                    "user_id": users[2].id,
                    "family_id": self._family(code).id,
                    "line_ids": self._prepare_criteria(criteria, {}),
                }
            )
            for code, (name, criteria) in story.TEMPLATES.items()
        }

    def _prepare_criteria(self, criteria, changed):
        attributes = {
            attribute.code: attribute for attribute in self.env["tech.spec.attribute"].search([])
        }
        return [
            Command.create(
                {
                    "sequence": place,
                    "attribute_id": attributes[code].id,
                    "operator": operator,
                    "value_text": changed.get(code, text),
                    "necessity": necessity,
                    "weight": weight,
                }
            )
            for place, (code, operator, text, necessity, weight) in enumerate(criteria)
        ]

    # --- a year of answered quotes --------------------------------------------------------------

    def _demo_past(self, customers, users, templates, chooser):
        """Make answered quotes of the last twelve months, for the analyses."""
        codes = list(story.TEMPLATES)
        needs = {code: self._demo_need(code, {}, customers[0], users[0], None) for code in codes}
        for need in needs.values():
            need.name = f"Besoin type : {need.name}"
            need._match()
        for place in range(PAST_QUOTES):
            code = chooser.choice(codes)
            candidates = needs[code].candidate_ids
            candidate = chooser.choice(candidates[:8] if place % 3 else candidates)
            quote = self._demo_quote(
                needs[code], candidate.product_id, chooser.choice(customers), users[place % 2]
            )
            self._demo_send(quote)
            self._demo_answer(quote, candidate, chooser)
            date = self._day(-chooser.randint(20, 360))
            quote.write({"date_order": date, "validity_date": date.date() + timedelta(30)})
            quote.tech_sent_on = date
            quote.tech_answered_on = date + timedelta(hours=chooser.randint(5, 600))
            self._demo_past_delivery(quote, date.date() + timedelta(12))

    def _demo_past_delivery(self, quote, day):
        """Deliver an accepted quote of the past: its products are installed since."""
        if quote.state != "sale":
            return
        quants = self.env["stock.quant"]
        for move in quote.picking_ids.move_ids:
            quants._update_available_quantity(
                move.product_id, move.location_id, move.product_uom_qty
            )
        self._demo_deliver(quote)
        installed = self.env["tech.installed"].search(
            [("order_line_id", "in", quote.order_line.ids)]
        )
        installed.write({"installed_on": day, "warranty_until": day + timedelta(730)})

    def _demo_answer(self, quote, candidate, chooser):
        """A product that fits is bought more often than one that misses a criterion."""
        if chooser.random() < (0.68 if candidate.tier == "0" else 0.3):
            quote.action_confirm()
            return
        technical = candidate.tier != "0" and chooser.random() < 0.7
        name = "specification" if technical else chooser.choice(story.REASONS)
        missed = quote.tech_compliance_ids.filtered(lambda row: row.verdict in ("fail", "near"))
        decisive = missed[:1].attribute_id if name == "specification" else ()
        quote._tech_reject(self.env.ref(f"crm_technical.reject_reason_{name}"), "", decisive)

    def _demo_need(self, code, changed, customer, user, lead):
        name, criteria = story.TEMPLATES[code]
        return self.env["tech.requirement"].create(
            {
                "name": lead.name if lead else name,
                "lead_id": lead.id if lead else False,
                "partner_id": customer.id,
                "user_id": user.id,
                "family_id": self._family(code).id,
                "line_ids": self._prepare_criteria(criteria, changed),
            }
        )

    def _demo_quote(self, need, product, customer, user):
        if customer.name in story.INSTALLERS:
            pricelist = self.env.ref("crm_technical.demo_pricelist_installers")
            customer.property_product_pricelist = pricelist
        return self.env["sale.order"].create(
            {
                "partner_id": customer.id,
                "user_id": user.id,
                "opportunity_id": need.lead_id.id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": product.id,
                            "product_uom_qty": 2,
                            "tech_requirement_id": need.id,
                        }
                    )
                ],
            }
        )

    def _demo_send(self, quote):
        """Send a quote; one that goes beyond the limits was approved before."""
        if quote._tech_is_held_back():
            quote.tech_approval_key = quote._tech_get_price_fingerprint()
        quote.action_quotation_sent()

    # --- today's work -------------------------------------------------------------------------

    def _demo_needs(self, customers, users, templates):
        for place, (name, customer, code, changed, fate) in enumerate(story.NEEDS):
            user = users[place % 2]
            lead = self.env["crm.lead"].create(
                {
                    "name": name,
                    "type": "opportunity",
                    "partner_id": customers[customer].id,
                    "user_id": user.id,
                    "expected_revenue": 800 + 450 * place,
                    "date_deadline": self._day(10 + 3 * place).date(),
                }
            )
            need = self._demo_need(code, changed, customers[customer], user, lead)
            if fate != "new":
                need._match()
            getattr(self, f"_demo_fate_{fate}", lambda *_args: None)(
                need, customers[customer], user
            )

    def _demo_fate_draft(self, need, customer, user):
        return self._demo_quote(need, need.candidate_ids[0].product_id, customer, user)

    def _demo_fate_awaiting(self, need, customer, user):
        quote = self._demo_fate_draft(need, customer, user)
        quote.validity_date = self._day(2 + need.id % 20).date()
        self._demo_send(quote)
        for days in (3, 1):
            self._demo_view(quote, customer, days)
        return quote

    def _demo_view(self, quote, customer, days):
        seen = self._day(-days)
        self.env["tech.quote.view"].create(
            {
                "order_id": quote.id,
                "partner_id": (customer.child_ids[:1] or customer).id,
                "channel": "page",
                "day": seen.date(),
                "first_seen": seen,
                "last_seen": seen,
                "count": days,
            }
        )

    def _demo_fate_expired(self, need, customer, user):
        quote = self._demo_fate_awaiting(need, customer, user)
        quote.write({"date_order": self._day(-45), "validity_date": self._day(-5).date()})
        return quote

    def _demo_fate_rejected(self, need, customer, user):
        quote = self._demo_fate_awaiting(need, customer, user)
        quote._tech_reject(
            self.env.ref("crm_technical.reject_reason_price"), "Budget dépassé de 20 %"
        )

    def _demo_fate_revised(self, need, customer, user):
        quote = self._demo_fate_awaiting(need, customer, user)
        second = quote.browse(quote.action_tech_revise()["res_id"])
        second.order_line[0].write({"product_uom_qty": 3, "discount": 8})
        second.write(
            {"order_line": [Command.create({"product_id": need.candidate_ids[1].product_id.id})]}
        )
        second.validity_date = self._day(25).date()
        self._demo_send(second)
        self._demo_view(second, customer, 1)

    def _demo_fate_approval(self, need, customer, user):
        quote = self._demo_fate_draft(need, customer, user)
        quote.order_line.discount = 25
        quote.action_tech_request_approval()

    def _demo_fate_accepted(self, need, customer, user):
        quote = self._demo_fate_awaiting(need, customer, user)
        quote.action_confirm()
        self._demo_deliver(quote)
        if self.env["account.journal"].search_count([("type", "=", "sale")], limit=1):
            invoice = quote._create_invoices()
            invoice.invoice_date = self._day(-40).date()
            invoice.action_post()

    def _demo_deliver(self, quote):
        for picking in quote.picking_ids:
            for move in picking.move_ids:
                move.quantity = move.product_uom_qty
            picking.move_ids.picked = True
            picking._action_done()

    def _demo_drift(self):
        """A product changes after it was quoted: the quote says so and keeps the promise."""
        quote = self.env["sale.order"].search([("tech_quote_state", "=", "awaiting")], limit=1)
        values = quote.order_line.product_template_id.tech_value_ids
        values.filtered(lambda one: one.attribute_id.code == "demo_warranty").value_text = "7 ans"

    def _demo_calls(self, customers, users, chooser):
        self.env["tech.call"].create(
            [
                {
                    "name": subject,
                    "partner_id": customers[place % len(customers)].id,
                    "user_id": users[place % 2].id,
                    "date": self._day(-place * 2),
                    "duration": chooser.randint(2, 25),
                    "direction": chooser.choice(["out", "out", "in"]),
                    "outcome": outcome,
                    "summary": said,
                    "next_date": self._day(3).date() if outcome == "callback" else False,
                }
                for place, (subject, outcome, said) in enumerate(story.CALLS * 4)
            ]
        )
        for place, customer in enumerate(customers[:5]):
            self.env["calendar.event"].create(
                {
                    "name": f"Visite de site – {customer.name}",
                    "start": self._day(2 * place - 3).replace(hour=9, minute=0, second=0),
                    "stop": self._day(2 * place - 3).replace(hour=10, minute=30, second=0),
                    "user_id": users[place % 2].id,
                    "partner_ids": [Command.set((customer | users[place % 2].partner_id).ids)],
                }
            )
