from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ..core.tariff import Rates


class TransportTariff(models.Model):
    """The prices of one carrier for some clients, or for all, during some time."""

    _name = "transport.tariff"
    _description = "Transport Tariff"
    _inherit = ["mail.thread"]
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True, tracking=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_ids = fields.Many2many(
        "res.partner",
        string="Clients",
        help="A client's own tariff comes first, then his group's, then the general one. "
        "Empty: general tariff.",
    )
    date_from = fields.Date(string="From", tracking=True)
    date_to = fields.Date(string="Until", tracking=True)
    fuel_percent = fields.Float(string="Fuel Index (%)", digits=(16, 2), tracking=True)
    minimum = fields.Monetary(string="Minimum per Order", tracking=True)
    cancel_fee = fields.Monetary(string="Late Cancellation Fee", tracking=True)
    empty_run_fee = fields.Monetary(
        tracking=True,
        help="Charged per car when the driver came and the car was not ready.",
    )
    redelivery_fee = fields.Monetary(
        tracking=True, help="Proposed per car that is brought a second time after a refusal."
    )
    return_fee = fields.Monetary(
        tracking=True, help="Proposed per car that goes back to its sender after a refusal."
    )
    band_ids = fields.One2many(
        "transport.tariff.band", "tariff_id", string="Distance Bands", copy=True
    )
    category_ids = fields.One2many(
        "transport.tariff.category", "tariff_id", string="Size Classes", copy=True
    )
    surcharge_ids = fields.One2many(
        "transport.tariff.surcharge", "tariff_id", string="Surcharges", copy=True
    )
    step_ids = fields.One2many(
        "transport.tariff.step", "tariff_id", string="Lot Discounts", copy=True
    )
    zone_ids = fields.One2many("transport.tariff.zone", "tariff_id", string="Zones", copy=True)
    lane_ids = fields.One2many("transport.lane", "tariff_id", string="Own Lanes", copy=True)

    _dates_ordered = models.Constraint(
        "CHECK (date_to IS NULL OR date_from IS NULL OR date_to >= date_from)",
        "A tariff must end after it starts.",
    )

    @api.constrains(
        "minimum", "cancel_fee", "empty_run_fee", "redelivery_fee", "return_fee", "fuel_percent"
    )
    def _check_amounts(self):
        for tariff in self:
            amounts = (tariff.minimum, tariff.cancel_fee, tariff.empty_run_fee)
            amounts += (tariff.redelivery_fee, tariff.return_fee)
            if min(amounts) < 0 or tariff.fuel_percent <= -100:
                raise ValidationError(
                    self.env._(
                        "The tariff %(tariff)s has a negative amount. Enter zero or more.",
                        tariff=tariff.name,
                    )
                )

    @api.model
    def _get_for(self, partner, company, date):
        """The tariff that prices a client's lot: his own, else an ancestor's, else the general one.

        :return: transport.tariff record, empty when there is none
        """
        candidates = self.search(
            Domain("company_id", "=", company.id)
            & (Domain("date_from", "=", False) | Domain("date_from", "<=", date))
            & (Domain("date_to", "=", False) | Domain("date_to", ">=", date))
        )
        client = partner
        while client:
            own = candidates.filtered(lambda tariff, client=client: client in tariff.partner_ids)
            if own:
                return own[0]
            client = client.parent_id
        return candidates.filtered(lambda tariff: not tariff.partner_ids)[:1]

    def _to_rates(self):
        """:return: core.tariff.Rates of this tariff, with its own lanes before the common ones"""
        self.ensure_one()
        common_lanes = self.env["transport.lane"].search(
            [("tariff_id", "=", False), ("company_id", "in", (False, self.company_id.id))]
        )
        return Rates(
            bands=tuple(band._to_band() for band in self.band_ids),
            factors={size.category: size._get_factor() for size in self.category_ids},
            surcharges={extra.code: extra._to_surcharge() for extra in self.surcharge_ids},
            lot_steps=tuple(step._to_step() for step in self.step_ids),
            zone_rules=tuple(rule._to_rule() for rule in self.zone_ids),
            lanes=tuple(lane._to_lane() for lane in (*self.lane_ids, *common_lanes)),
            fuel_percent=Decimal(str(self.fuel_percent)),
            minimum=Decimal(str(self.minimum)),
        )

    def action_simulate(self):
        """Open the simulation: what would this tariff say for such a lot?"""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "transport_order.transport_simulation_action"
        )
        return action | {"context": {"default_tariff_id": self.id}}
