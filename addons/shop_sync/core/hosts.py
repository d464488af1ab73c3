"""Where a key may travel: to the host it was entered for. (Which hosts the server calls at all:
``suite_base.core.addresses``.)"""

from urllib.parse import urlsplit

PORTS = {"http": 80, "https": 443}


def origin(url: str | None) -> str:
    """Scheme, host and port of an address; empty when it names none.

    >>> origin("https://Shop.example/api"), origin("http://shop.example:8080"), origin("shop")
    ('https://shop.example:443', 'http://shop.example:8080', '')
    """
    try:
        parts = urlsplit((url or "").strip())
        port = parts.port or PORTS.get(parts.scheme)
    except ValueError:
        return ""
    if parts.scheme not in PORTS or not parts.hostname:
        return ""
    return f"{parts.scheme}://{parts.hostname.lower()}:{port}"
