import logging
from ast import literal_eval

from dateutil.relativedelta import relativedelta
from psycopg2 import Error as DatabaseError

from odoo import api, fields, models
from odoo.exceptions import RedirectWarning, UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import split_every

from ..core.areas import area_of
from .sql import columns as sql

_logger = logging.getLogger(__name__)
BATCH = 1000
REFUSALS = (UserError, RedirectWarning, DatabaseError, KeyError, ValueError)
"""What one line meets, its columns gone with an upgrade included, and does not keep the others."""


class SuitePrivacyEntry(models.Model):
    """One line of the register: personal data that an add-on keeps, why, and how long."""

    _name = "suite.privacy.entry"
    _description = "Register of Personal Data"
    _inherit = ["suite.guard.mixin", "mail.thread"]
    _order = "module_id, sequence, id"
    _guarded_fields = frozenset(["area"])

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    module_id = fields.Many2one("ir.module.module", required=True, index=True, ondelete="cascade")
    area = fields.Selection(
        [
            ("rental", "Rental"),
            ("bookshop", "Bookshop"),
            ("transport", "Transport"),
            ("technical", "Technical sales"),
            ("shops", "Online shops"),
            ("accounting", "Accounting"),
            ("house", "The whole house"),
            ("other", "Other applications"),
        ],
        string="Concerns",
        compute="_compute_area",
        store=True,
        help="The part of the house that keeps these data.",
    )
    model_id = fields.Many2one(
        "ir.model", string="Records", required=True, index=True, ondelete="cascade"
    )
    field_names = fields.Char(
        string="Columns",
        help="Names of the columns that hold the data, with commas between them.",
    )
    persons = fields.Selection(
        [
            ("customers", "Customers and their contacts"),
            ("prospects", "Prospects"),
            ("suppliers", "Suppliers and their contacts"),
            ("drivers", "Drivers"),
            ("users", "Users"),
        ],
        required=True,
        default="customers",
    )
    content = fields.Char(string="Data", required=True, translate=True)
    purpose = fields.Char(string="Why", required=True, translate=True)
    basis = fields.Selection(
        [
            ("contract", "Contract"),
            ("obligation", "Legal obligation"),
            ("interest", "Legitimate interest"),
            ("consent", "Consent"),
        ],
        string="Legal Basis",
        required=True,
        default="contract",
    )
    keep_months = fields.Integer(
        string="Proposed Months",
        help="How long the records are kept; 0: without a limit of time.",
        aggregator=None,
    )
    own_months = fields.Integer(
        string="Months of Your Own", help="In place of the proposed ones; 0: those."
    )
    clock = fields.Char(
        string="Counted From",
        required=True,
        default="create_date",
        help="The column from whose date the months are counted.",
    )
    domain = fields.Char(
        string="Finished Records", default="[]", help="Only these records are ever purged."
    )
    at_end = fields.Selection(
        [
            ("redact", "Empty the columns"),
            ("delete", "Delete the records"),
            ("own", "The application does it by itself"),
            ("keep", "Stays (law)"),
        ],
        string="Afterwards",
        required=True,
        default="keep",
    )
    on_request = fields.Selection(
        [
            ("redact", "The person is taken out"),
            ("delete", "The record is deleted"),
            ("keep", "Stays"),
        ],
        string="When a Person Asks",
        required=True,
        default="redact",
    )
    reason = fields.Char(string="Why It Stays", translate=True)
    purge = fields.Selection(
        [("dry", "Only counted"), ("on", "Every night")],
        required=True,
        default="dry",
        readonly=True,
        copy=False,
        tracking=True,
    )
    due_count = fields.Integer(string="Overdue", readonly=True, copy=False)
    counted_on = fields.Datetime(readonly=True, copy=False)
    purged_count = fields.Integer(string="Purged So Far", readonly=True, copy=False)
    purged_on = fields.Datetime(string="Last Purge", readonly=True, copy=False)
    problem = fields.Text(string="Last Problem", readonly=True, copy=False)

    @api.depends("module_id.name")
    def _compute_area(self):
        for entry in self:
            entry.area = area_of(entry.module_id.name or "")

    @api.constrains("model_id", "field_names", "clock", "at_end", "domain")
    def _check_columns(self):
        for entry in self:
            model = self.env.get(entry.model_id.model)
            if model is None:
                continue
            unknown = [n for n in [*entry._get_names(), entry.clock] if n not in model._fields]
            if entry.at_end == "redact" and not unknown:
                unknown = entry._find_unkept()
            if unknown:
                raise ValidationError(
                    self.env._(
                        "%(entry)s: %(model)s has no column %(columns)s.",
                        entry=entry.name,
                        model=entry.model_id.name,
                        columns=", ".join(unknown),
                    )
                )
            if entry.at_end in ("redact", "delete"):
                model.with_context(active_test=False).search(entry._get_due_domain(), limit=1)

    # -- actions -----------------------------------------------------------------------------

    def action_count(self):
        """The dry run: count what is overdue and show it; nothing changes."""
        self.check_access("write")
        self._count()
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Overdue: %s", self.name),
            "res_model": self.model_id.model,
            "view_mode": "list,form",
            "domain": list(self._get_due_domain()) if self._is_purged() else [(0, "=", 1)],
            "context": {"active_test": False, "create": False},
        }

    def action_start(self):
        """Let the nightly purge act on these lines, after a dry run was looked at."""
        self.check_access("write")
        for entry in self:
            if not entry._is_purged():
                raise UserError(self.env._("%s: nothing is purged here.", entry.name))
            if not entry.counted_on:
                raise UserError(
                    self.env._("%s: count and look at what is overdue first.", entry.name)
                )
        self.write({"purge": "on"})

    def action_stop(self):
        self.check_access("write")
        self.write({"purge": "dry"})

    # -- purge -------------------------------------------------------------------------------

    @api.model
    def _cron_purge(self):
        """Every night: count what is overdue everywhere, purge where somebody started it."""
        for entry in self.search([("at_end", "in", ("redact", "delete"))]):
            problem = entry._attempt(entry._count)
            if problem or entry.purge != "on":
                entry.problem = problem
            elif entry._is_purged():
                entry._purge_due()

    def _count(self):
        for entry in self.filtered(lambda entry: entry._is_purged()):
            records = self.env[entry.model_id.model].sudo()  # sudo: all companies
            count = records.with_context(active_test=False).search_count(entry._get_due_domain())
            entry.write({"due_count": count, "counted_on": fields.Datetime.now()})

    def _purge_due(self):
        """Try each overdue record once: what refuses is told on the line and stays."""
        self.ensure_one()
        records = self.env[self.model_id.model].sudo()  # sudo: all companies
        records = records.with_context(active_test=False, tracking_disable=True)
        left = records.search(self._get_due_domain()).ids
        self.problem = False
        for batch in split_every(BATCH, left[:], records.browse):
            self._purge_batch(batch.exists())
            del left[: len(batch)]
            self.env["ir.cron"]._commit_progress(len(batch), remaining=len(left))
        self._count()

    def _purge_batch(self, records):
        problems = [self._try_purge(records)]
        if any(problems):  # one that refuses does not keep the others
            problems = [self._try_purge(record.exists()) for record in records]
        problems = list(filter(None, problems))
        self.problem = self.problem or next(iter(problems), False)
        if gone := len(records) - len(problems):
            self.write(
                {
                    "purged_count": self.purged_count + gone,
                    "purged_on": fields.Datetime.now(),
                }
            )

    def _try_purge(self, records):
        """:return: why nothing of these is purged; empty when they are gone"""
        return self._attempt(lambda: self._purge_records(records))

    def _attempt(self, work):
        """:return: why it was not done, and nothing of it is; empty when it was"""
        try:
            with self.env.cr.savepoint():
                work()
        except REFUSALS as error:
            _logger.warning("Purge of %s stopped: %s", self.model_id.model, error)
            return str(error) or type(error).__name__
        return False

    def _purge_records(self, records):
        if self.at_end == "delete":
            records.unlink()
        elif records:
            self.env.flush_all()
            names = self._get_names()
            files = [name for name in names if self._is_file(records._fields[name])]
            if columns := [name for name in names if name not in files]:
                sql.empty_columns(self.env, records._table, columns, records.ids)
            records.invalidate_recordset()
            self._delete_files(records, files)

    def _delete_files(self, records, names):
        """Files stand beside the table, and have no column in it."""
        # sudo: all companies; a file that nobody may change any more goes in its time too
        files = self.env["ir.attachment"].sudo()
        files.search(
            [
                ("res_model", "=", records._name),
                ("res_field", "in", names),
                ("res_id", "in", records.ids),
            ]
        ).unlink()

    @staticmethod
    def _is_file(field):
        return field.type == "binary" and field.store and bool(field.attachment)

    def _find_unkept(self):
        """Names of columns that are in no table and of no file: nothing of them can be emptied."""
        model = self.env[self.model_id.model]
        return [
            name
            for name in self._get_names()
            if not (field := model._fields[name]).store
            or not (field.column_type or self._is_file(field))
        ]

    def _is_purged(self):
        self.ensure_one()
        months = self.own_months or self.keep_months
        return (
            months > 0 and self.at_end in ("redact", "delete") and self.model_id.model in self.env
        )

    def _get_names(self):
        return [name.strip() for name in (self.field_names or "").split(",") if name.strip()]

    def _get_due_domain(self):
        """Records whose time is over and that still hold something."""
        self.ensure_one()
        months = self.own_months or self.keep_months
        limit = fields.Datetime.now() - relativedelta(months=months)
        if self.env[self.model_id.model]._fields[self.clock].type == "date":
            limit = limit.date()
        domain = Domain(literal_eval(self.domain or "[]")) & Domain(self.clock, "<", limit)
        if self.at_end == "redact":
            domain &= Domain.OR([[(name, "!=", False)] for name in self._get_names()])
        return domain
