from odoo import fields, models
from odoo.fields import Command


class ResCompany(models.Model):
    _inherit = "res.company"

    bookstore_undecided_partner_id = fields.Many2one(
        "res.partner",
        string="Undecided Owner",
        copy=False,
        readonly=True,
        help="Stands for the owner of copies that left before anyone could say whose they were.",
    )
    bookstore_ownership_location_id = fields.Many2one(
        "stock.location", string="Change of Ownership", copy=False, readonly=True
    )
    bookstore_missing_location_id = fields.Many2one(
        "stock.location",
        string="Missing Copies",
        copy=False,
        readonly=True,
        help="Where copies not found by an inventory wait until they are found or lost.",
    )

    @property
    def bookstore_active(self):
        """A company is a bookshop from its first deposit on; others are left as core does."""
        return bool(self.bookstore_undecided_partner_id)

    def _activate_bookstore(self):
        """Create what a bookshop needs once: undecided owner, ownership and missing places."""
        for company in self.filtered(lambda company: not company.bookstore_active):
            # sudo: a bookseller who opens the first deposit may not write companies
            company.sudo().write(company._prepare_bookstore_vals())
            company._bookstore_record_opening_stock()

    def _prepare_bookstore_vals(self):
        self.ensure_one()
        # sudo: same reason; the records belong to the company, not to the person (nor its language)
        lang = self.partner_id.lang or self.env.lang
        env = self.env(su=True, context={**self.env.context, "lang": lang})
        warehouse = self._get_bookstore_warehouse()
        partner = env["res.partner"].create(
            {
                "name": env._("To be decided"),
                "company_id": self.id,
                "active": False,
                "bookstore_is_undecided": True,
                "comment": env._("Owner of copies whose distributor has not been decided yet."),
            }
        )
        ownership, missing = env["stock.location"].create(
            [
                {
                    "name": env._("Change of ownership"),
                    "usage": "inventory",
                    "company_id": self.id,
                },
                {
                    "name": env._("Missing copies"),
                    "usage": "internal",
                    "company_id": self.id,
                    "location_id": warehouse.with_env(env).view_location_id.id,
                    "bookstore_use": "missing",
                },
            ]
        )
        return {
            "bookstore_undecided_partner_id": partner.id,
            "bookstore_ownership_location_id": ownership.id,
            "bookstore_missing_location_id": missing.id,
        }

    def _get_bookstore_sale_point(self):
        """The main place where customers buy books: shelves in stock come before stands."""
        self.ensure_one()
        # sudo: where books are sold is no secret
        places = self.env["stock.location"].sudo()
        places = places.search(
            [
                ("bookstore_use", "=", "sale_point"),
                ("usage", "=", "internal"),
                ("company_id", "=", self.id),
            ]
        )
        return places.sorted(lambda place: not place._bookstore_is_stock())[:1].sudo(False)

    def _get_bookstore_warehouse(self):
        """The bookshop's own; the company's first until one has a place that sells books."""
        # sudo: same reason; whoever opens the first deposit may not read warehouses
        place = self._get_bookstore_sale_point().sudo()
        first = self.env["stock.warehouse"].sudo()  # sudo: same reason
        warehouse = place.warehouse_id or first.search([("company_id", "=", self.id)], limit=1)
        return warehouse.sudo(False)

    def _get_bookstore_place_here(self):
        """:return: the place that who asks works in, none when they did not say"""
        return self.env["bookstore.place"]._get_chosen(self)

    def _get_bookstore_warehouse_here(self):
        """The shop that who asks works in; the company's own when they did not say."""
        # sudo: in which shop somebody is tells nothing of its stock
        here = self._get_bookstore_place_here().sudo().warehouse_id
        return here.sudo(False) or self._get_bookstore_warehouse()

    def _get_bookstore_address(self):
        """:return: name, address and telephone of a bookshop that stands elsewhere than its company"""
        # sudo: who reads a paper reads where the bookshop is
        shop = self._get_bookstore_warehouse().sudo()
        lines = shop.partner_id._suite_get_shop_lines(self.sudo())
        return [shop.name, *lines] if lines else []

    def _get_bookstore_lost_place(self):
        """Where copies lost or corrected go, outside the stock."""
        return self.env["stock.location"].search(
            [
                ("usage", "=", "inventory"),
                ("company_id", "=", self.id),
                ("id", "!=", self.bookstore_ownership_location_id.id),
            ],
            limit=1,
        )

    def _bookstore_prepare_book_tax_vals(self):
        """VAT of books in France: 5.5 %, in the price on the cover (CGI, article 278-0 bis, A, 3°).

        :returns: values of the title; none elsewhere, where Odoo's default taxes hold
        """
        self.ensure_one()
        if self.account_fiscal_country_id.code != "FR":
            return {}
        # sudo: whoever makes a record on the spot may not read or activate taxes
        found = self.env["account.tax"].sudo().with_context(active_test=False)
        found = found.search(
            [
                ("amount", "=", 5.5),
                ("amount_type", "=", "percent"),
                ("tax_scope", "!=", "service"),
                ("company_id", "parent_of", self.id),
            ]
        ).grouped(lambda tax: (tax.type_tax_use, tax.price_include))
        sale = found.get(("sale", True)) or found.get(("sale", False))
        purchase = found.get(("purchase", False))
        if not sale or not purchase:
            return {}
        taxes = sale.sorted("sequence")[:1] | purchase.sorted("sequence")[:1]
        # The French chart of accounts brings the reduced rates switched off.
        taxes.filtered(lambda tax: not tax.active).active = True
        return {
            "taxes_id": [Command.set(taxes[0].ids)],
            "supplier_taxes_id": [Command.set(taxes[1].ids)],
        }

    def _bookstore_record_opening_stock(self):
        """Enter in the journal the copies distributors already own when the shop starts."""
        self.ensure_one()
        # sudo: opening entries are written once for the whole company
        quants = self.env["stock.quant"].sudo()
        groups = quants._read_group(
            [
                ("company_id", "=", self.id),
                ("owner_id", "not in", [False, self.partner_id.id]),
                ("location_id.usage", "in", ["internal", "transit"]),
                ("product_id.tracking", "=", "none"),
            ],
            ["product_id", "owner_id"],
            ["quantity:sum"],
        )
        # sudo: opening entries are written once for the whole company
        allocations = self.env["bookstore.allocation"].sudo()
        allocations.create(
            [
                allocations._prepare_allocation_vals(self, product, quantity, "opening")
                | {"owner_id": owner.id, "state": "decided", "decided_how": "direct"}
                for product, owner, quantity in groups
                if quantity
            ]
        )
