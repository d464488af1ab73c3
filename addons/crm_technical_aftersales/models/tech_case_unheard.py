from odoo import fields, models


class TechCaseUnheard(models.Model):
    """A word in a case that still has to move its clock: somebody else had the case just then.

    It names the message, not the case: nothing of it may wait for the case's row.
    """

    _name = "tech.case.unheard"
    _description = "Word to be Heard"
    _order = "id"
    _rec_name = "message_id"

    message_id = fields.Many2one("mail.message", required=True, index=True, ondelete="cascade")
