"""Builders of the rental tests: a small house with two shops, one camera, cables and a customer."""

import base64
from contextlib import contextmanager
from datetime import datetime, timedelta
from io import BytesIO

from PIL import Image

from odoo import fields
from odoo.exceptions import UserError
from odoo.fields import Command

from odoo.addons.base.tests.common import BaseCommon


def picture(width=40, height=20, colour="black"):
    """Base64 PNG of one colour."""
    stream = BytesIO()
    Image.new("RGB", (width, height), colour).save(stream, "PNG")
    return base64.b64encode(stream.getvalue()).decode()


SIGNATURE = picture()


class RentalCommon(BaseCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shop = cls.env["stock.warehouse"].create(
            {"name": "Paris 11", "code": "P11T", "company_id": cls.env.company.id}
        )
        cls.other_shop = cls.env["stock.warehouse"].create(
            {"name": "Lyon", "code": "LYOT", "company_id": cls.env.company.id}
        )
        cls.tariff = cls.env["rental.tariff"].create(
            {"name": "Half-days", "half_day_ratio": 0.6, "late_ratio": 0.6, "leeway_minutes": 0}
        )
        cls.camera = cls._create_product("Camera", tracking="serial", list_price=100.0)
        cls.cable = cls._create_product("Cable", list_price=5.0)
        cls.units = cls._receive_units(cls.camera, cls.shop, "CAM-1", "CAM-2", "CAM-3")
        cls._receive(cls.cable, cls.shop, 10)
        cls.customer = cls.env["res.partner"].create({"name": "Studio Lumière"})
        cls.next_week = cls._monday(1)

    @contextmanager
    def _assert_refused(self, pattern, exception=UserError):
        """The block is refused with a message like ``pattern``, and leaves nothing behind."""
        with self.assertRaises(exception) as caught:
            yield
        self.assertRegex(str(caught.exception), pattern)

    @classmethod
    def _monday(cls, weeks):
        """UTC naive 08:00 of a Monday ``weeks`` weeks from now."""
        today = datetime.combine(fields.Date.context_today(cls.env.user), datetime.min.time())
        return today + timedelta(days=7 * weeks - today.weekday(), hours=8)

    @classmethod
    def _create_product(cls, name, **values):
        return cls.env["product.product"].create(
            {
                "name": name,
                "type": "consu",
                "is_storable": True,
                "is_rental": True,
                "rental_tariff_id": cls.tariff.id,
                "rental_replacement_price": 1000.0,
                "invoice_policy": "order",
                "taxes_id": False,
                "barcode": f"BC-{name}",
                **values,
            }
        )

    @classmethod
    def _receive(cls, product, shop, quantity, lot=None, location=None):
        cls.env["stock.quant"]._update_available_quantity(
            product, location or shop.lot_stock_id, quantity, lot_id=lot
        )

    @classmethod
    def _receive_units(cls, product, shop, *names):
        lots = cls.env["stock.lot"]
        for name in names:
            lot = lots.create({"name": name, "product_id": product.id})
            cls._receive(product, shop, 1, lot)
            lots |= lot
        return lots

    @classmethod
    def _booking(cls, *lines, start=None, hours=10, shop=None, **values):
        """Draft booking of (product, quantity) lines."""
        start = start or cls.next_week
        return cls.env["sale.order"].create(
            {
                "is_rental": True,
                "partner_id": cls.customer.id,
                "warehouse_id": (shop or cls.shop).id,
                "rental_start": start,
                "rental_end": start + timedelta(hours=hours),
                "order_line": [
                    Command.create({"product_id": product.id, "product_uom_qty": quantity})
                    for product, quantity in lines
                ],
                **values,
            }
        )

    @classmethod
    def _confirmed(cls, *lines, **values):
        booking = cls._booking(*lines, **values)
        booking.action_confirm()
        return booking

    @classmethod
    def _slip(cls, booking, slip_type):
        action = getattr(
            booking,
            {"departure": "action_rental_depart", "return": "action_rental_return"}[slip_type],
        )()
        return cls.env["rental.slip"].browse(action["params"]["slip_id"])

    @classmethod
    def _sign(cls, slip, **values):
        slip.invalidate_recordset()
        return slip.sign(
            {
                "signature": SIGNATURE,
                "signed_by": "Camille Martin",
                "version": slip.version,
                **values,
            }
        )

    @classmethod
    def _depart(cls, booking):
        """Departure slip with free units chosen for every line, signed."""
        slip = cls._slip(booking, "departure")
        for line in slip.line_ids:
            values = {"status": "ok"}
            if line.tracking == "serial" and not line.lot_id:
                values["lot_id"] = slip.get_free_lots(line.id)[0]["id"]
            slip.set_line(line.id, values)
        cls._sign(slip)
        return slip

    @classmethod
    def _return(cls, booking, statuses=None, **values):
        """Return slip, signed; ``statuses``: {index in the slip: (status, comment)}."""
        slip = cls._slip(booking, "return")
        for number, line in enumerate(slip.line_ids):
            status, comment = (statuses or {}).get(number, ("ok", ""))
            slip.set_line(line.id, {"status": status, "comment": comment})
        cls._sign(slip, **values)
        return slip

    @classmethod
    def _out_since(cls, booking, **delta):
        """As if the booking had left earlier: dates moved back in the database."""
        start = fields.Datetime.now() - timedelta(**delta)
        length = booking.rental_end - booking.rental_start
        cls.env.flush_all()
        cls.env.cr.execute(
            "UPDATE sale_order SET rental_start = %s, rental_end = %s, rental_due = %s WHERE id = %s",
            (start, start + length, start + length, booking.id),
        )
        cls.env.cr.execute(
            """UPDATE sale_order_line SET rental_start = %s, rental_end = %s,
                      block_start = %s, block_end = %s WHERE order_id = %s AND is_rental""",
            (start, start + length, start, start + length, booking.id),
        )
        cls.env.cr.execute(
            """UPDATE rental_occupation SET date_start = %s, date_end = %s, planned_end = %s
                WHERE order_id = %s""",
            (start, start + length, start + length, booking.id),
        )
        cls.env.cr.execute(
            "UPDATE rental_slip SET happened_on = %s WHERE order_id = %s AND type = 'departure'",
            (start, booking.id),
        )
        cls.env.invalidate_all()
