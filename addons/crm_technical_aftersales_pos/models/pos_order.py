from odoo import api, fields, models
from odoo.fields import Command

PAID = ("paid", "done")


class PosOrder(models.Model):
    _inherit = "pos.order"
    _rec_names_search = ["name", "pos_reference"]

    tech_case_ids = fields.One2many(
        "tech.case",
        "pos_order_id",
        string="After-Sales Cases",
        groups="crm_technical_aftersales.group_aftersales_user",
    )
    tech_case_count = fields.Integer(
        compute="_compute_tech_case_count",
        groups="crm_technical_aftersales.group_aftersales_user",
    )

    @api.depends("tech_case_ids")
    def _compute_tech_case_count(self):
        counts = dict(
            self.env["tech.case"]._read_group(
                [("pos_order_id", "in", self.ids)], ["pos_order_id"], ["__count"]
            )
        )
        for order in self:
            order.tech_case_count = counts.get(order, 0)

    @api.depends("name", "pos_reference")
    @api.depends_context("tech_receipt")
    def _compute_display_name(self):
        """In a case: with the number that the customer reads on his receipt."""
        super()._compute_display_name()
        if not self.env.context.get("tech_receipt"):
            return
        for order in self.filtered("pos_reference"):
            order.display_name = f"{order.pos_reference} ({order.name})"

    def write(self, vals):
        result = super().write(vals)
        if vals.get("state") in PAID:
            self.lines._tech_check_paid()
        return result

    def _tech_get_customers(self):
        """Whose purchase it is; nobody's when the till asked for no name."""
        return self.partner_id.commercial_partner_id

    # --- a case of this receipt -------------------------------------------------------------------

    def action_tech_open_case(self):
        self.ensure_one()
        return self.env["tech.case"]._get_new_action(
            {
                "default_pos_order_id": self.id,
                "default_partner_id": self.partner_id.id,
                "default_company_id": self.company_id.id,
                "default_channel": "till",
                "default_kind": "return",
                "default_line_ids": self._tech_prepare_case_lines(),
            }
        )

    def _tech_prepare_case_lines(self):
        """The products of the receipt that nobody made good yet, one line a serial number."""
        commands = []
        lots = self._tech_find_lots()
        for line in self.lines.filtered(lambda one: one.qty > one.refunded_qty):
            own = lots.filtered(
                lambda lot, line=line: (
                    lot.product_id == line.product_id
                    and lot.name in line.pack_lot_ids.mapped("lot_name")
                )
            )
            vals = {"pos_line_id": line.id, "product_id": line.product_id.id}
            if line.product_id.tracking == "serial" and own:
                commands += [
                    Command.create(vals | {"lot_id": lot.id, "quantity": 1}) for lot in own
                ]
            else:
                left = line.qty - line.refunded_qty
                lot = own.id if len(own) == 1 else False
                commands.append(Command.create(vals | {"lot_id": lot, "quantity": left}))
        return commands

    def _tech_find_lots(self):
        """The serial and lot numbers that the till wrote on the receipt."""
        return self.env["stock.lot"].search(
            [
                ("product_id", "in", self.lines.product_id.ids),
                ("name", "in", self.lines.pack_lot_ids.mapped("lot_name")),
                ("company_id", "in", [False, *self.company_id.ids]),
            ]
        )

    def action_tech_view_cases(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_technical_aftersales.tech_case_action"
        )
        return action | {
            "domain": [("pos_order_id", "=", self.id)],
            "context": {
                "default_pos_order_id": self.id,
                "default_partner_id": self.partner_id.id,
                "default_channel": "till",
            },
        }
