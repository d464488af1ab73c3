from datetime import timedelta

from odoo import Command, api, fields, models

RECEIPTS = (
    # key, lines (product of the cases, pieces), days ago
    ("passing", (("remote", 2), ("cell", 1)), 9),
    ("known", (("board", 1),), 9),
)  # fmt: skip


class TechAftersalesDemo(models.AbstractModel):
    _inherit = "tech.aftersales.demo"

    @api.model
    def _demo_till(self):
        """A counter that sold without an order: one refund paid at the till, one board to look at."""
        company = self.env.company
        if not self.env["account.journal"].search_count(
            [("type", "=", "sale"), ("company_id", "=", company.id)]
        ):
            return  # without a chart of accounts there is no till
        lang = "fr_FR" if self.env["res.lang"]._get_data(code="fr_FR") else self.env.lang
        demo = self.with_context(tracking_disable=True, mail_notrack=True, lang=lang)
        demo.env["suite.demo"]._demo_load_words("crm_technical_aftersales_pos")
        session = demo._demo_open_till(company)
        receipts = {key: demo._demo_receipt(session, lines, days) for key, lines, days in RECEIPTS}
        demo._demo_refunded(receipts["passing"])
        demo._demo_undecided(receipts["known"])
        session.post_closing_cash_details(sum(session.get_session_orders().mapped("amount_paid")))
        session.close_session_from_ui()

    def _demo_open_till(self, company):
        cash = self.env["account.journal"].create(
            {"name": "Caisse du comptoir", "type": "cash", "code": "CCPT"}
        )
        method = self.env["pos.payment.method"].create(
            {"name": "Espèces (comptoir)", "journal_id": cash.id}
        )
        config = self.env["pos.config"].create(
            {
                "name": "Comptoir des pièces",
                "company_id": company.id,
                "picking_type_id": self._demo_warehouse().pos_type_id.id,
                "payment_method_ids": [Command.set(method.ids)],
            }
        )
        config = config.with_user(self._demo_cashier(company))
        config.open_ui()
        session = config.current_session_id
        session.set_opening_control(0, "")
        return session

    def _demo_cashier(self, company):
        groups = ("base.group_user", "point_of_sale.group_pos_user")
        return (
            self.env["res.users"]
            .with_context(no_reset_password=True)
            .create(
                {
                    "name": "Sofia Nunes",
                    "login": "sofia",
                    "password": "sofia",
                    "email": "sofia@example.com",
                    "lang": self.env.lang,
                    "company_id": company.id,
                    "company_ids": [Command.set(company.ids)],
                    "group_ids": [Command.set([self.env.ref(xmlid).id for xmlid in groups])],
                }
            )
        )

    def _demo_receipt(self, session, lines, days):
        day = fields.Datetime.now().replace(hour=10, minute=20) - timedelta(days=days)
        commands, total, net = [], 0.0, 0.0
        for code, pieces in lines:
            product = self.env.ref(f"crm_technical_aftersales.demo_product_{code}")
            taxes = product.taxes_id._filter_taxes_by_company(session.company_id)
            price = product.list_price
            amounts = taxes.compute_all(price, session.currency_id, pieces, product)
            total += amounts["total_included"]
            net += amounts["total_excluded"]
            commands.append(
                Command.create(
                    {
                        "product_id": product.id,
                        "full_product_name": product.display_name,
                        "price_unit": price,
                        "discount": 0,
                        "qty": pieces,
                        "tax_ids": [Command.set(taxes.ids)],
                        "price_subtotal": amounts["total_excluded"],
                        "price_subtotal_incl": amounts["total_included"],
                        "pack_lot_ids": [],
                    }
                )
            )
        number = self.env["pos.order"].search_count([]) + 1
        payment = {"amount": total, "payment_method_id": session.payment_method_ids[:1].id}
        result = session.env["pos.order"].sync_from_ui(
            [
                {
                    "amount_paid": total,
                    "amount_return": 0,
                    "amount_tax": total - net,
                    "amount_total": total,
                    "date_order": fields.Datetime.to_string(day),
                    "fiscal_position_id": False,
                    "lines": commands,
                    "name": f"Comptoir {number:05}",
                    "pos_reference": f"{day:%y%j}-001-{number:05}",
                    "partner_id": False,
                    "session_id": session.id,
                    "sequence_number": number,
                    "payment_ids": [Command.create(payment)],
                    "uuid": f"comptoir-{number:05}",
                    "user_id": session.env.uid,
                }
            ]
        )
        return self.env["pos.order"].browse(result["pos.order"][0]["id"])

    def _demo_open_case(self, receipt, title, customer, reason, fault):
        context = receipt.action_tech_open_case()["context"]
        case = (
            self.env["tech.case"]
            .with_context(**context)
            .create(
                {
                    "title": title,
                    "partner_id": self.env["suite.demo"]._demo_partners([customer]).id,
                    "team_id": self.env.ref("crm_technical_aftersales.tech_case_team_main").id,
                    "user_id": self.env["res.users"].search([("login", "=", "julie")], limit=1).id,
                    "description": f"<p>{title}.</p>",
                }
            )
        )
        case.line_ids[1:].unlink()
        case.line_ids.write(
            {
                "quantity": 1,
                "reason_id": self.env.ref(f"crm_technical_aftersales.reason_{reason}").id,
                "fault": fault,
            }
        )
        return case

    def _demo_refunded(self, receipt):
        case = self._demo_open_case(
            receipt, "Télécommande achetée au comptoir", "Mme Lefèvre", "dead", "Aucun voyant"
        )
        line = case.line_ids
        line.decision = "refund"
        line.action_decide()
        refund = case.till_refund_ids.with_user(receipt.user_id)
        refund.add_payment(
            {
                "pos_order_id": refund.id,
                "amount": refund.amount_total,
                "payment_method_id": refund.session_id.payment_method_ids[:1].id,
            }
        )
        refund._process_saved_order(False)
        self._demo_do(line.move_ids.picking_id)
        case.action_solve()

    def _demo_undecided(self, receipt):
        self._demo_open_case(
            receipt, "Armoire du comptoir sans réaction", "Garage Martin", "fails", "Ne répond plus"
        )
