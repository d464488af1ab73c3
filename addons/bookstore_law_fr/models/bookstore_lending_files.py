from odoo import models
from odoo.tools import float_repr

from odoo.addons.suite_base.core.tables import write_csv


class BookstoreLending(models.Model):
    """The two tables of a declaration: invoice by invoice, and title by title.

    No public layout exists: they say what the sites of the lending right ask for.
    """

    _inherit = "bookstore.lending"

    def action_print(self):
        """The declaration on paper."""
        return self.env.ref("bookstore_law_fr.action_report_lending").report_action(self)

    def action_export_invoices(self):
        """Download a line an invoice."""
        return self._get_download("invoices")

    def action_export_titles(self):
        """Download a line a title of each invoice."""
        return self._get_download("titles")

    def _get_download(self, table):
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_url",
            "url": f"/bookstore/lending/{self.id}/{table}",
            "target": "download",
        }

    def _get_csv(self, table):
        columns = self._get_title_columns() if table == "titles" else self._get_invoice_columns()
        records = self.document_ids.line_ids if table == "titles" else self.document_ids
        rows = [[value(record) for _header, value in columns] for record in records]
        return write_csv([[header for header, _value in columns], *rows])

    def _get_invoice_columns(self):
        """``(header, function of the document)``"""
        return [
            (self.env._("GLN of the client"), lambda document: self._spell_code(document.gln)),
            (self.env._("Client"), lambda document: document.partner_id.name),
            (self.env._("Number"), lambda document: document.number),
            (self.env._("Date"), lambda document: document.date.strftime("%d/%m/%Y")),
            (self.env._("Copies"), lambda document: self._spell(document.copies, 0)),
            (self.env._("Paid excl. VAT"), lambda document: self._spell(document.amount_excluded)),
            (self.env._("Paid incl. VAT"), lambda document: self._spell(document.amount_included)),
            (
                self.env._("Public price total excl. VAT"),
                lambda document: self._spell(document.base),
            ),
            (self.env._("Rate (%)"), lambda document: self._spell(document.rate)),
            (self.env._("Lending right"), lambda document: self._spell(document.levy)),
        ]

    def _get_title_columns(self):
        """``(header, function of the line)``"""
        return [
            (self.env._("Number"), lambda line: line.document_id.number),
            (self.env._("GLN of the client"), lambda line: self._spell_code(line.document_id.gln)),
            (self.env._("EAN"), lambda line: self._spell_code(line.ean)),
            (self.env._("Title"), lambda line: line.product_id.name),
            (self.env._("Copies"), lambda line: self._spell(line.copies, 0)),
            (self.env._("Public price excl. VAT"), lambda line: self._spell(line.price_public)),
            (self.env._("Public price total excl. VAT"), lambda line: self._spell(line.base)),
        ]

    def _spell(self, figure, digits=2):
        mark = self.env["res.lang"]._get_data(code=self.env.lang or "en_US").decimal_point or ","
        return float_repr(figure, digits).replace(".", mark)

    def _spell_code(self, code):
        """A hyphen keeps the code a text: as a bare number a spreadsheet cuts it."""
        return (
            f"{code[:3]}-{code[3:]}" if code and code.isdigit() and len(code) == 13 else code or ""
        )
