"""What is said of a file or an answer that cannot be read: one sentence, with what to do."""

from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

SENTENCES = {
    "not_xml": _lt("This is no XML, or it was cut. Get the file again."),
    "encoding": _lt("The character set of this file is not one we read. Ask for it in UTF-8."),
    "entities": _lt("This file declares entities, which may be a trap. Nothing was read."),
    "not_sru": _lt("The answer is not one of the catalogue. Try again later."),
    "refused": _lt("The catalogue refused the question: “%(message)s”."),
    "not_fel": _lt("The answer is not one of Dilicom's FEL. Try again later."),
    "fel_refused": _lt(
        "Dilicom refused the question: “%(message)s”. Check the GLN and the password in the"
        " settings."
    ),
    "not_marc": _lt("Record %(number)s does not begin like one of ISO 2709. Nothing was read."),
    "cut": _lt("Record %(number)s was cut. Nothing was read: get the file again."),
    "bad_leader": _lt("The leader of record %(number)s is not one of UNIMARC. Nothing was read."),
    "bad_zone": _lt("Zone %(tag)s of record %(number)s cannot be read. Nothing was read."),
    "charset": _lt(
        "Record %(number)s is not in UTF-8 (it names: %(charset)s). Ask for the file in UTF-8."
    ),
    "not_onix": _lt("This is no message of ONIX 3.0. Ask its sender for that release."),
    "too_long": _lt(
        "Record %(number)s is too long for ISO 2709 (zone %(tag)s). Export it as XML instead."
    ),
    "too_big": _lt("The file is larger than %(limit)s MB. Ask for it in parts."),
    "too_many": _lt("The file has more than %(limit)s records. Ask for it in parts."),
    "empty": _lt("The file has no record."),
    "unknown_format": _lt("This is neither a UNIMARC file (ISO 2709 or XML) nor one of ONIX 3.0."),
}


def describe(env, error):
    """What an ``Unreadable`` means, for the user."""
    sentence = str(env._(SENTENCES[error.code]))
    return sentence % error.details if error.details else sentence
