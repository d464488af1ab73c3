from odoo import models


class ShopChannel(models.Model):
    _inherit = "shop.channel"

    def action_shop_view_jobs(self):
        """The jobs of this shop that are not done."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("queue_job.action_queue_job")
        channel = self.env["shop.engine"]._get_queue_channel(self)
        return action | {"domain": [("channel", "=", channel)]}

    def _get_late_text(self):
        """Here jobs do the passes: who looks after the server has another thing to look at."""
        return self.env._(
            "No pass for %s minutes. Either the scheduled actions or the job runner do not run, or"
            " jobs of this shop failed: whoever looks after the server sees them here.",
            self.lag_minutes,
        )
