from odoo import models
from odoo.fields import Command

from ..core.half_days import late_half_days, to_local
from ..core.token import trusted

CHARGE_PRODUCTS = {
    "late": "rental_booking.product_product_late",
    "replacement": "rental_booking.product_product_replacement",
    "repair": "rental_booking.product_product_repair",
    "extension": "rental_booking.product_product_extension",
    "cancellation": "rental_booking.product_product_cancellation",
}


class SaleOrder(models.Model):
    """What comes on top of the rental: late half-days, replacements, repairs."""

    _inherit = "sale.order"

    def _rental_get_late_half_days(self, line, moment):
        """Half-days the goods of a line are late at ``moment``; closed days are free."""
        shop = self.warehouse_id
        tz = shop._get_rental_tz()
        first = to_local(line.rental_end, tz).date()
        length = max(1, (to_local(moment, tz).date() - first).days + 1)
        open_days = shop._rental_get_open_days(first, length)
        return late_half_days(
            line.rental_end,
            moment,
            tz,
            self.company_id.rental_late_tolerance,
            open_days.__contains__,
        )

    def _rental_charge_late(self, slip_lines, moment):
        """Seed: a return after the planned one charges the difference, each half-day once.

        :param slip_lines: return lines of exemplars that are back, or missing from now on
        """
        machine, by_end = trusted(self), {}
        for line, exemplars in slip_lines.grouped("order_line_id").items():
            if line.rental_end not in by_end:
                by_end[line.rental_end] = self._rental_get_late_half_days(line, moment)
            half_days = by_end[line.rental_end]
            if not half_days:
                continue
            for exemplar in exemplars:
                charged = exemplar.departure_line_id._get_late_total()
                exemplar.late_half_days = max(0, half_days - charged)
            trusted(line).rental_late_half_days = max(half_days, line.rental_late_half_days)
            worst = max(half_days, self.rental_late_half_days)
            machine.rental_late_half_days = worst
            machine._rental_add_late_charge(line, exemplars.filtered("late_half_days"))

    def _rental_add_late_charge(self, line, exemplars):
        for half_days, same in exemplars.grouped("late_half_days").items():
            outside = line.with_context(lang=self._rental_outside().env.lang)
            charge = self._add_rental_charge(
                "late",
                outside.env._(
                    "Late return: %(product)s, %(half_days)d half-day(s) × %(exemplars)d",
                    product=outside.product_id.display_name,
                    half_days=half_days,
                    exemplars=len(same),
                ),
                line._rental_get_late_price(),
                quantity=half_days * len(same),
                rented=line,
            )
            charge.rental_slip_id = same.slip_id[:1]

    def _add_rental_charge(self, kind, name, price, quantity=1.0, rented=None, taxes_of=None):
        """A line of the booking that the invoice takes along; the draft invoice follows.

        :param rented: sale.order.line of which this is more rental: its discount and taxes hold
        :param taxes_of: sale.order.line that only gives its taxes; the first rented one without it
        """
        self.ensure_one()
        if kind in ("replacement", "repair"):  # typed on products and tickets, in the house's money
            company = self.company_id
            price = company.currency_id._convert(price, self.currency_id, company)
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
        taxed = rented or taxes_of or self._get_rental_lines()[:1]
        if taxed:
            values["tax_ids"] = [Command.set(taxed.tax_ids.ids)]
        # sudo: a technician or the nightly job charges bookings they may not edit
        return self.env["sale.order.line"].sudo().create(values)
