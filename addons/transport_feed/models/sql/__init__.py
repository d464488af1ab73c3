from . import transport_feed_sql
