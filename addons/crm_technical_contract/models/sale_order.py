from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Command


class SaleOrder(models.Model):
    _inherit = "sale.order"

    tech_contract_count = fields.Integer(
        string="Contract Count",
        compute="_compute_tech_contract_count",
        groups="sales_team.group_sale_salesman",
    )

    def _compute_tech_contract_count(self):
        groups = self.env["tech.contract"]._read_group(
            [("order_id", "in", self.ids)], ["order_id"], ["__count"]
        )
        counts = {order.id: count for order, count in groups}
        for order in self:
            order.tech_contract_count = counts.get(order.id, 0)

    def action_tech_new_contract(self):
        """Open a contract that is filled in from the order; it is saved by who reads it."""
        self.ensure_one()
        self.check_access("read")
        if self.state != "sale":
            raise UserError(
                self.env._(
                    "%(order)s is not confirmed: its contract follows then.",
                    order=self.display_name,
                )
            )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Contract"),
            "res_model": "tech.contract",
            "view_mode": "form",
            "views": [(False, "form")],
            "context": self._tech_prepare_contract(),
        }

    def action_tech_view_contracts(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_technical_contract.tech_contract_action"
        )
        return action | {
            "domain": [("order_id", "=", self.id)],
            "context": self._tech_prepare_contract(),
        }

    def _tech_prepare_contract(self):
        """Return what a contract takes over from the order, as defaults of its form."""
        lines = self.order_line.filtered(
            lambda line: line.product_id and not line.display_type and not line.is_downpayment
        )
        return {
            "default_title": self.client_order_ref or self.name,
            "default_partner_id": self.partner_id.id,
            "default_order_id": self.id,
            "default_company_id": self.company_id.id,
            "default_user_id": self.user_id.id,
            "default_line_ids": [
                Command.create(
                    {
                        "product_id": line.product_id.id,
                        "quantity": line.product_uom_id._compute_quantity(
                            line.product_uom_qty, line.product_id.uom_id
                        ),
                    }
                )
                for line in lines
            ],
        }
