from odoo.tests import HttpCase, tagged

from .common import SpecCommon


@tagged("post_install", "-at_install", "browser")
class TestSpecTour(SpecCommon, HttpCase):
    def test_find_and_compare(self):
        for name, torque, ip in (
            ("Alpha", "9 N·m", "IP66"),
            ("Beta", "6 N·m", "IP65"),
            ("Gamma", "6 N·m", "IP67"),
        ):
            self._create_motor(name, texts={self.torque: torque, self.ip: ip})
        self.start_tour("/odoo/find-product", "crm_technical_spec_find", login="admin")

    def test_fill_in_a_product(self):
        motor = self._create_motor("Tour motor")
        motor.action_tech_add_missing_specifications()
        url = f"/odoo/spec-products/{motor.id}"
        self.start_tour(url, "crm_technical_spec_fill", login="admin")
        self.assertEqual(self._value(motor, self.torque).value_text, "5,5 Nm")
        self.assertEqual(self._value(motor, self.torque).value_min, 5.5)


@tagged("post_install", "-at_install", "browser")
class TestSpecDownload(SpecCommon, HttpCase):
    def test_the_comparison_is_downloaded_under_the_users_rights(self):
        motors = self._create_motor("A1", texts={self.torque: "1"}) | self._create_motor("A2")
        ids = ",".join(map(str, motors.product_variant_ids.ids))
        self.assertNotEqual(self.url_open(f"/tech_spec/compare.xlsx?ids={ids}").content[:2], b"PK")
        self.authenticate("admin", "admin")
        answer = self.url_open(f"/tech_spec/compare.xlsx?ids={ids}")
        self.assertEqual(answer.content[:2], b"PK")
        self.assertEqual(self.url_open("/tech_spec/compare.xlsx?ids=1;DROP").status_code, 400)
