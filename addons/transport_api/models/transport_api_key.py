import time
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import config

from odoo.addons.transport_order.core.rate import RateLimiter

from ..core.api_schemas import SCOPES

PREFIX_LENGTH = 8  # characters that core keeps in clear to find a key
LONGEST_DAYS = 400

_limiter = RateLimiter()


class TransportApiKey(models.Model):
    """What is known of an API key: whose it is, what it may do, until when. Core keeps its hash."""

    _name = "transport.api.key"
    _inherit = "suite.guard.mixin"
    _description = "Transport API Key"
    _order = "id desc"

    name = fields.Char(required=True, help="Which program uses the key.")
    active = fields.Boolean(default=True, readonly=True)
    user_id = fields.Many2one(
        "res.users", string="Acts As", required=True, readonly=True, index=True, ondelete="cascade"
    )
    client_id = fields.Many2one(
        related="user_id.commercial_partner_id", string="Company", store=True
    )
    scope = fields.Selection(
        [
            ("transport.read", "Read"),
            ("transport.write", "Read, price and order"),
            ("transport.carrier", "Read and report events (carrier)"),
        ],
        required=True,
        readonly=True,
    )
    expires_at = fields.Datetime(string="Ends On", required=True, readonly=True)
    prefix = fields.Char(string="Begins With", readonly=True)
    per_minute = fields.Integer(
        string="Requests per Minute", default=120, required=True, help="More are refused (429)."
    )
    last_used = fields.Datetime(readonly=True)
    state = fields.Selection(
        [("valid", "Valid"), ("expired", "Expired"), ("revoked", "Revoked")],
        compute="_compute_state",
        search="_search_state",
    )

    _prefix_unique = models.UniqueIndex("(prefix)")
    _per_minute_range = models.Constraint(
        "CHECK (per_minute BETWEEN 1 AND 6000)", "Between 1 and 6,000 requests per minute."
    )

    @api.depends("active", "expires_at")
    def _compute_state(self):
        now = fields.Datetime.now()
        for key in self:
            key.state = (
                "revoked" if not key.active else "expired" if key.expires_at < now else "valid"
            )

    def _search_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        domains = {
            "valid": [("active", "=", True), ("expires_at", ">=", "now")],
            "expired": [("active", "=", True), ("expires_at", "<", "now")],
            "revoked": [("active", "=", False)],
        }
        return fields.Domain.OR(domains[state] for state in value if state in domains)

    @api.constrains("user_id", "scope")
    def _check_user(self):
        for key in self:
            staff = key.user_id.has_group("transport_order.group_transport_user")
            if key.scope == "transport.carrier" and not staff:
                raise ValidationError(
                    self.env._(
                        "Only a user of the transport office reports events; %(user)s is a client. "
                        "Choose another user or scope.",
                        user=key.user_id.name,
                    )
                )
            if not staff and not key.user_id._is_portal():
                raise ValidationError(
                    self.env._(
                        "%(user)s has no access to the transports. Choose a portal user of a "
                        "client, or a user of the transport office.",
                        user=key.user_id.name,
                    )
                )

    @api.model
    def _generate(self, user, name, scope, days, per_minute=120):
        """Make a key; only its hash is kept.

        :return: (transport.api.key, the key in clear, to be shown once)
        """
        if scope not in SCOPES:
            raise UserError(self.env._("Choose what the key may do."))
        if not 1 <= days <= LONGEST_DAYS:
            raise UserError(self.env._("A key lives from 1 to %(days)s days.", days=LONGEST_DAYS))
        expires_at = fields.Datetime.now() + timedelta(days=days)
        # sudo: core's own check of the longest duration is replaced by the one above
        secret = (
            self.env["res.users.apikeys"]
            .with_user(user)
            .sudo()
            ._generate(scope, f"Transport API: {name}"[:100], expires_at)
        )
        key = self.create(
            {
                "name": name,
                "user_id": user.id,
                "scope": scope,
                "expires_at": expires_at,
                "prefix": secret[:PREFIX_LENGTH],
                "per_minute": per_minute,
            }
        )
        return key, secret

    @api.model
    def _authenticate(self, token):
        """The valid key that a request carries.

        :param str token: as sent by the client
        :return: sudo'ed transport.api.key, empty when the token opens nothing
        """
        keys = self.sudo()  # sudo: nobody is logged in yet
        key = keys.search([("prefix", "=", token[:PREFIX_LENGTH])], limit=1)
        if not key or key.state != "valid" or len(token) > 100:
            return keys
        user_id = self.env["res.users.apikeys"]._check_credentials(scope=key.scope, key=token)
        if user_id != key.user_id.id:
            return keys
        return key

    def _take(self):
        """Count one request.

        :return: seconds to wait, 0 when the request may go on
        """
        # The limit is shared out between the worker processes, each of which counts alone.
        share = max(1, -(-self.per_minute // max(1, config["workers"])))
        return _limiter.take((self.env.cr.dbname, self.id), share, time.monotonic())

    def action_revoke(self):
        """End these keys now."""
        self.check_access("write")
        self._remove_secrets()
        self.active = False

    def _remove_secrets(self):
        stored = self.env["transport.api.sql"]._find_api_keys(self.mapped("prefix"))
        # sudo: core lets only administrators remove the keys of others
        self.env["res.users.apikeys"].sudo().browse(stored).unlink()
