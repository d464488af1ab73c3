import hashlib
from decimal import Decimal

from odoo import api, fields, models
from odoo.fields import Command

from ..core import totals
from ..core.errors import DataError
from ..tools.choices import Choices

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
            key: self._plan(channel, document, choices.rates, key in accepted)
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
    def _plan(self, channel, document, rates, accepted=False):
        """Lines that give the shop's total to the cent.

        :raises DataError: they do not
        """
        if not document["lines"]:
            raise DataError("no_lines")
        if not accepted and not self._has_address(document):
            raise DataError("no_address")
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
        warehouse = (
            channel.warehouse_id or channel.warehouse_ids[:1] or channel._get_default_warehouse()
        )
        vals = {
            "partner_id": customer.id,
            "partner_invoice_id": invoice.id,
            "partner_shipping_id": delivery.id,
            "company_id": channel.company_id.id,
            "warehouse_id": warehouse.id,
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
            "shop_tracking": document["shipping"]["tracking"],
            "shop_payment_method": document["payment_method"]["name"],
            "shop_note": self._note(document),
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
        if document["wrapping"]["gift"]:
            text = document["wrapping"]["message"] or "–"
            parts.append(self.env._("Gift message: %s", text))
        if document["note"]:
            parts.append(self.env._("Shop's note: %s", document["note"]))
        return "\n".join(parts)

    # -- the lines ------------------------------------------------------------------------------------

    @api.model
    def _prepare_lines(self, document, plan, products, services, choices):
        return [
            Command.create(self._prepare_line_vals(document, line, products, services, choices))
            for line in plan.lines
        ]

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
        }
        if line.part == "product":
            vals["product_id"] = products[self._product_key(line.source)]
        elif line.part == "shipping":
            product = choices.carrier(document["shipping"]).product_id or services["shipping"]
            vals |= {"product_id": product.id, "is_delivery": True}
        else:
            vals["product_id"] = services[line.part].id
        return vals

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
        return labels.get(line.part) or line.label

    # -- products ---------------------------------------------------------------------------------------

    @staticmethod
    def _product_key(row):
        label = row["reference"] or hashlib.sha256(row["name"].encode()).hexdigest()[:16]
        return f"{row['product_id'] or 'line-' + label}-{row['combination_id'] or 0}"

    @api.model
    def _products(self, channel, documents):
        """``{product key: product id}`` for all lines of a batch."""
        wanted = {
            self._product_key(row): self._as_product(row)
            for document in documents.values()
            for row in document["lines"]
        }
        linked = self.env["shop.handler.product"]._link(channel, wanted)
        for key, document in wanted.items():
            if key not in linked:
                raise self.env["shop.mapping"]._ask_product(channel, key, document)
        return linked

    @staticmethod
    def _as_product(row):
        """What an order line tells of its product, when the shop no longer has it."""
        return {
            "id": row["product_id"],
            "combination_id": row["combination_id"],
            "virtual": False,
            "reference": row["reference"],
            "ean13": row["ean13"],
            "name": row["name"][:200],
            "price_tax_excl": row["unit_tax_excl"],
            "weight": "0",
            "active": True,
        }

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
