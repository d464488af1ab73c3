from datetime import timedelta

from odoo import api, models


class TransportDemo(models.AbstractModel):
    """Demo data of the law: a consignment note for every transport that is planned or on the road, one
    made again for another day, and one that cannot be made: nobody gave the street of the pick-up."""

    _inherit = "transport.demo"

    @api.model
    def _demo_load_notes(self):
        demo = self.with_context(tracking_disable=True, transport_no_mail=True)
        running = demo.env["transport.order"].search(
            [("state", "in", ("planned", "in_progress"))], order="id"
        )
        planned = running.filtered(lambda order: order.state == "planned")
        demo._demo_forget_street(planned[:1])
        for order in running:
            demo._demo_make_note(order)
        for order in planned[1:2]:
            later = {name: order[name] + timedelta(days=1) for name in demo._demo_moments(order)}
            order.with_context(transport_plan_told=True).write(later)
            demo._demo_make_note(order)

    def _demo_moments(self, order):
        return [name for name in ("planned_pickup", "planned_delivery") if order[name]]

    def _demo_make_note(self, order):
        order._make_note_if_complete()
        for note in order.consignment_ids.filtered(lambda note: not note.is_replaced):
            note.made_on = min(note.made_on, order.planned_pickup - timedelta(hours=18))

    def _demo_forget_street(self, order):
        if order:
            order.origin_id.street = False
            order.origin_snapshot = order.origin_snapshot | {"street": ""}
