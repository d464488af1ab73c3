from odoo import api, fields, models
from odoo.exceptions import AccessError

from odoo.addons.suite_base.core.defaults import own_defaults


class PurchaseOrder(models.Model):
    _inherit = "purchase.order"

    buy_to_order = fields.Boolean(
        string="For customers",
        readonly=True,
        copy=False,
        help="It gathers what customers ordered from this supplier; new orders join it while it is a"
        " draft.",
    )

    _buy_draft_idx = models.Index("(partner_id, company_id) WHERE buy_to_order AND state = 'draft'")

    @api.model
    def default_get(self, fields):
        return own_defaults(self, {"buy_to_order"}, super().default_get(fields))

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._buy_refuse(vals.get("buy_to_order"))
        return super().create(vals_list)

    def write(self, vals):
        self._buy_refuse("buy_to_order" in vals)
        return super().write(vals)

    def button_approve(self, force=False):
        done = super().button_approve(force=force)
        self.order_line._buy_follow()
        return done

    def button_cancel(self):
        done = super().button_cancel()
        self.order_line._buy_follow()
        return done

    def button_draft(self):
        done = super().button_draft()
        self.order_line._buy_follow()
        return done

    def action_merge(self):
        """Orders for customers are gathered already: a merge would mix up whose line is whose."""
        return super(
            PurchaseOrder, self.filtered(lambda order: not order.buy_to_order)
        ).action_merge()

    def _buy_refuse(self, told):
        if told and not self.env.su:
            raise AccessError(
                self.env._("Which purchase orders are for customers follows from their lines.")
            )
