import time

from odoo import api, models

# A job is cut off by the server's time limit (120 s by default); what is left goes on in the next.
PASS_SECONDS = 30


class ShopEngine(models.AbstractModel):
    """The same passes, as jobs: a pass of each shop at a time, in a channel of its own."""

    _inherit = "shop.engine"

    @api.model
    def _dispatch(self, channel):
        """Queue a pass instead of running it; a pass already queued is not queued again."""
        if self.env.context.get("queue_job__no_delay"):
            self._run(channel)
            return
        self, channel = self._in_language_of(channel)
        self._ensure_queue_channel(channel)
        self.with_delay(
            channel=self._get_queue_channel(channel),
            identity_key=f"shop_sync.pass.{channel.id}",
            description=self.env._("Synchronise %s", channel.name),
        )._job_pass(channel)

    @api.model
    def _job_pass(self, channel):
        """One pass over one shop, as a job."""
        if channel.exists().state == "running":
            until = time.monotonic() + self._pass_seconds()
            self.with_context(shop_sync_until=until)._run(channel)

    @api.model
    def _pass_seconds(self):
        return PASS_SECONDS

    @api.model
    def _get_queue_channel(self, channel):
        return f"root.shop.{channel.id}"

    @api.model
    def _ensure_queue_channel(self, channel):
        """``root.shop.<id>``: its capacity is set in the job runner's configuration."""
        channels = self.env["queue.job.channel"]
        parent = self.env.ref("shop_sync_queue_job.queue_job_channel_shop")
        if not channels.search([("parent_id", "=", parent.id), ("name", "=", str(channel.id))]):
            channels.create({"name": str(channel.id), "parent_id": parent.id})
