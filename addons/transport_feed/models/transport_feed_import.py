import hashlib
import logging

from psycopg2 import OperationalError

from odoo import api, fields, models
from odoo.exceptions import LockError, UserError

from odoo.addons.suite_base.core.addresses import OutgoingError

from ..core.feed_category import plain
from ..core.feed_diff import Stored, find_duplicates, hold_reason, plan_import
from ..core.feed_errors import FeedError, RowIssue
from ..core.feed_file import read_file
from ..messages import describe_issue, describe_refusal

_logger = logging.getLogger(__name__)

BATCH = 1000
TELL_AFTER_FAILURES = 3


class TransportFeed(models.Model):
    """From a file to the cars of a client: compare first, then write, or hold, or refuse."""

    _inherit = "transport.feed"

    @api.model
    def _cron_refresh(self):
        """Refresh the feeds that are due; one that fails does not delay the others."""
        due = self.search(
            [
                ("transport", "!=", "upload"),
                "|",
                ("next_run", "=", False),
                ("next_run", "<=", fields.Datetime.now()),
            ],
            order="next_run, id",
        )
        self.env["ir.cron"]._commit_progress(remaining=len(due))
        for feed in due:
            feed._refresh_safely()
            if not self.env["ir.cron"]._commit_progress(1):
                break

    def _refresh_safely(self):
        if not self.try_lock_for_update():
            # Somebody imports it by hand at this moment; that run says when the next one is due.
            _logger.info("Stock feed %s is being imported, this round leaves it alone.", self.id)
            return
        try:
            with self.env.cr.savepoint():
                self._refresh("scheduled")
        except OperationalError:
            # A client corrected a car that the import was writing.
            _logger.info("The stock of feed %s changed meanwhile, it is tried again.", self.id)
            self.next_run = fields.Datetime.add(fields.Datetime.now(), minutes=15)
        except Exception:
            _logger.exception("Stock feed %s failed", self.id)
            message = self.env._("The import stopped unexpectedly. The administrator was told.")
            self._record_failure("scheduled", message)
            self._plan_next(failed=True)

    def _refresh(self, mode, dry=False):
        """Fetch and import.

        :return: transport.feed.run, also when the provider failed
        """
        self.ensure_one()
        try:
            raw = self._fetch()
        except OutgoingError as error:
            run = self._record_failure(mode, describe_refusal(self.env, error))
        else:
            run = self._import(raw, mode, dry=dry)
        self._plan_next(failed=run.state in ("failed", "refused"))
        return run

    def _import(self, raw, mode, file_name="", dry=False):
        """Compare a file with the stock and, unless it must wait, apply it.

        Nothing of the stock is written before the whole file has been read.

        :param bytes raw: the file as delivered; it is not kept
        :param mode: manual, scheduled or upload
        :return: transport.feed.run in the state done, dry, held or refused
        """
        self.ensure_one()
        self._lock_feed()
        vals = {
            "mode": mode,
            "file_name": (file_name or "")[:120],
            "file_size": len(raw),
            "file_mark": hashlib.sha256(raw).hexdigest()[:16],
        }
        try:
            plan = self._compare(raw)
            hold = hold_reason(plan, self.max_drop)
            rows = self._read_all(raw) if dry or hold else None
        except FeedError as error:
            return self._record_failure(
                mode, describe_refusal(self.env, error), state="refused", vals=vals
            )
        run = self._create_run(vals | self._count_plan(plan), plan.issues)
        if rows is not None:
            run._keep_rows(rows, "dry" if dry else "held")
            run.message = self._describe_hold(hold) if hold else False
            if not dry:
                self._hold(run)
            return run
        self._apply(plan, run)
        return run

    def _lock_feed(self):
        try:
            self.lock_for_update()
        except LockError as error:
            raise UserError(
                self.env._(
                    "The stock feed %(feed)s is being imported right now. Wait for its end, then "
                    "try again.",
                    feed=self.name,
                )
            ) from error

    def _get_stored(self):
        """:return: ``{reference: core.feed_diff.Stored}`` of every car this feed has brought"""
        rows = self.env["transport.feed.sql"]._get_stored(self)
        return {
            reference: Stored(car_id, mark or "", present, frozenset(locked or ()))
            for car_id, reference, mark, present, locked in rows
        }

    def _compare(self, raw):
        stored = self._get_stored()
        known = {name: car.row_hash for name, car in stored.items() if car.active and car.row_hash}
        profile, issues = self.profile_id._to_profile(), []
        rows = read_file(raw, profile, issues, known, self._get_filter())
        return plan_import(stored, rows, issues, profile.kept_statuses)

    def _read_all(self, raw):
        """Rows with all their values, to be kept until somebody decides."""
        profile = self.profile_id._to_profile()
        rows = read_file(raw, profile, [], None, self._get_filter())
        return [
            [row.line, row.reference, row.row_hash, row.values] for row in rows if row.reference
        ]

    def _get_filter(self):
        """:return: ``function(record) -> bool`` or None"""
        if not self.filter_column:
            return None
        accepted = {plain(value).strip() for value in (self.filter_values or "").split(",")}
        column = self.filter_column
        return lambda record: plain(record.get(column) or "").strip() in accepted

    @api.model
    def _count_plan(self, plan):
        return {
            "read_count": plan.read,
            "created_count": len(plan.create),
            "updated_count": len(plan.update),
            "unchanged_count": len(plan.unchanged),
            "gone_count": len(plan.gone),
            "filtered_count": plan.filtered,
            "rejected_count": plan.rejected,
        }

    def _create_run(self, vals, issues=()):
        run = self.env["transport.feed.run"].create({"feed_id": self.id, **vals})
        self.env["transport.feed.issue"].create(
            [self._prepare_issue_vals(run, issue) for issue in issues]
        )
        self.env["transport.feed.word"]._propose(run, issues)
        return run

    @api.model
    def _prepare_issue_vals(self, run, issue):
        return {
            "run_id": run.id,
            "line": issue.line or 0,
            "reference": (issue.reference or "")[:120],
            "level": issue.level,
            "message": describe_issue(self.env, issue.code, issue.details),
        }

    # --- writing --------------------------------------------------------------------------------

    def _apply(self, plan, run):
        """Write what the plan says and close the run."""
        sites = {plain(site.value).strip(): site.partner_id.id for site in self.site_ids}
        unknown = set()
        vehicles = self.env["transport.vehicle"].with_context(
            tracking_disable=True, active_test=False
        )
        for start in range(0, len(plan.create), BATCH):
            batch = plan.create[start : start + BATCH]
            vehicles.create([self._prepare_create_vals(*row, sites, unknown) for row in batch])
            self.env.flush_all()
            self.env.invalidate_all()
        for start in range(0, len(plan.update), BATCH):
            for car_id, mark, values in plan.update[start : start + BATCH]:
                vehicles.browse(car_id).write(
                    self._prepare_update_vals(mark, values, sites, unknown)
                )
            self.env.flush_all()
            self.env.invalidate_all()
        if plan.gone:
            vehicles.browse(plan.gone).write(self._prepare_gone_vals())
        self._tell_unknown_sites(run, unknown)
        run.write(
            {
                "state": "done",
                "duplicate_count": self._mark_duplicates(),
                "ended_at": fields.Datetime.now(),
            }
        )
        self._succeed(run)

    def _prepare_create_vals(self, reference, mark, values, sites, unknown):
        return values | {
            "feed_id": self.id,
            "ext_ref": reference,
            "row_hash": mark,
            "partner_id": self._get_owner(values, sites, unknown),
        }

    def _prepare_update_vals(self, mark, values, sites, unknown):
        vals = values | {"row_hash": mark, "active": True, "gone_on": False}
        return vals | {
            "partner_id": self._get_owner(values, sites, unknown),
            "duplicate_of_id": False,
        }

    @api.model
    def _prepare_gone_vals(self):
        return {
            "active": False,
            "status": "gone",
            "gone_on": fields.Datetime.now(),
            "row_hash": False,
            "duplicate_of_id": False,
        }

    def _get_owner(self, values, sites, unknown):
        """:return: id of the site named by the place of storage, else of the client"""
        place = values.get("location")
        if not sites or not place:
            return self.partner_id.id
        site = sites.get(plain(place).strip())
        if not site:
            unknown.add(place)
        return site or self.partner_id.id

    def _tell_unknown_sites(self, run, unknown):
        issues = [
            RowIssue("unknown_site", level="warning", value=value) for value in sorted(unknown)
        ]
        self.env["transport.feed.issue"].create(
            [self._prepare_issue_vals(run, issue) for issue in issues[:50]]
        )

    def _mark_duplicates(self):
        """Show each car of this feed's clients once, when several feeds bring it.

        :return: number of doubles that are hidden now
        """
        partners = self.partner_id | self.site_ids.partner_id
        rows = self.env["transport.feed.sql"]._get_possible_duplicates(partners.ids)
        keeper, before = {}, {}
        for partner in partners:
            own = [row for row in rows if row[1] == partner.id]
            before |= {row[0]: row[6] for row in own if row[6]}
            keeper |= find_duplicates(
                (row[0], row[3] if row[2] else 10**6, (row[4] and f"p{row[4]}", row[5]))
                for row in own
            )
        vehicles = self.env["transport.vehicle"].with_context(active_test=False)
        for car_id in before.keys() - keeper.keys():
            vehicles.browse(car_id).write({"active": True, "duplicate_of_id": False})
        for car_id, kept in keeper.items():
            if before.get(car_id) != kept:
                vehicles.browse(car_id).write({"active": False, "duplicate_of_id": kept})
        return len(keeper)

    # --- what the manager sees ------------------------------------------------------------------

    def _succeed(self, run):
        self.write(
            {
                "state": "ok",
                "failure_count": 0,
                "last_success": fields.Datetime.now(),
                "last_message": run._get_summary(),
            }
        )
        self.activity_unlink(["mail.mail_activity_data_warning"])

    def _describe_hold(self, hold):
        """:param hold: see core.feed_diff.hold_reason"""
        code, gone, percent = hold
        if code == "all_gone":
            return self.env._("The file holds no readable car.")
        return self.env._(
            "%(gone)s cars, %(percent)s %% of the stock, would disappear at once. Check with "
            "the provider, then import or discard.",
            gone=gone,
            percent=percent,
        )

    def _hold(self, run):
        self.write({"state": "held", "last_message": run.message})
        self._tell_manager(
            self.env._("The import of %(feed)s is held", feed=self.name), run.message
        )

    def _record_failure(self, mode, message, state="failed", vals=None):
        """A run that changed nothing, with the reason; the manager is told after the third."""
        run = self._create_run(
            (vals or {})
            | {
                "mode": mode,
                "state": state,
                "message": message,
                "ended_at": fields.Datetime.now(),
            }
        )
        self.write(
            {
                "state": "failing",
                "failure_count": self.failure_count + 1,
                "last_message": message[:250],
            }
        )
        if self.failure_count == TELL_AFTER_FAILURES:
            self._tell_manager(
                self.env._("The stock feed %(feed)s keeps failing", feed=self.name), message
            )
        return run

    def _tell_manager(self, summary, note):
        self.activity_unlink(["mail.mail_activity_data_warning"])
        self.activity_schedule(
            "mail.mail_activity_data_warning",
            summary=summary,
            note=note,
            user_id=(self.user_id or self.env.user).id,
        )
