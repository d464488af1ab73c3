from odoo.tests import tagged

from odoo.addons.transport_order.tests.common import TransportCommon
from odoo.addons.transport_order.tests.common_log import LogCommon


@tagged("post_install", "-at_install")
class TestRemoteLogHoldsNoSecret(LogCommon, TransportCommon):
    def test_the_remote_erp_logs_no_key(self):
        self.carrier.write(
            {
                "transport_estimate_provider": "http",
                "transport_remote_url": "https://nowhere.invalid",
                "transport_remote_key": "r3mote-key",
            }
        )
        with self._collect() as lines:
            order = self._create_quoted()
        self.assertEqual(order.state, "on_request")
        self.assertIn("The remote ERP gave no price", "\n".join(lines))
        self._assert_kept_out(lines, "r3mote-key")
