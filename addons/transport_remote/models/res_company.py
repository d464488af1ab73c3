from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.suite_base.core.addresses import UnsafeUrl, parse_url

from ..core.api_client import RemoteClient

PRICE_SECONDS = 5
SYNC_SECONDS = 30


class ResCompany(models.Model):
    """The other system that prices and carries, when this Odoo is only the clients' interface."""

    _inherit = "res.company"

    transport_estimate_provider = fields.Selection(
        selection_add=[("http", "Another system (remote ERP)")],
        ondelete={"http": "set default"},
    )
    transport_remote_url = fields.Char(
        string="Remote ERP Address",
        groups="base.group_system",
        help="The server that speaks the same API, without path: https://erp.example.com",
    )
    transport_remote_key = fields.Char(string="Remote ERP Key", groups="base.group_system")
    transport_remote_client = fields.Char(
        string="Client Code There",
        groups="base.group_system",
        help="Code of the client in the remote system for clients without a reference of their own.",
    )
    transport_remote_secret = fields.Char(
        string="Secret of the Remote Webhook",
        groups="base.group_system",
        help="With it, messages of the remote system bring the progress at once.",
    )
    transport_remote_synced = fields.Datetime(
        string="Progress Read Until", readonly=True, groups="base.group_system"
    )

    @api.constrains("transport_remote_url")
    def _check_transport_remote_url(self):
        for company in self.filtered("transport_remote_url"):
            try:
                parse_url(company.transport_remote_url)
            except UnsafeUrl as error:
                raise ValidationError(
                    self.env._(
                        "The address of the remote ERP of %(company)s cannot be called. %(reason)s",
                        company=company.name,
                        reason=self.env["suite.outgoing"]._describe(error),
                    )
                ) from error

    def _get_transport_remote(self, seconds=SYNC_SECONDS):
        """:return: core.api_client.RemoteClient, or None when the company has no remote system"""
        # sudo: portal users cause calls without seeing the key
        company = self.sudo()
        if not (company.transport_remote_url and company.transport_remote_key):
            return None
        policy = self.env["suite.outgoing"]._get_policy(
            timeout=seconds,
            total_time=seconds,
            max_bytes=8 * 1024 * 1024,
            max_redirects=0,
        )
        return RemoteClient(company.transport_remote_url, company.transport_remote_key, policy)
