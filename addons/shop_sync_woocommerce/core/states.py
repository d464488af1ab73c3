"""What the states of a WooCommerce order mean."""

# What Odoo proposes to do, and whether the shop has taken the goods off its shelf: it does so when
# an order is on hold, in progress or completed, and gives them back when it is cancelled or waits
# for its payment again (wc-stock-functions.php).
STATES = {
    "pending": ("wait", False),
    "on-hold": ("wait", True),
    "processing": ("confirm", True),
    "completed": ("confirm", True),
    "cancelled": ("cancel", False),
    "refunded": ("cancel", False),
    "failed": ("wait", False),
    "checkout-draft": ("ignore", False),
    "auto-draft": ("ignore", False),
    "trash": ("cancel", False),
}
# A state of a plugin's own: somebody chooses.
UNKNOWN = ("wait", True)
SHIPPED = "completed"
# States that are not left again because a parcel went out.
CLOSED = {"cancelled", "refunded", "failed", "trash"}


def meaning(key: str) -> tuple[str, bool]:
    """(action, goods promised)

    >>> meaning("processing"), meaning("wc-awaiting-pickup")
    (('confirm', True), ('wait', True))
    """
    return STATES.get(key, UNKNOWN)
