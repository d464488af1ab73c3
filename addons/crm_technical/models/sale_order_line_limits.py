from odoo import api, fields, models

PRICED = frozenset(
    {"price_unit", "discount", "product_uom_qty", "product_uom_id", "tax_ids", "product_id"}
)


class SaleOrderLine(models.Model):
    """What a line counts for the limits: its net, its list price and its cost."""

    # one concern a file: see sale_order_approval.py
    _inherit = "sale.order.line"  # pylint: disable=consider-merging-classes-inherited

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines.order_id._tech_check_confirmed_limits()
        return lines

    def write(self, vals):
        result = super().write(vals)
        if PRICED & set(vals):
            self.order_id._tech_check_confirmed_limits()
        return result

    def unlink(self):
        orders = self.order_id
        result = super().unlink()
        orders._tech_check_confirmed_limits()
        return result

    def _tech_is_limited(self):
        """Tell whether the line counts for the limits: what is sold or taken off its price.

        Carriage does not, where it is the order's own carrier's: a flag on a line proves nothing.
        """
        rented = (
            "is_rental" in self._fields and self.order_id.is_rental and self.product_id.is_rental
        )
        if self.display_type or rented or self._tech_is_payment():
            return False
        carried = "is_delivery" in self._fields and self.is_delivery
        carrier = (
            carried and self.order_id.carrier_id.sudo().product_id
        )  # sudo: which product it is
        return not carried or carrier != self.product_id or self._tech_get_net() < 0

    def _tech_is_payment(self):
        """Tell whether the line pays with a gift card or a wallet: no discount. Its points prove it,
        Odoo takes them off the card at the confirmation.
        """
        line = self.sudo()  # sudo: whoever sells need not read cards
        program = line.reward_id.program_id
        return (
            program.is_payment_program
            and line.coupon_id.program_id == program
            and self.currency_id.compare_amounts(
                line.points_cost * line.reward_id.discount, -line.price_total
            )
            >= 0
        )

    def _tech_get_net(self):
        """Return the net of the line as its price says it, whatever was written as its total."""
        self.ensure_one()
        taxes, company = self.env["account.tax"], self.company_id or self.env.company
        base = self._prepare_base_line_for_taxes_computation()
        taxes._add_tax_details_in_base_line(base, company)
        taxes._round_base_lines_tax_details([base], company)
        return base["tax_details"]["total_excluded_currency"]

    def _tech_get_price_date(self):
        """Return when the prices were made: a date that nobody writes, unlike the quote's own."""
        order = self.order_id.sudo()  # sudo: when it was sent is for internal users
        return order.tech_sent_on or order.create_date or fields.Datetime.now()

    def _tech_get_list_subtotal(self):
        """Return what the line would cost without tax at the customer's own list price.

        The seller can write none of what it is made of: not the price, not the pricelist chosen
        for this quote, not the taxes of the line.
        """
        self.ensure_one()
        order, product = self.order_id, self.product_id.with_company(self.company_id)
        if not product or self.product_uom_qty <= 0 or self._tech_get_net() < 0:
            return 0.0  # what is taken off has no list price
        if self.combo_item_id:
            return 0.0  # the price of a combination is that of its first line
        pricelist = order.partner_id.with_company(self.company_id).property_product_pricelist
        # sudo: the list price is read for the limits, whatever the reader may see
        product = product.sudo().with_context(**self._get_product_price_context())
        price = pricelist.sudo()._get_product_price(  # sudo: as above
            product,
            self.product_uom_qty,
            currency=order.currency_id,
            uom=self.product_uom_id,
            date=self._tech_get_price_date(),
        )
        taxes = product.taxes_id._filter_taxes_by_company(self.company_id)
        mapped = order.fiscal_position_id.map_tax(taxes)
        price = product._get_tax_included_unit_price_from_price(
            price, product_taxes=taxes, fiscal_position=order.fiscal_position_id
        )
        amounts = mapped.compute_all(
            price, order.currency_id, self.product_uom_qty, product, order.partner_shipping_id
        )
        return amounts["total_excluded"]

    def _tech_get_cost(self):
        """Return the cost of the line in the quote's currency, at least the product's own.

        The cost of a line can be typed: typed lower than the product's it would hide a loss.
        """
        self.ensure_one()
        # sudo: a seller may not read costs, the limits may
        order, product = self.order_id, self.product_id.with_company(self.company_id).sudo()
        if not product:
            return 0.0
        quantity = self.product_uom_qty
        cost = product.uom_id._compute_price(product.standard_price, self.product_uom_id)
        cost = product.cost_currency_id._convert(
            cost,
            order.currency_id,
            order.company_id,
            self._tech_get_price_date(),
            round=False,
        )
        return quantity * max(cost, self.sudo().purchase_price)  # sudo: as above
