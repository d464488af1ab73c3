from odoo import api, models
from odoo.fields import Command

from . import sql


class ShopHandlerProduct(models.AbstractModel):
    """A product or combination of the shop: linked to ours by reference, then by barcode; else
    created or left to be chosen, as the shop's settings say."""

    _name = "shop.handler.product"
    _description = "Product Handler"
    _inherit = "shop.handler"

    @api.model
    def _handle(self, channel, messages):
        documents = {message.external_key: message.payload for message in messages}
        self._link(channel, documents)
        messages._done()

    @api.model
    def _link(self, channel, documents):
        """Link documents that are not linked yet.

        :param documents: ``{key: canonical product}``
        :return: ``{key: product id}`` of all that are linked now
        """
        bindings = self.env["shop.binding"]
        linked = bindings._targets(channel, "product", list(documents))
        missing = {key: document for key, document in documents.items() if key not in linked}
        found, made = self._find(channel, missing), {}
        unknown = {key: document for key, document in missing.items() if key not in found}
        if channel.product_policy == "create" and unknown:
            ambiguous = self._ambiguous(channel, unknown)
            made = self._create_products(
                channel, {key: unknown[key] for key in unknown if key not in ambiguous}
            )
            found |= made
        bindings._bind(
            channel,
            "product",
            {key: (found[key], missing[key]["name"][:200]) for key in found},
            set(made),
        )
        linked |= {key: product.id for key, product in found.items()}
        if any(document.get("pack") for document in documents.values()):
            self._turn_into_kits(linked, {key: documents[key] for key in linked})
        return linked

    @api.model
    def _find(self, channel, documents):
        """Our products for these documents; a reference that two of ours share decides nothing."""
        found = {}
        for field, name in (("default_code", "reference"), ("barcode", "ean13")):
            wanted = {
                document[name]
                for key, document in documents.items()
                if key not in found and document[name]
            }
            ours = self._products_by(channel, field, wanted)
            for key, document in documents.items():
                product = ours.get(document[name])
                if key not in found and product:
                    found[key] = product
        return found

    @api.model
    def _ambiguous(self, channel, documents):
        """Keys of documents whose reference several of ours have: a person chooses when an order
        needs one; another product of that reference would only make it worse."""
        references = {d["reference"] for d in documents.values() if d["reference"]}
        counts = dict(
            self.env["product.product"]._read_group(
                [
                    ("default_code", "in", list(references)),
                    ("company_id", "in", (False, channel.company_id.id)),
                ],
                ["default_code"],
                ["__count"],
            )
        )
        return {key for key, d in documents.items() if counts.get(d["reference"], 0) > 1}

    @api.model
    def _products_by(self, channel, field, values):
        products = self.env["product.product"].search_fetch(
            [(field, "in", list(values)), ("company_id", "in", (False, channel.company_id.id))],
            [field],
        )
        groups = products.grouped(field)
        return {value: group for value, group in groups.items() if len(group) == 1}

    @api.model
    def _create_products(self, channel, documents):
        known_by = {d[name] for d in documents.values() for name in ("reference", "ean13")}
        self.env["shop.claim"]._take(channel.company_id, "product", known_by)
        taken = (
            self.env["product.product"]
            .with_context(active_test=False)
            .search_fetch(
                [("barcode", "in", [d["ean13"] for d in documents.values() if d["ean13"]])],
                ["barcode"],
            )
        )
        barcodes = set(taken.mapped("barcode"))
        values = [
            self._prepare_product_vals(channel, document, barcodes)
            for document in documents.values()
        ]
        products = self.env["product.product"].create(values)
        return dict(zip(documents, products, strict=True))

    @api.model
    def _prepare_product_vals(self, channel, document, barcodes):
        barcode = document["ean13"] if document["ean13"] not in barcodes else ""
        barcodes.add(barcode)
        # A pack is sold at its own price; its pieces leave the shelf.
        virtual = document["virtual"] or document.get("pack", False)
        vals = {
            "name": document["name"] or document["reference"] or document["id"],
            "default_code": document["reference"] or False,
            "barcode": barcode or False,
            "type": "service" if virtual else "consu",
            "is_storable": not virtual,
            "list_price": float(document["price_tax_excl"]),
            "weight": float(document["weight"]),
            "sale_ok": True,
        }
        if document.get("pack"):
            vals["invoice_policy"] = "order"
        return vals | self._prepare_tax_vals(channel, document)

    @api.model
    def _prepare_tax_vals(self, channel, document):
        """The tax of the shop's own tax group, and the price in that tax's terms."""
        rate = document.get("tax_rate")
        if rate is None:
            return {}
        if not float(rate):
            return {"taxes_id": [Command.clear()]}
        tax = self.env["shop.mapping"]._find_product_tax(channel, float(rate))
        if not tax:
            return {}
        price = float(document["price_tax_excl"])
        if tax.price_include:
            price = channel.company_id.currency_id.round(price * (100 + float(rate)) / 100)
        return {"taxes_id": [Command.set(tax.ids)], "list_price": price}

    @api.model
    def _turn_into_kits(self, linked, documents):
        """Packs that an earlier import made as goods, and that nobody ever had on a shelf."""
        packs = {linked[key] for key, document in documents.items() if document.get("pack")}
        products = self.env["product.product"].browse(
            sql.uncounted_products(self.env, tuple(packs))
        )
        moved = self.env["stock.move"].search([("product_id", "in", products.ids)]).product_id
        kits = (products - moved).filtered("is_storable")
        kits.write({"type": "service", "is_storable": False, "invoice_policy": "order"})
