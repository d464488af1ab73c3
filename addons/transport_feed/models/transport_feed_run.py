import base64
import gzip
import json
from datetime import timedelta

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..core.feed_diff import plan_import
from ..core.feed_mapping import Row

PREVIEW_ROWS = 20
WAITING = ("dry", "held")
KEEP_WAITING_DAYS = 15
KEEP_DAYS = 180


class TransportFeedRun(models.Model):
    """One import of a stock feed: what it found, what it changed or why it changed nothing."""

    _name = "transport.feed.run"
    _inherit = "suite.guard.mixin"
    _description = "Stock Feed Run"
    _order = "id desc"
    _rec_name = "feed_id"

    feed_id = fields.Many2one("transport.feed", required=True, index=True, ondelete="cascade")
    partner_id = fields.Many2one(related="feed_id.partner_id")
    company_id = fields.Many2one(related="feed_id.company_id", store=True)
    started_at = fields.Datetime(default=fields.Datetime.now, required=True, readonly=True)
    ended_at = fields.Datetime(readonly=True)
    mode = fields.Selection(
        [("scheduled", "By itself"), ("manual", "By hand"), ("upload", "Uploaded file")],
        required=True,
        readonly=True,
    )
    state = fields.Selection(
        [
            ("dry", "Dry run"),
            ("held", "Held"),
            ("done", "Imported"),
            ("refused", "Refused"),
            ("failed", "Not received"),
            ("discarded", "Discarded"),
        ],
        readonly=True,
    )
    message = fields.Text(readonly=True)
    file_name = fields.Char(readonly=True)
    file_size = fields.Integer(string="Size (bytes)", readonly=True)
    file_mark = fields.Char(string="Fingerprint", readonly=True)
    read_count = fields.Integer(string="Cars Read", readonly=True)
    created_count = fields.Integer(string="New Cars", readonly=True)
    updated_count = fields.Integer(string="Changed", readonly=True)
    unchanged_count = fields.Integer(string="Unchanged", readonly=True)
    gone_count = fields.Integer(string="Gone", readonly=True)
    filtered_count = fields.Integer(string="Left Out by Status", readonly=True)
    rejected_count = fields.Integer(string="Rejected", readonly=True)
    duplicate_count = fields.Integer(string="Doubles Hidden", readonly=True)
    issue_ids = fields.One2many("transport.feed.issue", "run_id", string="Remarks", readonly=True)
    word_ids = fields.One2many("transport.feed.word", "run_id", string="Unknown Words")
    rows = fields.Binary(
        string="Rows Waiting",
        readonly=True,
        groups="base.group_system",
        help="The mapped values, without any confidential column, until somebody decides.",
    )
    preview = fields.Html(compute="_compute_preview", sanitize=False)

    def _keep_rows(self, rows, state):
        content = gzip.compress(json.dumps(rows, ensure_ascii=False).encode(), mtime=0)
        # sudo: nobody edits the waiting rows by hand
        self.sudo().write({"rows": base64.b64encode(content), "state": state})

    def _forget_rows(self):
        self.sudo().rows = False  # sudo: see _keep_rows

    def _get_rows(self):
        """:return: list of core.feed_mapping.Row that wait for a decision"""
        # sudo: see _keep_rows
        content = self.sudo().with_context(bin_size=False).rows
        if not content:
            return []
        rows = json.loads(gzip.decompress(base64.b64decode(content)))
        return [Row(line, reference, mark, values) for line, reference, mark, values in rows]

    @api.depends("state")
    def _compute_preview(self):
        for run in self:
            rows = run._get_rows()[:PREVIEW_ROWS] if run.state in WAITING else []
            run.preview = run._render_rows(rows) if rows else False

    @api.model
    def _render_rows(self, rows):
        """Table of mapped cars, as the stock will show them.

        :param list rows: core.feed_mapping.Row
        """
        vehicle = self.env["transport.vehicle"]
        names = ("plate", "vin", "make", "model", "version", "category", "status", "mileage")
        labels = [vehicle._fields[name]._description_string(self.env) for name in names]
        words = {
            name: dict(vehicle._fields[name]._description_selection(self.env))
            for name in ("category", "status")
        }
        head = Markup("").join(Markup("<th>%s</th>") % label for label in labels)
        lines = []
        for row in rows:
            cells = [
                words.get(name, {}).get(row.values.get(name), row.values.get(name) or "")
                for name in names
            ]
            body = Markup("").join(Markup("<td>%s</td>") % cell for cell in cells)
            lines.append(Markup("<tr><td>%s</td>%s</tr>") % (row.reference, body))
        return Markup(
            '<div class="table-responsive"><table class="table table-sm table-striped">'
            "<thead><tr><th>%s</th>%s</tr></thead><tbody>%s</tbody></table></div>"
        ) % (self.env._("Reference"), head, Markup("").join(lines))

    def _get_summary(self):
        self.ensure_one()
        return self.env._(
            "%(read)s cars read: %(new)s new, %(changed)s changed, %(same)s unchanged, "
            "%(gone)s gone, %(rejected)s rejected.",
            read=self.read_count,
            new=self.created_count,
            changed=self.updated_count,
            same=self.unchanged_count,
            gone=self.gone_count,
            rejected=self.rejected_count,
        )

    def _open(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Import"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
        }

    @api.depends("feed_id.name", "started_at")
    def _compute_display_name(self):
        for run in self:
            moment = fields.Datetime.context_timestamp(run, run.started_at)
            run.display_name = f"{run.feed_id.name} – {moment:%d/%m/%Y %H:%M}"

    def action_apply(self):
        """Import what a dry run or a held run has found."""
        self.ensure_one()
        if self.state not in WAITING:
            raise UserError(
                self.env._(
                    "The run %(run)s no longer waits. Refresh the feed.", run=self.display_name
                )
            )
        feed = self.feed_id
        feed._lock_feed()
        if self.search_count(
            [("feed_id", "=", feed.id), ("state", "=", "done"), ("id", ">", self.id)], limit=1
        ):
            raise UserError(
                self.env._(
                    "A newer file of %(feed)s was imported since. Discard this one.",
                    feed=feed.name,
                )
            )
        stored = feed._get_stored()
        plan = plan_import(
            stored, self._get_rows(), (), feed.profile_id._to_profile().kept_statuses
        )
        counts = feed._count_plan(plan)
        # What could not be read stays told; the rows that wait are only the readable ones.
        counts |= {
            "read_count": self.read_count,
            "rejected_count": self.rejected_count,
        }
        self.write(counts)
        feed._apply(plan, self)
        self._forget_rows()
        return self._open()

    def action_keep_words(self):
        """Add the words that have a meaning to the value tables; the next import knows them."""
        self.ensure_one()
        self.check_access("write")
        self.word_ids._keep()
        return self._open()

    def action_discard(self):
        """Forget the rows that wait; the stock stays as it is."""
        for run in self.filtered(lambda run: run.state in WAITING):
            held = run.state == "held"
            run.state = "discarded"
            run._forget_rows()
            if held and run.feed_id.state == "held":
                run.feed_id.state = "ok" if run.feed_id.last_success else "new"
                run.feed_id.activity_unlink(["mail.mail_activity_data_warning"])

    @api.autovacuum
    def _gc_runs(self):
        """Runs are kept half a year; rows that nobody decided about two weeks."""
        now = fields.Datetime.now()
        self.search(
            [
                ("state", "in", WAITING),
                ("started_at", "<", now - timedelta(days=KEEP_WAITING_DAYS)),
            ]
        ).action_discard()
        self.search([("started_at", "<", now - timedelta(days=KEEP_DAYS))]).unlink()
