import base64
import hashlib

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

DIRECT_LINES = 20_000
"""A longer file is taken over in the background: a browser does not wait that long."""


MACHINE = frozenset(
    {
        "state",
        "digest",
        "date_from",
        "date_to",
        "line_count",
        "entry_count",
        "total",
        "encoding",
        "written_count",
        "known_count",
        "left_out_count",
        "lettered_count",
        "blocking_count",
        "warning_count",
        "problem_ids",
        "problem_file",
        "problem_filename",
        "move_ids",
    }
)
"""What the file and the books say: no request writes it."""


class FecImport(models.Model):
    """One FEC of another program on its way into the books of one company."""

    _name = "fec.import"
    _description = "FEC Take-over"
    _inherit = ["suite.guard.mixin", "mail.thread"]
    _guarded_fields = MACHINE
    _order = "date_to desc, id desc"
    _check_company_auto = True
    _sealed_files = frozenset({"file", "problem_file"})

    name = fields.Char(compute="_compute_name", store=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    file = fields.Binary(string="FEC File", required=True, attachment=True, copy=False)
    filename = fields.Char(string="File Name")
    digest = fields.Char(readonly=True, copy=False, index=True)
    state = fields.Selection(
        [
            ("draft", "To check"),
            ("checked", "Checked"),
            ("queued", "In progress"),
            ("done", "Taken over"),
        ],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
    )
    opening = fields.Selection(
        [
            ("same", "Must equal the books (recommended)"),
            ("adjust", "Book the differences"),
        ],
        string="Opening Balances",
        default="same",
        required=True,
        help="Odoo carries the balances of earlier years forward by itself: opening entries of the "
        "file are booked only when the books are empty before. Otherwise they are compared; "
        "differences stop the take-over, or are booked on the first day.",
    )
    skip_closing = fields.Boolean(
        string="Leave Out Closing Entries",
        default=True,
        help="Entries that empty income and expenses into the result on the last day: "
        "Odoo does this by itself.",
    )
    lock_after = fields.Boolean(
        string="Lock the Year Afterwards",
        default=True,
        help="Sets the lock date of the company to the end of the year.",
    )

    date_from = fields.Date(string="First Day", readonly=True, copy=False)
    date_to = fields.Date(string="Last Day", readonly=True, copy=False)
    line_count = fields.Integer(string="Lines of the File", readonly=True, copy=False)
    entry_count = fields.Integer(string="Entries of the File", readonly=True, copy=False)
    total = fields.Monetary(string="Total Debit", readonly=True, copy=False)
    encoding = fields.Char(readonly=True, copy=False)
    written_count = fields.Integer(string="Entries Written", readonly=True, copy=False)
    known_count = fields.Integer(string="Entries Already There", readonly=True, copy=False)
    left_out_count = fields.Integer(string="Entries Left Out", readonly=True, copy=False)
    lettered_count = fields.Integer(string="Letterings Restored", readonly=True, copy=False)

    problem_ids = fields.One2many("fec.import.problem", "import_id", string="Problems", copy=False)
    blocking_count = fields.Integer(string="Errors", readonly=True, copy=False)
    warning_count = fields.Integer(string="Warnings", readonly=True, copy=False)
    problem_file = fields.Binary(string="All Problems", readonly=True, attachment=True, copy=False)
    problem_filename = fields.Char(readonly=True, copy=False)
    account_ids = fields.One2many("fec.import.account", "import_id", string="Accounts", copy=False)
    journal_ids = fields.One2many("fec.import.journal", "import_id", string="Journals", copy=False)
    partner_ids = fields.One2many("fec.import.partner", "import_id", string="Partners", copy=False)
    todo_count = fields.Integer(string="To Choose", compute="_compute_todo_count")
    move_ids = fields.One2many("account.move", "fec_import_id", string="Entries")

    @api.depends("filename", "date_from", "date_to")
    def _compute_name(self):
        for fec in self:
            year = ""
            if fec.date_to:
                first, last = fec.date_from.year, fec.date_to.year
                year = str(last) if first == last else f"{first}-{last}"
            fec.name = " · ".join(filter(None, [year, fec.filename])) or "FEC"

    @api.depends("account_ids.status", "journal_ids.status", "partner_ids.status")
    def _compute_todo_count(self):
        for fec in self:
            fec.todo_count = sum(
                len(lines.filtered(lambda line: line.status == "todo"))
                for lines in (fec.account_ids, fec.journal_ids, fec.partner_ids)
            )

    def write(self, vals):
        self._check_guarded(vals)
        if {"file", "company_id"} & set(vals):
            if any(fec.state in ("queued", "done") for fec in self):
                raise UserError(
                    self.env._(
                        "This file is taken over already. Create another take-over for another file."
                    )
                )
            self._keep({"state": "draft", "digest": False})
        result = super().write(vals)
        if {"account_ids", "journal_ids", "partner_ids"} & set(vals):
            self._check_when_all_is_chosen()
        return result

    def _get_guarded_message(self, labels):
        return self.env._("What was read and written is told by the file; it is not entered.")

    def _keep(self, values):
        """Record what the file and the books say."""
        self.sudo().write(values)  # sudo: who may take over was asked; nobody enters these facts

    @api.ondelete(at_uninstall=False)
    def _unlink_except_started(self):
        for fec in self:
            if fec.state in ("queued", "done"):
                raise UserError(
                    self.env._("%(name)s is in the books; it stays as their proof.", name=fec.name)
                )

    # --- actions ------------------------------------------------------------------------------

    def action_check(self):
        """Read the file, propose accounts, journals and partners, name every problem."""
        for fec in self:
            fec._ensure_open()
            fec._check_file()
        return True

    def action_take_same_names(self):
        """Accept the partners that bear the same name as in the file."""
        for fec in self:
            fec._ensure_open()
            for line in fec.partner_ids.filtered(lambda line: line.status == "todo"):
                line.partner_id = line.candidate_id
            fec._check_when_all_is_chosen()
        return True

    def action_create_others(self):
        """Have the partners that are still to choose created."""
        for fec in self:
            fec._ensure_open()
            fec.partner_ids.filtered(lambda line: line.status == "todo").is_new = True
            fec._check_when_all_is_chosen()
        return True

    def action_take_over(self):
        """Write the file into the books: all of it or nothing."""
        self.ensure_one()
        self._ensure_open()
        if self.line_count > DIRECT_LINES:
            self._check_file()
            self._raise_blocking()
            self._keep({"state": "queued"})
            self.env.ref("account_fec_import.ir_cron_take_over")._trigger()
            return True
        self._take_over()
        self._raise_blocking()
        return True

    def action_back(self):
        """Take a waiting file back out of the queue."""
        self.ensure_one()
        self.check_access("write")
        if self.state == "queued":
            self._keep({"state": "checked"})
        return True

    def action_view_moves(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("account.action_move_journal_line")
        return {
            **action,
            "domain": [("fec_import_id", "=", self.id)],
            "context": {"create": False},
        }

    def action_view_todo(self):
        """Show what still has to be chosen: the page with the most open choices."""
        self.ensure_one()
        todo = {
            model: self.env[model].search_count(
                [("import_id", "=", self.id), ("status", "=", "todo")]
            )
            for model in ("fec.import.account", "fec.import.journal", "fec.import.partner")
        }
        model = max(todo, key=todo.get)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("To choose: %(name)s", name=self.name),
            "res_model": model,
            "view_mode": "list",
            "views": [(False, "list")],
            "domain": [("import_id", "=", self.id), ("status", "=", "todo")],
        }

    def _ensure_open(self):
        self.check_access("write")
        if self.state in ("queued", "done"):
            raise UserError(
                self.env._(
                    "%(name)s is taken over already, or in progress: nothing was changed.",
                    name=self.name,
                )
            )

    def _check_when_all_is_chosen(self):
        """The last code has its account, journal or partner: say at once what is left."""
        for fec in self:
            if fec.state == "checked" and fec.blocking_count and not fec.todo_count:
                fec._check_file()

    def _raise_blocking(self):
        """Nothing was written when an error is left: say which is the first."""
        if self.state != "checked" or not self.blocking_count:
            return
        first = self.problem_ids.filtered("blocking")[:1]
        raise UserError(
            self.env._(
                "Nothing was written: %(count)s errors are left. The first: %(message)s",
                count=self.blocking_count,
                message=first.with_context(fec_line=True).display_name,
            )
        )

    # --- background ---------------------------------------------------------------------------

    @api.model
    def _cron_take_over(self):
        """Take over the files that wait, one transaction each."""
        waiting = self.search(Domain("state", "=", "queued"), order="id")
        self.env["ir.cron"]._commit_progress(remaining=len(waiting))
        for fec in waiting:
            fec._take_over_alone()
            self.env["ir.cron"]._commit_progress(1)

    def _take_over_alone(self):
        """Take over in the background; what goes wrong is told in the record, nothing is kept."""
        fec = self.with_company(self.company_id).with_context(
            lang=self.create_uid.lang, allowed_company_ids=self.company_id.ids
        )
        try:
            with self.env.cr.savepoint():
                fec._take_over()
        except UserError as fault:
            fec._keep({"state": "checked"})
            fec.message_post(body=str(fault), partner_ids=fec.create_uid.partner_id.ids)
            return
        if fec.state != "done":
            body = self.env._("Nothing was written: look at the errors of the file.")
            fec.message_post(body=body, partner_ids=fec.create_uid.partner_id.ids)

    # --- the file -----------------------------------------------------------------------------

    def _get_content(self):
        return base64.b64decode(self.with_context(bin_size=False).file or b"")

    def _mail_get_partner_fields(self, introspect_fields=False):
        """``partner_ids`` are codes of the file: none of them is a contact to write to."""
        return []

    @staticmethod
    def _get_digest(content):
        return hashlib.sha256(content).hexdigest()
