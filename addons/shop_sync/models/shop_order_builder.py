import hashlib
from decimal import Decimal

from odoo import api, fields, models
from odoo.fields import Command

from ..core import totals
from ..core.errors import DataError
from ..tools.choices import Choices
from ..tools.taxes import manual_tax_data

HALF_CENT = Decimal("0.005")
SERVICE_PRODUCTS = {
    "shipping": "shop_sync.product_shipping",
    "wrapping": "shop_sync.product_wrapping",
    "discount": "shop_sync.product_discount",
    "ecotax": "shop_sync.product_ecotax",
    "difference": "shop_sync.product_difference",
}


class ShopOrderBuilder(models.AbstractModel):
    """Canonical orders → the values of sale orders, for a whole batch at once."""

    _name = "shop.order.builder"
    _description = "Sale Orders from Shop Orders"

    @api.model
    def _prepare_batch(self, channel, documents, accepted=()):
        """``{order key: sale order values}``.

        :param documents: ``{order key: canonical order}``
        :param accepted: keys whose unexplained difference somebody accepted
        :raises DataError: the first order that cannot be used
        """
        choices = Choices(self.env["shop.mapping"], channel)
        plans = {
            key: self._plan(channel, document, choices, key in accepted)
            for key, document in documents.items()
        }
        partners = self.env["shop.partner.finder"]._find(channel, documents, choices)
        products = self._products(channel, documents)
        services = {part: self.env.ref(xmlid) for part, xmlid in SERVICE_PRODUCTS.items()}
        return {
            key: self._prepare_order_vals(channel, document, partners[key], choices)
            | {
                "order_line": self._speaking_to(partners[key][0])._prepare_lines(
                    document, plans[key], products, services, choices
                )
            }
            for key, document in documents.items()
        }

    @api.model
    def _speaking_to(self, customer):
        """Labels of lines are printed on what the customer gets."""
        return self.with_context(lang=customer.lang) if customer.lang else self

    @api.model
    def _plan(self, channel, document, choices, accepted=False):
        """Lines that give the shop's total to the cent.

        :raises DataError: they do not
        """
        if not document["lines"]:
            raise DataError("no_lines")
        if not accepted and not self._has_address(document):
            raise DataError("no_address")
        rates = choices.rates(document["delivery_address"]["country"])
        plan = totals.plan_order(document, rates, channel.tax_mode == "included", accepted)
        if plan.problems:
            code, params = plan.problems[0]
            raise DataError(code, **params)
        return plan

    @staticmethod
    def _has_address(document):
        return any(
            document[kind][name]
            for kind in ("invoice_address", "delivery_address")
            for name in ("street", "zip", "city")
        )

    # -- the order ------------------------------------------------------------------------------------

    @api.model
    def _prepare_order_vals(self, channel, document, partners, choices):
        customer, invoice, delivery = partners
        carrier = choices.carrier(document["shipping"])
        state = choices.state(document["state"])
        vals = {
            "partner_id": customer.id,
            "partner_invoice_id": invoice.id,
            "partner_shipping_id": delivery.id,
            "company_id": channel.company_id.id,
            "warehouse_id": channel._get_shipping_warehouse().id,
            "date_order": self._moment(document["created_at"]),
            "client_order_ref": document["reference"],
            "origin": f"{channel.name} {document['reference']}",
            "user_id": False,
            "carrier_id": carrier.id,
            "shop_channel_id": channel.id,
            "shop_external_key": document["id"],
            "shop_reference": document["reference"],
            "shop_state_id": state.id,
            "shop_total": float(document["totals"]["tax_incl"]),
            "shop_untaxed": float(document["totals"]["tax_excl"]),
            "shop_tracking": document["shipping"]["tracking"],
            "shop_payment_method": document["payment_method"]["name"],
            "shop_note": self._note(document),
            "shop_internal_note": self._internal_note(document),
            "shop_packs": {row["id"]: row["pack"] for row in document["lines"] if row.get("pack")},
        }
        if channel.team_id:
            vals["team_id"] = channel.team_id.id
        # Prices come from the shop; the customer's own price list may be in another currency.
        pricelist = self.env["product.pricelist"]
        if document["currency"] != channel.company_id.currency_id.name:
            pricelist = self.env["shop.mapping"]._get_pricelist(channel, document["currency"])
        return vals | {"pricelist_id": pricelist.id}

    @staticmethod
    def _moment(text):
        return fields.Datetime.to_datetime(text.replace("T", " ").rstrip("Z"))

    @api.model
    def _note(self, document):
        """What the customer and the shop wrote, for those who prepare the parcel."""
        parts = [message["text"] for message in document["messages"] if not message["private"]]
        if document["delivery_address"]["other"]:
            parts.append(self.env._("For the delivery: %s", document["delivery_address"]["other"]))
        if document["wrapping"]["gift"]:
            text = document["wrapping"]["message"] or "–"
            parts.append(self.env._("Gift message: %s", text))
        return "\n".join(parts)

    @api.model
    def _internal_note(self, document):
        """What only we may read: private messages, and the note of the shop's own staff."""
        parts = [message["text"] for message in document["messages"] if message["private"]]
        if document["note"]:
            parts.append(self.env._("Shop's note: %s", document["note"]))
        return "\n".join(parts)

    # -- the lines ------------------------------------------------------------------------------------

    @api.model
    def _prepare_lines(self, document, plan, products, services, choices):
        lines = []
        for line in plan.lines:
            lines.append(self._prepare_line_vals(document, line, products, services, choices))
            if line.part == "product" and line.source.get("pack"):
                lines += self._prepare_pack_vals(line.source, products)
        return [Command.create(vals) for vals in lines]

    @api.model
    def _prepare_line_vals(self, document, line, products, services, choices):
        tax = choices.tax(line.rate, document["delivery_address"]["country"])
        vals = {
            "name": self._label(line),
            "product_uom_qty": float(line.quantity),
            "price_unit": float(line.unit),
            "discount": 0.0,
            "tax_ids": [Command.set(tax.ids)],
            "shop_line_key": line.source.get("id"),
            "shop_part": line.part,
            "shop_net": float(line.net),
            "shop_gross": float(line.total),
        }
        if line.part == "product":
            vals["product_id"] = products[self._product_key(line.source)]
        elif line.part == "shipping":
            product = choices.carrier(document["shipping"]).product_id or services["shipping"]
            vals |= {"product_id": product.id, "is_delivery": True}
        else:
            vals["product_id"] = services[line.part].id
        vals["extra_tax_data"] = manual_tax_data(
            choices.currency(document["currency"]),
            tax,
            float(line.net),
            float(line.total),
            vals["product_uom_qty"],
            vals["price_unit"],
        )
        return vals

    @api.model
    def _prepare_pack_vals(self, row, products):
        """The pieces of a pack leave the shelf; its price stays on its own line. A pack that is kept
        ready-made here leaves as it is."""
        pack = self.env["product.product"].browse(products[self._product_key(row)])
        if pack.is_storable:
            return []
        return [
            {
                "name": part["name"] or part["reference"],
                "product_id": products[self._product_key(part)],
                "product_uom_qty": float(Decimal(row["quantity"]) * Decimal(part["quantity"])),
                "price_unit": 0.0,
                "discount": 0.0,
                "tax_ids": [Command.clear()],
                "shop_line_key": row["id"],
                "shop_part": "part",
            }
            for part in row.get("pack", ())
        ]

    @api.model
    def _label(self, line):
        labels = {
            "shipping": self.env._("Shipping: %s", line.label)
            if line.label
            else self.env._("Shipping"),
            "wrapping": self.env._("Gift wrapping"),
            "discount": self.env._("Voucher: %s", line.label)
            if line.label
            else self.env._("Discount"),
            "ecotax": self.env._("Eco-contribution: %s", line.label),
            "difference": self.env._("Difference accepted by hand"),
        }
        label = labels.get(line.part) or line.label
        texts = self._engravings(line.source) if line.part == "product" else []
        return "\n".join([label, *texts])

    @api.model
    def _engravings(self, row):
        """What the buyer had put on the product: printed on the order and on the slip."""
        return [
            self.env._(
                "%(label)s: %(text)s",
                label=entry["label"] or self.env._("Customisation"),
                text=entry["text"] or entry["image"],
            )
            for entry in row.get("customizations", ())
        ]

    # -- products ---------------------------------------------------------------------------------------

    @staticmethod
    def _product_key(row):
        label = row["reference"] or hashlib.sha256(row["name"].encode()).hexdigest()[:16]
        return f"{row['product_id'] or 'line-' + label}-{row['combination_id'] or 0}"

    @api.model
    def _products(self, channel, documents):
        """``{product key: product id}`` for all lines of a batch."""
        wanted = {}
        for document in documents.values():
            for row in document["lines"]:
                wanted[self._product_key(row)] = self._as_product(row)
                for part in row.get("pack", ()):
                    wanted[self._product_key(part)] = self._as_product(part)
        linked = self.env["shop.handler.product"]._link(channel, wanted)
        for key, document in wanted.items():
            if key not in linked:
                raise self.env["shop.mapping"]._ask_product(channel, key, document)
        return linked

    @staticmethod
    def _as_product(row):
        """What an order line tells of its product, when the shop no longer has it."""
        document = {
            "id": row["product_id"],
            "combination_id": row["combination_id"],
            "virtual": row.get("virtual", False),
            "reference": row["reference"],
            "ean13": row["ean13"],
            "name": row["name"][:200],
            "price_tax_excl": row.get("unit_tax_excl", "0"),
            "weight": "0",
            "active": True,
        }
        return document | ({"pack": True} if row.get("pack") else {})

    # -- the proof ----------------------------------------------------------------------------------------

    @api.model
    def _check_totals(self, orders, documents):
        """Odoo's own totals against the shop's, to the cent.

        :raises DataError: the first that differs
        """
        for order in orders:
            document = documents[order.shop_external_key]
            charged = Decimal(document["totals"]["tax_incl"])
            computed = Decimal(str(order.currency_id.round(order.amount_total)))
            if order.currency_id.name != document["currency"]:
                raise DataError(
                    "odoo_currency_mismatch",
                    shop=document["currency"],
                    computed=order.currency_id.name,
                )
            if abs(charged - computed) >= HALF_CENT:
                raise DataError(
                    "odoo_total_mismatch", shop=f"{charged:f}", computed=f"{computed:f}"
                )
