from odoo.addons.web.controllers.export import (
    CSVExport,
    ExcelExport,
    ExportXlsxWriter,
    GroupExportXlsxWriter,
)

from ..core.tables import guard, is_formula

# What xlsxwriter makes more of than a text: formulas, and links to files or sheets.
_LIVE = ("=", "{=", "internal:", "external:")


class _TextWriter:
    """Writes a text as a text: a name typed by a customer is never run by who opens the file.

    The value stays as it is, so that a file exported for import changes nothing when it comes back;
    the cell carries the spreadsheet's own mark for "this is a text".
    """

    def write(self, row, column, cell_value, style=None):
        if isinstance(cell_value, str) and (cell_value.startswith(_LIVE) or is_formula(cell_value)):
            self.worksheet.write_string(row, column, cell_value, self._get_text_style(style))
        else:
            super().write(row, column, cell_value, style)

    def _get_text_style(self, style):
        key = (bool(style and style.bold), style.bg_color if style and style.pattern else None)
        styles = self.__dict__.setdefault("_text_styles", {})
        if key not in styles:
            look = {"text_wrap": True, "quote_prefix": True, "bold": key[0]}
            styles[key] = self.workbook.add_format(look)
            if key[1]:
                styles[key].set_bg_color(key[1])
        return styles[key]


class TextXlsxWriter(_TextWriter, ExportXlsxWriter):
    pass


class TextGroupXlsxWriter(_TextWriter, GroupExportXlsxWriter):
    pass


class SuiteExcelExport(ExcelExport):
    def from_group_data(self, fields, columns_headers, groups):
        with TextGroupXlsxWriter(fields, columns_headers, groups.count) as writer:
            row, column = 1, 0
            for name, group in groups.children.items():
                row, column = writer.write_group(row, column, name, group)
        return writer.value

    def from_data(self, fields, columns_headers, rows):
        with TextXlsxWriter(fields, columns_headers, len(rows)) as writer:
            for row, values in enumerate(rows, start=1):
                for column, value in enumerate(values):
                    writer.write_cell(row, column, value)
        return writer.value


class SuiteCsvExport(CSVExport):
    def from_data(self, fields, columns_headers, rows):
        """Odoo guards texts that begin with ``=``, ``-`` or ``+``; blanks before them, ``@`` and
        tabs are as dangerous."""
        guarded = [[guard(_as_text(value)) for value in row] for row in rows]
        headers = [guard(header) for header in columns_headers]
        return super().from_data(fields, headers, guarded)


def _as_text(value):
    return value.decode() if isinstance(value, bytes) else value
