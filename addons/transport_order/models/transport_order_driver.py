from odoo import api, fields, models


class TransportOrder(models.Model):
    """A lot that several drivers share: its own driver takes what nobody else does."""

    _inherit = "transport.order"

    shared_text = fields.Char(
        string="Cars with Others",
        compute="_compute_shared_text",
        groups="transport_order.group_transport_user",
    )

    @api.depends("line_ids.driver_id")
    def _compute_shared_text(self):
        for order in self:
            order.shared_text = ", ".join(
                order._describe_share(driver, len(lines))
                for driver, lines in order.line_ids.grouped("driver_id").items()
                if driver
            )

    def _describe_share(self, driver, cars):
        name = driver.display_name
        if cars == 1:
            return self.env._("1 car with %(driver)s", driver=name)
        return self.env._("%(count)s cars with %(driver)s", count=cars, driver=name)

    def write(self, vals):
        result = super().write(vals)
        if vals.get("driver_id"):
            self._clear_own_driver()
        return result

    def _clear_own_driver(self):
        """What its own driver takes goes with the rest of the lot."""
        lines = self.sudo().line_ids  # sudo: follows from who drives
        lines.filtered(
            lambda line: line.driver_id and line.driver_id == line.order_id.driver_id
        ).driver_id = False

    def action_share(self):
        """Show the cars, to give some of them to other drivers."""
        self.ensure_one()
        view = self.env.ref("transport_order.transport_order_view_form_share")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Cars of %s", self.name),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(view.id, "form")],
            "target": "new",
        }
