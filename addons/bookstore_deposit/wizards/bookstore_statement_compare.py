import base64

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import html_escape

from ..core.comparison import ComparisonError, read_figures


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
        figures, rejected = self._read_file()
        unknown = self._apply(statement, figures)
        if unknown or rejected:
            self.report = self._format_report(unknown, rejected)
            return self._get_records_action(target="new")
        return statement.action_view_differences()

    def _read_file(self):
        messages = {
            "empty": self.env._(
                "The file has no line of figures. Choose the distributor's CSV file again."
            ),
            "no_isbn": self.env._(
                "No column of the file is called ISBN or EAN. Name it in the first line and"
                " choose the file again."
            ),
            "no_figure": self.env._(
                "No column of the file is called “sold” or “stock”. Name it in the first line"
                " and choose the file again."
            ),
        }
        try:
            return read_figures(base64.b64decode(self.file or b""))
        except ComparisonError as error:
            raise UserError(messages[error.code]) from error

    def _apply(self, statement, figures):
        """Write their figures on our lines; titles absent from their file count for zero.

        :returns: codes of their file that our statement does not have
        """
        columns = sorted(next(iter(figures.values()), {}))
        known = set()
        for line in statement.sudo().line_ids:  # sudo: read from their file, not typed
            code = line.barcode or ""
            their = figures.get(code, {})
            known.add(code)
            line.write(
                {
                    "has_theirs": True,
                    "compared_columns": ",".join(columns),
                    "theirs_sold": their.get("sold", 0.0),
                    "theirs_current": their.get("current", 0.0),
                }
            )
        return sorted(set(figures) - known)

    def _format_report(self, unknown, rejected):
        parts = []
        if unknown:
            text = self.env._("Titles of their file that are not in our statement:")
            parts.append(f"<p><b>{html_escape(text)}</b><br/>{html_escape(', '.join(unknown))}</p>")
        if rejected:
            text = self.env._("Lines that could not be read:")
            rows = "<br/>".join(html_escape(f"{number}: {row}") for number, row in rejected[:20])
            parts.append(f"<p><b>{html_escape(text)}</b><br/>{rows}</p>")
        return "".join(parts)

    def action_view_differences(self):
        """The titles on which the two disagree."""
        return self.statement_id.action_view_differences()
