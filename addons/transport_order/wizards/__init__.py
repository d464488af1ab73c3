from . import (
    transport_access,
    transport_cancel,
    transport_event_entry,
    transport_plan,
    transport_price_answer,
    transport_simulation,
    transport_feed_upload,
    transport_feed_trial,
    transport_feed_profile_load,
    transport_api_key_new,
)
