"""What is sent or asked for: the service of EBICS 3.0 (BTF), as the bank's sheet names it."""

import re
from dataclasses import dataclass

from .errors import EbicsError

_FORMS = {
    "name": r"[A-Z0-9]{3}",
    "message": r"[a-z0-9.]{1,10}",
    "scope": r"([A-Z0-9]{2,3})?",
    "option": r"([A-Z0-9]{3,10})?",
    "container": r"(XML|ZIP|SVC)?",
    "variant": r"([0-9]{3})?",
    "version": r"([0-9]{2})?",
    "format": r"([A-Z0-9]{1,4})?",
}


@dataclass(frozen=True)
class Service:
    """One service; empty parts are left out of the message.

    >>> Service("EOP", "camt.053", scope="FR", container="ZIP").name
    'EOP'
    """

    name: str
    message: str
    scope: str = ""
    option: str = ""
    container: str = ""
    variant: str = ""
    version: str = ""
    format: str = ""

    def __post_init__(self) -> None:
        for part, form in _FORMS.items():
            if not re.fullmatch(form, getattr(self, part)):
                raise EbicsError("service", part=part, text=getattr(self, part))
