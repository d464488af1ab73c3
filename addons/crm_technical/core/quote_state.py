"""The life of a quote as the customer sees it, on top of Odoo's own states."""

from datetime import date

TRANSITIONS = {
    "draft": ("awaiting", "accepted", "cancelled"),
    "awaiting": ("accepted", "rejected", "expired", "superseded", "cancelled"),
    "expired": ("awaiting", "accepted", "rejected", "superseded", "cancelled"),
    "rejected": ("superseded", "draft"),
    "cancelled": ("superseded", "draft"),
    "accepted": ("cancelled",),
    "superseded": (),
}
REVISABLE = tuple(state for state, targets in TRANSITIONS.items() if "superseded" in targets)
OPEN = ("awaiting", "expired")


def quote_state(
    state: str,
    validity: date | None,
    today: date,
    superseded: bool = False,
    rejected: bool = False,
) -> str:
    """Return what a quote waits for.

    :param str state: Odoo's own: draft, sent, sale, cancel
    :param date|None validity: the last day it holds
    :param bool superseded: a later revision exists
    :param bool rejected: the customer said no (with or without a reason)
    """
    if superseded:
        return "superseded"
    if state == "cancel":
        return "rejected" if rejected else "cancelled"
    if state == "sent":
        return "expired" if validity and validity < today else "awaiting"
    return {"draft": "draft", "sale": "accepted"}.get(state, "draft")
