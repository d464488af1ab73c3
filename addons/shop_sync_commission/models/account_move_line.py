from odoo import models
from odoo.exceptions import AccessError
from odoo.fields import Command

from .commission_settlement import SHOP


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def write(self, vals):
        """Which settlement a bill pays is written when it is made."""
        if "settlement_id" in vals and not self.env.su:
            self.check_access("write")
            # sudo: whether it is, or would be, a settlement of the shops
            asked = self.env["commission.settlement"].sudo().browse(vals["settlement_id"] or ())
            known = self.sudo().settlement_id  # sudo: same reason
            if SHOP in (known | asked).mapped("settlement_type"):
                raise AccessError(
                    self.env._(
                        "Which settlement a vendor bill pays cannot be typed: make the bill from"
                        " the settlement."
                    )
                )
        return super().write(vals)

    def _compute_agent_ids(self):
        """What a shop sold keeps the agents of its order, on the invoice and on credit notes."""
        ruled = self.filtered(lambda line: line._shop_is_in_rules())
        super(AccountMoveLine, self - ruled)._compute_agent_ids()
        for line in ruled.filtered(lambda line: not line.agent_ids.settlement_line_ids):
            promised = line._shop_get_promised() if not line.commission_free else ()
            line.agent_ids = [
                Command.clear(),
                *(
                    Command.create(
                        {"agent_id": one.agent_id.id, "commission_id": one.commission_id.id}
                    )
                    for one in promised
                ),
            ]

    def _shop_is_in_rules(self):
        """Lines of an order that the rules decide about, and credit notes on them."""
        if not self.move_id.is_sale_document(include_receipts=False):
            return False
        return any(order._shop_is_in_rules() for order in self._shop_get_orders())

    def _shop_get_orders(self):
        """The orders of a line; of a credit note without, those of the invoice it names."""
        original = self.move_id.reversed_entry_id._shop_get_root()
        return self.sale_line_ids.order_id or original.invoice_line_ids.sale_line_ids.order_id

    def _shop_get_promised(self):
        """The agents of the line of the order, or of the line that is given back."""
        if self.sale_line_ids:
            return self.sale_line_ids[:1].agent_ids
        original = self.move_id.reversed_entry_id._shop_get_root()
        sold = original.invoice_line_ids.filtered(
            lambda line: line.product_id and line.product_id == self.product_id
        )
        return sold[:1].agent_ids
