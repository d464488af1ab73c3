from odoo import api, models

from ..core.writer import Promotions


class ShopHandlerCampaign(models.AbstractModel):
    """Campaigns in a pass: what goes is taken away first, then what comes is sent and checked; once
    a day the prices that the shop asks are kept."""

    _name = "shop.handler.campaign"
    _description = "Campaign Handler"
    _inherit = "shop.handler"

    @api.model
    def _tell(self, channel, adapter, run):
        if channel.engine != "prestashop":
            return
        self._beside(channel, "promotions", lambda: self._work(channel, adapter, run))

    @api.model
    def _work(self, channel, adapter, run):
        engine, promotions = self.env["shop.engine"], Promotions(adapter)
        rules = self.env["shop.campaign.rule"]._get_work(channel)
        vouchers = channel._get_voucher_work()
        if rules:
            rules._take_away(promotions)
            engine._commit()
            rules._send(promotions)
            run.pushed += len(rules)
            engine._commit()
        unproven = self.env["shop.campaign.rule"]._get_unproven(channel)
        if unproven:
            unproven._prove(promotions)
            engine._commit()
        if vouchers:
            channel._settle_vouchers(promotions, vouchers)
            engine._commit()
        codes = self.env["shop.campaign.code"]
        if (work := codes._get_work(channel)) and work._settle(promotions):
            run.cut = True
            return
        if channel.codes_read_on != channel._get_local_day():
            codes._read_used(channel, promotions)
            channel.codes_read_on = channel._get_local_day()
            engine._commit()
        self._keep_prices(channel, promotions)

    @api.model
    def _keep_prices(self, channel, promotions):
        """The price that each product is asked at, once a day and after each change of a campaign."""
        day = channel._get_local_day()
        if channel.prices_kept_on == day or not channel.keep_prices:
            return
        links = self.env["shop.binding"].search_fetch(
            [("channel_id", "=", channel.id), ("kind", "=", "product")], ["external_key"]
        )
        simple = [key.split("-")[0] for key in links.mapped("external_key") if key.endswith("-0")]
        asked = promotions.asked(simple)
        self.env["shop.price"]._keep(channel, {f"{key}-0": p for key, p in asked.items()}, day)
        channel.prices_kept_on = day
        self.env["shop.engine"]._commit()
