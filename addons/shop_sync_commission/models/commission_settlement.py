from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..core.paid import Earned
from ..core.periods import DAY, get_period, walk_periods

SHOP = "shop"
# What may become of a settlement of the shops: a cancelled one stays, its amounts are open again.
TRANSITIONS = {
    "settled": {"cancel", "invoiced"},
    "invoiced": {"settled", "except_invoice"},
    "except_invoice": {"settled", "invoiced"},
    "cancel": set(),
}
FOLLOWS = frozenset(
    {
        "agent_id",
        "company_id",
        "currency_id",
        "date_from",
        "date_to",
        "line_ids",
        "settlement_type",
        "total",
    }
)


class CommissionSettlement(models.Model):
    """What an agent gets for a period: the difference between what he has earned by its last day and
    what was settled before. So each payment counts once, whenever and however often it is reckoned,
    and what customers got back is taken back; a settlement itself never changes."""

    _inherit = "commission.settlement"

    settlement_type = fields.Selection(
        selection_add=[("shop", "Shops: paid orders")], ondelete={"shop": "set default"}
    )
    shop_channel_ids = fields.Many2many(
        "shop.channel", string="Shops", compute="_compute_shop_figures", compute_sudo=True
    )
    shop_base = fields.Monetary(
        string="Paid without tax", compute="_compute_shop_figures", compute_sudo=True
    )
    shop_clawback = fields.Monetary(
        string="Taken back", compute="_compute_shop_figures", compute_sudo=True
    )
    shop_sent_on = fields.Date(string="Sent on", readonly=True, copy=False)

    _shop_period_unique = models.UniqueIndex(
        "(agent_id, company_id, currency_id, date_from)"
        " WHERE settlement_type = 'shop' AND state != 'cancel'",
        "An agent is settled once for a period.",
    )

    @api.depends("line_ids.shop_channel_id", "line_ids.shop_base", "line_ids.settled_amount")
    def _compute_shop_figures(self):
        for settlement in self:
            lines = settlement.line_ids
            back = lines.filtered(lambda line: line.shop_kind == "back")
            settlement.shop_channel_ids = lines.shop_channel_id
            settlement.shop_base = sum(lines.mapped("shop_base"))
            settlement.shop_clawback = sum(back.mapped("settled_amount"))

    @api.depends("agent_id", "date_from", "date_to")
    def _compute_display_name(self):
        for settlement in self:
            settlement.display_name = settlement.name or " · ".join(
                filter(None, [settlement.agent_id.name, settlement._shop_spell_period()])
            )

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su and any(vals.get("settlement_type") == SHOP for vals in vals_list):
            self._shop_refuse_typing()
        settlements = super().create(vals_list)
        # also where a context says so
        if not self.env.su and SHOP in settlements.mapped("settlement_type"):
            self._shop_refuse_typing()
        return settlements

    def write(self, vals):
        ours = self.filtered(lambda settlement: settlement.settlement_type == SHOP)
        if ours and not self.env.su and not FOLLOWS.isdisjoint(vals):
            self._shop_refuse_typing()
        if "settlement_type" in vals and vals["settlement_type"] == SHOP and not self.env.su:
            self._shop_refuse_typing()
        if "state" in vals:
            ours._shop_check_transition(vals["state"])
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_shop(self):
        for settlement in self:
            if settlement.settlement_type == SHOP and settlement.state != "cancel":
                raise UserError(
                    self.env._(
                        "%s: a settlement is cancelled, not deleted. Its amounts are open again then.",
                        settlement.display_name,
                    )
                )

    def _shop_refuse_typing(self):
        raise AccessError(
            self.env._(
                "Settlements of the shops follow from what customers paid: they are made with"
                " “Settle”, and cancelled where they are wrong."
            )
        )

    def _shop_check_transition(self, state):
        for settlement in self:
            if state not in TRANSITIONS[settlement.state] | {settlement.state}:
                raise UserError(
                    self.env._(
                        "%s: what was cancelled stays so; settle the period again.",
                        settlement.display_name,
                    )
                )
            posted = settlement._shop_get_bills().filtered(lambda bill: bill.state == "posted")
            if posted and state in ("settled", "cancel"):
                settlement._shop_refuse_bill(posted)

    def _shop_get_bills(self):
        """What bills these settlements and was not cancelled."""
        # sudo: who settles need not read vendor bills
        bills = self.sudo().invoice_line_ids.move_id
        return bills.filtered(lambda bill: bill.state != "cancel")

    def _shop_refuse_bill(self, bills):
        raise UserError(
            self.env._(
                "%(settlement)s has a vendor bill already (%(bill)s): there is one for each"
                " settlement. Cancel or delete that one first.",
                settlement=self.display_name,
                bill=", ".join(bills.mapped("display_name")),
            )
        )

    # -- actions --------------------------------------------------------------------------------------

    def make_invoices(self, journal, product, date=False, grouped=False):
        """One bill for a settlement: the second one who asks reads what the first one made."""
        self.check_access("write")
        ours = self.filtered(lambda settlement: settlement.settlement_type == SHOP)
        self.env["suite.concurrency"]._take(ours)
        for settlement in ours:
            if bills := settlement._shop_get_bills():
                settlement._shop_refuse_bill(bills)
            if settlement.state != "settled":
                raise UserError(
                    self.env._(
                        "%s cannot be billed: only what is settled is. Put it back to settled, or"
                        " settle the period again.",
                        settlement.display_name,
                    )
                )
        return super().make_invoices(journal, product, date=date, grouped=grouped)

    def action_invoice(self):
        return {**super().action_invoice(), "name": self.env._("Vendor Bill")}

    def action_shop_send(self):
        """Mail the statement to the agent; one reads it first."""
        self.ensure_one()
        self.check_access("write")
        template = self.env.ref(
            "shop_sync_commission.mail_template_settlement", raise_if_not_found=False
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Send the Statement"),
            "res_model": "mail.compose.message",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_model": self._name,
                "default_res_ids": self.ids,
                "default_template_id": template.id if template else False,
                "default_partner_ids": self.agent_id.ids,
                "default_composition_mode": "comment",
                "default_email_layout_xmlid": "mail.mail_notification_light",
                "force_email": True,
                "shop_statement_sent": True,
            },
        }

    def message_post(self, **kwargs):
        if self.env.context.get("shop_statement_sent"):
            self.check_access("write")
            # sudo: the day is written by the act of sending
            self.sudo().shop_sent_on = fields.Date.context_today(self)
        return super().message_post(**kwargs)

    # -- settling -------------------------------------------------------------------------------------

    @api.model
    def _shop_settle(self, agents, until):
        """Settle the periods of agents that have ended by a day; what is settled stays.

        :return: the new settlements
        """
        self.check_access("create")
        # sudo: who may settle need not read what was sold; what is written follows from payments
        self = self.sudo()
        # two who settle the same agent: the second one reads what the first one left
        self.env["suite.concurrency"]._take(agents.sudo().sorted("id"))
        until = min(until, fields.Date.context_today(self) - DAY)
        lines = self.env["account.invoice.line.agent"].search(
            [
                ("agent_id", "in", agents.ids),
                ("shop_is_ours", "=", True),
                ("shop_open", "!=", 0),
                ("company_id", "in", self.env.companies.ids),
            ],
            order="id",
        )
        made = self.browse()
        for (agent, company, currency), own in lines.grouped(
            lambda line: (line.agent_id, line.company_id, line.currency_id)
        ).items():
            made |= self.with_company(company)._shop_settle_agent(
                agent, company, currency, own, until
            )
        return made

    @api.model
    def _shop_settle_agent(self, agent, company, currency, lines, until):
        last = self._shop_get_last_day(agent, company, currency)
        receipts = lines._shop_read_receipts()
        start = last + DAY if last else lines._shop_get_first_day(receipts)
        kind = agent.settlement or "monthly"
        if not last:
            start = get_period(kind, start)[0]
        settled, made = lines._shop_get_siblings()._shop_get_settled(), self.browse()
        for first, end in walk_periods(kind, start, until):
            values = lines._shop_prepare_lines(end, settled, receipts)
            if not values:
                continue
            made |= self.create(
                {
                    "agent_id": agent.id,
                    "company_id": company.id,
                    "currency_id": currency.id,
                    "settlement_type": SHOP,
                    "date_from": first,
                    "date_to": end,
                    "line_ids": [fields.Command.create(vals) for vals in values],
                }
            )
            for vals in values:
                line = lines.browse(vals["invoice_agent_line_id"])
                settled[line] = Earned(
                    settled[line].base + vals["shop_base"],
                    settled[line].commission + vals["settled_amount"],
                )
        return made

    @api.model
    def _shop_get_last_day(self, agent, company, currency):
        last = self.search(
            [
                ("settlement_type", "=", SHOP),
                ("state", "!=", "cancel"),
                ("agent_id", "=", agent.id),
                ("company_id", "=", company.id),
                ("currency_id", "=", currency.id),
            ],
            order="date_to desc",
            limit=1,
        )
        return last.date_to

    def _prepare_invoice(self, journal, product, date=False):
        """The line of the bill is read inside: in the company's language."""
        vals = super()._prepare_invoice(journal, product, date)
        for settlement, command in zip(self, vals["invoice_line_ids"], strict=True):
            if settlement.settlement_type == SHOP:
                command[2]["name"] = settlement._shop_describe(product)
        return vals

    def _shop_describe(self, product):
        lang = self.company_id.partner_id.lang or self.env.lang
        told = self.with_context(lang=lang)
        return told.env._(
            "%(product)s: %(period)s",
            product=product.with_context(lang=lang).display_name,
            period=told._shop_spell_period(),
        )
