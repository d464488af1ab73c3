from odoo import api, fields, models
from odoo.exceptions import UserError


class TechContractAmendmentLine(models.Model):
    """A product or service that the contract covers in its new version."""

    _name = "tech.contract.amendment.line"
    _description = "Amendment Line"
    _inherit = ["tech.contract.part"]
    _part_of = "amendment_id"
    _order = "sequence, id"
    _check_company_auto = True

    amendment_id = fields.Many2one(
        "tech.contract.amendment", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="amendment_id.company_id", store=True)
    sequence = fields.Integer(default=10)
    product_id = fields.Many2one("product.product", required=True, check_company=True)
    quantity = fields.Float(default=1.0, digits="Product Unit")
    note = fields.Char(string="Description")

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._check_draft()
        return lines

    def write(self, vals):
        self._check_draft()
        result = super().write(vals)
        self._check_draft()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_agreed(self):
        self._check_draft()

    def _check_draft(self):
        if not self.env.su and set(self.amendment_id.mapped("state")) - {"draft"}:
            raise UserError(self.env._("What was agreed stays as it was: write another amendment."))
