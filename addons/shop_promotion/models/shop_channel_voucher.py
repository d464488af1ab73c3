from odoo import models

from odoo.addons.shop_sync.core.errors import ShopError


class ShopChannel(models.Model):
    """The voucher codes of running campaigns in a shop: those there are, and those there should be."""

    _inherit = "shop.channel"

    def _get_voucher_work(self):
        """``{code: line}`` where what is wanted in this shop is not what we left there."""
        lines = self.env["shop.campaign.line"].search(
            [("campaign_id.channel_ids", "in", self.ids), ("code", "!=", False)]
        )
        wanted = {x.code.strip(): x for x in lines if x.campaign_id.state == "running"}
        there = set(self.vouchers_there or [])
        work = {code: line for code, line in wanted.items() if code not in there}
        return work | {code: None for code in there - set(wanted)}

    def _settle_vouchers(self, promotions, work):
        there = set(self.vouchers_there or [])
        for code, line in work.items():
            try:
                if line:
                    campaign = line.campaign_id
                    row = line._prepare_voucher(
                        self,
                        self._get_local_text(campaign.date_from),
                        self._get_local_text(campaign.date_to),
                    )
                    # Filed before the call: one whose answer was lost is taken away all the same.
                    self.vouchers_there = sorted(there | {code})
                    self.env["shop.engine"]._commit()
                    promotions.save_voucher(row)
                    there.add(code)
                else:
                    promotions.remove_voucher(code)
                    there.discard(code)
            except ShopError as error:
                if error.kind != "data":
                    raise
                self._tell_voucher(code, line, error)
        self.vouchers_there = sorted(there)

    def _tell_voucher(self, code, line, error):
        cause = self.env["shop.error"]._explain(error.code, error.params)
        target = line.campaign_id if line else self
        target.message_post(body=self.env._("Voucher %(code)s: %(cause)s", code=code, cause=cause))
