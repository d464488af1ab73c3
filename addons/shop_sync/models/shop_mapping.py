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
BANK_WORDS = ("virement", "wire", "cheque", "check", "prelevement", "sepa")
DEFAULT_CANCELLED = ("6", "7")


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
    def _ensure(self, channel, kind, key, name, **values):
        """The mapping of a key; proposed now if it is new."""
        mapping = self._lookup(channel, kind, key)
        if not mapping:
            proposal = getattr(self, f"_propose_{kind}")(channel, key, name) | values
            mapping = self.create(
                {
                    "channel_id": channel.id,
                    "kind": kind,
                    "external_key": key,
                    "external_name": name,
                    "proposed": True,
                    **proposal,
                }
            )
        return mapping

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

    # -- proposing ------------------------------------------------------------------------------------

    @api.model
    def _propose_all(self, channel, references):
        """Mappings for everything that the shop's reference tables name."""
        self = self.with_context(shop_references=references)
        for kind, key, name in self._get_named(channel, references.get("tables", {})):
            self._ensure(channel, kind, key, name)
        if not channel.shipped_mapping_id:
            channel.shipped_mapping_id = self._find_shipped(channel, references)

    @api.model
    def _get_named(self, channel, tables):
        """``(kind, key, name)`` of everything in a shop's reference tables."""
        for key, row in tables.get("order_states", {}).items():
            if row.get("deleted") != "1":
                yield "state", key, row.get("name")
        for row in tables.get("carriers", {}).values():
            if row.get("deleted") != "1":
                yield "carrier", row.get("id_reference") or row["id"], row.get("name")
        for row in tables.get("languages", {}).values():
            yield "language", row["iso_code"], row.get("name")
        for key, row in tables.get("groups", {}).items():
            yield "group", key, row.get("name")
        for row in tables.get("currencies", {}).values():
            if row["iso_code"] != channel.company_id.currency_id.name:
                yield "currency", row["iso_code"], row["iso_code"]
        for rate in ("20", "10", "5.5", "2.1", "0"):
            yield "tax", rate, f"{rate} %"

    @api.model
    def _find_shipped(self, channel, references):
        key = references.get("settings", {}).get("PS_OS_SHIPPING")
        if not key:
            states = references.get("tables", {}).get("order_states", {})
            shipped = [key for key, row in states.items() if row.get("shipped") == "1"]
            key = min(shipped, key=int, default="")
        return self._lookup(channel, "state", key)

    @api.model
    def _propose_state(self, channel, key, name):
        """Paid or validated states confirm, cancelled ones cancel, the others wait."""
        # sudo: nobody reads the reference tables but the engine.
        references = channel.sudo().references or self.env.context.get("shop_references") or {}
        row = references.get("tables", {}).get("order_states", {}).get(key, {})
        settings = references.get("settings", {})
        cancelled = settings.get("PS_OS_CANCELED") or "6"
        failed = settings.get("PS_OS_ERROR") or "8"
        holds = key not in (cancelled, failed) or channel.engine == "json"
        if row.get("paid") == "1" or row.get("logable") == "1" or row.get("shipped") == "1":
            return {"action": "confirm", "holds_stock": holds}
        if key == cancelled or row.get("template") in ("order_canceled", "refund"):
            return {"action": "cancel", "holds_stock": False}
        return {"action": "wait", "holds_stock": holds}

    @api.model
    def _propose_payment(self, channel, key, name):
        same = self.search(
            [
                ("kind", "=", "payment"),
                ("external_key", "=", key),
                ("journal_id", "!=", False),
                ("company_id", "=", channel.company_id.id),
            ],
            limit=1,
        )
        if same:
            return {"journal_id": same.journal_id.id}
        journals = self.env["account.journal"].search(
            [("company_id", "=", channel.company_id.id), ("type", "in", ("bank", "cash", "credit"))]
        )
        named = journals.filtered(lambda journal: plain(journal.name) == key)
        bank = journals.filtered(lambda journal: journal.type == "bank")
        known = bank if any(word in key for word in BANK_WORDS) else named
        return {"journal_id": known[:1].id}

    @api.model
    def _propose_carrier(self, channel, key, name):
        carriers = self.env["delivery.carrier"].search(
            [("company_id", "in", (False, channel.company_id.id))]
        )
        same = carriers.filtered(lambda carrier: plain(carrier.name) == plain(name))
        return {"carrier_id": same[:1].id}

    @api.model
    def _propose_tax(self, channel, key, name):
        """The company's sale tax of this rate; in tax-included shops one that is in the price,
        made from the other if there is none."""
        rate = float(key.split("/")[0])
        if not rate:
            return {}
        included = channel.tax_mode == "included"
        taxes = (
            self.env["account.tax"]
            .with_context(active_test=False)
            .search(
                [
                    ("company_id", "=", channel.company_id.id),
                    ("type_tax_use", "=", "sale"),
                    ("amount_type", "=", "percent"),
                    ("amount", "=", rate),
                    ("tax_exigibility", "=", "on_invoice"),
                ],
                order="active desc, sequence, id",
            )
            .filtered(lambda tax: not tax.tax_scope or tax.tax_scope == "consu")
        )
        fitting = taxes.filtered(lambda tax: tax.price_include == included)[:1]
        if fitting and not fitting.active:
            self._activate_tax(channel, fitting)
        elif not fitting and taxes:
            fitting = self._make_tax(channel, taxes[0], included)
        return {"tax_id": fitting.id}

    @api.model
    def _find_product_tax(self, channel, rate):
        """The company's sale tax of this rate as its catalogue is priced: like its default tax."""
        default = channel.company_id.account_sale_tax_id
        taxes = self.env["account.tax"].search(
            [
                ("company_id", "=", channel.company_id.id),
                ("type_tax_use", "=", "sale"),
                ("amount_type", "=", "percent"),
                ("amount", "=", rate),
            ],
            order="sequence, id",
        )
        same = taxes.filtered(lambda tax: tax.price_include == default.price_include)
        mapped = self._lookup(channel, "tax", f"{Decimal(str(rate)).normalize():f}").tax_id
        return default if default in same else (same or mapped or taxes)[:1]

    @api.model
    def _activate_tax(self, channel, tax):
        """The French chart of accounts brings most taxes archived."""
        # sudo: the person who connects a shop need not be an accountant; traced below.
        tax.sudo().active = True
        channel._trace(self.env._("Tax “%s” was activated for this shop.", tax.name))

    @api.model
    def _make_tax(self, channel, tax, included):
        suffix = self.env._("tax incl.") if included else self.env._("tax excl.")
        # sudo: the person who connects a shop need not be an accountant; traced below.
        made = tax.sudo().copy(
            {
                "name": f"{tax.name} {suffix}",
                "price_include_override": "tax_included" if included else "tax_excluded",
                "active": True,
            }
        )
        channel._trace(self.env._("Tax “%s” was created for this shop.", made.name))
        return made.with_env(self.env)

    @api.model
    def _propose_currency(self, channel, key, name):
        pricelist = self.env["product.pricelist"].search(
            [("currency_id.name", "=", key), ("company_id", "in", (False, channel.company_id.id))],
            limit=1,
        )
        return {"pricelist_id": pricelist.id}

    @api.model
    def _propose_language(self, channel, key, name):
        langs = self.env["res.lang"].search([("active", "=", True)])
        return {"lang_id": langs.filtered(lambda lang: lang.iso_code.split("_")[0] == key)[:1].id}

    @api.model
    def _propose_group(self, channel, key, name):
        named = [("name", "=ilike", name or "")]
        return {"tag_id": self.env["res.partner.category"].search(named, limit=1).id}

    @api.model
    def _propose_product(self, channel, key, name):
        return {}
