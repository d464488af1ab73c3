from odoo.tests import HttpCase, tagged

from .common import ParcelCommon


@tagged("post_install", "-at_install", "browser")
class TestPackerTour(ParcelCommon, HttpCase):
    def test_a_packer_with_a_phone(self):
        first = self._order((self.motor, 2), shop_note="Cadeau : bises")
        second = self._order((self.badge, 1))
        self.motor.default_code, self.badge.default_code = "TOUR-M", "TOUR-B"
        batch = self._batch(first, second)
        first.sale_id.shop_reference, second.sale_id.shop_reference = "TOURA", "TOURB"
        self.browser_size = "390x844"
        self.env.flush_all()
        self.start_tour(
            f"/odoo/shop-packing/{batch.id}", "shop_parcel_packer_tour", login=self.packer.login
        )
        self.assertEqual((first.state, first.carrier_tracking_ref), ("done", "6A42"))
        self.assertEqual((second.state, self._packed(second)), ("assigned", [0]))
