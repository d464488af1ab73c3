from odoo import fields, models


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    rental_correction = fields.Boolean(
        "Corrects an invoice",
        copy=False,
        help="The difference to what is invoiced already: an amount, and no further unit.",
    )

    def _rental_get_posted_amount(self):
        """What the customer owes by this line, as it is booked; taxes inside where they are."""
        if any(self.tax_ids.flatten_taxes_hierarchy().mapped("price_include")):
            net = self.quantity * self.price_unit * (1 - self.discount / 100)
            return -self.move_id.direction_sign * self.currency_id.round(net)
        return -self.amount_currency

    def _rental_get_signature(self):
        """What a line of the reconciliation says, comparable with values to write."""
        return (
            self.sale_line_ids.ids,
            self.name,
            self.quantity,
            round(self.price_unit, 6),
            self.discount,
            sorted(self.tax_ids.ids),
            self.rental_correction,
        )

    def _rental_get_signature_of(self, values):
        return (
            [command[1] for command in values["sale_line_ids"]],
            values["name"],
            values["quantity"],
            round(values["price_unit"], 6),
            values["discount"],
            sorted(values["tax_ids"][0][2]),
            bool(values.get("rental_correction")),
        )

    def _rental_get_partials(self):
        return self.matched_debit_ids | self.matched_credit_ids
