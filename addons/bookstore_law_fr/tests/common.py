from datetime import timedelta

from odoo import fields
from odoo.fields import Command

from odoo.addons.bookstore_deposit.tests.common import TillCommon


def make_french(company):
    """The generic chart of accounts is American: taxes made from now on are French."""
    france = company.env.ref("base.fr")
    company.account_fiscal_country_id = france
    company.env["account.tax.group"].create(
        {"name": "VAT", "company_id": company.id, "country_id": france.id}
    )


class LawCommon(TillCommon):
    """A French bookshop; one book at 8.55, whose 5 % would be a cent too low."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._create_users()
        cls.book = cls._create_title("Bel-Ami", 8.55, fr_book_kind="new")
        cls.bag = cls._create_title("Sac en toile", 10.0)
        cls.bag.taxes_id = cls._create_vat(20)
        cls.buyers = {
            kind: cls.env["res.partner"].create({"name": kind, "fr_book_buyer": kind})
            for kind in ("public", "article_3", "library", "school")
        }

    @classmethod
    def _create_company(cls):
        company = super()._create_company()
        make_french(company)
        return company

    @classmethod
    def _create_vat(cls, amount):
        return cls.env["account.tax"].create(
            {
                "name": f"VAT {amount} % incl.",
                "amount": amount,
                "amount_type": "percent",
                "company_id": cls.company.id,
                "type_tax_use": "sale",
                "price_include_override": "tax_included",
            }
        )

    def _order(self, *lines, partner=None, user=None, **vals):
        """:param lines: values, or a title"""
        orders = self._as(user or self.manager, self.env["sale.order"])
        return orders.create(
            {
                "partner_id": (partner or self.customer).id,
                "company_id": self.company.id,
                "warehouse_id": self.warehouse.id,
                "order_line": [
                    Command.create(line if isinstance(line, dict) else {"product_id": line.id})
                    for line in lines
                ],
            }
            | vals
        )

    def _line(self, title=None, **vals):
        return {"product_id": (title or self.book).id} | vals

    def _make_old(self, title, months=7):
        """Published two years ago and more, last supplied ``months`` ago."""
        self._receive(self.firm, 2, title)
        entry = self.env["stock.move"].search([("product_id", "=", title.id)])
        entry.date = fields.Datetime.now() - timedelta(days=31 * months)
        title.fr_published_on = fields.Date.context_today(self.env.user) - timedelta(days=800)
        title.invalidate_recordset(["bookstore_last_entry"])
