from odoo import api, models

from ..core import redaction
from .sql import columns as sql

# What describes the program and holds no person.
PROGRAM = ("ir.model", "ir.module", "ir.ui.", "ir.actions.", "ir.cron", "res.lang", "report.")
# Kept by law whatever the person asks, by model.
KEPT_MODELS = (
    "account.bank.statement",
    "account.bank.statement.line",
    "account.move",
    "account.move.line",
    "account.payment",
    "pos.order",
    "pos.payment",
)


class SuitePrivacySearch(models.AbstractModel):
    """Finds a person in every text and JSON column of the database, and takes the person out."""

    _name = "suite.privacy.search"
    _description = "Search of a Person"

    @api.model
    def _get_columns(self):
        """``{model: {column: (type, whether it may be empty)}}`` of every table with records."""
        tables = sql.read_columns(self.env)
        found = {}
        for name, model in self.env.registry.items():
            if model._auto and not model._transient and not name.startswith(PROGRAM):
                names = tables.get(model._table)
                if names and not model._abstract:
                    found[name] = names
        return found

    @api.model
    def _find(self, person):
        """``{(model, id): ([column, …], certain)}`` of the rows that hold the person.

        Certain is an address or a number; a name may be somebody else's.
        """
        pattern, sure = person.pattern(), person.sure_pattern()
        found = {}
        if not pattern:
            return found
        self.env.flush_all()
        for name, columns in self._get_columns().items():
            rows = sql.find_rows(self.env, self.env[name]._table, list(columns), pattern)
            for row_id, row in rows.items():
                certain = bool(sure and redaction.find_columns(row, sure))
                found[name, row_id] = (redaction.find_columns(row, pattern), certain)
        return found

    @api.model
    def _redact(self, record, names, pattern):
        """Take what the pattern finds out of these columns of a record."""
        self.env.flush_all()
        known = sql.read_columns(self.env, record._table).get(record._table, {})
        names = [name for name in names if name in known]
        rows = {}
        if names:
            rows = sql.find_rows(self.env, record._table, names, pattern, record.id)
        values = {}
        for name, value in rows.get(record.id, {}).items():
            cleaned = redaction.redact(value, pattern, self._get_mark())
            if cleaned != value:
                alone = cleaned == self._get_mark() and known[name][1]
                values[name] = None if alone else cleaned
        if values:
            sql.write_row(self.env, record._table, record.id, values)
            record.invalidate_recordset()
        return sorted(values)

    @api.model
    def _get_mark(self):
        lang = self.env.company.partner_id.lang or self.env.lang
        return self.with_context(lang=lang).env._("[erased]")

    @api.model
    def _is_kept(self, record):
        """Whether the law keeps the record, whatever a person asks."""
        return record._name in self._get_kept_models()

    @api.model
    def _get_kept_models(self):
        return KEPT_MODELS
