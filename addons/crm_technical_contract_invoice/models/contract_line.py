from odoo import api, models

FOLLOWS = frozenset(
    {
        *("contract_id", "product_id", "quantity", "specific_price", "price_unit", "discount"),
        *("automatic_price", "is_canceled", "date_start", "date_end", "display_type"),
        *("recurring_rule_type", "recurring_interval", "recurring_invoicing_type"),
        *("recurring_next_date", "last_date_invoiced"),
    }
)


class ContractLine(models.Model):
    """The line of a container: what it costs and when follows from our contract."""

    _inherit = "contract.line"

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        if not self.env.su and lines.contract_id.tech_contract_id:
            lines.contract_id._tech_refuse()
        return lines

    def write(self, vals):
        if not self.env.su and not FOLLOWS.isdisjoint(vals) and self.contract_id.tech_contract_id:
            self.contract_id._tech_refuse()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_tech(self):
        if not self.env.su and self.contract_id.tech_contract_id:
            self.contract_id._tech_refuse()

    def _compute_recurring_next_date(self):
        ours = self.filtered("contract_id.tech_contract_id")
        for line in ours:
            line.recurring_next_date = line.contract_id.recurring_next_date
        return super(ContractLine, self - ours)._compute_recurring_next_date()
