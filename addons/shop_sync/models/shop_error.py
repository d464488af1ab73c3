from odoo import api, models
from odoo.tools.misc import formatLang
from odoo.tools.translate import LazyTranslate

from ..core import canonical

_lt = LazyTranslate(__name__)

# Parameters of the explanations that are amounts of money.
AMOUNTS = {"shop", "computed", "difference"}

# What happened, to what, and what to do now; by the code of a ``core.errors.ShopError``, whose
# parameters fill the blanks. First of reaching the shop, then of single documents.
CONNECTION = {
    "bad_url": _lt(
        "“%(host)s” is not the address of a shop. Write it in full, for example"
        " https://www.my-shop.com"
    ),
    "unreachable": _lt(
        "%(host)s does not answer. Check the address; if the shop opens in a browser, its"
        " host may block this server. We try again by ourselves."
    ),
    "too_big": _lt("%(host)s answers with more than this server reads. It is tried again."),
    "timeout": _lt(
        "%(host)s took too long to answer. We try again by ourselves; if it stays so, ask"
        " the shop's host."
    ),
    "tls": _lt(
        "The security certificate of %(host)s is not valid. Have it renewed by the shop's"
        " host, then check the connection again."
    ),
    "redirected": _lt(
        "The shop sends us to another address: %(location)s. Enter that address (often"
        " https:// or with www) and check again."
    ),
    "wrong_key": _lt(
        "The shop refuses the key. In the shop: Advanced parameters › Web service, check"
        " that the key is active and copy it here again."
    ),
    "service_disabled": _lt(
        "The shop's web service is switched off. In the shop: Advanced parameters › Web"
        " service › “Enable PrestaShop's web service” = Yes."
    ),
    "forbidden": _lt(
        "The key may not use “%(resource)s” (%(method)s). In the shop: Advanced parameters"
        " › Web service › the key, tick this box in the line “%(resource)s”."
    ),
    "unknown_resource": _lt(
        "This version of PrestaShop does not know “%(resource)s”. Check the connection"
        " again so that the version is found anew."
    ),
    "html_answer": _lt(
        "The shop answered with a web page instead of data (status %(status)s:"
        " “%(excerpt)s”). Check the address; in the shop, friendly URLs must work (the file"
        " .htaccess), and no maintenance or protection page may stand before /api."
    ),
    "maintenance": _lt(
        "The shop shows a maintenance page (status %(status)s). We try again by ourselves."
    ),
    "too_many_requests": _lt(
        "The shop's host asks us to slow down. We wait as asked; lower the requests per"
        " minute in the shop's settings if it happens often."
    ),
    "server_error": _lt(
        "The shop's server is in trouble (status %(status)s). We try again by ourselves."
    ),
    "bad_answer": _lt(
        "The shop's answer cannot be read (“%(excerpt)s”). A module of the shop may print"
        " text into it: ask the shop's developer."
    ),
    "busy": _lt("Several workers were at the same records. We try again by ourselves."),
    "no_url": _lt("Enter the shop's address and its key first."),
}

