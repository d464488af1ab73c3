from odoo import api, fields, models
from odoo.exceptions import ValidationError

CLAIM_DAYS = 365


class ResCompany(models.Model):
    _inherit = "res.company"

    transport_estimate_provider = fields.Selection(
        [("local", "This Odoo")],
        string="Transport Estimates From",
        default="local",
        help="Who names the price: the tariffs of this database, or another system that speaks the "
        "same API (add-on Remote ERP).",
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
        groups="base.group_system",
        help="For OSRM and for your own openrouteservice; empty takes the public address.",
    )
    transport_distance_key = fields.Char(string="Distance Server Key", groups="base.group_system")
    transport_free_cancel_hours = fields.Integer(
        string="Free Cancellation (hours before pick-up)",
        default=24,
        help="Later cancellations cost the fee of the tariff.",
    )
    transport_manager_id = fields.Many2one(
        "res.users",
        string="Prices on Request Go To",
        domain="[('share', '=', False)]",
        help="For clients without a salesperson of their own. Empty: a transport manager.",
    )
    transport_conditions = fields.Html(
        string="General Conditions of Transport",
        translate=True,
        help="Kept on each order as they were when its price was named, printed on its order form.",
    )
    transport_photo_days = fields.Integer(
        string="Photos Kept (days after delivery)",
        default=400,
        help="Photos of cars are removed so many days after the delivery; zero keeps them for ever. "
        "Reports, signatures, proofs and invoices stay.",
    )

    @api.constrains("transport_photo_days")
    def _check_transport_photo_days(self):
        """A damage can be claimed for one year (Code de commerce L133-6; CMR article 32)."""
        for company in self:
            if company.transport_photo_days and company.transport_photo_days < CLAIM_DAYS:
                raise ValidationError(
                    self.env._(
                        "%(company)s keeps photos for %(days)s days, but a damage can be claimed "
                        "for one year. Enter 365 days or more, or 0 to keep them for ever.",
                        company=company.name,
                        days=company.transport_photo_days,
                    )
                )
