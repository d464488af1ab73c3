"""What one pass over a shop counts while it runs."""

import time

from odoo import fields


class PassRun:
    """What one pass did."""

    def __init__(self):
        self.started = fields.Datetime.now()
        self.clock = time.monotonic()
        self.adapter = None
        self.error = None
        self.received = self.processed = self.failed = self.pushed = 0
        # The time was up before everything was read; before everything was done.
        self.unread = self.cut = False

    def counts(self):
        usage = self.adapter.usage() if self.adapter else {"requests": 0, "writes": 0}
        return {
            **usage,
            "received": self.received,
            "processed": self.processed,
            "failed": self.failed,
            "pushed": self.pushed,
        }

    def vals(self, channel, counts):
        state = "failed" if self.error else "partial" if self.failed else "ok"
        return {
            **counts,
            "channel_id": channel.id,
            "started_at": self.started,
            "ended_at": fields.Datetime.now(),
            "duration": time.monotonic() - self.clock,
            "state": state,
            "error_code": self.error.code if self.error else False,
            "error_params": self.error.params if self.error else False,
        }
