from odoo import api, fields, models

from odoo.addons.transport_order.core.reference import new_reference


class TransportConsignmentNote(models.Model):
    """A consignment note as it was made: what it says never changes, a new one replaces it."""

    _name = "transport.consignment.note"
    _inherit = "suite.guard.mixin"
    _description = "Consignment Note"
    _order = "id desc"

    name = fields.Char(string="Number", required=True, readonly=True, copy=False, default="/")
    order_id = fields.Many2one(
        "transport.order", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="order_id.company_id", store=True)
    partner_id = fields.Many2one(related="order_id.partner_id", store=True)
    made_on = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)
    taken_over_on = fields.Date(string="Taking Over", readonly=True)
    content = fields.Json(required=True, readonly=True)
    car_count = fields.Integer(string="Cars", readonly=True)
    route = fields.Char(related="order_id.route")
    token = fields.Char(
        required=True,
        readonly=True,
        copy=False,
        default=lambda self: new_reference("", 32),
        groups="transport_order.group_transport_user",
    )
    is_replaced = fields.Boolean(string="Replaced", readonly=True, copy=False)

    _token_unique = models.UniqueIndex("(token)")

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if vals.get("name", "/") == "/":
                order = self.env["transport.order"].browse(vals.get("order_id"))
                sequence = self.env["ir.sequence"].with_company(order.company_id)
                vals["name"] = sequence.next_by_code("transport.consignment.note") or "/"
        return super().create(vals_list)

    def _get_url(self):
        """:return: the address of the note without any price, for a control on the road"""
        self.ensure_one()
        token = self.sudo().token  # sudo: also for the driver, whose link leads here
        return f"{self.get_base_url()}/transport/note/{token}"

    def action_print(self):
        """The copy that goes on board."""
        self.check_access("read")
        report = self.env.ref("transport_l10n_fr.action_report_consignment_note")
        return report.report_action(self)
