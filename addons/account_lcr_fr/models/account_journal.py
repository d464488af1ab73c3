from odoo import fields, models


class AccountJournal(models.Model):
    _inherit = "account.journal"

    lcr_convention = fields.Char(
        string="LCR Convention", size=6, help="The number of your agreement, if the bank gave one."
    )
    lcr_line_ends = fields.Boolean(
        string="Line Ends in LCR Files",
        default=True,
        help="Some banks want the records of 160 signs without line ends between them.",
    )
    lcr_two_persons = fields.Boolean(
        string="Two Persons for Bills",
        help="Whoever prepared a remittance cannot sign it.",
    )

    def _lcr_has_movements(self):
        """Whether the bank account is moved by its statements."""
        domain = [("journal_id", "in", self.ids)]
        return bool(self.env["account.bank.statement.line"].search_count(domain, limit=1))
