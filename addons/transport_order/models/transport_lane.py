from decimal import Decimal

from odoo import api, fields, models

from ..core.tariff import Lane


class TransportLane(models.Model):
    """A contract between two zones: known kilometres, and perhaps an agreed price a car."""

    _name = "transport.lane"
    _description = "Transport Lane"
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(compute="_compute_name")
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one("res.company", default=lambda self: self.env.company)
    currency_id = fields.Many2one(related="company_id.currency_id")
    tariff_id = fields.Many2one(
        "transport.tariff",
        index="btree_not_null",
        ondelete="cascade",
        check_company=True,
        help="Empty: the lane counts for every tariff.",
    )
    origin_zone_id = fields.Many2one("transport.zone", string="From", required=True, index=True)
    destination_zone_id = fields.Many2one("transport.zone", string="To", required=True, index=True)
    both_ways = fields.Boolean(default=True)
    km = fields.Float(
        string="Kilometres", digits=(16, 1), help="Empty: computed from the postcodes."
    )
    price = fields.Monetary(
        string="Price per Car",
        help="For a standard car, without tax; other size classes multiply it. Empty: the distance "
        "bands name the price.",
    )

    _distance_positive = models.Constraint(
        "CHECK (km >= 0 AND price >= 0)", "Kilometres and price of a lane cannot be negative."
    )

    @api.depends("origin_zone_id.name", "destination_zone_id.name", "both_ways")
    def _compute_name(self):
        for lane in self:
            arrow = "↔" if lane.both_ways else "→"
            lane.name = f"{lane.origin_zone_id.name} {arrow} {lane.destination_zone_id.name}"

    @api.depends("name")
    def _compute_display_name(self):
        for lane in self:
            lane.display_name = lane.name

    def _to_lane(self):
        """:return: core.tariff.Lane of this record"""
        self.ensure_one()
        return Lane(
            self.origin_zone_id._to_zone(),
            self.destination_zone_id._to_zone(),
            self.km,
            Decimal(str(self.price)) if self.price else None,
            self.both_ways,
        )
