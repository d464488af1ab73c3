from . import (
    transport_feed_upload,
    transport_feed_trial,
    transport_feed_profile_load,
    transport_feed_end,
)
