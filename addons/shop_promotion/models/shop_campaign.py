from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools.translate import LazyTranslate

from odoo.addons.suite_base.core.workflow import Transition, Workflow

_lt = LazyTranslate(__name__)

MANAGER = ("shop_sync.group_shop_sync_user",)
WORKFLOW = Workflow(
    field="state",
    starts=("draft",),
    transitions={
        "start": Transition(
            label=_lt("Start"),
            sources=("draft", "paused"),
            target="running",
            groups=MANAGER,
            guard="_guard_start",
            effect="_effect_start",
        ),
        "pause": Transition(
            label=_lt("Pause"),
            sources=("running",),
            target="paused",
            groups=MANAGER,
            effect="_effect_take_away",
        ),
        "end": Transition(
            label=_lt("End"),
            sources=("running", "paused"),
            target="ended",
            groups=MANAGER,
            effect="_effect_take_away",
        ),
        "again": Transition(
            label=_lt("Prepare again"),
            sources=("ended",),
            target="draft",
            groups=MANAGER,
            guard="_guard_again",
        ),
    },
    tones={"running": "green"},
    deletable=("draft",),
)


class ShopCampaign(models.Model):
    """A promotion in several shops: seen before it starts, checked against the shops' own prices,
    and gone without a trace when it ends."""

    _name = "shop.campaign"
    _description = "Promotion Campaign"
    _inherit = ["suite.workflow.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "date_from desc, id desc"

    name = fields.Char(required=True, tracking=True)
    state = fields.Selection(
        [
            ("draft", "In preparation"),
            ("running", "In the shops"),
            ("paused", "Paused"),
            ("ended", "Ended"),
        ],
        default="draft",
        required=True,
        copy=False,
        index=True,
        group_expand=True,
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    channel_ids = fields.Many2many(
        "shop.channel",
        string="Shops",
        domain="[('engine', '=', 'prestashop'), ('company_id', '=', company_id)]",
    )
    date_from = fields.Datetime(string="From", required=True, tracking=True)
    date_to = fields.Datetime(string="Until", required=True, tracking=True)
    line_ids = fields.One2many("shop.campaign.line", "campaign_id", string="Mechanics", copy=True)
    rule_ids = fields.One2many("shop.campaign.rule", "campaign_id", copy=False)
    previewed_at = fields.Datetime(string="Last preview", readonly=True, copy=False)
    law_reason = fields.Char(
        string="Why the earlier prices are right",
        copy=False,
        tracking=True,
        help="Asked where a crossed-out price is higher than the lowest of the last 30 days, or where"
        " that price is not known yet.",
    )

    rule_count = fields.Integer(compute="_compute_figures", string="Prices")
    law_count = fields.Integer(compute="_compute_figures", string="Earlier price too high")
    unknown_count = fields.Integer(compute="_compute_figures", string="Earlier price not known")
    loss_count = fields.Integer(compute="_compute_figures", string="Below cost")
    open_count = fields.Integer(compute="_compute_figures", string="On their way")
    error_count = fields.Integer(compute="_compute_figures", string="Refused")
    sold_count = fields.Float(compute="_compute_sold", string="Pieces sold")
    sold_amount = fields.Monetary(compute="_compute_sold", string="Turnover")
    given_amount = fields.Monetary(
        compute="_compute_sold", string="Given away", help="Reduction on what was sold."
    )

    _dates_ordered = models.Constraint(
        "CHECK (date_to > date_from)", "A campaign ends after it begins."
    )

    def _get_workflow(self):
        return WORKFLOW

    def _compute_figures(self):
        rules = self.env["shop.campaign.rule"]
        domain = [("campaign_id", "in", self.ids)]
        asked = {
            "rule_count": [],
            "law_count": [("law", "=", "high")],
            "unknown_count": [("law", "=", "unknown")],
            "loss_count": [("margin", "<", 0)],
            "open_count": [("state", "in", ("to_send", "to_remove"))],
            "error_count": [("error_code", "!=", False)],
        }
        for name, more in asked.items():
            counts = dict(rules._read_group(domain + more, ["campaign_id"], ["__count"]))
            for campaign in self:
                campaign[name] = counts.get(campaign, 0)

    def _compute_sold(self):
        """What the shops sold of the reduced articles while the campaign was there."""
        for campaign in self:
            lines = self.env["sale.order.line"]
            if campaign.channel_ids and campaign.state != "draft":
                lines = lines.search(campaign._get_sold_domain())
            prices = {
                (rule.channel_id, rule.product_id): rule.price_before for rule in campaign.rule_ids
            }
            campaign.sold_count = sum(lines.mapped("product_uom_qty"))
            campaign.sold_amount = sum(lines.mapped("price_total"))
            campaign.given_amount = sum(
                max(
                    0.0,
                    prices.get((line.order_id.shop_channel_id, line.product_id), 0.0)
                    * line.product_uom_qty
                    - line.price_total,
                )
                for line in lines
            )

    def _get_sold_domain(self):
        until = min(self.date_to, fields.Datetime.now())
        return [
            ("order_id.shop_channel_id", "in", self.channel_ids.ids),
            ("order_id.state", "=", "sale"),
            ("order_id.date_order", ">=", self.date_from),
            ("order_id.date_order", "<=", until),
            ("product_id", "in", self.rule_ids.product_id.ids),
            ("shop_part", "=", "product"),
        ]

    @api.constrains("name", "date_from", "date_to", "line_ids", "channel_ids")
    def _check_frozen(self):
        """What stands in the shops was compiled from this."""
        for campaign in self.filtered(lambda campaign: campaign.state in ("running", "paused")):
            raise ValidationError(
                self.env._(
                    "“%s” is in the shops. End it, then prepare it again.", campaign.display_name
                )
            )

    # -- buttons --------------------------------------------------------------------------------------

    def action_preview(self):
        """Compute each price before and after, and compare it with the law; nothing is sent."""
        self.check_access("write")
        for campaign in self:
            if campaign.state != "draft":
                raise UserError(self.env._("Only a campaign in preparation is previewed."))
            # sudo: the keys of the shops have no reader.
            campaign.sudo()._compile()
        return self.action_open_rules()

    def action_start(self):
        return self._fire("start")

    def action_pause(self):
        return self._fire("pause")

    def action_end(self):
        return self._fire("end")

    def action_again(self):
        return self._fire("again")

    def action_open_rules(self):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "shop_promotion.shop_campaign_rule_action"
        )
        return {**action, "domain": [("campaign_id", "in", self.ids)], "context": {}}

    # -- guards and effects -----------------------------------------------------------------------------

    def _guard_start(self):
        if not self.previewed_at:
            raise UserError(self.env._("Look at the preview first."))
        if self.date_to <= fields.Datetime.now():
            raise UserError(self.env._("The campaign would be over before it begins."))
        if not self.rule_ids and not self.line_ids.filtered(lambda line: line._is_voucher()):
            raise UserError(self.env._("The campaign reduces no price in any of these shops."))
        flagged = self.law_count + self.unknown_count
        if flagged and not self.law_reason:
            raise UserError(
                self.env._(
                    "%s prices would be crossed out without being the lowest of the last 30 days, or"
                    " nobody knows that price yet. Change the campaign, or write why the earlier price"
                    " is right.",
                    flagged,
                )
            )

    def _guard_again(self):
        codes = {line.code.strip() for line in self.line_ids if line.code and not line.series_count}
        # sudo: what stands in the shops has no reader.
        shops = self.channel_ids.sudo()
        left = {code for shop in shops for code in (shop.vouchers_there or {})}
        left |= {code for shop in shops for code in (shop.vouchers_asked or {})}
        series = self.line_ids.code_ids.sudo()  # sudo: see above
        if (
            codes & left
            or self.rule_ids.filtered(lambda rule: rule.state != "gone")
            or series.filtered(lambda one: one.state not in ("draft", "gone"))
        ):
            raise UserError(
                self.env._(
                    "Its prices and vouchers are not gone from all shops yet. Wait for the next pass."
                )
            )

    def _effect_start(self):
        self.rule_ids.sudo().write({"state": "to_send", "error_code": False})  # sudo: the engine's
        self.channel_ids.sudo()._wake_up()  # sudo: as the scheduler does

    def _effect_take_away(self):
        # sudo: the engine's own records.
        self.rule_ids.sudo().write({"state": "to_remove", "error_code": False})
        self.channel_ids.sudo()._wake_up()  # sudo: as the scheduler does

    @api.model
    def _cron_end(self):
        """Campaigns whose time is over: the shops' own dates stopped them, their rows go now."""
        over = self.search(
            [("state", "in", ("running", "paused")), ("date_to", "<=", fields.Datetime.now())]
        )
        over._fire("end")
