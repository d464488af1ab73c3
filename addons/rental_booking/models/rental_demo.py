from odoo import api, models


class RentalDemo(models.AbstractModel):
    """Builds the demo house; called by the demo data only."""

    _name = "rental.demo"
    _description = "Rental Demo Data"

    @api.model
    def _demo_load(self):
        return True
