from decimal import Decimal

from odoo import api, models

from .shop_mapping import plain

BANK_WORDS = ("virement", "wire", "cheque", "check", "prelevement", "sepa")


class ShopMapping(models.Model):
    """What a mapping is proposed to mean, before a person has chosen."""

    _inherit = "shop.mapping"

    @api.model
    def _propose_all(self, channel, references):
        """Mappings for everything that the shop's reference tables name."""
        self = self.with_context(shop_references=references)
        known = {(m.kind, m.external_key) for m in self.search([("channel_id", "=", channel.id)])}
        new = {}
        for kind, key, name in self._get_named(channel, references.get("tables", {})):
            if (kind, key) not in known:
                new.setdefault((kind, key), name)
        self.create([self._prepare_proposal(channel, *pair, name) for pair, name in new.items()])
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
