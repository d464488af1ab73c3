from datetime import timedelta

from odoo import Command, api, fields, models

PRODUCTS = (
    # key, family of the catalogue, name where there is none, price, cost, tracking, stock
    ("motor", "arm_motor", "Motoréducteur battant 24 V", 389.0, 210.0, "serial", 8),
    ("remote", "remote", "Télécommande 4 canaux 433 MHz", 32.0, 14.0, "none", 200),
    ("cell", "photocell", "Paire de cellules photoélectriques", 58.0, 26.0, "none", 120),
    ("board", "controller", "Armoire de commande 24 V", 145.0, 70.0, "none", 40),
)  # fmt: skip
CUSTOMERS = ("Syndic Bellevue", "Hôtel du Port", "Camping des Pins", "Garage Martin", "Mme Lefèvre")
SALES = (
    # key, customer, product, quantity, days ago
    ("bellevue", 0, "motor", 4, 200),
    ("port", 1, "remote", 60, 150),
    ("pins", 2, "cell", 40, 120),
    ("martin", 3, "board", 12, 90),
    ("lefevre", 4, "motor", 1, 400),
    ("port_cells", 1, "cell", 20, 30),
)  # fmt: skip
CASES = (
    # title, kind, channel, customer, days ago, sale, quantity, reason, fault, decision, end
    ("Le portail reste ouvert", "claim", "phone", 0, 2, "bellevue", 1, "dead", "Ne démarre plus", "replace", "progress"),
    ("Télécommandes commandées en trop", "return", "order", 1, 6, "port", 6, "wrong_order", "", "refund", "progress"),
    ("Moteur bruyant à la fermeture", "repair", "serial", 4, 5, "lefevre", 1, "wear", "Bruit de pignon", "repair", "progress"),
    ("Cellules cassées à la livraison", "claim", "portal", 1, 12, "port_cells", 2, "damaged", "Carton écrasé", "replace", "done"),
    ("Programmer une télécommande de plus", "support", "mail", 3, 0, "", 0, "", "", "", "new"),
    ("Armoire muette après un orage", "claim", "phone", 3, 20, "martin", 1, "fails", "Traces de foudre", "reject", "done"),
    ("Quelle cellule pour 12 m ?", "support", "mail", 2, 3, "", 0, "", "", "", "waiting"),
    ("Deux armoires livrées au lieu d'une", "return", "invoice", 3, 15, "martin", 1, "wrong_sent", "", "credit", "done"),
    ("Télécommandes sans portée", "claim", "portal", 1, 60, "port", 3, "fails", "Moins de 5 m", "refund", "done"),
    ("Télécommandes muettes", "claim", "mail", 1, 95, "port", 2, "dead", "", "replace", "done"),
    ("Cellules désalignées par le gel", "claim", "phone", 2, 40, "pins", 3, "fails", "", "replace", "done"),
    ("Vis de fixation absentes", "claim", "portal", 2, 100, "pins", 1, "part", "", "replace", "done"),
    ("Le moteur force puis s'arrête", "claim", "phone", 0, 1, "bellevue", 1, "fails", "Coupe au bout de 3 s", "", "late"),
)  # fmt: skip


