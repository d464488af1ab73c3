"""What can go wrong with a shop, in four classes that decide what happens next.

* ``config``: somebody has to change a setting; the shop is paused, nothing is retried.
* ``transient``: the shop or the network is in trouble; tried again later, slower each time.
* ``data``: this one document cannot be used as it is; the others go on.
* ``bug``: ours.

An error carries a code and parameters, never a sentence: the sentence is written in the reader's
language when it is read.
"""

from typing import Any


class ShopError(Exception):
    """:param code: stable identifier of the cause, e.g. ``"wrong_key"``
    :param params: JSON-ready facts that the explanation needs
    """

    kind = "bug"

    def __init__(self, code: Any, **params: Any) -> None:
        self.code = code
        self.params = params
        super().__init__(f"{code} {params}" if params else code)


class ConfigError(ShopError):
    kind = "config"


class TransientError(ShopError):
    """:param retry_after: seconds that the shop asked us to wait, or None"""

    kind = "transient"

    def __init__(self, code: Any, retry_after: Any = None, **params: Any) -> None:
        super().__init__(code, **params)
        self.retry_after = retry_after


class DataError(ShopError):
    kind = "data"
