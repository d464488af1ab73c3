from datetime import timedelta

from odoo import api, models
from odoo.exceptions import UserError

from ..core.errors import ShopError

# What may follow what. Read by the guard and by the tests.
TRANSITIONS = {
    "draft": ("running",),
    "running": ("paused", "broken", "draft"),
    "paused": ("running", "draft"),
    "broken": ("running", "paused", "draft"),
}


class ShopChannel(models.Model):
    """A shop's life: started, paused, asked; what a pass over it begins with."""

    _inherit = "shop.channel"

    def _move_to(self, state):
        for channel in self:
            if state != channel.state and state not in TRANSITIONS[channel.state]:
                raise UserError(
                    self.env._(
                        "“%(name)s” cannot go from “%(old)s” to “%(new)s”.",
                        name=channel.name,
                        old=channel._state_label(channel.state),
                        new=channel._state_label(state),
                    )
                )
        self.state = state
        self._rank()

    def _state_label(self, state):
        return dict(self._fields["state"]._description_selection(self.env)).get(state)

    def action_start(self):
        """Check the connection, propose the mappings and start; says what is missing otherwise."""
        for channel in self.filtered(lambda shop: shop.engine != "json"):
            channel.action_check()
            problems = channel._get_problems()
            if problems:
                raise UserError(
                    "\n\n".join([self.env._("The shop cannot be started yet:"), *problems])
                )
        self._move_to("running")
        self.write({"failures": 0, "open_until": False, "error_code": False, "error_params": False})
        # What failed because of a setting (a missing right, say) is tried again.
        self.env["shop.message"].search(
            [
                ("channel_id", "in", self.ids),
                ("state", "=", "waiting"),
                ("error_kind", "=", "config"),
            ]
        ).action_retry()
        self._tell_it_runs()
        self._ensure_cron()
        self._wake_up()
        return True

    def action_pause(self):
        """Nothing is read from or written to the shop until it is started again."""
        self._move_to("paused")

    def action_reset(self):
        self._move_to("draft")

    def action_sync_now(self):
        """Start a pass at once, in the background."""
        self.filtered(lambda shop: shop.state != "running").action_start()
        self.write({"open_until": False})
        self._wake_up()
        return self._notify(self.env._("The synchronisation has started; this board follows it."))

    def action_full_check(self):
        """Compare the whole stock and all recent orders with the shop at the next pass."""
        self.write({"last_check": False, "open_until": False})
        self._wake_up()
        return self._notify(self.env._("The full check has started."))

    def _notify(self, text, kind="success"):
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "message": text,
                "type": kind,
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    @api.model
    def _cron_synchronise(self, channel_id):
        """One pass over one shop; see ``shop.engine``."""
        channel = self.browse(channel_id).exists()
        if channel.state == "running":
            self.env["shop.engine"]._dispatch(channel)

    @api.model
    def _cron_daily(self):
        """Every night: ask for a full check of each shop, and mail the daily report."""
        running = self.search([("state", "in", ("running", "broken"))])
        running.write({"last_check": False})
        running._wake_up()
        template = self.env.ref("shop_sync.mail_template_daily_report")
        for company, channels in running.grouped("company_id").items():
            recipients = channels.responsible_id.partner_id.filtered("email")
            if recipients:
                template.with_context(shop_channels=channels, shop_recipients=recipients).send_mail(
                    company.id, email_values={"recipient_ids": [(6, 0, recipients.ids)]}
                )

    def _get_yesterday(self):
        """Figures of yesterday for the daily report."""
        day = self._get_local_day() - timedelta(days=1)
        return self.env["shop.statistic"].search(
            [("channel_id", "=", self.id), ("day", "=", day)], limit=1
        )

    def _read_again(self, keys):
        """File orders as the shop shows them now.

        :return: number of orders that differ from what we knew
        :raises UserError: the shop cannot be asked, and why
        """
        if self.engine == "json":
            return 0
        try:
            documents = self._connect().fetch("order", keys)
        except ShopError as error:
            raise UserError(self.env["shop.error"]._explain(error.code, error.params)) from error
        return self.env["shop.engine"]._file(self, documents, "check")
