from odoo import models


class AccountJournal(models.Model):
    _inherit = "account.journal"

    def action_statement_import(self):
        """Ask for files of the bank."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Import Statements"),
            "res_model": "statement.import",
            "view_mode": "form",
            "target": "new",
            "context": {"default_journal_id": self[:1].id},
        }
