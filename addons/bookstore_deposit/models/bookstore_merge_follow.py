from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain

from . import sql

#: What a line that went is made again of.
KEPT_TYPES = (
    "many2one",
    "many2many",
    "char",
    "text",
    "selection",
    "integer",
    "float",
    "monetary",
    "boolean",
    "date",
    "datetime",
    "json",
)


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
            {"model": "product.supplierinfo", "field": "product_id"},
            {"model": "stock.warehouse.orderpoint", "unique": ["location_id", "company_id"]},
        ]

    def _follow(self, other):
        """:returns: notes for :meth:`_give_back`"""
        notes = []
        for follower in self._get_all_followers(other):
            notes += self._follow_one(other, **follower)
        return notes

    def _get_all_followers(self, other):
        return self._get_followers() + self._get_open_followers(other)

    def _follow_one(self, other, model, field="product_id", domain=(), unique=(), add=()):
        lines = self._find_lines(other, model, field, domain)
        notes = []
        if unique:
            there = self._find_lines(self.kept_id, model, field, domain)
            there = {self._get_key(line, unique): line for line in reversed(there)}
            twice = lines.filtered(lambda line: self._get_key(line, unique) in there)
            for line in twice:
                notes += self._join(line, there[self._get_key(line, unique)], domain, add)
            lines -= twice
        if lines:
            before = self._get_named(other, lines, field)
            after = self._get_named(self.kept_id, lines, field)
            self._point(lines, field, after.id)
            notes.append(
                {
                    "kind": "line",
                    "model": model,
                    "field": field,
                    "ids": lines.ids,
                    "before": before.id,
                    "after": after.id,
                    "domain": list(domain),
                }
            )
        return notes

    def _find_lines(self, title, model, field="product_id", domain=(), **_options):
        lines = self.env[model].with_context(active_test=False)
        named = self._get_named(title, lines, field)
        return lines.search(Domain(field, "=", named.id) & Domain(domain))

    def _get_named(self, title, lines, field):
        of_templates = lines._fields[field].comodel_name == "product.template"
        return title.product_tmpl_id if of_templates else title

    def _get_key(self, line, unique):
        return tuple(line[name] for name in unique)

    def _join(self, line, known, domain, add):
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
        notes.append(
            {
                "kind": "gone",
                "model": line._name,
                "values": values,
                "known": known.id,
                "domain": list(domain),
                "sums": {name: self._get_plain(known, name) for name in add},
            }
        )
        line.unlink()
        return notes

    def _is_kept_of(self, column):
        return (
            column.store
            and column.name not in models.MAGIC_COLUMNS
            and column.type in KEPT_TYPES
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
        self._check_still_open(lines, note)
        moved = self._find_moved(lines, note)
        for line in lines:
            if line in moved or line[note["field"]].id != note["after"]:
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
        lines, sums = self.env[note["model"]], note.get("sums", {})
        known = lines.browse(note.get("known")).exists()
        self._check_still_open(known, note)
        if known and not self._is_sum_kept(known, sums):
            self._refuse_separating(known)
        values = self._prepare_again(lines, note["values"])
        if values and (known or not sums):  # what was taken off the list since is so for both
            lines.create(values)

    def _check_still_open(self, lines, note):
        """What was closed, confirmed or ordered since the merge tells the kept title for ever."""
        closed = lines - lines.filtered_domain(note.get("domain", []))
        if closed and lines._name not in self._get_closing():
            self._refuse_separating(closed[:1])

    def _get_closing(self):
        """Models whose lines close by themselves, the merge itself being a reason for it."""
        return {"bookstore.alert"}

    def _is_sum_kept(self, line, sums):
        """Whether the numbers are those that were added up."""
        return all(self._get_plain(line, name) == number for name, number in sums.items())

    def _prepare_again(self, lines, values):
        """Values of a line that went, without what is no longer there; none when it needs that."""
        again = {}
        for name, value in values.items():
            column = lines._fields[name]
            if value and column.comodel_name:
                there = self.env[column.comodel_name].browse(value).exists()
                if column.required and not there:
                    return {}
                value = [Command.set(there.ids)] if column.type == "many2many" else there.id
            again[name] = value
        return again

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
