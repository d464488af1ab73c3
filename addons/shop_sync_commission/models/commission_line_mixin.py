from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

PROMISED = frozenset({"agent_id", "commission_id", "object_id"})


class CommissionLineMixin(models.AbstractModel):
    """Agents of a line. On what the shops sold they follow from the rules: who sells does not type
    his own commission, and what was settled stays."""

    _name = "commission.line.mixin"
    _inherit = ["commission.line.mixin", "suite.guard.mixin"]

    _guarded_fields = frozenset({"shop_rule_id"})

    shop_rule_id = fields.Many2one(
        "shop.commission.rule",
        string="By rule",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    shop_rate = fields.Float(
        string="Rate (%)",
        digits=(6, 3),
        compute="_compute_shop_rate",
        store=True,
        aggregator="avg",
        help="As it was when the order was entered.",
    )

    @api.depends("agent_id", "commission_id")
    def _compute_shop_rate(self):
        for line in self:
            line.shop_rate = line._shop_get_rate()

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        if not self._shop_may_decide():
            # sudo: whether they are as the rules say
            strange = lines.sudo().filtered(
                lambda line: line._shop_is_in_rules() and not line._shop_is_promised()
            )
            (strange or lines.sudo()._shop_get_typed())._shop_refuse()  # sudo: same reason
        return lines

    def write(self, vals):
        self.check_access("write")
        if not PROMISED.isdisjoint(vals) and not self._shop_may_decide():
            # sudo: whether they follow from the rules
            self.sudo().filtered(lambda line: line._shop_is_in_rules())._shop_refuse()
        result = super().write(vals)
        if not PROMISED.isdisjoint(vals) and not self._shop_may_decide():
            self.sudo()._shop_get_typed()._shop_refuse()  # sudo: same reason
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_shop_rules(self):
        if not self._shop_may_decide():
            # sudo: whether they follow from the rules
            self.sudo().filtered(lambda line: line._shop_is_in_rules())._shop_refuse()

    def _get_commission_amount(self, commission, subtotal, product, quantity):
        if self._shop_is_in_rules() and self._shop_is_plain() and not product.commission_free:
            return subtotal * self.shop_rate / 100
        return super()._get_commission_amount(commission, subtotal, product, quantity)

    # -- hooks ----------------------------------------------------------------------------------------

    def _shop_get_rate(self):
        return self.commission_id.fix_qty if self._shop_is_plain() else 0.0

    def _shop_is_plain(self):
        """A percentage of the price; others (margin, sections) are reckoned by OCA's add-on."""
        commission = self.commission_id
        return commission.commission_type == "fixed" and (
            commission.amount_base_type == "gross_amount"
        )

    def _shop_is_in_rules(self):
        """Whether the rules of the shops decide about this line."""
        return False

    def _shop_is_promised(self):
        """Whether it only repeats what an earlier document says."""
        return False

    def _shop_get_typed(self):
        """Those that somebody typed where a rule holds."""
        return self.browse()

    def _shop_may_decide(self):
        return self.env.su or self.env.user._shop_decides_commissions()

    def _shop_refuse(self):
        """:raises AccessError: somebody types the agent of a line himself"""
        if self:
            raise AccessError(
                self.env._(
                    "The agents of %s follow from the commission rules. Ask who is in charge of the"
                    " commissions to change the rules, or this line.",
                    self[:1].object_id.display_name,
                )
            )

    def _shop_refuse_settled(self):
        raise UserError(
            self.env._(
                "The commission of %s was settled already: it stays. A credit note takes it back in"
                " the next period.",
                self[:1].object_id.display_name,
            )
        )