class TechAftersalesDemo(models.AbstractModel):
    """Cases of a seller of gate motors, each in another moment of its life."""

    _name = "tech.aftersales.demo"
    _description = "Demonstration Cases"

    @api.model
    def _demo_cases(self):
        demo = self.with_context(
            tracking_disable=True,
            mail_notrack=True,
            no_reset_password=True,
            lang="fr_FR" if self.env["res.lang"]._get_data(code="fr_FR") else self.env.lang,
        )
        self.env["suite.demo"]._demo_load_words("crm_technical_aftersales")
        users = demo._demo_people()
        products = demo._demo_products()
        customers = demo.env["suite.demo"]._demo_partners(CUSTOMERS)
        sales = {sale[0]: demo._demo_sale(sale, customers, products) for sale in SALES}
        for number, facts in enumerate(CASES):
            demo._demo_case(facts, customers, sales, users[number % 2])
        self.env["tech.case"]._cron_clock()

    def _demo_people(self):
        company = self.env.company
        group = "crm_technical_aftersales.group_aftersales_"
        users = self.env["res.users"].create(
            [
                {
                    "name": name,
                    "login": login,
                    "password": login,
                    "email": f"{login}@example.com",
                    "lang": self.env.lang,
                    "company_id": company.id,
                    "company_ids": [Command.set(company.ids)],
                    "group_ids": [
                        Command.set((self.env.ref("base.group_user") | self.env.ref(role)).ids)
                    ],
                }
                for name, login, role in (
                    ("Julie Moreau", "julie", f"{group}manager"),
                    ("Karim Benali", "karim", f"{group}user"),
                )
            ]
        )
        team = self.env.ref("crm_technical_aftersales.tech_case_team_main")
        team.write({"company_id": company.id})
        self.env["tech.technician"].create(
            [{"user_id": user.id, "team_id": team.id, "most": 12} for user in users]
        )
        self.env["tech.sla"].create(
            [
                {"name": "Urgent", "priority": "1", "answer_hours": 1, "solve_hours": 8},
                {"name": "Support", "kind": "support", "answer_hours": 4, "solve_hours": 16},
                {"name": "Standard", "answer_hours": 4, "solve_hours": 40},
            ]
        )
        return users

    def _demo_products(self):
        place = self._demo_warehouse()
        products = {}
        for key, family, name, price, cost, tracking, stock in PRODUCTS:
            product = self._demo_find_product(family) or self.env["product.product"].create(
                {
                    "name": name,
                    "list_price": price,
                    "standard_price": cost,
                    "invoice_policy": "delivery",
                }
            )
            product.write({"is_storable": True, "tracking": tracking})
            products[key] = product
            lots = [self.env["stock.lot"]]
            if tracking == "serial":
                lots = self.env["stock.lot"].create(
                    [
                        {"name": f"MR24-{2400 + number}", "product_id": product.id}
                        for number in range(stock)
                    ]
                )
            for lot in lots:
                self.env["stock.quant"]._update_available_quantity(
                    product, place.lot_stock_id, stock if not lot else 1, lot_id=lot or None
                )
        self.env["ir.model.data"]._update_xmlids(
            [
                {
                    "xml_id": f"crm_technical_aftersales.demo_product_{key}",
                    "record": product,
                    "noupdate": True,
                }
                for key, product in products.items()
            ]
        )
        return products

    def _demo_find_product(self, code):
        """Return a product of the seller's catalogue that nobody moved yet, where there is one."""
        family = self.env.ref(f"crm_technical_spec.demo_family_{code}", raise_if_not_found=False)
        products = self.env["product.product"]
        return family and products.search(
            [
                ("tech_family_id", "=", family.id),
                ("stock_quant_ids", "=", False),
                ("stock_move_ids", "=", False),
            ],
            order="default_code",
            limit=1,
        )

    def _demo_warehouse(self):
        company = self.env.company
        return self.env["stock.warehouse"].search([("company_id", "=", company.id)], limit=1)

    def _demo_sale(self, sale, customers, products):
        _key, customer, product, quantity, age = sale
        day = fields.Datetime.now() - timedelta(days=age)
        order = self.env["sale.order"].create(
            {
                "partner_id": customers[customer].id,
                "warehouse_id": self._demo_warehouse().id,
                "order_line": [
                    Command.create(
                        {"product_id": products[product].id, "product_uom_qty": quantity}
                    )
                ],
            }
        )
        order.action_confirm()
        order.date_order = day
        self._demo_do(order.picking_ids)
        order.picking_ids.move_ids.date = day
        order.picking_ids.move_line_ids.date = day
        if self.env["account.journal"].search_count(
            [("type", "=", "sale"), ("company_id", "=", self.env.company.id)]
        ):
            invoice = order._create_invoices()
            invoice.invoice_date = day.date()
            invoice.action_post()
        return order

    def _demo_do(self, pickings):
        for picking in pickings.filtered(lambda one: one.state not in ("done", "cancel")):
            picking.action_assign()
            for move in picking.move_ids.filtered(lambda one: not one.quantity):
                move.quantity = move.product_uom_qty
            picking.move_ids.picked = True
            picking._action_done()

    def _demo_case(self, facts, customers, sales, user):
        title, kind, channel, customer, age, sale, *_rest = facts
        quantity, reason, fault, decision, end = facts[6:]
        order = sales.get(sale, self.env["sale.order"])
        opened = fields.Datetime.now() - timedelta(days=age, hours=3)
        case = self.env["tech.case"].create(
            {
                "title": title,
                "kind": kind,
                "channel": channel,
                "priority": "1" if end == "late" else "0",
                "partner_id": customers[customer].id,
                "team_id": self.env.ref("crm_technical_aftersales.tech_case_team_main").id,
                "user_id": False if end == "new" else user.id,
                "order_id": order.id,
                "description": f"<p>{title}.</p>",
                "opened_on": opened - timedelta(days=2 if end == "late" else 0),
            }
        )
        if order:
            line = self._demo_line(case, order, quantity, reason, fault, decision)
            if decision and (order.invoice_ids or decision not in ("refund", "credit")):
                line.action_decide()
                self._demo_follow(line, end)
        if end == "waiting":
            case.action_wait()
        elif case.state == "new" and end != "new":
            case.action_take()
        if end in ("progress", "done"):
            case.answered_on = opened + timedelta(hours=1)
        if end == "done" and not case.undecided_count:
            case.transport_cost, case.labour_hours = 9.5, 0.75
            case.action_solve()
            # solved in its time, not on the day of the demonstration
            case.write(
                {"solved_on": opened + timedelta(hours=30), "spent_hours": 5 + 0.5 * quantity}
            )

    def _demo_line(self, case, order, quantity, reason, fault, decision):
        lot = order.picking_ids.move_line_ids.lot_id
        used = self.env["tech.case.line"].search([("lot_id", "in", lot.ids)]).lot_id
        return self.env["tech.case.line"].create(
            {
                "case_id": case.id,
                "sale_line_id": order.order_line.id,
                "lot_id": (lot - used)[:1].id,
                "quantity": quantity,
                "reason_id": self.env.ref(f"crm_technical_aftersales.reason_{reason}").id,
                "fault": fault,
                "decision": decision,
                "reject_reason": "Surtension : hors garantie" if decision == "reject" else False,
                "fee": 12 if decision == "credit" else 0,
            }
        )

    def _demo_follow(self, line, end):
        """What is over has its goods moved and its credit note posted."""
        if line.decision == "repair" or end == "done":
            self._demo_do(line.move_ids.picking_id)
        if line.repair_ids:
            line.repair_ids.action_validate()
            line.repair_ids.action_repair_start()
        if end == "done":
            line.credit_line_ids.move_id.action_post()
