from odoo.tests import tagged

from odoo.addons.transport_order.tests.common import TransportCommon
from odoo.addons.transport_order.tests.common_security import SecurityCommon


@tagged("post_install", "-at_install")
class TestFeedSecurity(SecurityCommon, TransportCommon):
    addon = "transport_feed"
    reviewed = {
        "transport.feed": {
            "action_dry_run",
            "action_refresh",
            "action_upload",
            "action_view_cars",
            "action_view_held",
            "action_view_runs",
        },
        "transport.feed.profile": {"action_export", "action_trial", "copy_data"},
        "transport.feed.profile.load": {"action_load"},
        "transport.feed.run": {"action_apply", "action_discard"},
        "transport.feed.trial": {"action_take_suggestions", "action_try"},
        "transport.feed.upload": {"action_check"},
    }
