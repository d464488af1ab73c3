import json
from datetime import timedelta

from odoo import fields
from odoo.tests import new_test_user

from odoo.addons.rental_booking.tests.common import RentalCommon

ROLES = {
    "house": "manager",
    "counter": "desk",
    "workshop": "technician",
    "money": "accountant",
}
"""Each dashboard and who it is for."""


class FiguresCommon(RentalCommon):
    """A house in which everything happened once: bookings of each fate, a ticket, two invoices."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "tracking_disable": True})
        cls.users = {
            name: new_test_user(
                cls.env, f"figures_{role}", f"rental_booking.group_rental_booking_{role}"
            )
            for name, role in ROLES.items()
        }
        cls.mended = cls.env["repair.order"].browse(
            cls.units[0].action_open_rental_ticket()["res_id"]
        )
        cls.mended.action_rental_reject()
        cls.paid = cls._come_and_go(days=20)
        cls.paid.action_rental_close()
        cls._pay(cls.paid.invoice_ids)
        cls.owing = cls._come_and_go(days=50)
        cls.owing.action_rental_close()
        cls.owing.invoice_ids.invoice_date_due = fields.Date.subtract(
            fields.Date.context_today(cls.env.user), days=10
        )
        cls.broken = cls._come_and_go({0: ("damaged", "Does not start")}, days=5)
        cls.gone = cls._come_and_go({0: ("missing", "Not found")}, days=3)
        cls.late = cls._confirmed((cls.cable, 2))
        cls._depart(cls.late)
        cls._out_since(cls.late, days=2)
        cls.soon = cls._confirmed((cls.cable, 1))
        cls.lost = cls._confirmed((cls.cable, 1))
        cls.lost.with_context(rental_cancel_kind="no_show")._action_cancel()
        cls.asked = cls._booking((cls.cable, 3))
        cls.asked.action_rental_submit()
        cls.env.flush_all()
        cls.env.invalidate_all()

    @classmethod
    def _come_and_go(cls, statuses=None, days=5):
        """A booking of a camera and two cables that left and came back."""
        booking = cls._confirmed((cls.camera, 1), (cls.cable, 2))
        cls._depart(booking)
        cls._out_since(booking, days=days)
        end = booking.rental_end - timedelta(minutes=5)
        cls._return(booking, statuses, moment=fields.Datetime.to_string(end), rating="4")
        return booking

    @classmethod
    def _pay(cls, invoices):
        cls.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoices.ids
        ).create({})._create_payments()

    @classmethod
    def _get_snapshot(cls, name):
        dashboard = cls.env.ref(f"rental_booking_spreadsheet.dashboard_{name}")
        return json.loads(dashboard.spreadsheet_data)

    @classmethod
    def _get_charts(cls, name):
        """The charts that read records; the others show cells of the tables."""
        figures = cls._get_snapshot(name)["sheets"][0]["figures"]
        return [one["data"] for one in figures if "metaData" in one["data"]]

    def _get_aggregate(self, model, name):
        if name == "__count":
            return name
        field = self.env[model]._fields[name]
        return f"{name}:{'count_distinct' if field.type == 'many2one' else field.aggregator}"
