import base64
from itertools import islice

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..core.sheet import SheetError, read_rows
from ..spec_table import SpecTable

CHUNK = 1000
SHOWN_FAULTS = 200


class TechSpecImport(models.TransientModel):
    """Reads a table of specifications: good rows go in, bad rows come back with the reason."""

    _name = "tech.spec.import"
    _description = "Import of Specifications"

    file = fields.Binary(required=True, attachment=False)
    filename = fields.Char()
    create_missing = fields.Boolean(
        string="Create Unknown Products",
        help="Rows with an unknown reference create a product, from the Name and Family columns.",
    )
    family_id = fields.Many2one(
        "tech.spec.family",
        help="For products that are created, or that have no family yet.",
    )
    decimal_mark = fields.Selection(
        [(",", "Comma: 2,5"), (".", "Point: 2.5")],
        help="How the file writes decimals. Empty: found out from the figures that can be read one "
        "way only; rows that stay unclear are refused.",
    )
    clear_empty = fields.Boolean(
        string="Empty Cells Clear",
        help="An empty cell (or a dash) removes the value that the product has. Else it is left.",
    )
    read_decimal = fields.Char(string="Decimals Read With", readonly=True)
    state = fields.Selection([("draft", "To do"), ("done", "Done")], default="draft")
    done_count = fields.Integer(string="Rows Stored", readonly=True)
    value_count = fields.Integer(string="Values Stored", readonly=True)
    failed_count = fields.Integer(string="Rows Refused", readonly=True)
    ignored_columns = fields.Char(readonly=True)
    line_ids = fields.One2many("tech.spec.import.line", "import_id", string="Refused Rows")
    rejected_file = fields.Binary(readonly=True, attachment=False)
    rejected_filename = fields.Char(readonly=True)

    def action_import(self):
        """Import the file and show what went in and what did not."""
        self.ensure_one()
        self.env["tech.spec.value"].check_access("create")
        self._import_content(base64.b64decode(self.file), self.filename)
        return self._reopen()

    def _reopen(self):
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
            "name": self.env._("Import of Specifications"),
        }

    def _import_content(self, content, filename):
        """Import a whole file; memory stays that of one chunk of rows.

        :param bytes content: see :func:`core.sheet.read_rows`
        """
        rows = read_rows(content, filename)
        try:
            first = next(rows, None)
            if not first:
                raise SheetError("empty")
            table = SpecTable(self, first[1])
            while chunk := list(islice(rows, CHUNK)):
                table.store(chunk)
            table.finish()
        except SheetError as error:
            raise UserError(self._get_file_message(error, filename or "")) from None
        self._show_result(table)

    @api.model
    def _get_file_message(self, error, filename):
        """Say why a file as a whole cannot be read, and what to do."""
        if error.code == "empty":
            return self.env._("The file is empty. It needs a line of titles and rows.")
        if error.code in ("too_big", "too_many_rows", "cell_too_big", "bomb"):
            return self.env._(
                "The file %(file)s is too large. Divide it into several and import one by one.",
                file=filename,
            )
        if error.code in ("bad_quotes", "unclosed_quote"):
            return self.env._(
                "Line %(line)s of the file %(file)s has a quotation mark that does not end its "
                "cell. Save it as XLSX, or correct that line.",
                line=error.line,
                file=filename,
            )
        return self.env._(
            "The file %(file)s cannot be read. Save it as XLSX or CSV and try again.",
            file=filename,
        )

    def _show_result(self, table):
        self.write(
            {
                "state": "done",
                "done_count": table.done,
                "value_count": table.values,
                "failed_count": len(table.faults),
                "ignored_columns": ", ".join(table.ignored),
                "read_decimal": self._get_decimal_text(table),
                "line_ids": [
                    fields.Command.create({"row": row, "reference": reference, "reason": reason})
                    for row, reference, reason, _cells in table.faults[:SHOWN_FAULTS]
                ],
            }
        )
        if table.faults:
            rows = [[*table.header, self.env._("Reason")]]
            rows += [[*cells, reason] for _row, _reference, reason, cells in table.faults]
            content = self.env["tech.spec.finder"]._write_sheet(rows, "xlsx")
            self.rejected_file = base64.b64encode(content)
            self.rejected_filename = f"{self.env._('refused rows')}.xlsx"

    def _get_decimal_text(self, table):
        """Say which decimal mark the file was read with, and why."""
        marks = {",": self.env._("comma"), ".": self.env._("point")}
        if self.decimal_mark:
            return self.env._("%(mark)s, as chosen", mark=marks[self.decimal_mark])
        if len(table.proven) == 1:
            ((mark, count),) = table.proven.items()
            return self.env._(
                "%(mark)s, found in %(count)s different figures", mark=marks[mark], count=count
            )
        if table.proven:
            return self.env._("both comma and point: figures that read two ways were refused")
        return ""
