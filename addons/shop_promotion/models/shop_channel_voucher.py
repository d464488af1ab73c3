from odoo import models

from odoo.addons.shop_sync.core.errors import ShopError

from ..core.writer import voucher_facts


class ShopChannel(models.Model):
    """The voucher codes of running campaigns in a shop: those there are, and those there should be."""

    _inherit = "shop.channel"

    def _get_voucher_work(self):
        """``{code: line}`` where what is wanted in this shop is not what we left there."""
        lines = self.env["shop.campaign.line"].search(
            [
                ("campaign_id.channel_ids", "in", self.ids),
                ("code", "!=", False),
                ("series_count", "=", 0),
            ]
        )
        wanted = {x.code.strip(): x for x in lines if x.campaign_id.state == "running"}
        there = self.vouchers_there or {}
        work = {code: line for code, line in wanted.items() if not self._has_voucher(code, line)}
        return work | {code: None for code in {*there, *(self.vouchers_asked or {})} - set(wanted)}

    def _has_voucher(self, code, line):
        """Whether the voucher of this very mechanic is there, not one of a campaign before."""
        _number, mechanic = (self.vouchers_there or {}).get(code, (None, None))
        return mechanic == line.id

    def _settle_vouchers(self, promotions, work):
        for code, line in work.items():
            try:
                if not line or code in (self.vouchers_there or {}):
                    self._remove_voucher(promotions, code)
                if line:
                    self._make_voucher(promotions, code, line)
            except ShopError as error:
                if error.kind != "data":
                    raise
                self._tell_voucher(code, line, error)

    def _make_voucher(self, promotions, code, line):
        campaign = line.campaign_id
        row = line._prepare_voucher(
            self,
            self._get_local_text(campaign.date_from),
            self._get_local_text(campaign.date_to),
        )
        before = (self.vouchers_asked or {}).get(code, {})
        # Filed before the call: one whose answer was lost is found again, or taken away all the same.
        self._file_voucher(code, asked=before | voucher_facts(row))
        number = promotions.save_voucher(row, again="name" in before)
        self._file_voucher(code, there=[number, line.id])

    def _remove_voucher(self, promotions, code):
        number, _mechanic = (self.vouchers_there or {}).get(code, (None, None))
        asked = (self.vouchers_asked or {}).get(code, {})
        promotions.remove_voucher(code, number, asked if "name" in asked else None)
        self._file_voucher(code)

    def _file_voucher(self, code, asked=None, there=None):
        """What is known of one code, at once and for good: the shop knows it too."""
        for name, value in (("vouchers_asked", asked), ("vouchers_there", there)):
            codes = {**(self[name] or {})}
            codes.pop(code, None)
            self[name] = codes | ({code: value} if value else {})
        self.env["shop.engine"]._commit()

    def _tell_voucher(self, code, line, error):
        """A refusal is told once; the next passes try again without a word."""
        told = (self.vouchers_asked or {}).get(code, {}).get("told")
        there = (self.vouchers_there or {}).get(code)
        known = {} if error.code == "voucher_taken" else (self.vouchers_asked or {}).get(code, {})
        self._file_voucher(code, asked=known | {"told": error.code}, there=there)
        if told == error.code:
            return
        cause = self.env["shop.error"]._explain(error.code, error.params)
        target = line.campaign_id if line else self
        target.message_post(body=self.env._("Voucher %(code)s: %(cause)s", code=code, cause=cause))
