from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain

from . import sql


class BookstoreMerge(models.Model):
    """Documents and lists that follow the kept record, one by one, and how each goes back."""

    _inherit = "bookstore.merge"

    def _get_followers(self):
        """What follows. Each: ``model``, ``domain`` of the lines that are still open, and for
        models with one line a title: ``unique`` (beside the title) and ``add`` (numbers added up).

        Extended by each add-on that has lines of titles.
        """
        return [
            {"model": "product.product", "field": "bookstore_merged_into_id"},
            {"model": "bookstore.allocation"},
            {"model": "bookstore.deposit.line", "unique": ["deposit_id"], "add": ["wanted"]},
            {"model": "bookstore.list.line", "unique": ["list_id"], "add": ["quantity"]},
            {"model": "bookstore.alert", "domain": [("state", "=", "open")]},
            {
                "model": "bookstore.statement.line",
                "domain": [("statement_id.state", "=", "draft")],
                "unique": ["statement_id"],
            },
            {"model": "bookstore.parcel.line", "domain": [("parcel_id.state", "=", "draft")]},
            {"model": "bookstore.movement.line", "domain": [("movement_id.state", "=", "draft")]},
            {"model": "bookstore.day.sheet.line", "domain": [("sheet_id.state", "=", "draft")]},
            {
                "model": "product.supplierinfo",
                "field": "product_tmpl_id",
                "unique": ["partner_id", "company_id", "min_qty"],
            },
            {"model": "stock.warehouse.orderpoint", "unique": ["location_id", "company_id"]},
        ]

    def _follow(self, other):
        """:returns: notes for :meth:`_give_back`"""
        notes = []
        for follower in self._get_followers() + self._get_open_followers(other):
            notes += self._follow_one(other, **follower)
        return notes

    def _follow_one(self, other, model, field="product_id", domain=(), unique=(), add=()):
        lines = self.env[model].with_context(active_test=False)
        title, kept = other, self.kept_id
        if lines._fields[field].comodel_name == "product.template":
            title, kept = other.product_tmpl_id, kept.product_tmpl_id
        lines = lines.search(Domain(field, "=", title.id) & Domain(domain))
        notes = []
        if unique:
            there = lines.search(Domain(field, "=", kept.id) & Domain(domain))
            there = {self._get_key(line, unique): line for line in reversed(there)}
            twice = lines.filtered(lambda line: self._get_key(line, unique) in there)
            for line in twice:
                notes += self._join(line, there[self._get_key(line, unique)], field, add)
            lines -= twice
        if lines:
            self._point(lines, field, kept.id)
            notes.append(
                {
                    "kind": "line",
                    "model": model,
                    "field": field,
                    "ids": lines.ids,
                    "before": title.id,
                    "after": kept.id,
                }
            )
        return notes

    def _get_key(self, line, unique):
        return tuple(line[name] for name in unique)

    def _join(self, line, known, field, add):
        """A list has a title once: the numbers are added up and the other line goes."""
        notes = []
        if add:
            note = self._note_values(known, add)
            for name in add:
                known[name] += line[name]
            notes += self._complete([note])
        values = {
            name: self._get_plain(line, name)
            for name, column in line._fields.items()
            if self._is_kept_of(column)
        }
        notes.append({"kind": "gone", "model": line._name, "values": values})
        line.unlink()
        return notes

    def _is_kept_of(self, column):
        return (
            column.store
            and column.name not in models.MAGIC_COLUMNS
            and column.type in ("many2one", "char", "text", "selection", "float", "boolean")
            and not (column.readonly and (column.compute or column.related))
        )

    def _point(self, lines, field, target_id):
        lines.flush_recordset()
        sql.point_to(self.env, lines._table, field, lines.ids, target_id)
        lines.invalidate_recordset()
        if lines._name in self._get_reckoned():
            lines.modified([field])

    def _get_reckoned(self):
        """Models whose lines keep a word of their title: it is read anew."""
        return set()

    # -- and back ------------------------------------------------------------------

    def _give_back(self):
        """Everything as it was, the last thing first; refused where somebody changed it since."""
        for note in reversed(self.followed or []):
            getattr(self, f"_give_back_{note['kind']}")(note)

    def _give_back_line(self, note):
        lines = self.env[note["model"]].with_context(active_test=False)
        lines = lines.browse(note["ids"]).exists()
        for line in lines:
            if line[note["field"]].id != note["after"]:
                self._refuse_separating(line)
        self._point(lines, note["field"], note["before"])

    def _give_back_value(self, note):
        record = self.env[note["model"]].browse(note["id"]).exists()
        for name, value in note["before"].items():
            if not record or self._get_plain(record, name) != note["after"][name]:
                continue  # somebody said something else since: that stays
            if name == "active":
                continue  # taken out of the archive at the end, when nothing leads away any more
            is_list = record._fields[name].type == "many2many"
            record[name] = [Command.set(value)] if is_list else value
            record.flush_recordset([name])

    def _give_back_gone(self, note):
        self.env[note["model"]].create(note["values"])

    def _give_back_made(self, note):
        self.env[note["model"]].browse(note["ids"]).exists().unlink()

    def _refuse_separating(self, record):
        raise UserError(
            self.env._(
                "“%(record)s” (%(kind)s) was changed since the merge: the records can no longer be"
                " separated.",
                record=record.display_name,
                kind=self.env["ir.model"]._get(record._name).name,
            )
        )
