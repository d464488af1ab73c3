import base64
import binascii
from collections import Counter

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..core.library import read_library, understand
from ..core.onix import LARGEST_MB, is_onix, read_onix
from ..core.unreadable import Unreadable
from ..core.values import price_on
from ..sentences import describe


class BookstoreMetadataImport(models.TransientModel):
    """A file of records: what is in it, whose titles they are, and which to take.

    The file is read again when its records are taken, so that nobody changes them in between.
    """

    _name = "bookstore.metadata.import"
    _description = "Import of Records"

    file = fields.Binary(required=True)
    filename = fields.Char()
    is_filled = fields.Boolean(
        "Fill Empty Fields",
        default=True,
        help="What a title does not say is filled at once; what it says otherwise waits for you.",
    )
    is_made = fields.Boolean(
        "Make Unknown Titles", help="A record whose ISBN is not in the shop becomes a title."
    )
    line_ids = fields.One2many("bookstore.metadata.import.line", "import_id", "Records")
    record_count = fields.Integer("Records Read", compute="_compute_counts")
    taken_count = fields.Integer("To Take", compute="_compute_counts")

    @api.depends("line_ids.is_taken")
    def _compute_counts(self):
        for wizard in self:
            wizard.record_count = len(wizard.line_ids)
            wizard.taken_count = len(wizard.line_ids.filtered("is_taken"))

    def _compute_display_name(self):
        self.display_name = self.env._("Import Records")

    # -- actions ------------------------------------------------------------------

    def action_read(self):
        """Show what is in the file; nothing is taken yet."""
        self.ensure_one()
        self.env["bookstore.metadata.record"]._check_may_ask()
        answers = self._read()
        self.line_ids = [Command.clear(), *map(Command.create, self._prepare_lines(answers))]
        return self._stay()

    def action_take(self):
        """Keep the ticked records, compare them with our titles, make the new ones if asked."""
        self.ensure_one()
        records = self.env["bookstore.metadata.record"]
        records._check_may_ask()
        answers, lines = self._read(), self.line_ids.filtered("is_taken")
        if lines.filtered(lambda line: line.position > len(answers)):
            raise UserError(self.env._("The file was changed meanwhile. Read it again."))
        found = self._get_taken(answers, lines)
        kept = records._keep("onix" if is_onix(base64.b64decode(self.file)) else "file", found)
        kept._compare()
        if self.is_made:
            self._make_titles(kept)
        if self.is_filled:
            kept.proposal_ids.filtered(
                lambda one: one.state == "open" and one.is_gap
            ).action_accept()
        return kept._get_records_action(name=self.env._("Records Taken"))

    # -- reading ------------------------------------------------------------------

    def _read(self):
        """``[(ISBNs, Found)]`` of the file, whole or not at all."""
        try:
            if len(self.file or b"") > LARGEST_MB * 1024 * 1024 * 4 // 3 + 4:
                raise Unreadable("too_big", limit=LARGEST_MB)
            data = base64.b64decode(self.file or b"", validate=True)
            if is_onix(data):
                return read_onix(data)
            return [understand(record) for record in read_library(data)]
        except Unreadable as error:
            raise UserError(describe(self.env, error)) from error
        except binascii.Error as error:
            raise UserError(self.env._("This file did not arrive whole. Send it again.")) from error

    def _prepare_lines(self, answers):
        codes = sorted({code for found, _said in answers for code in found})
        titles = self.env["bookstore.metadata.record"]._find_all_titles(codes)
        lines = [
            self._prepare_line(position, found, said, titles)
            for position, (found, said) in enumerate(answers, 1)
        ]
        seen = Counter(line["code"] for line in lines if line["code"])
        for line in lines:
            if seen[line["code"]] > 1 and line["state"] in ("ours", "new"):
                line |= {"state": "double", "is_taken": False}
        return lines

    def _prepare_line(self, position, codes, said, titles):
        ours = {title for code in codes for title in titles.get(code, ())}
        code = next((one for one in codes if one in titles), codes[0] if codes else False)
        state = "ours" if ours else "new"
        if said.is_digital:
            state = "digital"
        elif not codes:
            state = "no_code"
        elif len(ours) > 1:
            state = "several"
        elif not ours and len(codes) > 1:
            state = "many_codes"
        return {
            "position": position,
            "code": code,
            "name": said.values.get("name"),
            "authors": said.values.get("authors"),
            "publisher": said.values.get("publisher"),
            "price": price_on(said.prices, fields.Date.context_today(self)),
            "is_withdrawn": said.is_withdrawn,
            "state": state,
            "product_tmpl_id": next(iter(ours)).id if state == "ours" else False,
            "is_taken": state in ("ours", "new"),
        }

    def _get_taken(self, answers, lines):
        found = {}
        for line in lines:
            codes, said = answers[line.position - 1]
            if line.code not in codes or line.state not in ("ours", "new", "double"):
                raise UserError(
                    self.env._(
                        "“%s” cannot be taken: no single ISBN says whose title it is. Untick it,"
                        " or make its record by hand.",
                        line.name or line.position,
                    )
                )
            if line.code in found:
                raise UserError(
                    self.env._("Two records of %s are ticked. Untick one of them.", line.code)
                )
            found[line.code] = said
        if not found:
            raise UserError(self.env._("No record is ticked. Tick those to take."))
        return found

    # -- taking -------------------------------------------------------------------

    def _make_titles(self, records):
        titles = self.env["product.template"]
        known = records._find_all_titles(records.mapped("code"))
        titles.create(
            [
                titles._bookstore_prepare_new(record.code, record._get_said())
                | self.env.company._bookstore_prepare_book_tax_vals()
                for record in records
                if record.code not in known
                and record.values.get("name")
                and not record.is_withdrawn
            ]
        )

    def _stay(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Import Records"),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "current",
        }
