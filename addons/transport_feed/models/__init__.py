from . import (
    sql,
    transport_vehicle,
    transport_feed_profile,
    transport_feed_rule,
    transport_feed_value,
    transport_feed,
    transport_feed_import,
    transport_feed_site,
    transport_feed_run,
    transport_feed_issue,
    transport_feed_word,
)
