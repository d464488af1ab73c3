from decimal import Decimal

from odoo import fields, models
from odoo.exceptions import UserError

from odoo.addons.shop_sync.core.errors import ShopError

from ..core.compiler import Mechanic, compile_campaign, without_effect
from ..core.writer import Promotions


class ShopCampaign(models.Model):
    """From mechanics to prices."""

    _inherit = "shop.campaign"

    def _compile(self):
        """Each price before and after, in every shop."""
        self.ensure_one()
        if not self.channel_ids or not self.line_ids:
            raise UserError(self.env._("Choose the shops and at least one mechanic."))
        self.rule_ids.unlink()
        dull = None
        for channel in self.channel_ids:
            try:
                promotions = Promotions(channel._connect())
                unused = self._compile_shop(channel, promotions)
            except ShopError as error:
                cause = self.env["shop.error"]._explain(error.code, error.params)
                raise UserError(
                    self.env._("%(shop)s: %(cause)s", shop=channel.name, cause=cause)
                ) from error
            dull = unused if dull is None else dull & unused
        self.previewed_at = fields.Datetime.now()
        if dull:
            self.message_post(
                body=self.env._(
                    "Mechanics without effect (others are lower, or they reduce nothing): %s",
                    ", ".join(
                        f"{line._fields['kind'].convert_to_export(line.kind, line)} {line.value:g}"
                        for line in dull
                    ),
                )
            )

    def _compile_shop(self, channel, promotions):
        """:return: lines of which no price came"""
        lines = self.line_ids.filtered(lambda line: not line._is_voucher())
        links = self._get_links(channel, lines)
        mechanics = {}
        for line in lines:
            group = line._get_group(channel)
            if group is not None:
                keys = frozenset(links[x.id] for x in line._get_products() if x.id in links)
                mechanics[line] = Mechanic(
                    line.kind, Decimal(str(line.value)), keys, line.from_quantity, group
                )
        wanted = {key for mechanic in mechanics.values() for key in mechanic.products}
        articles = promotions.articles(sorted(wanted))
        rules = compile_campaign(articles.values(), mechanics.values())
        self._keep_rules(channel, articles, rules, {key: x for x, key in links.items()})
        dull = without_effect(articles.values(), mechanics.values(), rules)
        return lines.filtered(lambda line: line not in mechanics or mechanics[line] in dull)

    def _get_links(self, channel, lines):
        """``{product id: its key in the shop}``"""
        bindings = self.env["shop.binding"].search_fetch(
            [("channel_id", "=", channel.id), ("kind", "=", "product")],
            ["external_key", "res_id"],
        )
        return {link.res_id: link.external_key for link in bindings}

    def _keep_rules(self, channel, articles, rules, products):
        begins, ends = (
            channel._get_local_text(self.date_from),
            channel._get_local_text(self.date_to),
        )
        day = channel._get_local_day(self.date_from)
        lowest = self.env["shop.price"]._get_lowest(channel, list(articles), day)
        names = dict(
            self.env["shop.mapping"]
            .search([("channel_id", "=", channel.id), ("kind", "=", "group")])
            .mapped(lambda group: (group.external_key, group.external_name))
        )
        costs = {
            product.id: product.standard_price
            for product in self.env["product.product"]
            .with_company(self.company_id)
            .browse([products[key] for key in articles])
        }
        self.env["shop.campaign.rule"].create(
            [
                self._prepare_rule(
                    channel,
                    articles[rule.key],
                    rule,
                    {
                        "product_id": products[rule.key],
                        "lowest": float(lowest.get(rule.key, 0)),
                        "law": _judge(articles[rule.key].price, lowest.get(rule.key)),
                        "group_name": names.get(rule.group),
                        "row": rule.row(articles[rule.key].rate, begins, ends),
                        "margin": float(rule.price * 100 / (100 + articles[rule.key].rate))
                        - costs[products[rule.key]],
                    },
                )
                for rule in rules
            ]
        )

    def _prepare_rule(self, channel, article, rule, values):
        return {
            "campaign_id": self.id,
            "channel_id": channel.id,
            "product_key": rule.key,
            "group_key": rule.group,
            "from_quantity": rule.from_quantity,
            "price_before": float(article.price),
            "price_after": float(rule.price),
        } | values


def _judge(crossed_out, lowest):
    if lowest is None:
        return "unknown"
    return "high" if crossed_out > lowest else "right"
