from odoo import fields, models

from odoo.addons.rental_booking.core.workflow import TICKET_STATES

from ..models.sql import tickets


class RentalTicketReport(models.Model):
    """One after-sales ticket, for counting: how long, at what cost, charged to whom, how it ended."""

    _name = "rental.ticket.report"
    _description = "Workshop Figures"
    _auto = False
    _order = "opened_on desc, id desc"
    _rec_name = "repair_id"
    _depends = {
        "repair.order": [
            "is_rental_ticket",
            "product_id",
            "lot_id",
            "product_qty",
            "rental_warehouse_id",
            "company_id",
            "rental_ticket_state",
            "rental_resolution",
            "rental_expected_end",
            "rental_charge",
        ],
        "rental.occupation": ["repair_id", "kind", "date_start"],
        "rental.history": ["repair_id", "target", "date"],
        "stock.move": ["repair_id", "repair_line_type", "state", "quantity", "product_uom"],
        "product.product": ["standard_price"],
        "product.template": ["categ_id", "rental_replacement_price"],
    }

    repair_id = fields.Many2one("repair.order", "Ticket", readonly=True)
    product_id = fields.Many2one("product.product", readonly=True)
    categ_id = fields.Many2one("product.category", "Product category", readonly=True)
    lot_id = fields.Many2one("stock.lot", "Unit", readonly=True)
    warehouse_id = fields.Many2one("stock.warehouse", "Shop", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    state = fields.Selection(list(TICKET_STATES.items()), "Ticket state", readonly=True)
    resolution = fields.Selection(
        [
            ("repaired", "Repaired"),
            ("replaced_new", "Replaced by new"),
            ("written_off", "Written off"),
            ("no_fault", "No fault found"),
        ],
        readonly=True,
    )
    opened_on = fields.Datetime("Found on", readonly=True)
    closed_on = fields.Datetime("Closed on", readonly=True)
    expected_end = fields.Datetime("Back on the shelf", readonly=True)
    is_open = fields.Boolean("Open", readonly=True)
    is_overdue = fields.Boolean(
        "Later than expected", readonly=True, help="Open after the day it was expected back."
    )
    units_away = fields.Float("Units out of service", digits="Product Unit", readonly=True)
    days = fields.Float("Days in the workshop", digits=(16, 1), readonly=True, aggregator="avg")
    cost = fields.Monetary(
        readonly=True, help="Parts that were fitted, and units that were replaced or written off."
    )
    charged = fields.Monetary("Charged to customers", readonly=True)

    @property
    def _table_query(self):
        return tickets.tickets()

    def action_open_ticket(self):
        """The ticket behind the figure."""
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id("rental_booking.rental_ticket_action")
        views = [view for view in action["views"] if view[1] == "form"]
        return {**action, "res_id": self.repair_id.id, "views": views, "view_mode": "form"}
