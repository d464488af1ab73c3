import re

from markupsafe import Markup, escape

from odoo import api, fields, models
from odoo.tools.translate import LazyTranslate

from ..core import differ

_lt = LazyTranslate(__name__)

PART = re.compile(r"([a-z_0-9]+)(?:\[([^\]]*)\])?")
LONGEST = 400
# Names of the canonical form's fields, for people.
LABELS = {
    "active": _lt("Active"),
    "amount": _lt("Amount"),
    "carrier_id": _lt("Carrier number"),
    "carrier_name": _lt("Carrier"),
    "city": _lt("City"),
    "combination_id": _lt("Combination"),
    "company": _lt("Company"),
    "country": _lt("Country"),
    "created_at": _lt("Ordered on"),
    "currency": _lt("Currency"),
    "customer": _lt("Customer"),
    "delivery_address": _lt("Delivery address"),
    "discount_total": _lt("Vouchers in total"),
    "discounts": _lt("Voucher"),
    "ean13": _lt("Barcode"),
    "ecotax": _lt("Eco-contribution"),
    "ecotax_rate": _lt("Eco-contribution tax rate"),
    "email": _lt("E-mail"),
    "firstname": _lt("First name"),
    "free_shipping": _lt("Free shipping"),
    "gift": _lt("Gift"),
    "group": _lt("Customer group"),
    "guest": _lt("Guest"),
    "id": _lt("Number in the shop"),
    "invoice_address": _lt("Invoice address"),
    "language": _lt("Language"),
    "lastname": _lt("Last name"),
    "lines": _lt("Line"),
    "message": _lt("Message"),
    "messages": _lt("Message"),
    "method": _lt("Method"),
    "mobile": _lt("Mobile"),
    "name": _lt("Name"),
    "note": _lt("Shop's note"),
    "notify": _lt("The shop mails the customer"),
    "order": _lt("Order"),
    "other": _lt("Remark"),
    "paid_at": _lt("Paid on"),
    "payment_method": _lt("Payment method"),
    "payments": _lt("Payment"),
    "phone": _lt("Phone"),
    "price_tax_excl": _lt("Price without tax"),
    "private": _lt("Private"),
    "product_id": _lt("Product number"),
    "quantity": _lt("Quantity"),
    "reference": _lt("Reference"),
    "sent_at": _lt("Sent on"),
    "shipping": _lt("Shipping"),
    "siret": _lt("SIRET"),
    "state": _lt("State"),
    "street": _lt("Street"),
    "street2": _lt("Street, 2nd line"),
    "tax_excl": _lt("Without tax"),
    "tax_incl": _lt("Tax included"),
    "tax_rates": _lt("Tax rates"),
    "text": _lt("Text"),
    "total_tax_excl": _lt("Total without tax"),
    "total_tax_incl": _lt("Total tax included"),
    "totals": _lt("Total"),
    "tracking": _lt("Tracking number"),
    "transaction_id": _lt("Transaction"),
    "unit_tax_excl": _lt("Unit price without tax"),
    "unit_tax_incl": _lt("Unit price tax included"),
    "unreadable": _lt("Cannot be read"),
    "vat_number": _lt("VAT number"),
    "virtual": _lt("Virtual"),
    "weight": _lt("Weight"),
    "wrapping": _lt("Gift wrapping"),
    "zip": _lt("Postcode"),
}


class ShopMessage(models.Model):
    """What a document says otherwise than the version before it, for people."""

    _inherit = "shop.message"

    difference_html = fields.Html(compute="_compute_difference", string="Changes", sanitize=False)

    def _compute_difference(self):
        """This version against the one before, field by field."""
        for message in self:
            older = message._get_previous()
            documents = (message.payload or {}, older.payload or {})
            changes = differ.diff(documents[1], documents[0]) if older else []
            changes = [change for change in changes if change[0] not in ("updated_at", "schema")]
            message.difference_html = self._render_changes(changes, documents) if changes else False

    def _get_previous(self):
        domain = [
            ("channel_id", "=", self.channel_id.id),
            ("direction", "=", self.direction),
            ("kind", "=", self.kind),
            ("external_key", "=", self.external_key),
            ("version", "<", self.version),
            ("state", "!=", "superseded"),
        ]
        return self.search(domain, order="version desc", limit=1)

    @api.model
    def _render_changes(self, changes, documents):
        head = [self.env._("Field"), self.env._("Before"), self.env._("Now")]
        cells = Markup("").join(Markup("<th>%s</th>") % escape(text) for text in head)
        rows = Markup("").join(
            Markup(
                "<tr><td>%s</td><td class='text-danger'>%s</td><td class='text-success'>%s</td></tr>"
            )
            % (self._place(path, documents), self._shown(old), self._shown(new))
            for path, old, new in changes
        )
        return Markup(
            "<table class='table table-sm'><thead><tr>%s</tr></thead><tbody>%s</tbody></table>"
        ) % (cells, rows)

    @api.model
    def _place(self, path, documents):
        """``lines[12].quantity`` as “Line Gate motor › Quantity”."""
        parts = []
        for name, key in PART.findall(path):
            label = self._label(name)
            parts.append(f"{label} {self._entry_name(name, key, documents)}" if key else label)
        return " › ".join(parts)

    @api.model
    def _label(self, name):
        return self.env._(LABELS[name]) if name in LABELS else name

    @staticmethod
    def _entry_name(name, key, documents):
        """What people call the entry of a list: its name or method, else its number."""
        for document in documents:
            for entry in document.get(name) or ():
                if isinstance(entry, dict) and entry.get("id") == key:
                    return entry.get("name") or entry.get("method") or key
        return key

    @api.model
    def _shown(self, value):
        if isinstance(value, dict):
            told = [
                f"{self._label(name)}: {self._shown(inner)}"
                for name, inner in value.items()
                if inner not in (None, "", False, "0", [], {}) and name != "id"
            ]
            return "; ".join(told)[:LONGEST]
        if isinstance(value, list):
            return ", ".join(map(self._shown, value))[:LONGEST]
        if isinstance(value, bool):
            return self.env._("Yes") if value else self.env._("No")
        return "–" if value in (None, "") else str(value)
