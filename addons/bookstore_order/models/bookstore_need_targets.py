from collections import defaultdict

from odoo import api, models
from odoo.fields import Domain

from odoo.addons.bookstore_deposit.models import sql

from ..core.needs import Threshold, TitleState, find_needs

AUTOMATIC = ("client", "deposit", "threshold", "sales")


class BookstoreNeed(models.Model):
    """Needs that follow from the stock: what should be open is computed, and moved towards."""

    _inherit = "bookstore.need"

    @api.model
    def action_refresh(self):
        """Look for what is to be ordered, in the company of the moment."""
        self.browse().check_access("create")
        # sudo: needs of the stock are found whoever asks
        self.sudo()._refresh(self.env.company)
        return True

    @api.model
    def _cron_refresh(self):
        companies = self.env["res.company"].search(
            [("bookstore_undecided_partner_id", "!=", False)]
        )
        for company in companies:
            lang = company.partner_id.lang
            shop = self.with_company(company).with_context(
                allowed_company_ids=company.ids, lang=lang
            )
            shop._refresh(company)

    @api.model
    def _refresh(self, company, products=None):
        """Bring the open needs in line with the stock, the promises and the orders.

        :param products: only these titles
        """
        states, owners = self._get_states(company, products)
        known = self._find_automatic(company, products, Domain("state", "=", "open"))
        given_up = self._find_automatic(
            company, products, Domain("state", "=", "dropped") & Domain("is_typed", "=", True)
        )
        vals_list = []
        for product_id, state in states.items():
            for reason, copies in find_needs(state).items():
                need = known.pop((product_id, reason), None)
                refused = given_up.get((product_id, reason))
                if self._is_refused(need, refused, copies):
                    del given_up[product_id, reason]
                elif not need:
                    owner = owners.get(product_id) if reason == "deposit" else False
                    vals_list.append(
                        self._prepare_target_vals(company, product_id, reason, copies, owner)
                    )
                elif not need.is_typed and need.quantity != copies:
                    need.quantity = copies
        created = self.create(vals_list)
        # who has it in deposit may have refused
        created.filtered(lambda need: need.reason == "deposit")._leave_refusers()
        for need in known.values():
            if not need.is_typed:
                need.unlink()
        for need in given_up.values():
            need.is_typed = False  # nothing lacks any more, or more than was given up

    @api.model
    def _is_refused(self, need, refused, copies):
        """Somebody wanted none, or only so many as he typed."""
        if not refused or (need and not need.is_typed):
            return False
        return copies <= refused.quantity + (need.quantity if need else 0)

    @api.model
    def _find_automatic(self, company, products, domain):
        """``{(title id, reason): need}``"""
        needs = self.search(
            Domain("company_id", "=", company.id)
            & Domain("reason", "in", AUTOMATIC)
            & self._of(products)
            & domain
        )
        return {(need.product_id.id, need.reason): need for need in needs}

    @api.model
    def _prepare_target_vals(self, company, product_id, reason, copies, owner):
        vals = {
            "company_id": company.id,
            "product_id": product_id,
            "reason": reason,
            "quantity": copies,
        }
        return vals | ({"partner_id": owner} if owner else {})

    @api.model
    def _get_states(self, company, products=None):
        """``({title id: TitleState}, {title id: owner of its automatic deposit})``"""
        promised = self._get_promised(company, products)
        thresholds = self._get_thresholds(company, products)
        wanted = self._get_wanted(company, products)
        expected = self.env["bookstore.forecast"]._get_expected(company, products)
        known = products.ids if products else ()
        ids = sorted(
            {*promised, *thresholds, *(title for title, _owner in wanted), *expected, *known}
        )
        titles = self.env["product.product"].browse(ids)
        places, own = defaultdict(lambda: defaultdict(float)), defaultdict(float)
        for title, place, owner, copies in sql.stock_cells(self.env, company, ids) if ids else ():
            places[title][place] += copies
            own[title, owner] += copies
        ordered, from_owner = self._get_ordered(company, titles)
        lacking, owners = self._get_lacking(wanted, own, from_owner)
        marked = self._get_marked(company, titles)
        spare = frozenset(
            self.env["stock.location"]
            .search([("company_id", "=", company.id), ("bookstore_use", "=", "reserve")])
            .ids
        )
        missing = company.bookstore_missing_location_id.id
        return {
            title: TitleState(
                places={place: c for place, c in places[title].items() if place != missing},
                spare=spare,
                promised=promised.get(title, 0.0),
                on_order=ordered[title],
                marked=marked[title],
                thresholds=thresholds.get(title, ()),
                lacking=lacking[title],
                expected=expected.get(title, 0.0),
            )
            for title in ids
        }, owners

    @api.model
    def _get_lacking(self, wanted, own, from_owner):
        """What automatic deposits lack: what they want, less what is here and on order."""
        lacking, owners = defaultdict(float), {}
        for (title, owner), copies in wanted.items():
            lack = copies - own[title, owner] - from_owner[title, owner]
            if lack > 0:
                lacking[title] += lack
                owners.setdefault(title, owner)
        return lacking, owners

    @api.model
    def _of(self, products):
        return Domain("product_id", "in", products.ids) if products else Domain.TRUE

    @api.model
    def _get_promised(self, company, products):
        """Copies that customers ordered and that are still to leave."""
        groups = self.env["stock.move"]._read_group(
            Domain("company_id", "=", company.id)
            & Domain("state", "in", ["waiting", "confirmed", "partially_available", "assigned"])
            & Domain("location_dest_id.usage", "=", "customer")
            & Domain("product_id.bookstore_is_title", "=", True)
            & self._of(products),
            ["product_id"],
            ["product_qty:sum"],
        )
        return {product.id: copies for product, copies in groups}

    @api.model
    def _get_thresholds(self, company, products):
        found = defaultdict(list)
        levels = self.env["bookstore.threshold"].search(
            Domain("company_id", "=", company.id) & self._of(products)
        )
        for level in levels:
            place = level.location_id.id or None
            found[level.product_id.id].append(Threshold(level.minimum, place))
        return found

    @api.model
    def _get_wanted(self, company, products):
        lines = self.env["bookstore.deposit.line"].search(
            Domain("company_id", "=", company.id)
            & Domain("deposit_id.kind", "=", "automatic")
            & Domain("deposit_id.active", "=", True)
            & Domain("wanted", ">", 0)
            & self._of(products)
        )
        return {(line.product_id.id, line.deposit_id.partner_id.id): line.wanted for line in lines}

    @api.model
    def _get_ordered(self, company, titles):
        """Copies on order and still to come, also of orders in preparation."""
        lines = self.env["purchase.order.line"].search(
            [
                ("company_id", "=", company.id),
                ("product_id", "in", titles.ids),
                ("state", "in", ["draft", "sent", "to approve", "purchase"]),
            ]
        )
        given_up = lines._bookstore_get_given_up()
        ordered, from_owner = defaultdict(float), defaultdict(float)
        for line in lines:
            waiting = line._bookstore_count(line.product_qty - line.qty_received)
            left = max(waiting - given_up[line], 0.0)
            ordered[line.product_id.id] += left
            from_owner[line.product_id.id, line.order_id.partner_id.id] += left
        return ordered, from_owner

    @api.model
    def _get_marked(self, company, titles):
        groups = self._read_group(
            [
                ("company_id", "=", company.id),
                ("product_id", "in", titles.ids),
                ("reason", "=", "mark"),
                ("state", "=", "open"),
            ],
            ["product_id"],
            ["quantity:sum"],
        )
        return defaultdict(float, {product.id: copies for product, copies in groups})
