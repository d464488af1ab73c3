from odoo import fields, models

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday")


class ResPartner(models.Model):
    _inherit = "res.partner"

    bookstore_cut_off = fields.Float(
        "Orders until", default=15.0, help="Orders sent later wait for the next collection."
    )
    bookstore_monday = fields.Boolean("Monday")
    bookstore_tuesday = fields.Boolean("Tuesday")
    bookstore_wednesday = fields.Boolean("Wednesday")
    bookstore_thursday = fields.Boolean("Thursday")
    bookstore_friday = fields.Boolean("Friday")
    bookstore_saturday = fields.Boolean("Saturday")

    def _bookstore_get_days(self):
        """Days with a collection, 0 for Monday."""
        return {number for number, day in enumerate(DAYS) if self[f"bookstore_{day}"]}
