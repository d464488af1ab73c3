from odoo import fields, models
from odoo.tools import format_date

from odoo.addons.suite_base.core.tables import write_csv

from ..core.codes import make_codes


class ShopCampaign(models.Model):
    """Its vouchers in series: made with the preview, brought and taken away with the rest, told on
    paper and as a table."""

    _inherit = "shop.campaign"

    code_count = fields.Integer(compute="_compute_codes", string="Voucher codes")
    code_used_count = fields.Integer(compute="_compute_codes", string="Codes used")

    def _compute_codes(self):
        # sudo: how many there are is no secret to who reads the campaign; the codes are.
        codes = self.env["shop.campaign.code"].sudo()
        domain = [("campaign_id", "in", self.ids)]
        counts = dict(codes._read_group(domain, ["campaign_id"], ["__count"]))
        used = dict(codes._read_group([*domain, ("used", "=", True)], ["campaign_id"], ["__count"]))
        for campaign in self:
            campaign.code_count = counts.get(campaign, 0)
            campaign.code_used_count = used.get(campaign, 0)

    def action_preview(self):
        shown = super().action_preview()
        self._prepare_codes()
        return shown if self.rule_ids else self.action_open_codes()

    def action_open_codes(self):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "shop_promotion.shop_campaign_code_action"
        )
        return {**action, "domain": [("campaign_id", "in", self.ids)], "context": {}}

    def action_download_codes(self):
        """The codes of all series, for who prints or mails them."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/shop/campaign/{self.id}/codes",
            "target": "download",
        }

    def action_print_codes(self):
        """The codes that nobody used yet, as cards to be cut out."""
        self.env["shop.campaign.code"].check_access("read")
        return self.env.ref("shop_promotion.action_report_codes").report_action(self)

    def action_read_codes(self):
        """Ask the shops at the next pass which codes were used."""
        self.check_access("write")
        shops = self.channel_ids.sudo()  # sudo: as the scheduler does
        shops.codes_read_on = False
        shops._wake_up()

    def _make_codes_csv(self):
        """:return: the table, under the reader's own rights"""
        codes = self.env["shop.campaign.code"].search([("campaign_id", "in", self.ids)])
        header = [
            self.env._("Voucher code"),
            self.env._("Shop"),
            self.env._("Reduction"),
            self.env._("Until"),
            self.env._("Used"),
        ]
        rows = [
            [
                one.code,
                one.channel_id.name,
                one.line_id._tell_reduction(),
                format_date(self.env, one.campaign_id.date_to),
                self.env._("Yes") if one.used else self.env._("No"),
            ]
            for one in codes
        ]
        return write_csv([header, *rows])

    def _get_cards(self):
        """Rows of three codes for the paper: those that a customer can still use, or will."""
        living = self.filtered(lambda campaign: campaign.state != "ended")
        codes = living._get_asked_codes().filtered(lambda one: not one.used)
        return [codes[start : start + 3] for start in range(0, len(codes), 3)]

    def _get_asked_codes(self):
        """Codes of what is still a series, for the shops that the campaign still has."""
        # sudo: codes are written by the engine only.
        codes = self.line_ids.filtered("series_count").code_ids.sudo()
        return codes.filtered(lambda one: one.channel_id in one.campaign_id.channel_ids)

    def _prepare_codes(self):
        """As many codes for each shop as a series is to have; what was printed once stays."""
        # sudo: codes are written by the engine only.
        codes = self.env["shop.campaign.code"].sudo()
        unasked = self.line_ids.code_ids.sudo() - self._get_asked_codes()
        unasked.filtered(lambda one: one.state == "draft").unlink()
        for line in self.line_ids.filtered("series_count"):
            for channel in line.campaign_id.channel_ids:
                there = line.code_ids.filtered(lambda one, shop=channel: one.channel_id == shop)
                lacking = line.series_count - len(there)
                codes.create(
                    [
                        {"line_id": line.id, "channel_id": channel.id, "code": code}
                        for code in make_codes(max(0, lacking), line.code or "")
                    ]
                )
                if lacking < 0:
                    unsent = there.filtered(lambda one: one.state == "draft")
                    codes.browse(unsent[lacking:].ids).unlink()

    # -- effects --------------------------------------------------------------------------------------

    def _effect_start(self):
        self._prepare_codes()
        self._get_asked_codes()._bring()
        return super()._effect_start()

    def _effect_take_away(self):
        self.line_ids.code_ids.sudo()._take_out()  # sudo: codes are written by the engine only
        return super()._effect_take_away()
