from . import (
    transport_access,
    transport_cancel,
    transport_driver_link,
    transport_event_entry,
    transport_plan,
    transport_price_answer,
    transport_price_answer_line,
    transport_settle,
    transport_simulation,
)
