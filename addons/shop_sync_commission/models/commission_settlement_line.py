from odoo import api, fields, models
from odoo.exceptions import AccessError


class CommissionSettlementLine(models.Model):
    """One line of an invoice in one period: what it earned since it was settled last."""

    _inherit = "commission.settlement.line"

    invoice_agent_line_id = fields.Many2one(ondelete="restrict", index="btree_not_null")
    settlement_id = fields.Many2one(index=True)
    shop_channel_id = fields.Many2one(
        "shop.channel", string="Shop", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    shop_order_id = fields.Many2one(
        "sale.order", string="Order", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    shop_reference = fields.Char(string="Order of the shop", readonly=True)
    shop_invoice_id = fields.Many2one(
        "account.move", string="Invoice", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    shop_partner_id = fields.Many2one(
        "res.partner", string="Customer", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    shop_paid_on = fields.Date(string="Paid on", readonly=True)
    shop_base = fields.Monetary(string="Paid without tax", readonly=True)
    shop_rate = fields.Float(string="Rate (%)", digits=(6, 3), readonly=True, aggregator="avg")
    shop_kind = fields.Selection(
        [("paid", "Paid"), ("credit", "Credit note"), ("back", "Taken back")],
        string="What",
        readonly=True,
        help="Taken back: it was settled in an earlier period, and the customer got his money back.",
    )
    shop_settlement_state = fields.Selection(
        related="settlement_id.state", string="State of Settlement"
    )

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._shop_check_typed()
        return lines

    def write(self, vals):
        self._shop_check_typed()
        result = super().write(vals)
        self._shop_check_typed()  # also what it was moved to
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_shop(self):
        self._shop_check_typed()

    def _shop_check_typed(self):
        """:raises AccessError: somebody types an amount of the shops"""
        if not self.env.su and "shop" in self.settlement_id.mapped("settlement_type"):
            self.settlement_id._shop_refuse_typing()
        # sudo: whether it is a line of the shops
        if not self.env.su and any(self.sudo().invoice_agent_line_id.mapped("shop_is_ours")):
            raise AccessError(self.env._("What the shops sold is settled with “Settle”."))
