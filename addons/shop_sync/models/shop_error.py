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
    "no_journal": _lt(
        "No journal is mapped to the payment method “%(name)s”. Choose it once; every"
        " payment that waits for it is tried again."
    ),
    "changed_after_confirmation": _lt(
        "The order was changed in the shop after it was confirmed here. Compare both"
        " versions, correct the order by hand if needed, then close this message."
    ),
    "bug": _lt("Unexpected error: %(message)s"),
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
    def _spell(self, name, value):
        """Amounts as the reader writes them; everything else as it came."""
        if name in AMOUNTS and canonical.AMOUNT.match(str(value)):
            return formatLang(self.env, float(value))
        return value

    @api.model
    def _get_explanations(self):
        """``{code: sentence}``, translated when it is read."""
        return CONNECTION | DOCUMENTS


class _Facts(dict):
    """Parameters of an explanation; one that is missing shows as a dash."""

    def __missing__(self, name):
        return "–"
