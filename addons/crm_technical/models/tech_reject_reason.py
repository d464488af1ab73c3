from odoo import fields, models


class TechRejectReason(models.Model):
    """Why customers say no: the list that the rejection wizard and the portal offer."""

    _name = "tech.reject.reason"
    _description = "Rejection Reason"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    on_portal = fields.Boolean(
        string="Offered to Customers", default=True, help="Shown when a customer declines online."
    )
    is_technical = fields.Boolean(help="A specification was not good enough: ask which.")
