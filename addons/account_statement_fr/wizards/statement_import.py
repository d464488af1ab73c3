import base64

from odoo import fields, models
from odoo.exceptions import UserError


class StatementImport(models.TransientModel):
    """Takes files of a bank into the books."""

    _name = "statement.import"
    _description = "Import of Bank Statements"

    attachment_ids = fields.Many2many("ir.attachment", string="Files", required=True)
    journal_id = fields.Many2one(
        "account.journal",
        string="Bank",
        domain="[('type', '=', 'bank')]",
        help="Empty: the account number in the file says it.",
    )

    def action_import(self):
        """Write what is new, then show what waits to be matched."""
        self.ensure_one()
        self.env["account.bank.statement.line"].check_access("create")
        reader = self.env["statement.reader"]
        lines = self.env["account.bank.statement.line"]
        for attachment in self.attachment_ids:
            content = base64.b64decode(attachment.datas or b"")
            lines |= reader._take(content, attachment.name, self.journal_id)
        if not lines:
            raise UserError(self.env._("Everything in these files is in the books already."))
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "account_statement_fr.statement_line_action"
        )
        return {**action, "context": {}}
