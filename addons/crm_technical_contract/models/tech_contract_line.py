from odoo import api, fields, models
from odoo.exceptions import UserError


class TechContractLine(models.Model):
    """A product or service that the contract covers."""

    _name = "tech.contract.line"
    _description = "Contract Line"
    _inherit = ["tech.contract.part"]
    _order = "sequence, id"
    _check_company_auto = True

    contract_id = fields.Many2one("tech.contract", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="contract_id.company_id", store=True)
    sequence = fields.Integer(default=10)
    product_id = fields.Many2one("product.product", required=True, check_company=True)
    quantity = fields.Float(default=1.0, digits="Product Unit")
    note = fields.Char(string="Description", help="Serial number, place, what is included.")

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._check_amended()
        return lines

    def write(self, vals):
        self._check_amended()
        result = super().write(vals)
        self._check_amended()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_running(self):
        self._check_amended()

    def _check_amended(self):
        running = self.contract_id.filtered(lambda one: one.state in ("active", "notice"))
        if running and not self.env.su:
            raise UserError(
                self.env._(
                    "%(contract)s is running: what it covers is changed by an amendment.",
                    contract=running[0].name,
                )
            )
