from ast import literal_eval

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import formatLang

from odoo.addons.shop_sync.core.errors import DataError

from ..core.codes import MOST, is_prefix


class ShopCampaignLine(models.Model):
    """One mechanic of a campaign: how much, on what, for whom, from how many pieces on."""

    _name = "shop.campaign.line"
    _inherit = "suite.guard.mixin"
    _description = "Mechanic of a Campaign"
    _order = "sequence, id"

    campaign_id = fields.Many2one("shop.campaign", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="campaign_id.company_id", store=True)
    currency_id = fields.Many2one(related="campaign_id.currency_id")
    sequence = fields.Integer(default=10)
    kind = fields.Selection(
        [
            ("percent", "Percent off"),
            ("amount", "Amount off (with tax)"),
            ("fixed", "Price (with tax)"),
            ("shipping", "Free delivery (voucher)"),
            ("gift", "Gift (voucher)"),
        ],
        default="percent",
        required=True,
    )
    value = fields.Float(string="How much", digits=(16, 2))
    product_tmpl_ids = fields.Many2many("product.template", string="Products")
    categ_ids = fields.Many2many(
        "product.category", string="Product categories", help="With what is below them."
    )
    product_domain = fields.Char(
        string="Products by rule",
        help="What they have in common: brand, family, specifications … Among the categories, where some"
        " are chosen; products chosen one by one come on top.",
    )
    from_quantity = fields.Integer(string="From pieces", default=1)
    group_name = fields.Char(
        string="Customer group", help="As the shops call it; empty for everybody."
    )
    code = fields.Char(
        string="Voucher code", help="The reduction is given on the whole cart for this code."
    )
    voucher_count = fields.Integer(string="Uses in all", default=1000)
    series_count = fields.Integer(
        string="Codes of a series",
        help="So many codes for each shop that nobody guesses, each good for one use; what is entered"
        " as voucher code stands before them. 0: one code for everybody.",
    )
    gift_id = fields.Many2one(
        "product.product",
        domain="[('sale_ok', '=', True)]",
        help="The shop puts it into the cart for this code.",
    )
    code_ids = fields.One2many("shop.campaign.code", "line_id", string="Codes")
    minimum_amount = fields.Monetary(string="From a cart of")

    _quantity_positive = models.Constraint(
        "CHECK (from_quantity >= 1)", "A mechanic begins at one piece."
    )

    _series_bounded = models.Constraint(
        f"CHECK (series_count BETWEEN 0 AND {MOST})", f"A series has at most {MOST} codes a shop."
    )

    @api.constrains("kind", "value", "code", "series_count", "gift_id")
    def _check_value(self):
        """What a shop takes without a word and nobody means."""
        for line in self:
            if line.kind == "percent" and not 0 < line.value < 100:
                raise ValidationError(self.env._("A reduction is between 0 and 100 %."))
            if line.kind in ("amount", "fixed") and line.value <= 0:
                raise ValidationError(self.env._("Enter an amount above 0."))
            if line.kind == "shipping" and not line._is_voucher():
                raise ValidationError(
                    self.env._("Free delivery needs a voucher code: without one every cart has it.")
                )
            if line.kind == "gift" and not (line.gift_id and line._is_voucher()):
                raise ValidationError(
                    self.env._(
                        "Choose the gift, and a voucher code or a series: without one every cart has it."
                    )
                )
            if line._is_voucher() and line.kind == "fixed":
                raise ValidationError(self.env._("A voucher takes off a percentage or an amount."))

    @api.constrains("code", "series_count")
    def _check_prefix(self):
        for line in self:
            if line.series_count and not is_prefix(line.code or ""):
                raise ValidationError(
                    self.env._(
                        "Before the codes of a series stand letters, digits and hyphens only."
                    )
                )

    @api.constrains(
        "campaign_id",
        "kind",
        "value",
        "product_tmpl_ids",
        "categ_ids",
        "product_domain",
        "from_quantity",
        "group_name",
        "code",
        "voucher_count",
        "minimum_amount",
        "series_count",
        "gift_id",
    )
    def _check_campaign(self):
        self.campaign_id._check_frozen()

    def write(self, vals):
        if "campaign_id" in vals:
            self.campaign_id._check_frozen()  # the one they leave; the new one is looked at below
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_running(self):
        self.campaign_id._check_frozen()

    @api.constrains("code", "campaign_id", "series_count")
    def _check_code(self):
        """The shops take the same code twice, and give both."""
        for line in self.filtered(lambda line: line.code and not line.series_count):
            same = self.search_count(
                [
                    ("code", "=ilike", line.code.strip()),
                    ("series_count", "=", 0),
                    ("id", "!=", line.id),
                    ("campaign_id.state", "!=", "ended"),
                    ("company_id", "=", line.company_id.id),
                ]
            )
            if same:
                raise ValidationError(
                    self.env._("The voucher code %s is used in another mechanic.", line.code)
                )

    def _is_voucher(self):
        """Whether it counts for who has a code, on the whole cart."""
        return bool((self.code or "").strip() or self.series_count)

    def _get_products(self):
        """Products that this mechanic is for; without a choice all of them."""
        self.ensure_one()
        chosen, rule = self.product_tmpl_ids.product_variant_ids, self._get_product_domain()
        if self.categ_ids:
            rule &= Domain("categ_id", "child_of", self.categ_ids.ids)
        if rule.is_true() and chosen:
            return chosen
        found = self.env["product.product"].search(rule & Domain("sale_ok", "=", True))
        return found | chosen

    def _get_product_domain(self):
        return Domain(literal_eval((self.product_domain or "").strip() or "[]"))

    @api.constrains("product_domain")
    def _check_product_domain(self):
        """A rule that its writer may search by; the preview may run with more rights."""
        products = self.env["product.product"].sudo(False)
        for line in self.filtered("product_domain"):
            try:
                products.search(line._get_product_domain(), limit=1)
            except (ValueError, SyntaxError, TypeError) as error:
                raise ValidationError(
                    self.env._("The rule for products cannot be read: choose it anew.")
                ) from error

    def _get_group(self, channel):
        """:return: number of the group in this shop; None where it has none of that name"""
        if not self.group_name:
            return "0"
        mapping = self.env["shop.mapping"].search(
            [
                ("channel_id", "=", channel.id),
                ("kind", "=", "group"),
                ("external_name", "=ilike", self.group_name.strip()),
            ],
            limit=1,
        )
        return mapping.external_key or None

    def _prepare_voucher(self, channel, begins, ends, code=None):
        """The values of a ``cart_rule``.

        :param code: one of a series
        :raises DataError: the shop does not have the gift
        """
        row = {
            "name": self.campaign_id.name,
            "description": self.env._("Campaign %s", self.campaign_id.name),
            "code": code or self.code.strip(),
            "date_from": begins,
            "date_to": ends,
            "quantity": "1" if code else str(self.voucher_count),
            "quantity_per_user": "1",
            "priority": "1",
            "partial_use": "0",
            "active": "1",
            "highlight": "0",
        }
        if self.kind == "shipping":
            row["free_shipping"] = "1"
        elif self.kind == "gift":
            product, combination = self._get_gift_key(channel).split("-")
            row |= {"gift_product": product, "gift_product_attribute": combination}
        elif self.kind == "percent":
            row["reduction_percent"] = f"{self.value:g}"
        else:
            row |= {
                "reduction_amount": f"{self.value:.2f}",
                "reduction_tax": "1",
                "reduction_currency": channel._get_currency_key(),
            }
        if self.minimum_amount:
            row |= {
                "minimum_amount": f"{self.minimum_amount:.2f}",
                "minimum_amount_tax": "1",
                "minimum_amount_currency": channel._get_currency_key(),
            }
        return row

    def _tell_reduction(self):
        """What a voucher gives, in a few words for who gets it."""
        if self.kind == "shipping":
            return self.env._("Free delivery")
        if self.kind == "gift":
            return self.env._("Gift: %s", self.gift_id.name)
        if self.kind == "percent":
            return f"−{formatLang(self.env, self.value, digits=2 if self.value % 1 else 0)} %"
        return f"−{self.currency_id.format(self.value)}"

    def _get_gift_key(self, channel):
        """Number of the gift and of its combination in this shop, "12-0"."""
        link = self.env["shop.binding"].search(
            [
                ("channel_id", "=", channel.id),
                ("kind", "=", "product"),
                ("res_id", "=", self.gift_id.id),
            ],
            limit=1,
        )
        if not link:
            raise DataError("voucher_no_gift", product=self.gift_id.display_name)
        return link.external_key
