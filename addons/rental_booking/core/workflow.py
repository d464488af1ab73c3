"""The three rental workflows as data: the guard, the buttons, the drawing and the tests read it.

Source: seed document ("14 étapes et 16 transitions", invoice with four states and four actions)
and the table of specification section 5.
"""

from collections.abc import Mapping
from typing import NamedTuple

DESK = "rental_booking.group_rental_booking_desk"
TECHNICIAN = "rental_booking.group_rental_booking_technician"
ACCOUNTANT = "rental_booking.group_rental_booking_accountant"
MANAGER = "rental_booking.group_rental_booking_manager"


class Transition(NamedTuple):
    """One named move between states.

    ``guard`` and ``effect`` name methods of the model that carries the workflow ("" = none);
    ``groups`` are the user groups allowed to fire it by hand (none = only the machine).
    """

    sources: tuple[str, ...]
    target: str
    label: str
    guard: str = ""
    effect: str = ""
    groups: tuple[str, ...] = ()


BOOKING_STATES = {
    "draft": "Draft",
    "requested": "Requested",
    "to_process": "To process",
    "proposed": "To confirm",
    "reminded": "Reminded",
    "confirmed": "Confirmed",
    "ready": "Ready",
    "out": "In progress",
    "late": "Late",
    "returned": "Returned (to check)",
    "incomplete": "Incomplete return",
    "after_sales": "In after-sales",
    "closed": "Closed",
    "cancelled": "Cancelled",
}
QUOTED_STATES = ("draft", "requested", "to_process", "proposed", "reminded")
FIRM_STATES = ("confirmed", "ready")
OUT_STATES = ("out", "late")
BACK_STATES = ("returned", "incomplete", "after_sales")
ACTIVE_STATES = FIRM_STATES + OUT_STATES + BACK_STATES

BOOKING_TRANSITIONS = {
    "submit": Transition(("draft",), "requested", "Submit", "_rental_guard_submit", "", (DESK,)),
    "propose": Transition(
        ("requested",),
        "proposed",
        "Propose",
        "_rental_guard_available",
        "_rental_effect_propose",
        (DESK,),
    ),
    "escalate": Transition(
        ("requested", "proposed", "reminded"),
        "to_process",
        "Escalate",
        "",
        "_rental_effect_escalate",
        (DESK,),
    ),
    "offer": Transition(
        ("to_process",),
        "proposed",
        "Make an offer",
        "_rental_guard_available",
        "_rental_effect_propose",
        (DESK,),
    ),
    "remind": Transition(("proposed",), "reminded", "Remind", "", "", (DESK,)),
    "confirm": Transition(
        ("draft", "proposed", "reminded", "to_process"),
        "confirmed",
        "Confirm",
        "_rental_guard_confirm",
        "_rental_effect_confirm",
        (DESK,),
    ),
    "prepare": Transition(
        ("confirmed",),
        "ready",
        "Prepare",
        "_rental_guard_prepare",
        "_rental_effect_prepare",
        (DESK,),
    ),
    "depart": Transition(
        ("confirmed", "ready"),
        "out",
        "Departure",
        "_rental_guard_depart",
        "",
        (DESK,),
    ),
    "mark_late": Transition(
        ("out",), "late", "Mark as late", "_rental_guard_late", "_rental_effect_late", (DESK,)
    ),
    "return": Transition(
        ("out", "late"),
        "returned",
        "Return",
        "_rental_guard_return",
        "_rental_effect_return",
        (DESK,),
    ),
    "report_missing": Transition(
        ("returned",), "incomplete", "Report missing", "_rental_guard_missing", "", (DESK,)
    ),
    "settle_missing": Transition(
        ("incomplete",),
        "returned",
        "Settle missing",
        "_rental_guard_missing_settled",
        "",
        (DESK,),
    ),
    "open_after_sales": Transition(
        ("returned",),
        "after_sales",
        "Open after-sales",
        "_rental_guard_tickets_open",
        "",
        (DESK, TECHNICIAN),
    ),
    "solve_after_sales": Transition(
        ("after_sales",),
        "returned",
        "Solve after-sales",
        "_rental_guard_tickets_closed",
        "",
        (DESK, TECHNICIAN),
    ),
    "close": Transition(
        ("returned",), "closed", "Close", "_rental_guard_close", "_rental_effect_close", (DESK,)
    ),
    "cancel": Transition(
        ("draft", "requested", "to_process", "proposed", "reminded", "confirmed", "ready"),
        "cancelled",
        "Cancel",
        "",
        "_rental_effect_cancel",
        (DESK,),
    ),
}

INVOICE_STATES = {
    "to_establish": "To establish",
    "to_collect": "To collect",
    "collected": "Collected",
    "closed": "Closed",
}
INVOICE_TRANSITIONS = {
    "validate": Transition(("to_establish",), "to_collect", "Validate"),
    "collect": Transition(("to_collect",), "collected", "Collect"),
    "export": Transition(("collected",), "closed", "Export"),
    "recover": Transition(("to_collect",), "closed", "Send for recovery"),
}

TICKET_STATES = {
    "new": "Open",
    "diagnosed": "Diagnosed",
    "repairing": "Under repair",
    "waiting": "Waiting",
    "resolved": "Resolved",
    "closed": "Closed",
}
TICKET_TRANSITIONS = {
    "diagnose": Transition(
        ("new",), "diagnosed", "Diagnose", "", "_rental_effect_diagnose", (TECHNICIAN,)
    ),
    "start": Transition(
        ("diagnosed",), "repairing", "Start", "", "_rental_effect_start", (TECHNICIAN,)
    ),
    "wait": Transition(("repairing",), "waiting", "Wait", "", "", (TECHNICIAN,)),
    "resume": Transition(("waiting",), "repairing", "Resume", "", "", (TECHNICIAN,)),
    "repaired": Transition(
        ("repairing",), "resolved", "Repaired", "", "_rental_effect_repaired", (TECHNICIAN,)
    ),
    "decide": Transition(
        ("diagnosed",), "resolved", "Decide", "_rental_guard_decide", "", (TECHNICIAN,)
    ),
    "close": Transition(
        ("resolved",), "closed", "Close", "", "_rental_effect_close", (TECHNICIAN,)
    ),
    "reject": Transition(
        ("new", "diagnosed"), "closed", "Reject", "", "_rental_effect_reject", (TECHNICIAN,)
    ),
}


def allowed(transitions: Mapping[str, Transition], state: str) -> list[str]:
    """Names of the transitions that may leave ``state``, in the order of the table."""
    return [name for name, transition in transitions.items() if state in transition.sources]
