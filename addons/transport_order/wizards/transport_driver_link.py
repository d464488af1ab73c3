import base64

from odoo import api, fields, models
from odoo.exceptions import UserError


class TransportDriverLink(models.TransientModel):
    """The link of an order, or of a driver's day: shown, sent, made anew or withdrawn."""

    _name = "transport.driver.link"
    _description = "Driver's Link"

    order_id = fields.Many2one("transport.order", readonly=True)
    driver_id = fields.Many2one("transport.driver", readonly=True)
    url = fields.Char(string="Link", compute="_compute_url")
    qr_code = fields.Image(string="To Scan", compute="_compute_url")
    email = fields.Char(
        string="Driver's E-mail",
        compute="_compute_email",
        store=True,
        readonly=False,
        compute_sudo=False,
    )

    @api.depends("order_id.driver_token", "driver_id.day_token")
    def _compute_url(self):
        for link in self:
            link.url = link._get_owner()._get_driver_url()
            link.qr_code = False
            if link.url:
                image = self.env["ir.actions.report"].barcode("QR", link.url, width=240, height=240)
                link.qr_code = base64.b64encode(image)

    @api.depends("order_id.driver_id", "driver_id")
    def _compute_email(self):
        for link in self:
            link.email = (link.driver_id or link.order_id.driver_id).email

    @api.model_create_multi
    def create(self, vals_list):
        links = super().create(vals_list)
        links._check_owner()
        return links

    def write(self, vals):
        result = super().write(vals)
        self._check_owner()
        return result

    def _check_owner(self):
        """A link is shown to whoever may give it; a constraint would look as the superuser."""
        for link in self:
            link._get_owner().check_access("write")

    def _get_owner(self):
        """:return: what the link opens: an order, or the day of a driver"""
        self.ensure_one()
        return self.driver_id or self.order_id

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
        self._get_owner().check_access("write")
        self._get_owner()._renew_driver_link()
        return self._reopen()

    def action_withdraw(self):
        """Withdraw the link."""
        self.ensure_one()
        self._get_owner().check_access("write")
        self._get_owner()._withdraw_driver_link()
        return self._reopen()

    def action_send(self):
        """Mail the link to the driver."""
        self.ensure_one()
        self._get_owner().check_access("write")
        url = self._get_owner()._get_driver_url()
        if not self.email or not url:
            raise UserError(self.env._("Enter the driver's mail address, and make a link first."))
        self._get_owner()._mail_driver(self.email, url)
        return {"type": "ir.actions.act_window_close"}
