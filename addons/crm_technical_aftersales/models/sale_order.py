from odoo import fields, models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    tech_case_ids = fields.One2many(
        "tech.case",
        "order_id",
        string="After-Sales Cases",
        groups="crm_technical_aftersales.group_aftersales_user",
    )
    tech_case_count = fields.Integer(
        compute="_compute_tech_case_count",
        groups="crm_technical_aftersales.group_aftersales_user",
    )

    def _compute_tech_case_count(self):
        counts = dict(
            self.env["tech.case"]._read_group(
                [("order_id", "in", self.ids)], ["order_id"], ["__count"]
            )
        )
        for order in self:
            order.tech_case_count = counts.get(order, 0)

    def _action_confirm(self):
        result = super()._action_confirm()
        # sudo: the customer accepted the quote of a repair on his page, or a seller for him
        cases = self.sudo().repair_order_ids.tech_case_line_id.case_id
        cases.filtered(lambda case: case.state == "waiting")._fire("resume")
        return result

    def _tech_get_customers(self):
        """Whose purchase it is: who ordered, who receives, who pays."""
        people = self.partner_id | self.partner_shipping_id | self.partner_invoice_id
        return people.commercial_partner_id

    def _tech_get_reportable(self):
        """What the customer may report of this order: ``[(line, how many at most, his unit)]``."""
        lines = self.env["tech.case.line"]
        found = []
        for sold in self.order_line.filtered(
            lambda line: (
                not line.display_type and not line.is_downpayment and line.qty_delivered > 0
            )
        ):
            product = sold.product_id
            left = lines.new({"sale_line_id": sold.id, "kind": "return"})._get_left_to_report()
            found.append((sold, product.uom_id.round(left), product.uom_id))
        return found

    def action_tech_open_case(self):
        self.ensure_one()
        return self.env["tech.case"]._get_new_action(
            {
                "default_order_id": self.id,
                "default_partner_id": self.partner_id.id,
                "default_company_id": self.company_id.id,
                "default_channel": "order",
                "default_kind": "return",
            }
        )

    def action_tech_view_cases(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_technical_aftersales.tech_case_action"
        )
        return action | {
            "domain": [("order_id", "=", self.id)],
            "context": {"default_order_id": self.id, "default_partner_id": self.partner_id.id},
        }
