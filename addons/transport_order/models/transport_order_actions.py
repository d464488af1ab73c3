from odoo import api, fields, models
from odoo.exceptions import UserError

from ..core.reference import new_reference


class TransportOrder(models.Model):
    """The buttons of the office. Each asks for the caller's right to the order first."""

    _inherit = "transport.order"

    to_invoice = fields.Boolean(compute="_compute_to_invoice", search="_search_to_invoice")

    @api.depends("sale_order_ids.invoice_status")
    def _compute_to_invoice(self):
        for order in self:
            # sudo: dispatchers see what is not invoiced yet without any right on sales
            statuses = order.sudo().sale_order_ids.mapped("invoice_status")
            order.to_invoice = "to invoice" in statuses

    def _search_to_invoice(self, operator, value):
        if operator != "in":
            return NotImplemented
        # sudo: as in _compute_to_invoice
        sale_orders = self.env["sale.order"].sudo()
        owing = sale_orders._search(
            [("invoice_status", "=", "to invoice"), ("transport_order_id", "!=", False)]
        )
        found = fields.Domain("id", "in", owing.subselect("transport_order_id"))
        return found if True in value else ~found

    def action_estimate(self):
        """Compute the price again."""
        self.check_access("write")
        self._estimate()

    def action_back_to_draft(self):
        """Change the lot: the price is lost and computed again later."""
        self.check_access("write")
        for order in self.filtered("accepted_on"):
            raise UserError(
                self.env._(
                    "The order %(order)s was accepted before it was cancelled: its events and its "
                    "fee stay in the history. Duplicate it to carry these cars after all.",
                    order=order.name,
                )
            )
        self._change_state("draft")

    def action_accept(self):
        """Record that the client accepted by telephone, mail or on paper."""
        self.check_access("write")
        for order in self:
            order._accept(order.estimate_hash, order.partner_id.name)

    def action_close(self):
        """Everything is delivered and invoiced."""
        self.check_access("write")
        for order in self:
            if order.state != "delivered":
                raise UserError(
                    self.env._(
                        "The order %(order)s is %(state)s: only a delivered one is closed.",
                        order=order.name,
                        state=order._get_state_label().lower(),
                    )
                )
        self._change_state("closed")

    def action_view_sale_orders(self):
        """Open what this transport invoices."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("sale.action_orders")
        return action | {"domain": [("transport_order_id", "=", self.id)], "context": {}}

    def action_view_invoices(self):
        """Open the Odoo invoices of this transport."""
        self.ensure_one()
        self.check_access("read")
        return self.sale_order_ids.action_view_invoice()

    def action_create_invoice(self):
        """Invoice what was delivered with Odoo's own wizard."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sale.action_view_sale_advance_payment_inv"
        )
        owing = self.sale_order_ids.filtered(lambda sale: sale.invoice_status == "to invoice")
        return action | {"context": {"active_ids": (owing or self.sale_order_ids).ids}}

    def action_driver_link(self):
        """Show the link that a driver opens on his phone."""
        self.ensure_one()
        self.check_access("write")
        if not self.driver_token:
            self._renew_driver_link()
        link = self.env["transport.driver.link"].create({"order_id": self.id})
        return link._reopen()

    def write(self, vals):
        """Whoever is no longer the driver keeps no way to write on the order."""
        if "driver_id" not in vals:
            return super().write(vals)
        self.check_access("write")
        left = self.sudo().filtered(  # sudo: whose the link is
            lambda order: order.driver_id and order.driver_id.id != vals["driver_id"]
        )
        result = super().write(vals)
        left._withdraw_driver_link()
        return result

    def _get_driver_url(self):
        self.ensure_one()
        token = self.driver_token
        return f"{self.get_base_url()}/transport/driver/{token}" if token else False

    def _renew_driver_link(self):
        self.sudo().driver_token = new_reference("", 32)  # sudo: the server draws it

    def _withdraw_driver_link(self):
        self.sudo().driver_token = False  # sudo: as above

    def action_settle(self):
        """Decide what happens to the refused cars."""
        self.ensure_one()
        self.check_access("write")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Settle Refused Cars"),
            "res_model": "transport.settle",
            "view_mode": "form",
            "target": "new",
            "context": {"default_order_id": self.id},
        }
