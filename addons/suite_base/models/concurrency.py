import logging

from odoo import api, models
from odoo.exceptions import ConcurrencyError, LockError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY, retrying

from .sql import concurrency


class SuiteConcurrency(models.AbstractModel):
    """The second one starts again: what two transactions do that decide about the same thing.

    Odoo works in REPEATABLE READ: a transaction sees the database as it was when it began, to its
    end. So a lock alone protects nothing that is *read*: whoever waited for the row goes on with
    the old figures. But a row that was *written* meanwhile cannot be locked or written any more:
    PostgreSQL raises a serialisation failure, and Odoo runs the whole request again, which then
    reads what the first one left. Therefore everything that decides on capacity, money or a state
    first writes a row that stands for it, and the methods here do nothing else. They need code
    that can run twice: no mail and no call to the outside before the commit.
    """

    _name = "suite.concurrency"
    _description = "Turns of Concurrent Transactions"

    @api.model
    def _take(self, records):
        """Wait for the turn on these records; who read them before somebody else's change starts
        again. For a double click, a scan, a job: nobody is told anything.
        """
        if records.ids:
            records.flush_recordset()
            concurrency.take_rows(self.env, records._table, records.ids)
            records.invalidate_recordset()

    @api.model
    def _take_or_refuse(self, records):
        """Take the turn, or tell the user at once that somebody else has it.

        :raises LockError: (a UserError) when another transaction holds one of the rows
        """
        locked = records.try_lock_for_update(allow_referencing=True)
        if missed := records - locked:
            raise LockError(
                self.env._(
                    "Someone else is working on %s at this very moment. Nothing was changed: "
                    "reload the page and try again.",
                    ", ".join(missed[:5].mapped("display_name")),
                )
            )

    @api.model
    def _run_each(self, calls, source):
        """Do each in a transaction of its own, in a cron: what cannot be done for one stops no other,
        and the next run tries again.

        :param calls: ``[(name for the log, function)]``; a name that is no person's
        :param source: module whose log tells what could not be done
        """
        self.env["ir.cron"]._commit_progress(remaining=len(calls))
        for name, call in calls:
            self.env.invalidate_all()  # others went on meanwhile
            try:
                retrying(call, self.env)
            except Exception as error:  # whatever is wrong with one, the others go on
                self.env.cr.rollback()
                logging.getLogger(source).warning("%s: %s", name, error)
            self.env["ir.cron"]._commit_progress(1)

    @api.model
    def _explain(self, error):
        """What is told when Odoo gave up trying again: a sentence, for a request or a test."""
        if not isinstance(error, (*PG_CONCURRENCY_EXCEPTIONS_TO_RETRY, ConcurrencyError)):
            return error
        return LockError(
            self.env._(
                "Others were changing the same records at this very moment, again and again. "
                "Nothing of yours was changed: try again."
            )
        )

    @api.model
    def _bump(self, records, field_name="version"):
        """Raise an integer field that stands for what the records hold (lines, copies, values)."""
        if records.ids:
            records.flush_recordset([field_name])
            concurrency.bump_rows(self.env, records._table, field_name, records.ids)
            records.invalidate_recordset([field_name])

    @api.model
    def _bump_keys(self, model_name, key_fields, rows, field_name="version"):
        """Make or raise the version row of each key, for things that have no row of their own
        (a product in a shop). The model has ``_log_access = False``, a unique constraint on
        ``key_fields`` and the integer ``field_name``.

        :param rows: tuples of the values of ``key_fields``
        """
        if rows:
            model = self.env[model_name]
            concurrency.bump_keys(self.env, model._table, key_fields, field_name, sorted(set(rows)))
            model.invalidate_model([field_name])