DOCUMENTS = {
    "refused": _lt("The shop refused this for “%(resource)s”: %(message)s"),
    "total_mismatch": _lt(
        "The shop charged %(shop)s but the lines add up to %(computed)s (difference"
        " %(difference)s). Look for a fee that a module adds; accept the difference as a"
        " line of its own, or correct the order in the shop."
    ),
    "tax_mismatch": _lt(
        "The amount without tax is %(shop)s in the shop but %(computed)s with its tax"
        " rates. Check the taxes of the order in the shop, or accept it as it is."
    ),
    "odoo_total_mismatch": _lt(
        "The shop charged %(shop)s but Odoo computes %(computed)s. Check that the tax"
        " mapped to each rate has that rate and is included in the price."
    ),
    "unknown_tax": _lt(
        "No tax is mapped to the rate %(name)s. Choose it once; every order that waits for"
        " it is tried again."
    ),
    "unknown_currency": _lt(
        "No price list is mapped to the currency %(name)s. Choose it once; every order"
        " that waits for it is tried again."
    ),
    "unknown_product": _lt(
        "“%(name)s” (reference %(reference)s) is not known in Odoo. Choose the product"
        " once; every order that waits for it is tried again."
    ),
    "odoo_currency_mismatch": _lt(
        "The order is in %(shop)s in the shop but would be in %(computed)s here. Check the"
        " price list that is mapped to this currency."
    ),
    "ambiguous_product": _lt(
        "Several products here have the reference %(reference)s of “%(name)s”. Choose the"
        " right one once; every order that waits for it is tried again."
    ),
    "no_address": _lt(
        "The shop holds no address for this order any more: it was deleted there. Accept"
        " the order as it is and complete the address here, or leave it out."
    ),
    "unreadable": _lt(
        "The shop's answer for this order cannot be used (%(message)s). Open the order in"
        " the shop and correct it, then choose “Read again”."
    ),
    "no_lines": _lt("The order has no line. Open it in the shop; when its lines are back, retry."),
    "odoo_refused": _lt("Odoo refused it: %(message)s"),
    "invalid_document": _lt("The document is not in the agreed form: %(message)s"),
    "gone": _lt(
        "This stock line no longer exists in the shop: the product was probably deleted"
        " there. Nothing to do if that is right."
    ),
    "not_taken": _lt("The shop answered but did not take the quantity. We try again."),
    "no_carrier_row": _lt(
        "The shop's order %(order)s has no carrier line, so it has no place for a tracking"
        " number. Enter it in the shop by hand."
    ),
    "payment_of_another": _lt(
        "Payment %(number)s of order %(reference)s belongs to another customer here. Two orders of"
        " different customers may not bear one reference and one payment number: correct the number"
        " in the shop, then choose “Read again”."
    ),
    "payment_reused": _lt(
        "Payment %(number)s of reference %(reference)s is already known with another amount. If it is"
        " another payment, give it a number of its own in the shop; then send the order again."
    ),
    "refund_mismatch": _lt(
        "The shop refunded %(shop)s but its lines give %(computed)s with our taxes. Write the credit"
        " note by hand and leave this slip out."
    ),
    "refund_line": _lt(
        "The credit slip names a line (%(number)s) that this order does not have. Write the credit"
        " note by hand and leave this slip out."
    ),
    "refund_exceeds": _lt(
        "The shop refunded %(shop)s but only %(computed)s of this order is left to refund. Check the"
        " credit slips in the shop."
    ),
    "removed": _lt(
        "The shop does not know this order any more. Cancel it here if it is not to be delivered."
    ),
    "no_tls": _lt(
        "%(host)s does not speak https on this port. Enter the address with http://, or the right"
        " port."
    ),
    "key_elsewhere": _lt("The key was entered for another address. Enter the key of %(host)s."),
    "sealed_elsewhere": _lt(
        "The key was sealed with another server's word (SHOP_SYNC_SECRET). Give this server the same"
        " word, or enter the key again."
    ),
    "internal_host": _lt(
        "%(host)s is an address inside this server's own network, so no shop is asked there. An"
        " administrator may allow it in the system parameter suite_base.allowed_hosts."
    ),
    "no_journal": _lt(
        "No journal is mapped to the payment method “%(name)s”. Choose it once; every"
        " payment that waits for it is tried again."
    ),
    "changed_after_confirmation": _lt(
        "The order was changed in the shop after it was confirmed here. Compare both"
        " versions, correct the order by hand if needed, then close this message."
    ),
    "goes_on_in_the_shop": _lt(
        "The order was cancelled here, but it goes on in the shop. Cancel it there, or set it to"
        " quotation here and confirm it; then close this message."
    ),
    "bug": _lt("Unexpected error: %(message)s"),
}


# Of documents that one decision, or one choice, sets free.
TITLES = {
    "total_mismatch": _lt("The total differs"),
    "tax_mismatch": _lt("The amount without tax differs"),
    "odoo_total_mismatch": _lt("Odoo comes to another total"),
    "unknown_tax": _lt("Tax to choose: %(name)s"),
    "unknown_currency": _lt("Price list to choose: %(name)s"),
    "unknown_product": _lt("Product to choose: %(name)s"),
    "ambiguous_product": _lt("Product to choose: %(name)s"),
    "no_address": _lt("No address"),
    "no_lines": _lt("No line"),
    "unreadable": _lt("Cannot be read"),
    "odoo_refused": _lt("Odoo refused it"),
    "invalid_document": _lt("Not in the agreed form"),
    "payment_of_another": _lt("Payment of another customer"),
    "payment_reused": _lt("Payment number used twice"),
    "changed_after_confirmation": _lt("Changed in the shop after confirmation"),
    "goes_on_in_the_shop": _lt("Goes on in the shop, cancelled here"),
    "bug": _lt("Unexpected error"),
}


class ShopError(models.AbstractModel):
    """Explains an error code in the reader's language: what happened, to what, what to do now."""

    _name = "shop.error"
    _description = "Explanation of Shop Errors"

    @api.model
    def _explain(self, code, params=None):
        """:param code: code of a ``core.errors.ShopError``
        :param params: its parameters (dict)
        """
        if not code:
            return False
        explanations = self._get_explanations()
        text = explanations.get(code, explanations["bug"])
        facts = {name: self._spell(name, value) for name, value in (params or {}).items()}
        sentence = self.env._(text)
        return sentence % _Facts(facts)

    @api.model
    def _title(self, code, params=None):
        """A few words for a cause: messages with the same ones are set free by the same choice."""
        if not code:
            return False
        text = TITLES.get(code)
        if not text:
            return self._explain(code, params)
        words = self.env._(text)
        return words % _Facts(params or {})

    @api.model
    def _spell(self, name, value):
        """Amounts as the reader writes them; everything else as it came."""
        if name in AMOUNTS and canonical.AMOUNT.match(str(value)):
            code = self.env.context.get("shop_currency")
            currency = self.env["res.currency"]._shop_by_code(code) if code else None
            return formatLang(self.env, float(value), currency_obj=currency)
        return value

    @api.model
    def _get_explanations(self):
        """``{code: sentence}``, translated when it is read."""
        return CONNECTION | DOCUMENTS


class _Facts(dict):
    """Parameters of an explanation; one that is missing shows as a dash."""

    def __missing__(self, name):
        return "–"
