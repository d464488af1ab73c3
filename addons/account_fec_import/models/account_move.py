from odoo import fields, models


class AccountMove(models.Model):
    _inherit = "account.move"

    fec_import_id = fields.Many2one(
        "fec.import",
        string="Take-over",
        index="btree_not_null",
        copy=False,
        readonly=True,
        ondelete="restrict",
    )
