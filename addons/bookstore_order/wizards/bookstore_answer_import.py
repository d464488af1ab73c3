import base64
from datetime import datetime

from odoo import fields, models
from odoo.exceptions import UserError

from odoo.addons.bookstore_deposit.core.codes import normalise_code
from odoo.addons.suite_base.core.tables import TableError, read_table, text_rows
from odoo.addons.suite_base.core.text import fold_words

from ..core.answers import read_answers
from ..core.order_response import is_edifact


class BookstoreAnswerImport(models.TransientModel):
    """A distributor's file of answers, read into the lines of an order."""

    _name = "bookstore.answer.import"
    _description = "Answers from a File"

    order_id = fields.Many2one("purchase.order", required=True, readonly=True)
    file = fields.Binary(required=True)
    filename = fields.Char()
    told = fields.Text("Not Read", readonly=True)

    def action_read(self):
        """Give each line its answer; what could not be read is told and nothing of it is guessed."""
        self.ensure_one()
        self.order_id.check_access("write")
        data = base64.b64decode(self.file)
        if is_edifact(data):
            company = self.order_id.company_id
            messages = self.env["bookstore.response.import"].with_company(company)
            return messages.create(
                {"company_id": company.id, "file": self.file, "filename": self.filename}
            ).action_read()
        try:
            rows = list(text_rows(read_table(data, self.filename or "")))
        except TableError as error:
            raise UserError(
                self.env._(
                    "This file could not be read (%s). Save it as CSV or XLSX and choose it again.",
                    error.code,
                )
            ) from error
        found = read_answers(rows)
        if found.missing:
            raise UserError(
                self.env._(
                    "This file has no column for the ISBN or none for the answer. Its header must"
                    " say “ISBN” and “Réponse”; nothing was changed."
                )
            )
        told = [text for answer in found.answers if (text := self._take(answer))]
        if not told:
            return True
        self.told = "\n".join(told)
        return self._get_records_action(name=self.env._("Lines not read"), target="new")

    def _take(self, answer):
        """:return: why this line of the file was not read"""
        code = normalise_code(answer.isbn)
        lines = self.order_id.order_line.filtered(lambda line: line.product_id.barcode == code)
        known = self._find_answer(answer.answer)
        place = self.env._("Line %(line)s, %(isbn)s", line=answer.line, isbn=answer.isbn)
        if not lines:
            return self.env._("%s: this title is not on the order.", place)
        if not known:
            return self.env._(
                "%(place)s: “%(answer)s” is no answer of the list.",
                place=place,
                answer=answer.answer,
            )
        vals = {"bookstore_answer_id": known.id}
        day = self._read_day(answer.date)
        if day or known != lines.bookstore_answer_id:
            vals["bookstore_answer_date"] = day  # that of the former answer goes with it
        if known.consequence == "replace":
            replacing = (
                self.env["product.product"].search(
                    [("barcode", "=", normalise_code(answer.replaced))], limit=1
                )
                if answer.replaced
                else self.env["product.product"]
            )
            if not replacing:
                return self.env._("%s: the title that replaces it is not known here.", place)
            vals["bookstore_replaced_by_id"] = replacing.id
        lines.write(vals)
        return None

    def _find_answer(self, text):
        words = fold_words(text)
        for answer in self.env["bookstore.answer"].search([("active", "=", True)]):
            names = [answer.name, *(answer.code or "").split(",")]
            if words and words in {fold_words(name) for name in names}:
                return answer
        return None

    def _read_day(self, text):
        for pattern in ("%d/%m/%Y", "%Y-%m-%d", "%d/%m/%y"):
            try:
                return datetime.strptime(text.strip(), pattern).date()
            except ValueError:
                continue
        return False
