from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..core import rules


class ShopCommissionRule(models.Model):
    """Whose orders these are: one agent and his commission, for a shop, a territory, a seller or a
    kind of customer."""

    _name = "shop.commission.rule"
    _description = "Commission Rule"
    _inherit = ["mail.thread", "suite.guard.mixin"]
    _order = "specificity desc, sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, tracking=True)
    active = fields.Boolean(default=True, tracking=True)
    sequence = fields.Integer(
        default=10, help="Of two rules that are equally narrow the smaller number is tried first."
    )
    specificity = fields.Integer(
        compute="_compute_specificity",
        store=True,
        help="Rules are tried from the narrowest to the widest; the first that holds wins.",
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    agent_id = fields.Many2one(
        "res.partner",
        required=True,
        index=True,
        ondelete="restrict",
        tracking=True,
        domain="[('agent', '=', True)]",
        check_company=True,
    )
    commission_id = fields.Many2one(
        "commission",
        required=True,
        index=True,
        ondelete="restrict",
        tracking=True,
        compute="_compute_commission_id",
        store=True,
        readonly=False,
        precompute=True,
        domain="[('settlement_type', 'in', (False, 'shop'))]",
        help="Orders keep the rate that it has when they are entered.",
    )
    channel_ids = fields.Many2many(
        "shop.channel", string="Shops", check_company=True, help="Empty: orders of every shop."
    )
    by_hand = fields.Boolean(
        string="Orders of no shop too",
        tracking=True,
        help="Also orders that somebody entered in Odoo, where no shop is named.",
    )
    country_id = fields.Many2one("res.country", tracking=True, help="Where the goods go.")
    territory = fields.Char(
        tracking=True,
        help="Départements or beginnings of postcodes, with commas: 33, 2A, 75011.",
    )
    user_ids = fields.Many2many(
        "res.users", string="Salespersons", domain="[('share', '=', False)]"
    )
    customers = fields.Selection(
        [("all", "All"), ("professional", "Professionals"), ("private", "Private persons")],
        default="all",
        required=True,
        tracking=True,
        help="A professional is a company, or a person with a VAT number.",
    )

    @api.depends("channel_ids", "country_id", "territory", "user_ids", "customers")
    def _compute_specificity(self):
        for rule in self:
            try:
                rule.specificity = rules.get_specificity(rule._as_rule())
            except ValueError:  # being typed; _check_territory tells it
                rule.specificity = 0

    @api.depends("agent_id")
    def _compute_commission_id(self):
        for rule in self:
            rule.commission_id = rule.agent_id.commission_id or rule.commission_id

    @api.constrains("territory")
    def _check_territory(self):
        for rule in self:
            try:
                rules.parse_territory(rule.territory or "")
            except ValueError as error:
                raise ValidationError(
                    self.env._(
                        "%(rule)s: “%(part)s” is neither a département nor the beginning of a"
                        " postcode. Write for example: 33, 2A, 75011.",
                        rule=rule.name,
                        part=str(error),
                    )
                ) from error

    @api.constrains("agent_id")
    def _check_agent(self):
        for rule in self:
            if not rule.agent_id.agent:
                raise ValidationError(
                    self.env._(
                        "%s is no agent yet: tick Agent on the contact first.",
                        rule.agent_id.display_name,
                    )
                )

    def action_look(self):
        """Try the rules on an order, without changing anything."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "shop_sync_commission.shop_commission_look_action"
        )
        return {**action, "context": {}}

    # -- which rule -----------------------------------------------------------------------------------

    @api.model
    def _choose(self, orders):
        """:return: ``{order: the rule that holds}``, without those for which none does"""
        found = self.search([("company_id", "in", orders.company_id.ids)])
        if not found:
            return {}
        chosen = {}
        for company, own in found.grouped("company_id").items():
            plain = [rule._as_rule() for rule in own]
            for order in orders.filtered(
                lambda order, company=company: order.company_id == company
            ):
                if rule := rules.choose(plain, order._shop_as_case()):
                    chosen[order] = self.browse(rule.id)
        return chosen

    @api.model
    def _examine(self, order):
        """:return: ``[(rule, conditions that do not hold)]`` in the order in which they are tried"""
        found = self.search([("company_id", "=", order.company_id.id)])
        case = order._shop_as_case()
        return [
            (self.browse(rule.id), rules.find_obstacles(rule, case))
            for rule in rules.sort_rules(rule._as_rule() for rule in found)
        ]

    def _as_rule(self):
        return rules.Rule(
            id=self._origin.id or 0,
            shops=frozenset(self.channel_ids.ids),
            by_hand=self.by_hand,
            country=self.country_id.code or "",
            prefixes=rules.parse_territory(self.territory or ""),
            sellers=frozenset(self.user_ids.ids),
            customers=self.customers or rules.ALL,
            sequence=self.sequence,
        )
