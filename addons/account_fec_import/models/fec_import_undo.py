import psycopg2

from odoo import models
from odoo.exceptions import UserError
from odoo.tools.misc import format_date

from .sql import fec_undo


class FecImport(models.Model):
    """Taking a take-over back, as long as its year is not locked: what it wrote is removed."""

    _inherit = "fec.import"

    def action_undo(self):
        """Remove the entries of this take-over; accounts, journals and partners stay."""
        self.ensure_one()
        self.check_access("write")
        self.lock_for_update()
        self._check_undo()
        count = len(self.move_ids)
        self._open_other_letterings()
        self._remove_entries()
        self._keep(
            {
                "state": "draft",
                "digest": False,
                "written_count": 0,
                "known_count": 0,
                "left_out_count": 0,
                "lettered_count": 0,
            }
        )
        self.message_post(body=self.env._("Taken back: %(count)s entries removed.", count=count))
        return True

    def _check_undo(self):
        """Refuse what the law or the accountant has closed."""
        if self.state != "done":
            raise UserError(self.env._("%(name)s is not in the books.", name=self.name))
        company = self.company_id
        if company.restrictive_audit_trail:
            raise UserError(
                self.env._(
                    "%(company)s keeps a restrictive audit trail: what was booked stays. Reverse "
                    "the entries instead.",
                    company=company.name,
                )
            )
        moves = self.move_ids
        for journal, members in moves.grouped("journal_id").items():
            lock = company._get_user_fiscal_lock_date(journal)
            first = min(members.mapped("date"))
            if first <= lock:
                raise UserError(
                    self.env._(
                        "The books are locked until %(day)s: move the lock date before %(first)s "
                        "first (Invoicing ▸ Configuration ▸ Settings).",
                        day=format_date(self.env, lock),
                        first=format_date(self.env, first),
                    )
                )
        if any(moves.mapped("inalterable_hash")):
            raise UserError(
                self.env._("Entries of %(name)s are sealed: they stay.", name=self.name)
            )

    def _open_other_letterings(self):
        """Entries of other years that these settled are open again."""
        others = fec_undo.get_lettered_elsewhere(self.env, self.id)
        self.env["account.move.line"].browse(others).remove_move_reconcile()

    def _remove_entries(self):
        """Remove the entries with their lines, letterings and attached files.

        :raises UserError: something else was built upon them
        """
        self.env.flush_all()
        try:
            with self.env.cr.savepoint(flush=False):
                files = fec_undo.get_attachments(self.env, self.id)
                # sudo: files go with their entries, whoever put them there (as ORM's unlink does)
                self.env["ir.attachment"].sudo().browse(files).unlink()
                fec_undo.remove(self.env, self.id)
        except psycopg2.errors.ForeignKeyViolation as fault:
            raise UserError(
                self.env._(
                    "Entries of %(name)s are used elsewhere (%(table)s): nothing was removed.",
                    name=self.name,
                    table=fault.diag.table_name,
                )
            ) from None
        self.env.invalidate_all(flush=False)
