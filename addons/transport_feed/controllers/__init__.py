from . import feed_profile
