from odoo import api, fields, models

from ..core.labels import CATEGORY_SELECTION
from ..core.lot import Car, Lot, Options, Place
from ..core.tariff import Estimate


class TransportSimulation(models.TransientModel):
    """What would a tariff say for such a lot? For the person who writes tariffs or answers a call."""

    _name = "transport.simulation"
    _description = "Price Simulation"

    company_id = fields.Many2one("res.company", default=lambda self: self.env.company)
    currency_id = fields.Many2one(related="company_id.currency_id")
    tariff_id = fields.Many2one(
        "transport.tariff",
        required=True,
        default=lambda self: self.env["transport.tariff"].search([], limit=1),
    )
    origin_zip = fields.Char(string="From (postcode)", required=True, default="75015")
    destination_zip = fields.Char(string="To (postcode)", required=True, default="69007")
    count = fields.Integer(string="Cars", default=1, required=True)
    category = fields.Selection(
        CATEGORY_SELECTION, string="Size Class", default="car", required=True
    )
    running = fields.Boolean(string="Runs", default=True)
    express = fields.Boolean()
    enclosed = fields.Boolean(string="Enclosed Truck")
    appointment = fields.Boolean(string="By Appointment")
    amount = fields.Monetary(compute="_compute_estimate")
    km = fields.Float(string="Kilometres", digits=(16, 1), compute="_compute_estimate")
    explanation = fields.Text(compute="_compute_estimate")

    @api.depends(
        "tariff_id",
        "origin_zip",
        "destination_zip",
        "count",
        "category",
        "running",
        "express",
        "enclosed",
        "appointment",
    )
    def _compute_estimate(self):
        for simulation in self:
            estimate = simulation._estimate()
            simulation.amount = float(estimate.amount)
            simulation.km = estimate.km
            simulation.explanation = simulation._explain(estimate)

    def _estimate(self):
        """:return: core.tariff.Estimate, also while the form is half filled"""
        lot = self._get_lot()
        if not self.tariff_id or not lot.cars:
            return Estimate(reasons=("empty" if self.tariff_id else "no_tariff",))
        return self.env["transport.estimator"]._price_with(self.tariff_id, lot)

    def _get_lot(self):
        car = Car("", self.category, self.running)
        return Lot(
            (car,) * max(0, min(self.count, 200)),
            Place("FR", (self.origin_zip or "").strip()),
            Place("FR", (self.destination_zip or "").strip()),
            Options(self.express, self.enclosed, self.appointment),
        )

    def _explain(self, estimate):
        order = self.env["transport.order"]
        if estimate.on_request:
            words = order._get_reason_words()
            return (
                self.env._("Price on request.")
                + " "
                + " ".join(words.get(code, code) for code in estimate.reasons)
            )
        money = self.currency_id
        return "\n".join(
            f"{order._describe_price(line)}: {float(line.quantity):g} × "
            f"{money.format(float(line.unit_price))} = {money.format(float(line.amount))}"
            for line in estimate.lines
        )
