from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.suite_base.core.addresses import UnsafeUrl, mask_url, parse_url
from odoo.addons.suite_base.core.outgoing import ANYWHERE, download

from ..core.feed_transport import fetch_ftps, fetch_sftp, fetch_soap
from ..messages import describe_refusal

SCHEMES = {
    "http": ("https", "http"),
    "sftp": ("sftp",),
    "ftps": ("ftps",),
    "soap": ("https", "http"),
}
MANAGER = "transport_order.group_transport_manager"
LONGEST_PAUSE_HOURS = 24


class TransportFeed(models.Model):
    """The stock of one client, brought by one provider."""

    _name = "transport.feed"
    _description = "Stock Feed"
    _inherit = ["suite.guard.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "sequence, name, id"

    name = fields.Char(required=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(
        string="Priority",
        default=10,
        help="When two feeds bring the same car, the one with the smaller number keeps it.",
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Client",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('is_company', '=', True)]",
        tracking=True,
    )
    company_id = fields.Many2one(related="partner_id.company_id", store=True)
    profile_id = fields.Many2one(
        "transport.feed.profile", required=True, index=True, ondelete="restrict", tracking=True
    )
    transport = fields.Selection(
        [
            ("upload", "File uploaded by hand"),
            ("http", "Web address (https)"),
            ("sftp", "SFTP server"),
            ("ftps", "FTPS server"),
            ("soap", "SOAP web service"),
        ],
        string="Comes By",
        required=True,
        default="upload",
        tracking=True,
        copy=False,
    )
    url = fields.Char(
        string="Address",
        groups=MANAGER,
        copy=False,
        help="https://…, sftp://host/folder/file.csv, ftps://host/folder/file.csv, or the WSDL of "
        "the service. It may hold the provider's secret token: only managers see it.",
    )
    url_masked = fields.Char(string="Called", compute="_compute_url_masked")
    username = fields.Char(string="User Name", groups=MANAGER, copy=False)
    password = fields.Char(groups=MANAGER, copy=False)
    private_key = fields.Text(groups=MANAGER, copy=False)
    fingerprint = fields.Char(
        string="Server Fingerprint",
        groups=MANAGER,
        help="SHA256:… of the SFTP server's key. The first call tells the one it saw.",
    )
    header_name = fields.Char(
        groups=MANAGER, help="For example Authorization or X-Api-Key.", copy=False
    )
    header_value = fields.Char(groups=MANAGER, copy=False)
    soap_operation = fields.Char(string="Operation", groups=MANAGER)
    soap_arguments = fields.Text(
        string="Arguments", groups=MANAGER, copy=False, help="One name=value a line."
    )
    interval_hours = fields.Integer(string="Refresh Every (hours)", default=6)
    next_run = fields.Datetime(string="Next Refresh", copy=False)
    filter_column = fields.Char(
        string="Only Where Column",
        help="A provider's file may hold the cars of other sites: name the column that tells them.",
    )
    filter_values = fields.Char(string="Holds", help="Accepted values, separated by commas.")
    site_ids = fields.One2many("transport.feed.site", "feed_id", string="Sites")
    max_drop = fields.Integer(
        string="Held When More Leave (%)",
        default=30,
        help="When a larger share of the stock would disappear at once, the import waits for you.",
    )
    user_id = fields.Many2one(
        "res.users",
        string="Told About Problems",
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
    )
    state = fields.Selection(
        [("new", "Never run"), ("ok", "Up to date"), ("held", "Held"), ("failing", "Failing")],
        default="new",
        readonly=True,
        copy=False,
    )
    failure_count = fields.Integer(string="Failures in a Row", readonly=True, copy=False)
    last_success = fields.Datetime(readonly=True, copy=False)
    last_message = fields.Char(string="Last Result", readonly=True, copy=False)
    run_ids = fields.One2many("transport.feed.run", "feed_id", string="Runs")
    car_count = fields.Integer(string="Cars", compute="_compute_car_count")

    _interval_positive = models.Constraint(
        "CHECK (interval_hours BETWEEN 1 AND 720)", "Refresh between every hour and every 30 days."
    )
    _drop_percent = models.Constraint(
        "CHECK (max_drop BETWEEN 0 AND 100)", "The share is a percentage from 0 to 100."
    )

    @api.depends("url")
    def _compute_url_masked(self):
        for feed in self:
            # sudo: only the masked form, without token, is shown
            url = feed.sudo().url
            feed.url_masked = mask_url(url) if url else ""

    def _compute_car_count(self):
        counts = dict(
            self.env["transport.vehicle"]._read_group(
                [("feed_id", "in", self.ids)], ["feed_id"], ["__count"]
            )
        )
        for feed in self:
            feed.car_count = counts.get(feed, 0)

    @api.constrains("partner_id")
    def _check_partner(self):
        for feed in self:
            if not feed.partner_id.is_company:
                raise ValidationError(
                    self.env._(
                        "%(partner)s is a person. A stock belongs to a company or a site.",
                        partner=feed.partner_id.name,
                    )
                )

    @api.constrains("transport", "url")
    def _check_url(self):
        for feed in self:
            if feed.transport == "upload":
                continue
            try:
                parse_url(feed.url or "", SCHEMES[feed.transport])
            except UnsafeUrl as error:
                raise ValidationError(
                    self.env._(
                        "The address of the feed %(feed)s cannot be used. %(reason)s",
                        feed=feed.name,
                        reason=describe_refusal(self.env, error),
                    )
                ) from error

    @api.constrains("partner_id", "site_ids")
    def _check_sites(self):
        for feed in self:
            if not feed.site_ids:
                continue
            family = self.env["res.partner"].search([("id", "child_of", feed.partner_id.id)])
            stranger = feed.site_ids.partner_id - family
            if stranger:
                raise ValidationError(
                    self.env._(
                        "%(site)s is not a site of %(client)s. Choose one of its own sites.",
                        site=stranger[0].display_name,
                        client=feed.partner_id.display_name,
                    )
                )

    # --- fetching -------------------------------------------------------------------------------

    def _fetch(self):
        """Get the file from the provider.

        :return: bytes
        :raise OutgoingError: with the reason
        """
        self.ensure_one()
        # sudo: the cron and users who may refresh do not see the secrets
        feed = self.sudo()
        policy = self.env["suite.outgoing"]._get_policy(redirect_hosts=(ANYWHERE,))
        return getattr(feed, f"_fetch_{feed.transport}")(policy)

    def _fetch_upload(self, policy):
        raise UserError(
            self.env._(
                "The stock of %(feed)s is uploaded by hand. Use the button Upload a File.",
                feed=self.name,
            )
        )

    def _fetch_http(self, policy):
        headers = {self.header_name: self.header_value or ""} if self.header_name else {}
        return download(self.url, headers=headers, policy=policy)

    def _fetch_sftp(self, policy):
        return fetch_sftp(
            self.url,
            username=self.username or "",
            password=self.password,
            private_key=self.private_key,
            fingerprint=(self.fingerprint or "").strip(),
            policy=policy,
        )

    def _fetch_ftps(self, policy):
        return fetch_ftps(
            self.url, username=self.username or "", password=self.password or "", policy=policy
        )

    def _fetch_soap(self, policy):
        pairs = (line.partition("=") for line in (self.soap_arguments or "").splitlines())
        return fetch_soap(
            self.url,
            operation=self.soap_operation or "",
            arguments={name.strip(): value.strip() for name, _sign, value in pairs if name.strip()},
            username=self.username,
            password=self.password,
            policy=policy,
        )

    # --- buttons --------------------------------------------------------------------------------

    def action_refresh(self):
        """Fetch the stock now and import it."""
        self.ensure_one()
        return self._refresh("manual")._open()

    def action_dry_run(self):
        """Fetch the stock now and show what an import would change."""
        self.ensure_one()
        return self._refresh("manual", dry=True)._open()

    def action_upload(self):
        """Ask for a file and show what its import would change."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Upload a File"),
            "res_model": "transport.feed.upload",
            "view_mode": "form",
            "target": "new",
            "context": {"default_feed_id": self.id},
        }

    def action_view_held(self):
        """Open the import that waits for a decision."""
        self.ensure_one()
        held = self.run_ids.filtered(lambda run: run.state == "held")[:1]
        return held._open() if held else self.action_view_runs()

    def action_view_cars(self):
        """Open the cars that this feed brings."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Cars of %(feed)s", feed=self.name),
            "res_model": "transport.vehicle",
            "view_mode": "list,form",
            "domain": [("feed_id", "=", self.id)],
        }

    def action_view_runs(self):
        """Open the history of this feed."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "transport_feed.transport_feed_run_action"
        )
        return action | {"domain": [("feed_id", "=", self.id)], "context": {}}

    # --- its end --------------------------------------------------------------------------------

    def action_archive(self):
        """The cars of a feed that ends cannot be forgotten: what happens to them is asked."""
        if not self._get_cars_in_stock():
            return super().action_archive()
        end = self.env["transport.feed.end"].create({"feed_ids": [fields.Command.set(self.ids)]})
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("End of a Stock Feed"),
            "res_model": end._name,
            "res_id": end.id,
            "view_mode": "form",
            "target": "new",
        }

    def _get_cars_in_stock(self):
        return self.env["transport.vehicle"].search([("feed_id", "in", self.ids)])

    def write(self, vals):
        ends = "active" in vals and not vals["active"]
        if ends and not self.env.context.get("transport_feed_decided"):
            self.filtered("active")._check_no_cars()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_with_cars(self):
        self._check_no_cars()

    def _check_no_cars(self):
        for feed in self:
            if count := len(feed._get_cars_in_stock()):
                raise UserError(
                    self.env._(
                        "%(feed)s brought %(count)s cars that are in the stock. Archive it with the "
                        "button of the menu: it asks what happens to them.",
                        feed=feed.name,
                        count=count,
                    )
                )

    # --- schedule -------------------------------------------------------------------------------

    def _plan_next(self, failed):
        """Next refresh: after the interval, later and later while the provider fails."""
        for feed in self:
            hours = feed.interval_hours
            if failed:
                hours = max(hours, min(LONGEST_PAUSE_HOURS, 2 ** min(feed.failure_count, 5)))
            feed.next_run = fields.Datetime.now() + timedelta(hours=hours)
