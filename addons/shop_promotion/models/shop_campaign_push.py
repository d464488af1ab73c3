from decimal import Decimal

from odoo import api, fields, models

from odoo.addons.shop_sync.core.errors import ShopError

from ..core.compiler import natural_key


class ShopCampaignRule(models.Model):
    """Bringing the prices of campaigns into a shop, and taking them away again."""

    _inherit = "shop.campaign.rule"

    @api.model
    def _get_work(self, channel):
        return self.search(
            [("channel_id", "=", channel.id), ("state", "in", ("to_send", "to_remove"))]
        )

    @api.model
    def _get_unproven(self, channel):
        """Prices that were sent before their campaign began, and count now."""
        return self.search(
            [
                ("channel_id", "=", channel.id),
                ("state", "=", "there"),
                ("checked_price", "=", 0),
                ("error_code", "=", False),
                ("product_key", "=like", "%-0"),
                ("campaign_id.state", "=", "running"),
                ("campaign_id.date_from", "<=", fields.Datetime.now()),
            ]
        )

    def _take_away(self, promotions):
        going = self.filtered(lambda rule: rule.state == "to_remove")
        if not going:
            return
        held = self._find_same(going)
        keys = {natural_key(rule.row) for rule in held}
        left = promotions.remove([r.row for r in going if natural_key(r.row) not in keys])
        held.write({"state": "to_send"})  # the row bears perhaps our value
        for rule in going:
            if natural_key(rule.row) in left:
                rule.error_code = "campaign_left"
            else:
                rule.write({"state": "gone", "external_key": False, "error_code": False})

    @api.model
    def _find_same(self, going):
        """Prices of other campaigns that stand in the same row of the shop."""
        keys = {natural_key(rule.row) for rule in going}
        return self.search(
            [
                ("channel_id", "in", going.channel_id.ids),
                ("product_key", "in", going.mapped("product_key")),
                ("state", "in", ("to_send", "there")),
            ]
        ).filtered(lambda rule: natural_key(rule.row) in keys)

    def _send(self, promotions):
        coming = self.filtered(lambda rule: rule.state == "to_send")
        if not coming:
            return
        saved = promotions.save([rule.row for rule in coming])
        for rule in coming:
            outcome = saved[natural_key(rule.row)]
            if isinstance(outcome, ShopError):
                rule.write({"error_code": outcome.code, "error_params": outcome.params})
                if outcome.kind != "transient":
                    rule.state = "there"
            else:
                rule.write({"state": "there", "external_key": outcome, "error_code": False})
        coming.filtered("external_key")._prove(promotions)

    def _prove(self, promotions):
        """Each price against the shop's own answer; where the campaign has begun, and of products
        without combinations (the shop computes those one by one)."""
        now = fields.Datetime.now()
        begun = self.filtered(
            lambda rule: (
                rule.campaign_id.date_from <= now < rule.campaign_id.date_to
                and rule.product_key.endswith("-0")
            )
        )
        for (group, quantity), rules in _by_place(begun).items():
            keys = [rule.product_key.split("-")[0] for rule in rules]
            asked = promotions.asked(keys, group, quantity)
            for rule in rules:
                rule._compare(asked.get(rule.product_key.split("-")[0]))

    def _compare(self, asked):
        if asked is None:
            return
        self.checked_price = float(asked)
        if asked != Decimal(str(round(self.price_after, 2))).quantize(asked):
            self.write(
                {
                    "error_code": "campaign_price",
                    "error_params": {
                        "shop": f"{asked}",
                        "wanted": f"{self.price_after:.2f}",
                    },
                }
            )


def _by_place(rules):
    found = {}
    for rule in rules:
        place = rule.group_key, rule.from_quantity
        found[place] = found.get(place, rules.browse()) | rule
    return found
