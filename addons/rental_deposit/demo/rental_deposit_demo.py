"""Deposits of the rental demo: some asked for, some held, one certificate of an insurer."""

from odoo import api, fields, models


class RentalDepositDemo(models.AbstractModel):
    """Called by the demo data only."""

    _name = "rental.deposit.demo"
    _description = "Rental Deposit Demo Data"

    @api.model
    def _demo_load(self):
        self.env["suite.demo"]._demo_load_words("rental_deposit")
        products = self.env["product.template"].search(
            [("is_rental", "=", True), ("rental_replacement_price", ">=", 1500)]
        )
        for product in products:
            product.rental_deposit = 50 * round(product.rental_replacement_price * 0.15 / 50)
        self._demo_provider()
        firm = self.env["sale.order"].search(
            [("rental_state", "in", ("confirmed", "ready")), ("is_rental", "=", True)],
            order="rental_start",
            limit=12,
        )
        needing = firm.filtered(lambda order: order.rental_deposit_needed > 0)
        for number, booking in enumerate(needing):
            self._demo_deposit(booking, number)

    def _demo_provider(self):
        """Where the demonstration provider is installed, holds can be tried with it."""
        provider = self.env["payment.provider"].search(
            [("code", "=", "demo"), ("company_id", "=", self.env.company.id)], limit=1
        )
        if provider:
            own = provider.copy({"name": "Cautions (démonstration)"})
            own.write({"state": "test", "capture_manually": True, "is_published": True})
            self.env.company.rental_deposit_provider_id = own

    def _demo_deposit(self, booking, number):
        kind = ("card", "cheque", "insurance", "cash")[number % 4]
        values = {
            "card": {},
            "cheque": {
                "holder": booking.partner_id.name,
                "bank": "Crédit Mutualiste",
                "number": f"71{number:05d}",
            },
            "insurance": {
                "bank": "Assurances du Spectacle",
                "number": f"POL-{number:04d}",
                "valid_until": fields.Date.add(fields.Date.context_today(self), months=5),
            },
            "cash": {},
        }[kind]
        amount = booking.rental_deposit_needed
        deposit = self.env["rental.deposit"].create(
            {"order_id": booking.id, "kind": kind, "amount": amount, **values}
        )
        if kind != "card" and number % 5:
            deposit.action_receive()
