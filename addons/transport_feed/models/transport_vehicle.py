from odoo import api, fields, models


class TransportVehicle(models.Model):
    """What a stock feed knows of a car."""

    _inherit = "transport.vehicle"

    feed_id = fields.Many2one(
        "transport.feed",
        string="Stock Feed",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        groups="transport_order.group_transport_user",
    )
    ext_ref = fields.Char(string="Provider's Reference", readonly=True, copy=False)
    row_hash = fields.Char(readonly=True, copy=False, groups="transport_order.group_transport_user")
    first_registration = fields.Date()
    location = fields.Char(string="Place of Storage")
    duplicate_of_id = fields.Many2one(
        "transport.vehicle",
        string="Double Of",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="Another feed brings the same car; only that one is shown.",
    )
    gone_on = fields.Datetime(string="Left the Stock On", readonly=True, copy=False)
    last_seen = fields.Datetime(
        string="Last Seen in the Feed",
        compute="_compute_last_seen",
        groups="transport_order.group_transport_user",
    )

    _feed_reference_unique = models.UniqueIndex(
        "(feed_id, ext_ref) WHERE feed_id IS NOT NULL AND ext_ref IS NOT NULL"
    )

    @api.depends("active", "gone_on", "feed_id.last_success")
    def _compute_last_seen(self):
        for vehicle in self:
            seen = vehicle.feed_id.last_success
            vehicle.last_seen = seen if vehicle.active or not vehicle.gone_on else vehicle.gone_on
