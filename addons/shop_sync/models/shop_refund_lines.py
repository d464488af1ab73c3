from decimal import Decimal

from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..core import totals
from ..core.errors import DataError
from ..tools.taxes import manual_tax_data


class ShopRefundLines(models.AbstractModel):
    """What a credit slip gives back, line by line: goods at the rate they were sold at, shipping at
    its own; what a voucher had taken off is not given back."""

    _name = "shop.refund.lines"
    _description = "Lines of a Shop Credit Slip"

    def _prepare_lines(self):
        sold = {line.shop_line_key: line for line in self._get_sold("product")}
        lines = []
        for entry in self.payload["lines"]:
            source = sold.get(entry["id"])
            if not source:
                raise DataError("refund_line", number=entry["id"])
            lines.append(self._prepare_line(source, entry, float(entry["quantity"]) or 1.0))
        shipping = self.payload["shipping"]
        if float(shipping["tax_incl"]):
            source = self._get_sold("shipping")[:1]
            if not source:
                raise DataError("refund_line", number="shipping")
            lines.append(self._prepare_line(source, shipping, 1.0))
        return lines + self._prepare_voucher()

    def _get_sold(self, part):
        lines = self.order_id.order_line.filtered(lambda line: not line.display_type)
        if part == "shipping":
            return lines.filtered("is_delivery")
        return lines.filtered(lambda line: line.shop_line_key and line.shop_part == "product")

    def _prepare_line(self, source, amounts, quantity):
        included = totals.cents(Decimal(amounts["tax_incl"]))
        excluded = totals.cents(Decimal(amounts["tax_excl"]))
        taxes = source.tax_ids
        if not taxes:
            excluded = included
        price = included if taxes[:1].price_include or not taxes else excluded
        unit = float(price) / quantity
        return {
            "product_id": source.product_id.id,
            "name": source.name,
            "quantity": quantity,
            "product_uom_id": source.product_uom_id.id,
            "price_unit": unit,
            "discount": 0.0,
            "tax_ids": [Command.set(taxes.ids)],
            "extra_tax_data": manual_tax_data(
                self.currency_id, taxes, float(excluded), float(included), quantity, unit
            ),
        }

    def _prepare_voucher(self):
        """A slip for more than was paid: the voucher's part of it stays with the shop."""
        others = self.order_id.shop_refund_ids.filtered(
            lambda refund: refund != self and refund.state == "done"
        )
        left = self.order_id.shop_total - sum(others.mapped("amount"))
        excess = self.currency_id.round(self.amount - left)
        vouchers = self.order_id.order_line.filtered(lambda line: line.shop_part == "discount")
        taken = -sum(vouchers.mapped("shop_gross"))
        if excess <= 0:
            return []
        if excess > taken + 0.005:
            raise DataError("refund_exceeds", shop=f"{self.amount:.2f}", computed=f"{left:.2f}")
        self.amount = left
        lines, rest = [], Decimal(str(excess))
        for voucher in vouchers:
            last = voucher == vouchers[-1]
            share = (
                rest
                if last
                else totals.cents(
                    Decimal(str(excess)) * Decimal(str(voucher.shop_gross)) / Decimal(str(-taken))
                )
            )
            rest -= share
            net = share
            if voucher.shop_gross:
                net = totals.cents(
                    share * Decimal(str(voucher.shop_net)) / Decimal(str(voucher.shop_gross))
                )
            amounts = {"tax_incl": str(-share), "tax_excl": str(-net)}
            lines.append(self._prepare_line(voucher, amounts, 1.0))
        return lines

    def _make_return(self):
        """A return of the refunded pieces from the deliveries that took them."""
        wanted = {entry["id"]: float(entry["quantity"]) for entry in self.payload["lines"]}
        done = self.order_id.picking_ids.filtered(
            lambda picking: picking.state == "done" and picking.picking_type_code == "outgoing"
        )
        picking = done.filtered(
            lambda one: any(
                key in wanted for key in one.move_ids.sale_line_id.mapped("shop_line_key")
            )
        )[:1]
        if not picking:
            raise UserError(
                self.env._(
                    "Nothing of order %s was delivered, so nothing can come back.",
                    self.order_id.shop_reference,
                )
            )
        wizard = self.env["stock.return.picking"].create({"picking_id": picking.id})
        for line in wizard.product_return_moves:
            key = line.move_id.sale_line_id.shop_line_key
            line.quantity = min(wanted.get(key, 0.0), line.move_id.quantity)
        return wizard._create_return()
