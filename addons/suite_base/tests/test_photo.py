from odoo.tests import tagged

from odoo.addons.web.tests.test_js import HOOTCommon, unit_test_error_checker


@tagged("post_install", "-at_install", "browser")
class TestPhotoScript(HOOTCommon):
    test_generate_hoot_hash = None
    test_get_hoot_filter = None

    def test_photos_are_made_small_in_a_real_browser(self):
        self._test_params = [("+", "@suite_base")]
        self.browser_js(
            f"/web/tests?headless&loglevel=2&preset=desktop&timeout=15000{self.get_hoot_filters()}",
            "",
            login="admin",
            timeout=300,
            success_signal="[HOOT] Test suite succeeded",
            error_checker=unit_test_error_checker,
        )
