from odoo import api, fields, models
from odoo.tools import split_every

from odoo.addons.shop_sync.core.errors import ShopError

from ..core.writer import is_used

# So many vouchers in one request; after each the answers are filed for good.
BATCH = 100


class ShopCampaignCode(models.Model):
    """One voucher code of a series in one shop: whether it is there, and whether somebody used it."""

    _name = "shop.campaign.code"
    _inherit = "suite.guard.mixin"
    _description = "Voucher Code of a Series"
    _order = "channel_id, id"
    _rec_name = "code"

    line_id = fields.Many2one(
        "shop.campaign.line", string="Mechanic", required=True, index=True, ondelete="cascade"
    )
    campaign_id = fields.Many2one(related="line_id.campaign_id", store=True, index=True)
    company_id = fields.Many2one(related="channel_id.company_id", store=True)
    channel_id = fields.Many2one(
        "shop.channel", string="Shop", required=True, index=True, ondelete="cascade"
    )
    code = fields.Char(string="Voucher code", required=True)
    state = fields.Selection(
        [
            ("draft", "Not sent yet"),
            ("to_send", "To send"),
            ("there", "In the shop"),
            ("to_remove", "To take away"),
            ("gone", "Gone"),
        ],
        default="draft",
        required=True,
        index=True,
    )
    used = fields.Boolean(help="As the shop says, read once a day and when a campaign ends.")
    external_key = fields.Char(string="Number in the shop")
    error_code = fields.Char()
    error_params = fields.Json()
    error_text = fields.Char(compute="_compute_error_text", string="Cause")

    _code_unique = models.UniqueIndex("(code)", "This voucher code is in another series.")

    @api.depends("error_code", "error_params")
    @api.depends_context("lang")
    def _compute_error_text(self):
        for one in self:
            one.error_text = self.env["shop.error"]._explain(one.error_code, one.error_params)

    # -- into the shop and out of it ------------------------------------------------------------------

    @api.model
    def _get_work(self, channel):
        return self.search(
            [("channel_id", "=", channel.id), ("state", "in", ("to_send", "to_remove"))]
        )

    def _bring(self):
        """The campaign starts: what nobody used yet goes into the shops."""
        self.filtered(
            lambda one: not one.used and one.state in ("draft", "gone", "to_remove")
        ).write({"state": "to_send", "error_code": False})

    def _take_out(self):
        """The campaign pauses or ends; one that was never asked for is not there."""
        self.filtered(lambda one: one.state in ("to_send", "there")).write(
            {"state": "to_remove", "error_code": False}
        )

    def _settle(self, promotions):
        """:return: whether something was left for later"""
        engine = self.env["shop.engine"]
        going = self.filtered(lambda one: one.state == "to_remove")
        for part in (going, self - going):
            for ids in split_every(BATCH, part.ids):
                codes = self.browse(ids)
                codes._remove(promotions) if part == going else codes._send(promotions)
                if not engine._commit(1):
                    return True
        return False

    def _send(self, promotions):
        rows = {}
        for codes in self.grouped("line_id").values():
            try:
                row = codes[0]._prepare_row()
            except ShopError as error:
                codes.write({"error_code": error.code, "error_params": error.params})
                continue
            rows |= {one: row | {"code": one.code} for one in codes}
        saved = promotions.save_series(list(rows.values())) if rows else {}
        for one in rows:
            outcome = saved[one.code]
            if isinstance(outcome, ShopError):
                one.write({"error_code": outcome.code, "error_params": outcome.params})
            else:
                one.write({"state": "there", "external_key": outcome, "error_code": False})

    def _prepare_row(self):
        campaign, channel = self.campaign_id, self.channel_id
        begins, ends = map(channel._get_local_text, (campaign.date_from, campaign.date_to))
        return self.line_id._prepare_voucher(channel, begins, ends, self.code)

    def _learn_used(self, promotions):
        """Kept for good before the shop forgets it: which of these were used."""
        codes = self.filtered(lambda one: not one.used)
        found = promotions.series(codes.mapped("code")) if codes else {}
        used = codes.filtered(lambda one: one.code in found and is_used(found[one.code]))
        if used:
            used.used = True
            self.env["shop.engine"]._commit()

    def _remove(self, promotions):
        self._learn_used(promotions)
        used, left = promotions.remove_series(self.mapped("code"))
        self.filtered(lambda one: one.code in used).used = True
        for one in self:
            if one.code in left:
                one.error_code = "campaign_left"
            else:
                one.write({"state": "gone", "external_key": False, "error_code": False})

    @api.model
    def _read_used(self, channel, promotions):
        """Ask the shop which of the codes that are there were used."""
        codes = self.search(
            [("channel_id", "=", channel.id), ("state", "=", "there"), ("used", "=", False)]
        )
        if codes:
            found = promotions.series(codes.mapped("code"))
            codes.filtered(lambda one: one.code in found and is_used(found[one.code])).used = True
