from odoo import models


class SaleOrder(models.Model):
    """What a wallet pays of an order that is delivered and invoiced in several times."""

    _inherit = "sale.order"

    def _get_invoiceable_lines(self, final=False):
        """The wallet pays what is invoiced now and no more: no invoice is turned into a credit note
        for copies that are not there yet.
        """
        lines = super()._get_invoiceable_lines(final)
        payments = lines._bookstore_member_filter_wallets()
        if not payments or self.env.context.get("bookstore_member_all"):
            return lines
        nothing = payments.filtered(lambda line: not line._bookstore_member_find_share(final))
        kept = lines.filtered(lambda line: line not in nothing)
        return kept.with_context(bookstore_member_final=final)

    def _bookstore_member_list_goods(self, final):
        """What the next invoice is made of, but for payments by wallet."""
        order = self.with_context(bookstore_member_all=True)
        lines = order._get_invoiceable_lines(final)
        payments = lines._bookstore_member_filter_wallets()
        return lines.filtered(lambda line: not line.display_type and line not in payments)

    def _bookstore_member_sum(self, lines):
        """With VAT, rounded as the invoice is."""
        base_lines = [
            line._prepare_base_line_for_taxes_computation(
                quantity=-1.0 if line.is_downpayment else line.qty_to_invoice
            )
            for line in lines
        ]
        taxes, company = self.env["account.tax"], self.company_id
        taxes._add_tax_details_in_base_lines(base_lines, company)
        taxes._round_base_lines_tax_details(base_lines, company)
        totals = taxes._get_tax_totals_summary(base_lines, self.currency_id, company)
        return totals["total_amount_currency"]
