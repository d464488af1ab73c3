from odoo.tests import tagged

from odoo.addons.transport_order.tests.common import TransportCommon
from odoo.addons.transport_order.tests.common_security import SecurityCommon


@tagged("post_install", "-at_install")
class TestRemoteSecurity(SecurityCommon, TransportCommon):
    addon = "transport_remote"
    reviewed = {
        "transport.order": {
            "action_remote_back_to_client",
            "action_remote_resume",
            "action_remote_send_again",
        },
    }
