from odoo import fields, models


class ShopChannel(models.Model):
    _inherit = "shop.channel"

    keep_prices = fields.Boolean(
        string="Keep the prices",
        default=True,
        help="Once a day: what the lowest price before a reduction is told from.",
    )
    prices_kept_on = fields.Date(readonly=True, copy=False)
    codes_read_on = fields.Date(
        readonly=True, copy=False, help="When the shop was asked which codes were used."
    )
    vouchers_there = fields.Json(readonly=True, copy=False)
    """``{code: [number in the shop, id of its mechanic]}``"""
    vouchers_asked = fields.Json(readonly=True, copy=False)
    """``{code: what it was asked with}``: no answer is known; or ``{"told": why it was refused}``"""

    def _get_local_text(self, moment):
        """A moment on the shop's own clock, as it writes it."""
        zone = self.with_context(tz=self.time_zone or "Europe/Paris")
        return fields.Datetime.context_timestamp(zone, moment).strftime("%Y-%m-%d %H:%M:%S")

    def _get_currency_key(self):
        """Number of the company's currency in the shop."""
        # sudo: nobody reads the reference tables but the engine.
        rows = (self.sudo().references or {}).get("tables", {}).get("currencies", {})
        wanted = self.company_id.currency_id.name
        return next((key for key, row in rows.items() if row["iso_code"] == wanted), "1")
