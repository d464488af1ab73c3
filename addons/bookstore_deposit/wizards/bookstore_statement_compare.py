import base64

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import html_escape

from odoo.addons.suite_base.core.text import fold_words

from ..core.comparison import ComparisonError, read_file


class BookstoreStatementCompare(models.TransientModel):
    """The distributor's own figures, to be put beside ours (B29)."""

    _name = "bookstore.statement.compare"
    _description = "Compare with the Distributor's Figures"

    statement_id = fields.Many2one("bookstore.statement", required=True, ondelete="cascade")
    file = fields.Binary("Distributor's File", attachment=False)
    filename = fields.Char()
    report = fields.Html(readonly=True, sanitize=False)

    def action_compare(self):
        """Read the file and show where the two disagree."""
        self.ensure_one()
        statement = self.statement_id
        statement.check_access("write")
        reading = self._read_file()
        unknown = self._apply(statement, reading)
        if unknown or reading.rejected or reading.ignored:
            self.report = self._format_report(unknown, reading)
            return self._get_records_action(target="new")
        return statement.action_view_differences()

    def _read_file(self):
        messages = {
            "empty": self.env._(
                "The file has no line of figures. Choose the distributor's file again."
            ),
            "no_isbn": self.env._(
                "No column of the file is called ISBN or EAN. Name it in the first line and"
                " choose the file again."
            ),
            "unreadable": self.env._(
                "This file could not be read. Open it in your spreadsheet, save it as CSV or XLSX"
                " and choose it again."
            ),
            "lost_code": self.env._(
                "The spreadsheet turned the codes into rounded numbers, like 9,78E+12: their last"
                " digits are lost. Ask for the file with the code column saved as text. Nothing was"
                " compared."
            ),
            "no_figure": self.env._(
                "No column of the file is called “sold” or “stock”. Name it in the first line"
                " and choose the file again."
            ),
        }
        try:
            return read_file(base64.b64decode(self.file or b""), self.filename or "")
        except ComparisonError as error:
            raise UserError(messages[error.code]) from error

    def _apply(self, statement, reading):
        """Write their figures on our lines; titles absent from their file count for zero.

        A title without ISBN is found by its name, or not compared at all.

        :returns: codes and titles of their file that our statement does not have
        """
        known = set()
        for line in statement.sudo().line_ids:  # sudo: read from their file, not typed
            key, figures = line.barcode or "", reading.figures
            if not key:
                key, figures = fold_words(line.product_id.name), reading.by_title
            known.add(key)
            is_compared = bool(line.barcode) or key in figures
            their = figures.get(key, {})
            line.write(
                {
                    "has_theirs": is_compared,
                    "compared_columns": ",".join(reading.columns) if is_compared else "",
                    "theirs_sold": their.get("sold", 0.0),
                    "theirs_current": their.get("current", 0.0),
                }
            )
        return sorted({*reading.figures, *reading.by_title} - known)

    def _format_report(self, unknown, reading):
        rejected = [f"{number}: {row}" for number, row in reading.rejected[:20]]
        parts = [
            (self.env._("Titles of their file that are not in our statement:"), unknown),
            (self.env._("Lines that could not be read:"), rejected),
            (self.env._("Columns that were not read:"), reading.ignored),
        ]
        return "".join(
            f"<p><b>{html_escape(title)}</b><br/>{'<br/>'.join(map(html_escape, rows))}</p>"
            for title, rows in parts
            if rows
        )

    def action_view_differences(self):
        """The titles on which the two disagree."""
        return self.statement_id.action_view_differences()
