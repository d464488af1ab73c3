from odoo import api, fields, models

from ..core.money import PAID_KINDS
from . import sql


class BookstoreAllocation(models.Model):
    """What was agreed when the copies left: later corrections copy it, nothing reads it again.

    The public price is that of the day of the sale, the discount and who bears losses are those
    of the deposit at that moment, the VAT is that of the title.
    """

    _inherit = "bookstore.allocation"

    discount = fields.Float(
        "Discount (%)",
        readonly=True,
        aggregator="avg",
        help="The shop's share of the public price, as agreed when the copies left.",
    )
    is_owed = fields.Boolean(
        "Owed", readonly=True, help="These copies are paid to their owner: sold, given or lost."
    )
    tax_key = fields.Char(readonly=True, help="Purchase taxes of the title on that day.")
    terms = fields.Json(
        readonly=True, help="What was agreed with each possible owner when the copies left."
    )

    # -- values ----------------------------------------------------------------

    @api.model
    def _prepare_allocation_vals(
        self, company, product, quantity, kind, date=None, asked_price=None
    ):
        """Values of one journal entry, with the public price and the VAT of its day.

        :param date: moment of the sale; now when there is none of its own
        :param asked_price: what the customer was asked a copy, VAT as in the title's price
        """
        public, excluded = self._get_public_prices(company, product, date, asked_price)
        vals = {
            "company_id": company.id,
            "product_id": product.id,
            "quantity": quantity,
            "kind": kind,
            "public_price": public,
            "price_excluded": excluded,
        }
        if kind in PAID_KINDS:
            taxes = product.supplier_taxes_id._filter_taxes_by_company(company)
            vals["tax_key"] = ",".join(str(tax_id) for tax_id in sorted(taxes.ids))
        return vals

    @api.model
    def _get_public_prices(self, company, product, date=None, asked_price=None):
        """Price on the cover, with and without VAT, per copy and not rounded."""
        price = product.with_company(company).lst_price
        if date:
            price = product.product_tmpl_id._bookstore_get_price_at(date, price, asked_price)
        taxes = product.taxes_id._filter_taxes_by_company(company)
        if not taxes:
            return price, price
        result = taxes._get_tax_details(
            price, 1.0, rounding_method="round_globally", product=product
        )
        return result["total_included"], result["total_excluded"]

    # -- frozen when the owner is known ------------------------------------------

    def _freeze_terms(self, owners=None):
        """Keep what is agreed now with the owner of these exits, or with each possible one.

        :param owners: only the terms of these; default all
        """
        exits = self.filtered(lambda allocation: allocation.kind in PAID_KINDS)
        for company, allocations in exits.grouped("company_id").items():
            concerned = owners or allocations._get_concerned_owners(company)
            # sudo: terms are the manager's to change, and everyone's to apply
            terms = sql.deposit_terms(
                self.env(su=True), company, concerned.ids, allocations.product_id.ids
            )
            for allocation in allocations:
                allocation._freeze_own_terms(terms)

    def _get_concerned_owners(self, company):
        """The owners these copies may be of: any distributor where nobody had one in stock."""
        owners = self.owner_id | self.candidate_ids
        if self.filtered("is_asked"):
            # sudo: who has a deposit is no secret to the journal
            deposits = self.env["bookstore.deposit"].sudo()
            owners |= deposits.search([("company_id", "=", company.id)]).partner_id
        return owners

    def _freeze_own_terms(self, terms):
        product_id = self.product_id.id
        if self.state == "decided":
            self.write(self._prepare_terms_vals(terms.get((product_id, self.owner_id.id))))
        possible = set(self.candidate_ids.ids)
        if self.state == "pending" or self.is_asked:
            agreed = {
                str(owner_id): known
                for (title_id, owner_id), known in terms.items()
                if title_id == product_id and (owner_id in possible or self.is_asked)
            }
            if agreed:
                self.terms = (self.terms or {}) | agreed

    def _prepare_terms_vals(self, terms):
        """:param terms: ``(discount, losses are paid)``, or none for an owner without a deposit"""
        discount, bill_losses = terms or (0.0, False)
        owed = bool(terms) and self.kind in PAID_KINDS
        return {"discount": discount, "is_owed": owed and (self.kind != "loss" or bill_losses)}

    def _freeze_decided_terms(self):
        """The owner is known at last: what was agreed with it when the copies left holds."""
        exits = self.filtered(lambda allocation: allocation.kind in PAID_KINDS)
        unknown = exits.filtered(
            lambda allocation: str(allocation.owner_id.id) not in (allocation.terms or {})
        )
        for allocation in exits - unknown:
            frozen = allocation.terms[str(allocation.owner_id.id)]
            allocation.write(allocation._prepare_terms_vals(frozen))
        unknown._freeze_terms()

    def _get_frozen_terms(self):
        """What a decision taken back leaves for the next one."""
        self.ensure_one()
        if self.kind not in PAID_KINDS or not self.owner_id:
            return self.terms
        losses = self.is_owed if self.kind == "loss" else True
        return (self.terms or {}) | {str(self.owner_id.id): [self.discount, losses]}
