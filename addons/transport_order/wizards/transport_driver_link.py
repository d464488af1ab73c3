import base64

from odoo import api, fields, models
from odoo.exceptions import UserError


class TransportDriverLink(models.TransientModel):
    """The link of an order for its driver: shown, sent, made anew or withdrawn."""

    _name = "transport.driver.link"
    _description = "Driver's Link"

    order_id = fields.Many2one("transport.order", required=True, readonly=True)
    url = fields.Char(string="Link", compute="_compute_url")
    qr_code = fields.Image(string="To Scan", compute="_compute_url")
    email = fields.Char(
        string="Driver's E-mail", compute="_compute_email", store=True, readonly=False
    )

    @api.depends("order_id.driver_token")
    def _compute_url(self):
        for link in self:
            link.url = link._get_url()
            link.qr_code = False
            if link.url:
                image = self.env["ir.actions.report"].barcode("QR", link.url, width=240, height=240)
                link.qr_code = base64.b64encode(image)

    @api.depends("order_id.driver_id")
    def _compute_email(self):
        for link in self:
            link.email = link.order_id.driver_id.email

    def _get_url(self):
        self.ensure_one()
        token = self.order_id.driver_token
        return f"{self.get_base_url()}/transport/driver/{token}" if token else False

    def _reopen(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Driver's Link"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }

    def action_renew(self):
        """Make a new link; the old one opens nothing any more."""
        self.ensure_one()
        self.order_id.check_access("write")
        self.order_id._renew_driver_link()
        return self._reopen()

    def action_withdraw(self):
        """Withdraw the link."""
        self.ensure_one()
        self.order_id.check_access("write")
        self.order_id._withdraw_driver_link()
        return self._reopen()

    def action_send(self):
        """Mail the link to the driver."""
        self.ensure_one()
        self.order_id.check_access("write")
        url = self._get_url()
        if not self.email or not url:
            raise UserError(self.env._("Enter the driver's mail address, and make a link first."))
        self.order_id._mail_driver(self.email, url)
        return {"type": "ir.actions.act_window_close"}
