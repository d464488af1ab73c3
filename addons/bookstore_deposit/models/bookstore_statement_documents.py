from odoo import api, models

from odoo.addons.suite_base.core.tables import write_csv

from ..core.codes import is_isbn


class BookstoreStatement(models.Model):
    """What the distributor receives: the list of titles as a spreadsheet, the mail."""

    _inherit = "bookstore.statement"

    # -- documents ---------------------------------------------------------------------

    def _get_csv_columns(self):
        """``(header, function of the line)`` of the spreadsheet sent to the distributor."""
        return [
            ("ISBN", lambda line: self._format_isbn(line.product_id.barcode)),
            (self.env._("Title"), lambda line: line.product_id.name),
            (self.env._("Authors"), lambda line: line.product_id.bookstore_authors or ""),
            (self.env._("Publisher"), lambda line: line.publisher_id.name or ""),
            (self.env._("Public price"), lambda line: line.public_price),
            (self.env._("Initial"), lambda line: line.initial),
            (self.env._("Received"), lambda line: line.received),
            (self.env._("Returned"), lambda line: line.returned),
            (self.env._("Sold"), lambda line: line.sold),
            (self.env._("Given away"), lambda line: line.gift),
            (self.env._("Lost"), lambda line: line.lost),
            (self.env._("Corrections"), lambda line: line.adjusted),
            (self.env._("Current"), lambda line: line.current),
            (self.env._("Wanted"), lambda line: line.wanted),
            (self.env._("To order"), lambda line: line.reorder),
            (self.env._("To return"), lambda line: line.to_return),
            (self.env._("Discount (%)"), lambda line: line.discount),
            (self.env._("Owed excl. VAT"), lambda line: line.amount),
        ]

    def _get_csv(self):
        """The list of titles as French spreadsheets open it: semicolons and decimal commas."""
        columns = self._get_csv_columns()
        rows = [[header for header, _value in columns]]
        for line in self.line_ids.sorted(lambda line: line.product_id.name or ""):
            rows.append([self._format_csv(value(line)) for _header, value in columns])
        return write_csv(rows)

    @api.model
    def _format_csv(self, value):
        if isinstance(value, float):
            return f"{value:.6f}".rstrip("0").rstrip(".").replace(".", ",")
        return str(value)

    @api.model
    def _format_isbn(self, barcode):
        """A hyphen keeps the code a text: as a bare number a spreadsheet rounds it."""
        return f"{barcode[:3]}-{barcode[3:]}" if is_isbn(barcode) else barcode or ""

    def action_export_csv(self):
        """Download the list of titles."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_url",
            "url": f"/bookstore/statement/{self.id}/csv",
            "target": "download",
        }

    def action_send(self):
        """Write to the distributor, the statement attached."""
        self.ensure_one()
        return self._get_mail_action("mail_template_statement", self.env._("Send the statement"))
