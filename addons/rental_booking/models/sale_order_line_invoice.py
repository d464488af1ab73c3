from odoo import api, models

from odoo.addons.suite_base.core.service_tax import as_services


class SaleOrderLine(models.Model):
    """What a line of a booking comes to, and how the invoice says it."""

    _inherit = "sale.order.line"

    def _rental_get_family(self):
        """Lines that were one when they were invoiced count together."""
        return (
            self.rental_origin_line_id._rental_get_family() if self.rental_origin_line_id else self
        )

    def _rental_is_posted(self):
        # sudo: the desk extends bookings, it may not read invoices
        return any(move_line.parent_state == "posted" for move_line in self.sudo().invoice_lines)

    def _rental_get_billed_qty(self):
        """Units to be paid: those rented, and what was sold beside them once it is handed over."""
        if self.order_id.rental_state == "cancelled" and self.rental_charge != "cancellation":
            return 0.0
        if self.is_rental or self.rental_charge or self.product_id.invoice_policy == "order":
            return self.product_uom_qty
        return self.qty_delivered

    def _rental_get_agreed_amounts(self):
        """[(line, amount)], rounded together as Odoo rounds the total of the booking."""
        base_lines = [
            line._prepare_base_line_for_taxes_computation(quantity=line._rental_get_billed_qty())
            for line in self
        ]
        company = self.company_id[:1]
        rounded = self.env["account.tax"]._rental_round_base_lines(base_lines, company)
        return [
            (line, line._rental_get_price_amount() if line._rental_has_tax_inside() else amount)
            for line, amount in zip(self, rounded, strict=True)
        ]

    def _rental_has_tax_inside(self):
        return any(self.tax_ids.flatten_taxes_hierarchy().mapped("price_include"))

    def _rental_get_price_amount(self):
        """With taxes inside: what a correction says has them inside, too."""
        net = self._rental_get_billed_qty() * self.price_unit * (1 - self.discount / 100)
        return self.currency_id.round(net)

    def _rental_prepare_full_line(self, options, sign):
        """Invoiced for the first time: quantity, price and discount as agreed."""
        quantity = self._rental_get_billed_qty()
        if not quantity:
            return {}
        if self.is_downpayment:
            return {}
        return self._prepare_invoice_line(**{**options, "quantity": sign * quantity})

    def _rental_prepare_correction(self, amount, options, sign):
        """The difference between what is agreed and what is posted, told as such."""
        if self.is_downpayment:
            options = {
                **options,
                "quantity": -1.0 * sign,
                "extra_tax_data": self.env[
                    "account.tax"
                ]._reverse_quantity_base_line_extra_tax_data(self.extra_tax_data),
            }
            return self._prepare_invoice_line(**options)
        values = self._prepare_invoice_line(
            **{
                **options,
                "quantity": 1.0,
                "price_unit": amount,
                "discount": 0.0,
                "rental_correction": True,
            }
        )
        note = self.env._("Difference to what is invoiced already")
        values["name"] = f"{values['name']}\n{note}"
        return values

    def _prepare_qty_invoiced(self):
        """A line that corrects an amount invoices no further unit."""
        quantities = super()._prepare_qty_invoiced()
        for line in self.filtered(lambda line: line.order_id.is_rental):
            for own in line._get_invoice_lines().filtered("rental_correction"):
                if own.move_id.state != "cancel":
                    quantities[line] -= -own.move_id.direction_sign * own.quantity
        return quantities

    @api.depends("invoice_lines.rental_correction")
    def _compute_qty_invoiced(self):
        super()._compute_qty_invoiced()

    @api.depends("is_rental", "order_id.rental_state")
    def _compute_qty_to_invoice(self):
        """Of a booking: all that was never invoiced; the reconciliation sees to the rest."""
        super()._compute_qty_to_invoice()
        for line in self:
            if line.order_id.is_rental and line.state == "sale" and not line.is_downpayment:
                quantity = line._rental_get_billed_qty()
                line.qty_to_invoice = 0.0 if line.qty_invoiced else quantity

    def _prepare_invoice_line(self, **optional_values):
        values = super()._prepare_invoice_line(**optional_values)
        account = self.company_id.sudo().rental_income_account_id  # sudo: a setting
        if account and (self.is_rental or self.rental_charge):
            position = self.order_id.fiscal_position_id
            values["account_id"] = position.map_account(account).id
        if self._rental_has_period():
            order = self.order_id
            period = self.env._(
                "Rental from %(start)s to %(end)s",
                start=order.with_env(self.env)._format_rental(self.rental_start),
                end=order.with_env(self.env)._format_rental(self.rental_end),
            )
            values["name"] = f"{values['name']}\n{period}"
        return values

    @api.depends("is_rental", "rental_charge")
    def _compute_tax_ids(self):
        """A rental is a service: its tax, not that of the goods, where the chart has both."""
        super()._compute_tax_ids()
        services = {}
        for line in self:
            taxes = line.product_id.taxes_id._filter_taxes_by_company(line.company_id)
            is_service = line.is_rental or line.rental_charge
            if not is_service or not taxes or not line.company_id.rental_as_service:
                continue
            position = line.order_id.fiscal_position_id
            if (taxes, position) not in services:
                # first the service, then abroad: the other way round would meet the tax of
                # another country's services that happens to have the same rate
                services[taxes, position] = position.map_tax(line._rental_get_service_taxes(taxes))
            line.tax_ids = services[taxes, position]

    def _rental_get_service_taxes(self, taxes):
        services = taxes.search(
            [
                *taxes._check_company_domain(taxes.company_id),
                ("type_tax_use", "=", "sale"),
                ("tax_scope", "=", "service"),
            ]
        )
        return taxes.browse().union(*as_services(taxes, services))
