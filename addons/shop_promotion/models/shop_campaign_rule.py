from odoo import api, fields, models


class ShopCampaignRule(models.Model):
    """One price of a campaign in one shop: before, after, and whether it stands there."""

    _name = "shop.campaign.rule"
    _inherit = "suite.guard.mixin"
    _description = "Price of a Campaign"
    _order = "channel_id, product_key, from_quantity, id"
    _rec_name = "product_key"

    campaign_id = fields.Many2one("shop.campaign", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="campaign_id.company_id", store=True)
    currency_id = fields.Many2one(related="campaign_id.currency_id")
    channel_id = fields.Many2one(
        "shop.channel", string="Shop", required=True, index=True, ondelete="cascade"
    )
    product_id = fields.Many2one("product.product", index="btree_not_null", ondelete="set null")
    product_key = fields.Char(string="Product in the shop", required=True)
    group_key = fields.Char(default="0")
    group_name = fields.Char(string="Customer group")
    from_quantity = fields.Integer(string="From pieces", default=1)
    price_before = fields.Monetary(string="Before")
    price_after = fields.Monetary(string="After")
    lowest = fields.Monetary(string="Lowest of 30 days", help="Before the campaign begins.")
    margin = fields.Monetary(help="Price without tax less the cost.")
    law = fields.Selection(
        [
            ("right", "Right"),
            ("high", "Earlier price too high"),
            ("unknown", "Earlier price not known"),
        ],
        string="Earlier price",
        help="The crossed-out price must be the lowest that was asked in the last 30 days"
        " (C. conso. L112-1-1).",
    )
    row = fields.Json(readonly=True)
    state = fields.Selection(
        [
            ("draft", "Preview"),
            ("to_send", "To send"),
            ("there", "In the shop"),
            ("to_remove", "To take away"),
            ("gone", "Gone"),
        ],
        default="draft",
        required=True,
        index=True,
    )
    external_key = fields.Char(string="Number in the shop", readonly=True)
    checked_price = fields.Monetary(
        string="Asked by the shop", readonly=True, help="The shop's own answer after it was sent."
    )
    error_code = fields.Char(readonly=True)
    error_params = fields.Json(readonly=True)
    error_text = fields.Char(compute="_compute_error_text", string="Cause")

    @api.depends("error_code", "error_params")
    @api.depends_context("lang")
    def _compute_error_text(self):
        for rule in self:
            rule.error_text = self.env["shop.error"]._explain(rule.error_code, rule.error_params)
