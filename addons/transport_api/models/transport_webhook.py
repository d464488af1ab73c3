import re
import secrets

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.suite_base.core.addresses import UnsafeUrl, parse_url, resolve
from odoo.addons.transport_order.core.reference import new_reference

MOST_PER_CLIENT = 10
KINDS = {
    "order.state": "on_state",
    "order.event": "on_event",
    "order.document": "on_document",
}


class TransportWebhook(models.Model):
    """An address that is told of changes of the orders, with signed messages."""

    _name = "transport.webhook"
    _description = "Transport Webhook"
    _order = "id"

    name = fields.Char(required=True)
    active = fields.Boolean(default=True)
    reference = fields.Char(
        required=True, readonly=True, copy=False, default=lambda self: new_reference("W")
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Client",
        index=True,
        ondelete="cascade",
        domain="[('is_company', '=', True)]",
        help="Only orders of this client and of its sites. Empty: every order of the company.",
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    url = fields.Char(string="Address", required=True, help="An https address.")
    secret = fields.Char(
        copy=False,
        default=lambda self: secrets.token_urlsafe(32),
        groups="transport_order.group_transport_manager",
        help="The receiver checks the signature of each message with it.",
    )
    on_state = fields.Boolean(string="State of an Order Changes", default=True)
    on_event = fields.Boolean(string="Something Happens to a Car", default=True)
    on_document = fields.Boolean(string="A Document Is Added", default=False)
    delivery_ids = fields.One2many("transport.webhook.delivery", "webhook_id", string="Messages")
    failed_count = fields.Integer(string="Given Up", compute="_compute_failed_count")

    _reference_unique = models.UniqueIndex("(reference)")

    def _compute_failed_count(self):
        counts = dict(
            self.env["transport.webhook.delivery"]._read_group(
                [("webhook_id", "in", self.ids), ("state", "=", "dead")],
                ["webhook_id"],
                ["__count"],
            )
        )
        for webhook in self:
            webhook.failed_count = counts.get(webhook, 0)

    @api.constrains("url")
    def _check_url(self):
        for webhook in self:
            try:
                webhook._check_address(parse_url(webhook.url))
            except UnsafeUrl as error:
                raise ValidationError(
                    self.env._(
                        "The address %(url)s cannot be called. %(reason)s",
                        url=webhook.url,
                        reason=self.env["suite.outgoing"]._describe(error),
                    )
                ) from error

    def _check_address(self, target):
        """An address of the internal network is refused at once; a name only when it is called."""
        is_number = re.fullmatch(r"[\d.]+|.*:.*|localhost", target.host)
        if is_number:
            resolve(target, self.env["suite.outgoing"]._get_policy().allowed_hosts)

    @api.model
    def _create_for_client(self, partner, url, kinds):
        """A webhook that a client asks for over the API.

        :param list kinds: names of KINDS
        :return: (the webhook, its secret)
        """
        self.env.user._transport_check_role("order")
        # sudo: clients keep their own webhooks through the API only; the client is the key's own
        webhooks = self.sudo()
        own = webhooks.search_count([("partner_id", "=", partner.id)])
        if own >= MOST_PER_CLIENT:
            raise ValidationError(
                self.env._("You have %(count)s webhooks. Delete one first.", count=own)
            )
        company = webhooks.env["res.partner"].browse(partner.id).company_id or self.env.company
        webhook = webhooks.create(
            {
                "name": self.env._("API: %(client)s", client=partner.name),
                "partner_id": partner.id,
                "company_id": company.id,
                "url": url,
            }
            | {field: kind in kinds for kind, field in KINDS.items()}
        )
        return webhook.with_user(self.env.user), webhook.secret

    def _get_kinds(self):
        self.ensure_one()
        return [kind for kind, field in KINDS.items() if self[field]]

    @api.model
    def _emit(self, kind, order, content):
        """Put a message in the outbox of every webhook that wants it; it is sent after commit.

        :param str kind: of KINDS
        :param order: transport.order
        :param dict content: what happened, added to the message
        """
        # sudo: webhooks are told whoever made the change
        webhooks = self.sudo().search(
            [
                (KINDS[kind], "=", True),
                ("company_id", "=", order.company_id.id),
                "|",
                ("partner_id", "=", False),
                ("partner_id", "parent_of", order.partner_id.id),
            ]
        )
        if webhooks:
            webhooks.env["transport.webhook.delivery"]._enqueue(webhooks, kind, order, content)

    def action_view_deliveries(self):
        """Open the log of this webhook."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "transport_api.transport_webhook_delivery_action"
        )
        return action | {"domain": [("webhook_id", "=", self.id)], "context": {}}

    def action_new_secret(self):
        """Replace the secret; messages are signed with the new one from now on."""
        self.check_access("write")
        for webhook in self:
            webhook.secret = secrets.token_urlsafe(32)
