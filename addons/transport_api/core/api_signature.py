"""Signature of a webhook: HMAC-SHA256 over the moment and the body, so neither can be replaced.

Header ``X-Signature: t=<unix seconds>,v1=<hexadecimal>``; the receiver computes the same over
``f"{t}.{body}"`` and refuses a moment that is too old (replay).
"""

import hashlib
import hmac

TOLERANCE = 300  # seconds
# Seconds to wait after the first, second … failure; after the last one the message is given up.
RETRY_DELAYS = (60, 300, 1800, 7200, 21600, 43200, 86400)


def sign(secret: str, body: bytes, moment: int) -> str:
    """Value of the header; ``body`` bytes, ``moment`` unix seconds (int)."""
    digest = hmac.new(secret.encode(), f"{moment}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={moment},v1={digest}"


def verify(secret: str, body: bytes, header: str | None, now: float) -> bool:
    """Whether the header signs this body with this secret, not more than TOLERANCE ago."""
    parts = dict(part.strip().split("=", 1) for part in (header or "").split(",") if "=" in part)
    moment = parts.get("t", "")
    if not (moment.isascii() and moment.isdigit() and len(moment) < 12):
        return False
    expected = sign(secret, body, int(moment)).rpartition("=")[2]
    given = parts.get("v1", "")
    fresh = abs(now - int(moment)) <= TOLERANCE
    return given.isascii() and hmac.compare_digest(expected, given) and fresh


def retry_delay(attempts: int) -> int | None:
    """Seconds before the next attempt after ``attempts`` failures; None: given up."""
    return RETRY_DELAYS[attempts - 1] if 1 <= attempts <= len(RETRY_DELAYS) else None
