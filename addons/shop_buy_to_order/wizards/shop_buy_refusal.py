from odoo import api, fields, models
from odoo.exceptions import UserError


class ShopBuyRefusal(models.TransientModel):
    """A supplier says that he does not deliver what a customer ordered."""

    _name = "shop.buy.refusal"
    _description = "Supplier Refuses"

    need_id = fields.Many2one("shop.buy.need", required=True, ondelete="cascade")
    awaited = fields.Float(
        compute="_compute_awaited", digits="Product Unit", string="On order, not received"
    )
    quantity = fields.Float(
        compute="_compute_default_quantity",
        store=True,
        readonly=False,
        digits="Product Unit",
        string="Will not come",
    )
    reason = fields.Char(help="Told in the history.")

    @api.depends("need_id")
    def _compute_awaited(self):
        for wizard in self:
            need = wizard.need_id
            wizard.awaited = max(need.bought_quantity - need.received_quantity, 0)

    @api.depends("awaited")
    def _compute_default_quantity(self):
        for wizard in self:
            wizard.quantity = wizard.awaited

    def action_refuse(self):
        self.ensure_one()
        if not 0 < self.quantity <= self.awaited:
            raise UserError(
                self.env._(
                    "%(awaited)s of %(need)s is on order and not received: say how many of these will"
                    " not come.",
                    awaited=f"{self.awaited:g}",
                    need=self.need_id.display_name,
                )
            )
        self.need_id._refuse(self.quantity, self.reason)
        return {"type": "ir.actions.act_window_close"}
