from odoo import api, fields, models


class TechCase(models.Model):
    _inherit = "tech.case"

    channel = fields.Selection(selection_add=[("till", "Till")], ondelete={"till": "set phone"})
    pos_order_id = fields.Many2one(
        "pos.order",
        string="Receipt",
        check_company=True,
        index="btree_not_null",
        domain="[('state', 'in', ('paid', 'done')), ('amount_total', '>=', 0), '|',"
        " ('partner_id', '=', False), ('partner_id', 'child_of', commercial_partner_id)]",
        help="By the number on the receipt of the till.",
    )
    till_refund_ids = fields.Many2many(
        "pos.order", compute="_compute_till_refunds", compute_sudo=True
    )
    till_refund_count = fields.Integer(compute="_compute_till_refunds", compute_sudo=True)

    @api.depends("line_ids.till_refund_line_ids.order_id")
    def _compute_till_refunds(self):
        for case in self:
            case.till_refund_ids = case.line_ids.till_refund_line_ids.order_id
            case.till_refund_count = len(case.till_refund_ids)

    @api.onchange("pos_order_id")
    def _onchange_pos_order_id(self):
        """The number of the receipt brings its customer and its products."""
        receipt = self.pos_order_id
        if not receipt:
            return
        self.partner_id = self.partner_id or receipt.partner_id
        if self.channel == "phone":
            self.channel = "till"
        if not self.line_ids:
            self.line_ids = receipt._tech_prepare_case_lines()

    def _get_documents(self):
        return [*super()._get_documents(), self.pos_order_id]

    @api.model
    def _get_document_fields(self):
        return super()._get_document_fields() | {"pos_order_id"}

    @api.depends("pos_order_id")
    def _compute_document_note(self):
        super()._compute_document_note()

    def action_view_till_refunds(self):
        return self._view(self.till_refund_ids, "point_of_sale.action_pos_pos_form")
