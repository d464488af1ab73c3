from odoo import api, models
from odoo.tools.translate import LazyTranslate

from ..core.addresses import parse_allowed_hosts
from ..core.outgoing import CallPolicy

_lt = LazyTranslate(__name__)

SENTENCES = {
    "scheme": _lt("The address must begin with https:// (or http://)."),
    "host": _lt("The address has no valid host name."),
    "port": _lt("%(host)s: port %(port)s is not one of a web server."),
    "credentials": _lt(
        "Write the user name and the password in their own fields, not in the address."
    ),
    "control": _lt("The address holds a blank or a forbidden character."),
    "address": _lt(
        "%(host)s is on a private network, which the server does not call. If it is meant, an"
        " administrator can allow it with the system parameter suite_base.allowed_hosts."
    ),
    "unknown_host": _lt("Nobody knows a server called %(host)s. Check the address."),
    "redirect": _lt(
        "%(origin)s sends us on to %(host)s, which was not asked for. Check the address."
    ),
    "redirected": _lt("%(host)s sends us elsewhere (status %(status)s). Enter the final address."),
    "unreachable": _lt("%(host)s cannot be reached. Try again later."),
    "timeout": _lt("%(host)s did not answer in time. Try again later."),
    "certificate": _lt(
        "The certificate of %(host)s is not valid. Its administrator must renew it."
    ),
    "too_big": _lt("%(host)s sends more than %(limit)s MB. Nothing was read."),
    "truncated": _lt("%(host)s stopped in the middle of its answer. Try again later."),
    "too_many_redirects": _lt("%(host)s sends us in circles. Check the address."),
    "http_status": _lt("%(host)s answers with an error (status %(status)s)."),
}


class SuiteOutgoing(models.AbstractModel):
    """Calls from the server to the outside: whom it may call, and what is said when it fails."""

    _name = "suite.outgoing"
    _description = "Calls to the Outside"

    @api.model
    def _get_policy(self, **limits):
        """The ``CallPolicy`` of this database, with limits of the caller's own."""
        # sudo: only administrators write the parameter, everybody's calls obey it
        parameters = self.env["ir.config_parameter"].sudo()
        allowed = parse_allowed_hosts(parameters.get_param("suite_base.allowed_hosts"))
        return CallPolicy(**{"allowed_hosts": allowed, **limits})

    @api.model
    def _describe(self, error):
        """What an ``OutgoingError`` means, for the user."""
        sentence = self.env._(SENTENCES[error.code]) if error.code in SENTENCES else error.code
        return sentence % {"host": error.host, **error.details} if "%(" in sentence else sentence
