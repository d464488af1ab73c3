"""The three rental workflows as data: the guard, the buttons, the drawing and the tests read it.

Source: seed document ("14 étapes et 16 transitions", invoice with four states and four actions)
and the table of specification section 5.
"""

from typing import NamedTuple

DESK = "rental_booking.group_rental_booking_desk"
TECHNICIAN = "rental_booking.group_rental_booking_technician"
ACCOUNTANT = "rental_booking.group_rental_booking_accountant"


class Transition(NamedTuple):
    """One named move between states.

    ``guard`` and ``effect`` name methods of the model that carries the workflow ("" = none);
    ``groups`` are the user groups allowed to fire it by hand (none = only the machine).
    """

    sources: tuple
    target: str
    label: str
    who: str
    guard: str = ""
    effect: str = ""
    groups: tuple = ()


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
STATES = BOOKING_STATES
QUOTED_STATES = ("draft", "requested", "to_process", "proposed", "reminded")
FIRM_STATES = ("confirmed", "ready")
OUT_STATES = ("out", "late")
BACK_STATES = ("returned", "incomplete", "after_sales")
ACTIVE_STATES = FIRM_STATES + OUT_STATES + BACK_STATES

BOOKING_TRANSITIONS = {
    "submit": Transition(
        ("draft",), "requested", "Submit", "web / operator", "_guard_submit", "", (DESK,)
    ),
    "propose": Transition(
        ("requested",),
        "proposed",
        "Propose",
        "automatic",
        "_guard_available",
        "_effect_propose",
        (DESK,),
    ),
    "escalate": Transition(
        ("requested",), "to_process", "Escalate", "automatic", "", "_effect_escalate", (DESK,)
    ),
    "offer": Transition(
        ("to_process",),
        "proposed",
        "Make an offer",
        "operator",
        "_guard_available",
        "_effect_propose",
        (DESK,),
    ),
    "remind": Transition(
        ("proposed",), "reminded", "Remind", "automatic", "", "_effect_remind", (DESK,)
    ),
    "confirm": Transition(
        ("draft", "proposed", "reminded", "to_process"),
        "confirmed",
        "Confirm",
        "customer / operator",
        "_guard_confirm",
        "_effect_confirm",
        (DESK,),
    ),
    "prepare": Transition(
        ("confirmed",), "ready", "Prepare", "operator", "_guard_prepare", "_effect_prepare", (DESK,)
    ),
    "depart": Transition(
        ("confirmed", "ready"),
        "out",
        "Departure",
        "operator and customer",
        "_guard_depart",
        "_effect_depart",
        (DESK,),
    ),
    "mark_late": Transition(
        ("out",), "late", "Mark as late", "automatic", "_guard_late", "_effect_late", (DESK,)
    ),
    "return": Transition(
        ("out", "late"),
        "returned",
        "Return",
        "operator and customer",
        "_guard_return",
        "_effect_return",
        (DESK,),
    ),
    "report_missing": Transition(
        ("returned",), "incomplete", "Report missing", "automatic", "_guard_missing", "", (DESK,)
    ),
    "settle_missing": Transition(
        ("incomplete",),
        "returned",
        "Settle missing",
        "automatic",
        "_guard_missing_settled",
        "",
        (DESK,),
    ),
    "open_after_sales": Transition(
        ("returned",),
        "after_sales",
        "Open after-sales",
        "automatic",
        "_guard_tickets_open",
        "",
        (DESK, TECHNICIAN),
    ),
    "solve_after_sales": Transition(
        ("after_sales",),
        "returned",
        "Solve after-sales",
        "automatic",
        "_guard_tickets_closed",
        "",
        (DESK, TECHNICIAN),
    ),
    "close": Transition(
        ("returned",), "closed", "Close", "operator", "_guard_close", "_effect_close", (DESK,)
    ),
    "cancel": Transition(
        ("draft", "requested", "to_process", "proposed", "reminded", "confirmed", "ready"),
        "cancelled",
        "Cancel",
        "customer / operator / automatic",
        "",
        "_effect_cancel",
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
    "validate": Transition(("to_establish",), "to_collect", "Validate", "automatic / accountant"),
    "collect": Transition(("to_collect",), "collected", "Collect", "accountant"),
    "export": Transition(("collected",), "closed", "Export", "accountant"),
    "recover": Transition(("to_collect",), "closed", "Send for recovery", "accountant"),
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
        ("new",), "diagnosed", "Diagnose", "technician", "", "_effect_diagnose", (TECHNICIAN,)
    ),
    "start": Transition(
        ("diagnosed",), "repairing", "Start", "technician", "", "_effect_start", (TECHNICIAN,)
    ),
    "wait": Transition(("repairing",), "waiting", "Wait", "technician", "", "", (TECHNICIAN,)),
    "resume": Transition(("waiting",), "repairing", "Resume", "technician", "", "", (TECHNICIAN,)),
    "repaired": Transition(
        ("repairing",), "resolved", "Repaired", "technician", "", "_effect_repaired", (TECHNICIAN,)
    ),
    "decide": Transition(
        ("diagnosed",), "resolved", "Decide", "technician", "_guard_decide", "", (TECHNICIAN,)
    ),
    "close": Transition(
        ("resolved",), "closed", "Close", "technician", "", "_effect_close", (TECHNICIAN,)
    ),
    "reject": Transition(
        ("new", "diagnosed"), "closed", "Reject", "technician", "", "_effect_reject", (TECHNICIAN,)
    ),
}


def allowed(transitions, state):
    """Names of the transitions that may leave ``state``, in the order of the table."""
    return [name for name, transition in transitions.items() if state in transition.sources]
