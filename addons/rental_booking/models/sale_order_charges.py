from odoo import models
from odoo.fields import Command

from ..core.half_days import late_half_days, to_local
from .token import trusted

CHARGE_PRODUCTS = {
    "late": "rental_booking.product_product_late",
    "replacement": "rental_booking.product_product_replacement",
    "repair": "rental_booking.product_product_repair",
    "extension": "rental_booking.product_product_extension",
}


class SaleOrder(models.Model):
    """What comes on top of the rental: late half-days, replacements, repairs."""

    _inherit = "sale.order"

    def _get_late_half_days(self, line, moment):
        """Half-days the goods of a line are late at ``moment``; closed days are free."""
        shop = self.warehouse_id
        tz = shop._get_rental_tz()
        first = to_local(line.rental_end, tz).date()
        length = max(1, (to_local(moment, tz).date() - first).days + 1)
        open_days = shop._get_open_days(first, length)
        return late_half_days(
            line.rental_end,
            moment,
            tz,
            self.company_id.rental_late_tolerance,
            open_days.__contains__,
        )

    def _charge_late(self, exemplars_by_line, moment):
        """Seed: a return slip entered after the planned return charges the difference.

        :param exemplars_by_line: {sale.order.line: number of exemplars on the return slip}
        """
        worst = 0
        for line, exemplars in exemplars_by_line.items():
            half_days = self._get_late_half_days(line, moment)
            worst = max(worst, half_days)
            if not half_days:
                continue
            trusted(line).rental_late_half_days = half_days
            self._add_rental_charge(
                "late",
                self.env._(
                    "Late return: %(product)s, %(half_days)d half-day(s) × %(exemplars)d",
                    product=line.product_id.display_name,
                    half_days=half_days,
                    exemplars=exemplars,
                ),
                line._get_late_price(),
                quantity=half_days * exemplars,
                rented=line,
            )
        self.rental_late_half_days = worst

    def _add_rental_charge(self, kind, name, price, quantity=1.0, rented=None):
        """A line of the booking that the invoice takes along; the draft invoice follows.

        :param rented: sale.order.line of which this is more rental: its discount and taxes hold
        """
        self.ensure_one()
        values = {
            "order_id": self.id,
            "product_id": self.env.ref(CHARGE_PRODUCTS[kind]).id,
            "name": name,
            "product_uom_qty": quantity,
            "price_unit": price,
            "technical_price_unit": 0.0,
            "rental_charge": kind,
        }
        if rented:
            values["discount"] = rented.discount
            values["tax_ids"] = [Command.set(rented.tax_ids.ids)]
        # sudo: a technician or the nightly job charges bookings they may not edit
        return self.env["sale.order.line"].sudo().create(values)
