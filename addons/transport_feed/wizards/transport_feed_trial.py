import base64
import json

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..core.feed_bytes import sniff_format, unpack
from ..core.feed_errors import FeedError
from ..core.feed_file import columns_of, read_file
from ..core.feed_suggest import suggest
from ..messages import describe_issue, describe_refusal
from ..models.transport_feed_run import PREVIEW_ROWS

READ_ROWS = 200


class TransportFeedTrial(models.TransientModel):
    """A file tried with a profile: its columns, the first cars, the remarks. Nothing is stored."""

    _name = "transport.feed.trial"
    _description = "Try a Stock File"

    profile_id = fields.Many2one("transport.feed.profile", required=True, ondelete="cascade")
    file_name = fields.Char()
    file = fields.Binary(string="Stock File", compute="_compute_file", inverse="_inverse_file")
    columns_json = fields.Char()
    columns_text = fields.Text(string="Columns of the File", readonly=True)
    preview = fields.Html(string="First 20 Cars", readonly=True, sanitize=False)
    remarks = fields.Text(readonly=True)
    error = fields.Text(readonly=True)
    suggestion_text = fields.Char(string="Columns Recognised", readonly=True)

    def _compute_file(self):
        self.file = False

    def _inverse_file(self):
        for trial in self.filtered("file"):
            trial.write(trial._try(base64.b64decode(trial.file)))

    def _try(self, raw):
        """:return: values of the trial: columns, preview, remarks or the reason of a refusal"""
        profile = self.profile_id._to_profile()
        values = {"error": False, "preview": False, "remarks": False}
        try:
            found = sniff_format(unpack(raw))
            if not profile.rules and found != profile.format:
                self.profile_id.format = found
                profile = self.profile_id._to_profile()
            columns = columns_of(raw, profile)
            values |= self._describe_columns(columns)
            if profile.rules:
                values |= self._read(raw, profile)
        except FeedError as error:
            values["error"] = describe_refusal(self.env, error)
        return values

    def _describe_columns(self, columns):
        known = set(self.profile_id.rule_ids.mapped("source"))
        targets = set(self.profile_id.rule_ids.mapped("target"))
        proposed = [
            (column, target)
            for column, target in suggest(columns)
            if column not in known and target not in targets
        ]
        return {
            "columns_json": json.dumps(proposed),
            "columns_text": ", ".join(columns),
            "suggestion_text": ", ".join(column for column, _target in proposed),
        }

    def _read(self, raw, profile):
        issues, rows = [], []
        for row in read_file(raw, profile, issues):
            rows.append(row)
            if len(rows) >= READ_ROWS:
                break
        issues += [issue for row in rows for issue in row.issues]
        remarks = []
        for issue in issues[:50]:
            line = self.env._("Line %(line)s: ", line=issue.line) if issue.line else ""
            remarks.append(line + describe_issue(self.env, issue.code, issue.details))
        shown = [row for row in rows if row.row_hash][:PREVIEW_ROWS]
        return {
            "preview": self.env["transport.feed.run"]._render_rows(shown),
            "remarks": "\n".join(remarks),
        }

    def action_try(self):
        """Show the result of the trial."""
        self.ensure_one()
        if not (self.columns_text or self.error):
            raise UserError(self.env._("Choose a file first."))
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Try a File"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }

    def action_take_suggestions(self):
        """Add a rule for every column whose name says what it holds."""
        self.ensure_one()
        last = max(self.profile_id.rule_ids.mapped("sequence"), default=0)
        self.profile_id.rule_ids = [
            Command.create({"source": column, "target": target, "sequence": last + number})
            for number, (column, target) in enumerate(json.loads(self.columns_json or "[]"), 1)
        ]
        return {"type": "ir.actions.act_window_close"}
