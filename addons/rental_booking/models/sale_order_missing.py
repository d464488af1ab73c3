from datetime import timedelta

from odoo import fields, models

from ..core.half_days import to_local
from .rental_slip_line import BACK_STATUSES


class SaleOrder(models.Model):
    """What a customer still has to bring back."""

    _inherit = "sale.order"

    def _rental_get_missing_deadline(self):
        """Last day to bring things back: grace days after the planned end or today, the later."""
        tz = self.warehouse_id._get_rental_tz()
        reference = max(self.rental_end, fields.Datetime.now())
        return to_local(reference, tz).date() + timedelta(days=self.company_id.rental_grace_days)

    def _rental_expect_missing(self, slip):
        """Obligations for what a return slip says is not there (only new ones)."""
        deadline = self._rental_get_missing_deadline()
        known = {
            (gap.departure_line_id.id, gap.accessory_name)
            for gap in self.rental_missing_ids
            if gap.state == "waiting"
        }
        vals_list = [
            vals
            for line in slip.line_ids
            for vals in line._prepare_missing(deadline)
            if (vals["departure_line_id"], vals.get("accessory_name", False)) not in known
        ]
        self.env["rental.missing"].create(vals_list)

    def _rental_settle_returned(self, slip):
        """What was awaited and is on the slip now has been brought back."""
        back = self.env["rental.missing"]
        waiting = self.rental_missing_ids.filtered(lambda gap: gap.state == "waiting")
        for line in slip.line_ids:
            own = waiting.filtered(
                lambda gap, line=line: gap.departure_line_id == line.departure_line_id
            )
            present = set(line.accessory_ids.filtered("present").mapped("name"))
            if line.status in BACK_STATUSES:
                back |= own.filtered(lambda gap: not gap.accessory_name)
            back |= own.filtered(lambda gap, names=present: gap.accessory_name in names)
        back.write({"state": "back", "back_slip_id": slip.id})

    def _rental_prepare_accessory_returns(self, slip, exemplars):
        """Lines for accessories that are awaited of exemplars that are back themselves."""
        waiting = self.rental_missing_ids.filtered(
            lambda gap: (
                gap.state == "waiting"
                and gap.accessory_name
                and gap.departure_line_id not in exemplars
            )
        )
        vals_list = []
        for departure, gaps in waiting.grouped("departure_line_id").items():
            names = set(gaps.mapped("accessory_name"))
            vals_list.append(
                {
                    **departure._prepare_return_line(slip),
                    "only_accessories": True,
                    "accessory_ids": [
                        (0, 0, accessory._prepare_return())
                        for accessory in departure.accessory_ids
                        if accessory.name in names
                    ],
                }
            )
        return vals_list

    def _rental_settle_obligations(self):
        """After a return, a settled gap or a closed ticket: show the first open obligation."""
        for order in self:
            if order.rental_state == "incomplete" and not order.rental_has_missing:
                order._apply_transition("settle_missing")
            if order.rental_state == "after_sales" and not order.rental_has_after_sales:
                order._apply_transition("solve_after_sales")
            if order.rental_state == "returned":
                order._rental_show_obligation()

    def _rental_show_obligation(self):
        if self.rental_has_missing:
            self._apply_transition("report_missing")
        elif self.rental_has_after_sales:
            self._apply_transition("open_after_sales")
        elif self.company_id.rental_auto_close:
            self._apply_transition("close")
