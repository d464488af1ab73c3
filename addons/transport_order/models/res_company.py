from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    transport_estimate_provider = fields.Selection(
        [("local", "This Odoo"), ("http", "Another system (remote ERP)")],
        string="Transport Estimates From",
        default="local",
        help="Who names the price: the tariffs of this database, or another system that speaks the "
        "same API.",
    )
    transport_validity_days = fields.Integer(
        string="Estimate Validity (days)",
        default=15,
        help="How long a client may accept a price.",
    )
    transport_distance_provider = fields.Selection(
        [
            ("local", "Offline (postcodes)"),
            ("osrm", "OSRM server"),
            ("ors", "openrouteservice"),
            ("ign", "IGN Géoplateforme"),
        ],
        string="Road Distances From",
        default="local",
        help="Offline needs no network. The others are asked first and give way to offline when "
        "they do not answer.",
    )
    transport_distance_url = fields.Char(
        string="Distance Server Address",
        help="For OSRM and for your own openrouteservice; empty takes the public address.",
    )
    transport_distance_key = fields.Char(string="Distance Server Key", groups="base.group_system")
    transport_free_cancel_hours = fields.Integer(
        string="Free Cancellation (hours before pick-up)",
        default=24,
        help="Later cancellations cost the fee of the tariff.",
    )
