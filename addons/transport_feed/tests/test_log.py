from odoo.tests import tagged

from odoo.addons.transport_order.tests.common_log import LogCommon

from .common_feed import FeedCommon


@tagged("post_install", "-at_install")
class TestFeedLogHoldsNoSecret(LogCommon, FeedCommon):
    def test_feeds_log_no_password(self):
        feed = self._create_feed(
            transport="http",
            profile_id=self.neutral.id,
            url="https://nowhere.invalid/f?token=f33d-t0ken",
            header_name="X-Api-Key",
            header_value="h3ader-key",
        )
        with self._collect() as lines:
            feed._refresh_safely()
            feed.write(
                {
                    "transport": "sftp",
                    "url": "sftp://nowhere.invalid/f",
                    "username": "u",
                    "password": "sftp-p4ss",
                }
            )
            feed._refresh_safely()
        self.assertEqual(feed.failure_count, 2)
        self._assert_kept_out(lines, "f33d-t0ken", "h3ader-key", "sftp-p4ss")
