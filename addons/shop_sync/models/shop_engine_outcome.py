from datetime import timedelta

from odoo import api, fields, models

from ..core.ratelimit import backoff, circuit_after
from . import sql

# Trouble that may pass by itself, and that somebody should know of at once all the same.
TOLD_AT_ONCE = {"service_disabled"}


class ShopEngine(models.AbstractModel):
    """How a pass went: what it leaves on its shop, whom it calls."""

    _inherit = "shop.engine"

    @api.model
    def _note_failure(self, channel, error):
        """Count the failure; a wrong setting stops the shop, trouble in a row makes it wait."""
        failures = channel.failures + 1
        values = {"failures": failures, "error_code": error.code, "error_params": error.params}
        if error.code in TOLD_AT_ONCE and not channel.failures:
            channel._call_somebody(error)
        if error.kind == "config":
            channel._call_somebody(error)
            values["state"] = "broken"
        else:
            asked = getattr(error, "retry_after", None)
            wait = circuit_after(failures) or backoff(failures, asked, base=10)
            values["open_until"] = fields.Datetime.now() + timedelta(seconds=max(wait, asked or 0))
        channel.write(values)
        self._commit()

    @api.model
    def _note_success(self, channel):
        values = {"last_sync": fields.Datetime.now()}
        if channel.failures or channel.error_code:
            channel._tell_it_runs()
            values |= {
                "failures": 0,
                "error_code": False,
                "error_params": False,
                "open_until": False,
            }
        channel.write(values)
        self._commit()

    @api.model
    def _save_figures(self, channel, run):
        counts = run.counts()
        if any(counts.values()):
            sql.count_day(self.env, channel, channel._get_local_day(), **counts)
        if run.processed:
            for handler in self._get_handlers():
                handler._summarise(channel)
        if run.error or any(counts[name] for name in ("received", "processed", "failed", "pushed")):
            self.env["shop.run"].create(run.vals(channel, counts))
        channel._rank()
        self._commit()
