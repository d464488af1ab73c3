from odoo import api, fields, models
from odoo.fields import Command
from odoo.tools.misc import formatLang

from odoo.addons.suite_base.core.forecasting.advice import find_markdown

REASONED = frozenset(
    {
        *("company_id", "product_id", "kind", "warehouse_id", "family", "reason", "mase"),
        *("least", "most", "quantity", "amount", "markdown"),
    }
)
"""What a run reckoned: a person decides on it and types none of it."""


class TechForecastAdvice(models.Model):
    """Stock to sell off: the discount that still pays for it, and a promotion to begin with."""

    # one concern a file: see tech_forecast_advice.py
    _inherit = "tech.forecast.advice"  # pylint: disable=consider-merging-classes-inherited
    _guarded_fields = REASONED | {"promotion"}

    markdown = fields.Integer(
        string="Discount (%)",
        readonly=True,
        aggregator="avg",
        help="The largest that still brings what the goods cost.",
    )
    promotion = fields.Reference(
        selection="_get_promotion_models",
        readonly=True,
        copy=False,
        help="Prepared when the advice was accepted; it gives nothing before somebody activates it.",
    )

    @api.model
    def _get_promotion_models(self):
        """Odoo's promotions, where the house has them."""
        if "loyalty.program" not in self.env:
            return []
        return [("loyalty.program", self.env._("Promotion"))]

    @api.model
    def _add_campaign(self, facts, vals):
        """Say with what discount the goods may go, and what that brings."""
        net = self._get_net_price(facts["product"])
        markdown = find_markdown(net, facts["cost"])
        if not markdown:
            return vals | {"markdown": 0}
        text = self.env._(
            "A promotion of %(percent)d %% still pays what they cost: %(revenue)s for all.",
            percent=markdown,
            revenue=formatLang(
                self.env,
                net * (1 - markdown / 100) * vals["quantity"],
                currency_obj=facts["product"].currency_id,
            ),
        )
        return vals | {"markdown": markdown, "reason": f"{vals['reason']} {text}"}

    @api.model
    def _get_net_price(self, product):
        """What a piece sells for, without tax."""
        company = product.env.company
        taxes = product.taxes_id.filtered(lambda tax: tax.company_id in company.parent_ids)
        return taxes.compute_all(product.lst_price, company.currency_id, 1.0, product)[
            "total_excluded"
        ]

    def _ask_to_sell_off(self):
        super()._ask_to_sell_off()
        if self.markdown and self._get_promotion_models() and not self.promotion:
            # sudo: a draft, also for who makes no promotions; a salesperson activates it
            self.sudo().promotion = self._create_promotion()

    def _create_promotion(self):
        told = self.with_company(self.company_id).with_context(
            lang=self.company_id.partner_id.lang or self.env.lang
        )
        return (
            told.env["loyalty.program"].sudo().create(told._prepare_promotion())
        )  # sudo: as above

    def _prepare_promotion(self):
        product = [Command.set(self.product_id.ids)]
        return {
            "name": self.env._("Sell off: %s", self.product_id.display_name),
            "program_type": "promotion",
            "active": False,
            "company_id": self.company_id.id,
            "rule_ids": [
                Command.clear(),
                Command.create({"product_ids": product, "minimum_qty": 1}),
            ],
            "reward_ids": [
                Command.clear(),
                Command.create(
                    {
                        "reward_type": "discount",
                        "discount_mode": "percent",
                        "discount": self.markdown,
                        "discount_applicability": "specific",
                        "discount_product_ids": product,
                    }
                ),
            ],
        }
