from odoo import fields, models


class TechContractLine(models.Model):
    """A product or service that the contract covers."""

    _name = "tech.contract.line"
    _description = "Contract Line"
    _order = "sequence, id"
    _check_company_auto = True

    contract_id = fields.Many2one("tech.contract", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="contract_id.company_id", store=True)
    sequence = fields.Integer(default=10)
    product_id = fields.Many2one("product.product", required=True, check_company=True)
    quantity = fields.Float(default=1.0, digits="Product Unit")
    note = fields.Char(string="Description", help="Serial number, place, what is included.")
