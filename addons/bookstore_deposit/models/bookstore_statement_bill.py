from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from . import sql


class BookstoreStatement(models.Model):
    """The vendor bill of a statement, right to the cent by discount, VAT and account."""

    _inherit = "bookstore.statement"

    # -- bill ------------------------------------------------------------------------

    def action_bill(self):
        """Close if needed, then make the vendor bill: one line by discount, VAT and account."""
        self.ensure_one()
        if self.state == "draft":
            self._close()
        self._take_turn("billed")
        groups = self._get_bill_groups()
        if not groups:
            raise UserError(
                self.env._(
                    "Nothing is owed to %(partner)s in statement %(name)s: there is no bill to make."
                    " Choose “Close” to end it without one.",
                    partner=self.partner_id.name,
                    name=self.name,
                )
            )
        # sudo: the bookseller makes the draft bill; the accountant checks and posts it
        statement = self.sudo()
        bill = statement.env["account.move"].create(self._prepare_bill_vals(groups))
        statement.write({"bill_id": bill.id, "state": "billed"})
        self._attach_titles(bill)
        return self.action_view_bill()

    def _lose_bill(self, bills):
        """The bill was cancelled or deleted: nobody asked for it here, another one can be made."""
        for statement in self.filtered(lambda statement: statement.bill_id in bills):
            sql.guard_deposit(self.env, statement.deposit_id)
            statement.write({"bill_id": False, "state": "closed"})

    def _take_bill_back(self, bill):
        """A cancelled bill is set to draft again; what is owed is billed once."""
        if self.bill_id and self.bill_id != bill:
            raise UserError(
                self.env._(
                    "Statement %(name)s was billed again by %(other)s. Keep one of the two bills:"
                    " cancel the other one first.",
                    name=self.name,
                    other=self.bill_id.display_name,
                )
            )
        if not self.bill_id:
            sql.guard_deposit(self.env, self.deposit_id)
            self._check_can_become("billed")
            self.write({"bill_id": bill.id, "state": "billed"})

    def _get_bill_groups(self):
        """Amounts to pay by discount, VAT and account, each the sum of its titles to the cent."""
        groups = {}
        shares = {line: line._get_breakdown() for line in self.line_ids}
        owed = self.line_ids.filtered(lambda line: shares[line])
        accounts = self._get_accounts(owed.product_id)
        for line in owed:
            for share in shares[line]:
                self._add_to_group(groups, share, accounts[line.product_id])
        return [group for group in groups.values() if group["amount"]]

    def _add_to_group(self, groups, share, account):
        taxes = self.env["account.tax"].browse(share["taxes"])
        group = groups.setdefault(
            (share["discount"], taxes, account),
            {
                "discount": share["discount"],
                "taxes": taxes,
                "account": account,
                "amount": 0.0,
                "copies": 0.0,
            },
        )
        group["amount"] = self.currency_id.round(group["amount"] + share["amount"])
        group["copies"] += share["copies"]

    def _get_tax_amount(self, groups):
        """VAT as the bill will compute it, rounding included."""
        if not groups or not any(group["taxes"] for group in groups):
            return 0.0
        taxes = self.env["account.tax"]
        base_lines = [
            taxes._prepare_base_line_for_taxes_computation(
                {},
                price_unit=group["amount"],
                quantity=1.0,
                tax_ids=group["taxes"],
                currency_id=self.currency_id,
                special_mode="total_excluded",
            )
            for group in groups
        ]
        taxes._add_tax_details_in_base_lines(base_lines, self.company_id)
        taxes._round_base_lines_tax_details(base_lines, self.company_id)
        totals = taxes._get_tax_totals_summary(base_lines, self.currency_id, self.company_id)
        return totals["tax_amount_currency"]

    def _prepare_bill_vals(self, groups):
        refund = sum(group["amount"] for group in groups) < 0
        sign = -1 if refund else 1
        return {
            "move_type": "in_refund" if refund else "in_invoice",
            "partner_id": self.partner_id.id,
            "company_id": self.company_id.id,
            "currency_id": self.currency_id.id,
            "invoice_date": fields.Date.context_today(self),
            "invoice_origin": self.name,
            "bookstore_statement_id": self.id,
            "invoice_line_ids": [
                Command.create(self._prepare_bill_line_vals(group, sign)) for group in groups
            ],
        }

    def _prepare_bill_line_vals(self, group, sign):
        name = self.env._(
            "Statement %(name)s: %(copies)g copies at %(discount)g %% discount",
            name=self.name,
            copies=group["copies"],
            discount=group["discount"],
        )
        return {
            "name": name,
            "quantity": 1.0,
            "price_unit": self._get_bill_price(group) * sign,
            "account_id": group["account"].id,
            "tax_ids": [Command.set(group["taxes"].ids)],
        }

    def _get_bill_price(self, group):
        """Amount excluding VAT, or including it where the purchase tax says so."""
        if not any(tax.price_include for tax in group["taxes"]):
            return group["amount"]
        result = (
            group["taxes"]
            .with_context(force_price_include=False)
            .compute_all(group["amount"], currency=self.currency_id)
        )
        return result["total_included"]

    def _attach_titles(self, bill):
        name = f"{self.name.replace('/', '-')}.csv"
        self.env["ir.attachment"].sudo().create(  # sudo: attached to the bill made just above
            {
                "name": name,
                "raw": self._get_csv(),
                "mimetype": "text/csv",
                "res_model": "account.move",
                "res_id": bill.id,
            }
        )
