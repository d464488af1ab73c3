from odoo import fields, models

from ..models.transport_api_key import LONGEST_DAYS


class TransportApiKeyNew(models.TransientModel):
    """A new API key: for whom, for what, until when. The key itself is shown once."""

    _name = "transport.api.key.new"
    _description = "New Transport API Key"

    name = fields.Char(string="Program", required=True, help="Which program will use the key.")
    user_id = fields.Many2one(
        "res.users",
        string="Acts As",
        required=True,
        help="A portal user of the client, best one made for the program; or a user of the "
        "transport office, for a carrier or another ERP.",
    )
    scope = fields.Selection(
        [
            ("transport.read", "Read"),
            ("transport.write", "Read, price and order"),
            ("transport.carrier", "Read and report events (carrier)"),
        ],
        string="May",
        required=True,
        default="transport.write",
    )
    days = fields.Integer(
        string="Valid for (days)", required=True, default=365, help=f"At most {LONGEST_DAYS} days."
    )
    per_minute = fields.Integer(string="Requests per Minute", required=True, default=120)

    def action_create(self):
        """Create the key and show it once."""
        self.ensure_one()
        keys = self.env["transport.api.key"]
        _key, secret = keys._generate(
            self.user_id, self.name, self.scope, self.days, self.per_minute
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("API Key Ready"),
            "res_model": "res.users.apikeys.show",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_key": secret},
        }
