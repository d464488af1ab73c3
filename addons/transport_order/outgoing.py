"""Calls to other systems: which hosts may be called, and why a call failed, in a sentence."""

from .core.outgoing import CallPolicy
from .core.outgoing_url import UnsafeUrl, parse_allowed_hosts

ALLOWED_HOSTS = "transport_order.allowed_hosts"


def get_call_policy(env, **limits):
    """:return: core.outgoing.CallPolicy with the hosts of the local network that may be called"""
    # sudo: hosts of the internal network are trusted by an administrator only
    allowed = env["ir.config_parameter"].sudo().get_param(ALLOWED_HOSTS)
    return CallPolicy(allowed_hosts=parse_allowed_hosts(allowed), **limits)


def describe_failure(env, error):
    """:return: why an address or a call was refused, in the user's language"""
    if isinstance(error, UnsafeUrl):
        return _describe_unsafe(env, error)
    return describe_call(env, error) or error.code


def describe_call(env, error):
    """A provider that does not answer as it should; None for another code."""
    details = error.details
    host = details.get("host")
    sentences = {
        "too_big": env._(
            "The answer is too large: %(size)s MB, %(limit)s MB at most.",
            size=details.get("size"),
            limit=details.get("limit"),
        ),
        "timeout": env._("%(host)s did not answer in time. It will be tried again.", host=host),
        "unreachable": env._(
            "%(host)s cannot be reached (%(reason)s). It will be tried again.",
            host=host,
            reason=details.get("reason"),
        ),
        "certificate": env._("The certificate of %(host)s is not valid.", host=host),
        "http_status": env._(
            "The provider answered with the error %(status)s. Check the address and the access.",
            status=details.get("status"),
        ),
        "truncated_download": env._("The download was cut. It will be tried again."),
        "too_many_redirects": env._("The provider redirects in circles. Check the address."),
        "redirected": env._("The provider moved the service. Enter its new address."),
    }
    return sentences.get(error.code)


def _describe_unsafe(env, error):
    sentences = {
        "scheme": env._(
            "Only https, http, sftp and ftps addresses are called, and never from "
            "https back to http."
        ),
        "host": env._("The address has no valid host name."),
        "port": env._("This port is not called."),
        "credentials": env._("Enter the user name and the password in their own fields."),
        "control": env._("The address holds a space or a forbidden sign."),
        "address": env._(
            "%(host)s is an address of the internal network and is not called. An administrator "
            "may allow it with the parameter transport_order.allowed_hosts.",
            host=error.detail,
        ),
        "unknown_host": env._("The host %(host)s is unknown.", host=error.detail),
    }
    return sentences[error.code]
