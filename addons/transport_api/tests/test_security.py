from odoo.tests import tagged

from odoo.addons.transport_order.tests.common import TransportCommon
from odoo.addons.transport_order.tests.common_security import SecurityCommon


@tagged("post_install", "-at_install")
class TestApiSecurity(SecurityCommon, TransportCommon):
    addon = "transport_api"
    reviewed = {
        "transport.api.key": {"action_revoke"},
        "transport.api.key.new": {"action_create"},
        "transport.webhook": {"action_new_secret", "action_view_deliveries"},
        "transport.webhook.delivery": {"action_send_again"},
    }
