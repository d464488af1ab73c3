from odoo import models

from . import sql

TO_DO_ACTIVITY = "mail.mail_activity_data_todo"


class ShopChannel(models.Model):
    """When the passes over a shop run, and whom a shop in trouble calls."""

    _inherit = "shop.channel"

    def _ensure_cron(self):
        """One scheduled action for each shop: shops do not wait for each other."""
        for channel in self:
            # sudo: scheduled actions belong to the system; this one only runs this shop's pass.
            cron = channel.sudo().cron_id
            if not cron:
                channel.sudo().cron_id = (
                    self.env["ir.cron"].sudo().create(channel._prepare_cron_vals())
                )
            elif not cron.active:
                cron.active = True

    def _prepare_cron_vals(self):
        return {
            "name": f"Shop synchronisation: {self.name}",
            "model_id": self.env["ir.model"]._get_id("shop.channel"),
            "state": "code",
            "code": f"model._cron_synchronise({self.id})",
            "interval_number": 1,
            "interval_type": "minutes",
            "user_id": self.env.ref("base.user_root").id,
            "priority": 5,
        }

    def _wake_up(self):
        """Run the pass of these shops as soon as a worker is free."""
        for channel in self:
            # sudo: see _ensure_cron.
            if channel.sudo().cron_id.active and channel.state == "running":
                channel.sudo().cron_id._trigger()

    def _wake_up_for_stock(self):
        self.filtered(lambda shop: shop.state == "running" and shop.stock_sync)._wake_up()

    def _restock(self):
        """Compare the whole stock of these shops with what they show, at the next pass."""
        if self:
            sql.mark_shop_dirty(self.env, self.ids)
            self._wake_up_for_stock()

    def _tell_it_runs(self):
        """The trouble is over; the to-do about it goes."""
        self.activity_feedback([TO_DO_ACTIVITY], feedback=self.env._("The shop runs again."))

    def _call_somebody(self, error):
        """An activity for the person in charge: a setting stops the shop until it is mended."""
        self.activity_unlink([TO_DO_ACTIVITY])
        self.activity_schedule(
            TO_DO_ACTIVITY,
            summary=self.env._("%s: synchronisation stopped", self.name),
            note=self.env["shop.error"]._explain(error.code, error.params),
            user_id=self.responsible_id.id or self.env.uid,
        )
