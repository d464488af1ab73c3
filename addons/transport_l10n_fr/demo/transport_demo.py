from datetime import timedelta

from odoo import api, models


class TransportDemo(models.AbstractModel):
    """Demo data of the law: a consignment note for every transport that is planned or on the road."""

    _inherit = "transport.demo"

    @api.model
    def _demo_load_notes(self):
        demo = self.with_context(tracking_disable=True, transport_no_mail=True)
        running = demo.env["transport.order"].search(
            [("state", "in", ("planned", "in_progress")), ("planned_pickup", "!=", False)],
            order="id",
        )
        for order in running:
            demo._demo_make_note(order)

    def _demo_make_note(self, order):
        order._make_note_if_complete()
        for note in order.consignment_ids:
            note.made_on = min(note.made_on, order.planned_pickup - timedelta(hours=18))
