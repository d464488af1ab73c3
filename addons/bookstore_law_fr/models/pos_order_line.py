from odoo import api, fields, models

from odoo.addons.suite_base.core.defaults import own_defaults


class PosOrderLine(models.Model):
    _inherit = "pos.order.line"

    fr_price_reason = fields.Char(
        "Reason of a Lower Price",
        copy=False,
        help="Why a manager sold this book of more than two years below its price (art. 5).",
    )

    @api.model
    def _load_pos_data_fields(self, config):
        return [*super()._load_pos_data_fields(config), "fr_price_reason"]

    @api.model
    def default_get(self, fields):
        return own_defaults(self, {"fr_price_reason"}, super().default_get(fields))

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._fr_keep_manager_reason(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._fr_keep_manager_reason(vals))

    @api.model
    def _fr_keep_manager_reason(self, vals):
        """A sale is recorded whoever made it; only a manager's reason excuses its price."""
        if self.env.su or self.env.user.has_group("bookstore_deposit.group_bookstore_manager"):
            return vals
        return {name: value for name, value in vals.items() if name != "fr_price_reason"}

    def _fr_find_limit(self):
        order = self.order_id
        return self.env["fr.book.price"]._get_limit(
            self.product_id,
            order.company_id,
            order.partner_id,
            fields.Date.context_today(self, order.date_order),
            bool(order.shipping_date),
            order.date_order,
        )

    def _fr_get_floor_total(self, found):
        prices = self.env["fr.book.price"]
        if found[0].override and self.fr_price_reason:
            return prices._to_decimal(0)
        return prices._get_bounds(found)[0] * prices._to_decimal(self.qty)

    def _fr_get_fault(self, found):
        prices = self.env["fr.book.price"]
        paid = prices._to_decimal(self.price_subtotal_incl)
        highest = prices._get_bounds(found)[1] * prices._to_decimal(self.qty)
        if self._fr_get_floor_total(found) <= paid <= highest:
            return None
        a_copy = prices._to_decimal(self.price_subtotal_incl / self.qty)
        return prices._get_message(self.product_id.name, a_copy, found)

    def _fr_is_brought_back(self):
        """A copy that comes back, with its ticket or without, is no discount."""
        return self.qty < 0 and self.product_id.type != "service"

    def _fr_is_payment(self):
        program = self.reward_id.program_id if "reward_id" in self._fields else False
        return bool(program) and program.program_type in ("gift_card", "ewallet")
