from odoo import api, fields, models


class FecImportJournal(models.Model):
    """A journal of the file and the journal of the books it becomes."""

    _name = "fec.import.journal"
    _description = "Journal of a FEC"
    _inherit = ["suite.guard.mixin", "fec.import.mapping"]
    _check_company_auto = True

    is_opening = fields.Boolean(
        string="Balances Brought Forward",
        help="Its entries of the first day bring the balances of the year before forward.",
    )
    journal_id = fields.Many2one("account.journal", check_company=True)
    new_code = fields.Char(string="New Journal", size=5)
    new_type = fields.Selection(
        [("sale", "Sales"), ("purchase", "Purchases"), ("general", "Miscellaneous")],
        string="Type",
        default="general",
    )

    @api.depends("journal_id", "new_code")
    def _compute_status(self):
        for line in self:
            line.status = "found" if line.journal_id else "new" if line.new_code else "todo"

    def _create_missing(self):
        """Create the journals that have a new code; return ``{code in the file: journal}``."""
        new = self.filtered(lambda line: line.status == "new")
        journals = self.env["account.journal"].create(
            [
                {
                    "name": line.name or line.new_code,
                    "code": line.new_code,
                    "type": line.new_type or "general",
                    "company_id": line.company_id.id,
                    "show_on_dashboard": False,
                }
                for line in new
            ]
        )
        for line, journal in zip(new, journals, strict=True):
            line.journal_id = journal
        return {line.code: line.journal_id for line in self}
