"""A web shop with one camera shop behind it, and a visitor who clicks."""

import re
from datetime import timedelta

from odoo.tests import HttpCase

from odoo.addons.rental_booking.tests.common import RentalCommon

DAY = timedelta(days=1)
PARTS = {"first_part": "morning", "last_part": "afternoon"}


class WebRentalCommon(RentalCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.website = cls.env["website"].search([], limit=1)
        cls.website.company_id = cls.env.company
        cls.env["stock.warehouse"].search([]).is_rental_shop = False
        cls.shop.is_rental_shop = True
        cls.env.company.write({"rental_web_answer": "request", "rental_web_hold_minutes": 30})
        cls.camera.write({"is_published": True, "list_price": 100.0})
        cls.day = cls._monday(2).date()

    def _visit(self):
        """Another person: a session without a past."""
        self.authenticate(None, None)

    def _page(self, path):
        return self.url_open(path)

    def _post(self, path, page="/shop/rental", **values):
        token = re.search(r'name="csrf_token"\s+value="([^"]+)"', self._page(page).text).group(1)
        return self.url_open(path, data={"csrf_token": token, **values})

    def _choose(self, first=0, last=0, **values):
        return self._post(
            "/shop/rental/period",
            **{
                "shop_id": self.shop.id,
                "first_day": (self.day + first * DAY).isoformat(),
                "last_day": (self.day + last * DAY).isoformat(),
                **PARTS,
                **values,
            },
        )

    def _add(self, quantity=1, product=None):
        return self._post(
            "/shop/rental/add", product_id=(product or self.camera).id, quantity=quantity
        )

    def _send(self, **values):
        return self._post(
            "/shop/rental/send",
            **{
                "name": "Camille Visiteur",
                "email": "camille@example.com",
                "terms": "1",
                "early": "1",
                **values,
            },
        )

    def _baskets(self):
        self.env.invalidate_all()
        return self.env["sale.order"].search([("rental_website_id", "=", self.website.id)])

    def _free(self):
        start = self._monday(2)
        self.env.invalidate_all()
        return self.camera._get_rental_availability(self.shop, start, start + timedelta(hours=1))[
            self.camera.id
        ].available
