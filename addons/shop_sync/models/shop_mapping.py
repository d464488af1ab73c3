import unicodedata
from decimal import Decimal

from odoo import api, fields, models

from ..tools.choices import waiting_for

KINDS = [
    ("state", "Order state"),
    ("payment", "Payment method"),
    ("carrier", "Carrier"),
    ("tax", "Tax rate"),
    ("currency", "Currency"),
    ("language", "Language"),
    ("group", "Customer group"),
    ("product", "Product"),
]
# Field that a kind of mapping points to; kinds in BLOCKING make documents wait until it is chosen.
TARGETS = {
    "payment": "journal_id", "carrier": "carrier_id", "tax": "tax_id", "currency": "pricelist_id",
    "language": "lang_id", "group": "tag_id", "product": "product_id",
}  # fmt: skip
BLOCKING = {"payment", "tax", "currency", "product"}


def plain(text):
    """Lower case without accents, to compare names.

    >>> plain("Chèque ")
    'cheque'
    """
    decomposed = unicodedata.normalize("NFKD", text or "")
    return "".join(c for c in decomposed if not unicodedata.combining(c)).lower().strip()


class ShopMapping(models.Model):
    """What a state, payment method, carrier, tax rate… of a shop means in Odoo."""

    _name = "shop.mapping"
    _inherit = "suite.guard.mixin"
    _description = "Shop Mapping"
    _order = "channel_id, kind, external_key"
    _rec_name = "external_name"
    _check_company_auto = True

    channel_id = fields.Many2one(
        "shop.channel", string="Shop", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="channel_id.company_id", store=True)
    kind = fields.Selection(KINDS, required=True, index=True)
    external_key = fields.Char(string="In the shop", required=True)
    external_name = fields.Char(string="Name in the shop")
    action = fields.Selection(
        [
            ("wait", "Wait (quotation)"),
            ("confirm", "Confirm the order"),
            ("cancel", "Cancel the order"),
            ("ignore", "Leave the order out"),
        ],
        string="Odoo does",
    )
    holds_stock = fields.Boolean(
        string="Goods promised",
        default=True,
        help="In this state the shop has taken the goods off its shelf. PrestaShop does not for"
        " “payment error” and “cancelled”.",
    )
    journal_id = fields.Many2one(
        "account.journal",
        check_company=True,
        domain="[('type', 'in', ('bank', 'cash', 'credit'))]",
    )
    carrier_id = fields.Many2one("delivery.carrier", string="Delivery method", check_company=True)
    tax_id = fields.Many2one(
        "account.tax", check_company=True, domain="[('type_tax_use', '=', 'sale')]"
    )
    pricelist_id = fields.Many2one("product.pricelist", string="Price list", check_company=True)
    lang_id = fields.Many2one("res.lang", string="Language")
    tag_id = fields.Many2one("res.partner.category", string="Customer tag")
    product_id = fields.Many2one("product.product", check_company=True)
    proposed = fields.Boolean(readonly=True, help="Chosen by the programme, not yet by a person.")
    blocking = fields.Boolean(compute="_compute_resolved", store=True)
    resolved = fields.Boolean(compute="_compute_resolved", store=True)
    choice = fields.Char(string="In Odoo", compute="_compute_choice", compute_sudo=True)
    message_count = fields.Integer(compute="_compute_waiting", string="Waiting")

    _key_unique = models.UniqueIndex("(channel_id, kind, external_key)", "It is mapped once.")

    @api.depends("kind", "external_key", "action", *TARGETS.values())
    def _compute_resolved(self):
        for mapping in self:
            untaxed = mapping.kind == "tax" and mapping.external_key.split("/")[0] == "0"
            mapping.blocking = mapping.kind in BLOCKING and not untaxed
            target = TARGETS.get(mapping.kind)
            mapping.resolved = bool(mapping[target]) if target else bool(mapping.action)

    @api.depends("kind", "action", *TARGETS.values())
    @api.depends_context("lang")
    def _compute_choice(self):
        for mapping in self:
            target = TARGETS.get(mapping.kind)
            mapping.choice = mapping[target].display_name if target else mapping._action_label()

    def _compute_waiting(self):
        domain = [("mapping_id", "in", self.ids), ("state", "=", "waiting")]
        messages = dict(self.env["shop.message"]._read_group(domain, ["mapping_id"], ["__count"]))
        payments = dict(self.env["shop.payment"]._read_group(domain, ["mapping_id"], ["__count"]))
        for mapping in self:
            mapping.message_count = messages.get(mapping, 0) + payments.get(mapping, 0)

    @api.depends("kind", "external_name", "external_key")
    @api.depends_context("lang", "shop_kind_is_clear")
    def _compute_display_name(self):
        labels = dict(self._fields["kind"]._description_selection(self.env))
        clear = self.env.context.get("shop_kind_is_clear")
        for mapping in self:
            name = mapping.external_name or mapping.external_key
            mapping.display_name = (
                name
                if clear
                else self.env._("%(kind)s: %(name)s", kind=labels.get(mapping.kind), name=name)
            )

    def write(self, vals):
        """A choice made by a person is traced; documents that waited for it go on."""
        targets = {"action", *TARGETS.values()} & set(vals)
        if targets and "proposed" not in vals:
            vals = {**vals, "proposed": False}
        written = super().write(vals)
        if targets:
            self._trace_choice()
            self._release()
        return written

    def unlink(self):
        for mapping in self:
            mapping.channel_id._trace(self.env._("Mapping removed: %s", mapping.display_name))
        return super().unlink()

    def _trace_choice(self):
        for mapping in self:
            mapping.channel_id._trace(
                self.env._(
                    "Mapping “%(name)s” → %(target)s",
                    name=mapping.display_name,
                    target=mapping.choice or "–",
                )
            )

    def _action_label(self):
        return dict(self._fields["action"]._description_selection(self.env)).get(self.action)

    def _release(self):
        """Retry everything that waited for these mappings."""
        resolved = self.filtered("resolved")
        for mapping in resolved.filtered(lambda m: m.kind == "product"):
            self.env["shop.binding"]._bind(
                mapping.channel_id,
                "product",
                {mapping.external_key: (mapping.product_id, mapping.external_name)},
            )
        waiting = [("mapping_id", "in", resolved.ids), ("state", "=", "waiting")]
        # sudo: the same for documents.
        self.env["shop.message"].search(waiting).sudo().action_retry()
        # sudo: the choice of a manager sets payments free; nothing else of them is written.
        self.env["shop.payment"].search(waiting).sudo().write(
            {"state": "new", "error_code": False, "error_params": False}
        )
        resolved.channel_id._wake_up()

    def action_apply(self):
        """Close the form: saving has released what waited."""
        self.ensure_one()
        return {"type": "ir.actions.act_window_close"}

    def action_open_form(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Choose once, retry %s", self.message_count),
            "res_model": "shop.mapping",
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }

    # -- finding --------------------------------------------------------------------------------------

    @api.model
    def _lookup(self, channel, kind, key):
        return self.search(
            [("channel_id", "=", channel.id), ("kind", "=", kind), ("external_key", "=", key)],
            limit=1,
        )

    @api.model
    def _ensure(self, channel, kind, key, name):
        """The mapping of a key; proposed now if it is new."""
        mapping = self._lookup(channel, kind, key)
        return mapping or self.create(self._prepare_proposal(channel, kind, key, name))

    @api.model
    def _prepare_proposal(self, channel, kind, key, name):
        return {
            "channel_id": channel.id,
            "kind": kind,
            "external_key": key,
            "external_name": name,
            "proposed": True,
            **getattr(self, f"_propose_{kind}")(channel, key, name),
        }

    @api.model
    def _get_state(self, channel, state):
        return self._ensure(channel, "state", state["id"] or "0", state["name"])

    @api.model
    def _get_carrier(self, channel, shipping):
        if not shipping["carrier_id"]:
            return self.env["delivery.carrier"]
        return self._ensure(
            channel, "carrier", shipping["carrier_id"], shipping["carrier_name"]
        ).carrier_id

    @api.model
    def _get_language(self, channel, iso):
        mapping = self._ensure(channel, "language", iso, iso) if iso else self
        return mapping.lang_id.code or channel.company_id.partner_id.lang or self.env.lang

    @api.model
    def _get_tags(self, channel, group):
        tag = (
            self._lookup(channel, "group", group).tag_id
            if group
            else self.env["res.partner.category"]
        )
        return [fields.Command.set(tag.ids)]

    @api.model
    def _get_payment(self, channel, method):
        return self._ensure(channel, "payment", plain(method) or "-", method or "–")

    @api.model
    def _get_pricelist(self, channel, currency):
        """:raises DataError: no price list in this currency"""
        mapping = self._ensure(channel, "currency", currency, currency)
        if not mapping.pricelist_id:
            raise waiting_for("unknown_currency", mapping, name=currency)
        return mapping.pricelist_id

    @api.model
    def _get_rates(self, channel, country=""):
        """Rates that somebody confirmed, for goods that go to this country: those that a shop's
        tables merely hold, or one odd order named, recognise nothing."""
        mappings = self.search(
            [("channel_id", "=", channel.id), ("kind", "=", "tax"), ("tax_id", "!=", False)]
        )
        keys = [mapping.external_key.split("/") for mapping in mappings]
        return sorted({Decimal(key[0]) for key in keys if key[1:] in ([], [country])})

    @api.model
    def _get_tax(self, channel, rate, country):
        """The tax of a rate (Decimal, percent); a mapping for the country of delivery ("21/BE") goes
        before the general one ("21").

        :raises DataError: nothing is chosen for this rate
        """
        key = f"{rate.normalize():f}"
        mapping = self._lookup(channel, "tax", f"{key}/{country}") or self._ensure(
            channel, "tax", key, f"{key} %"
        )
        if not mapping.tax_id and rate:
            raise waiting_for("unknown_tax", mapping, name=f"{key} %")
        return mapping.tax_id

    @api.model
    def _ask_product(self, channel, key, document):
        """The error of a product that nobody has chosen yet."""
        reference = document["reference"] or "–"
        mapping = self._ensure(channel, "product", key, f"{document['name'][:150]} [{reference}]")
        code = "unknown_product" if channel.product_policy == "wait" else "ambiguous_product"
        return waiting_for(code, mapping, name=document["name"][:80], reference=reference)
