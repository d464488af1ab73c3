from odoo import api, models
from odoo.fields import Domain

from ..core.needs import REASONS, find_needs, share_copies
from . import sql

CARDS = 20
"""Cards that come with the queue; the screen asks for the next ones before it needs them."""


class BookstoreNeed(models.Model):
    """The screen that orders title by title: one card each, a number, Enter, the next one."""

    _inherit = "bookstore.need"

    @api.model
    def get_reorder(self):
        """What is to be decided: the titles in their order, and the first cards."""
        company = self.env.company
        needs = self.search(
            [("company_id", "=", company.id), ("state", "=", "open")],
            order="partner_id, product_id, id",
        )
        ids = list(dict.fromkeys(needs.product_id.ids))
        return {
            "ids": ids,
            "cards": self.get_reorder_cards(ids[:CARDS]),
            "currency_id": company.currency_id.id,
        }

    @api.model
    def get_reorder_cards(self, product_ids):
        """The cards of these titles, in a constant number of queries."""
        self.browse().check_access("read")
        company = self.env.company
        titles = self.env["product.product"].browse(product_ids).exists()
        needs = self._find_open_of(titles)
        reasons = needs._get_reasons(company)
        # sudo: sales, orders and copies of a title are known to all in the shop
        shop = self.sudo().with_company(company)
        outlooks = shop.env["bookstore.forecast"]._get_outlooks(company, titles.ids)
        facts = {
            "states": shop._get_states(company, titles)[0],
            "outlooks": outlooks,
            "purchases": sql.sales.last_purchases(shop.env, company, titles.ids),
            "buyers": needs.grouped("product_id"),
            "reasons": reasons,
        }
        return [self._prepare_card(title, facts) for title in titles]

    @api.model
    def _find_open_of(self, titles):
        return self.search(
            [
                ("company_id", "=", self.env.company.id),
                ("product_id", "in", titles.ids),
                ("state", "=", "open"),
            ]
        )

    def _prepare_card(self, title, facts):
        needs = facts["buyers"].get(title, self.browse())
        needs = needs.sorted(lambda need: REASONS.index(need.reason))
        state, outlook = facts["states"][title.id], facts["outlooks"][title.id]
        labels = dict(self._fields["reason"]._description_selection(self.env))
        forecasts = self.env["bookstore.forecast"]
        return {
            "id": title.id,
            "name": title.name,
            "authors": title.bookstore_authors or "",
            "publisher": title.bookstore_publisher_id.name or "",
            "isbn": title.barcode or "",
            "edition": title.bookstore_edition or "",
            "price": title.lst_price,
            "places": title.bookstore_places or "",
            "here": sum(state.places.values()),
            "on_order": state.on_order,
            "promised": state.promised,
            "last_entry": self._prepare_last_entry(title),
            "last_purchase": self._prepare_last_purchase(facts["purchases"].get(title.id)),
            "distributor": needs.partner_id[:1].name or "",
            "better": ", ".join(filter(None, needs.mapped("better"))),
            "proposed": sum(needs.mapped("quantity")),
            "reasons": [
                {
                    "key": need.reason,
                    "label": labels[need.reason],
                    "copies": need.quantity,
                    "why": facts["reasons"].get(need) or "",
                }
                for need in needs
            ],
            "outlook": forecasts._describe(outlook),
            "chart": forecasts.with_company(self.env.company)._draw(outlook),
        }

    def _prepare_last_entry(self, title):
        if not title.bookstore_last_entry:
            return False
        return {
            "date": title.bookstore_last_entry,
            "copies": title.bookstore_last_entry_quantity,
            "sold": title.bookstore_sold_since,
        }

    def _prepare_last_purchase(self, found):
        if not found:
            return False
        date, copies, partner_id = found
        # sudo: a name only
        partner = self.env["res.partner"].sudo().browse(partner_id)
        return {"date": date, "copies": copies, "partner": partner.name}

    @api.model
    def set_reorder(self, product_id, copies):
        """Somebody typed how many copies of a title are to be ordered, for all reasons together.

        :return: what is open of it now
        """
        self.browse().check_access("write")
        title = self.env["product.product"].browse(product_id)
        needs = self._find_open_of(title)
        wanted = {need.reason: need.quantity for need in needs}
        shares = share_copies(max(float(copies), 0.0), wanted)
        for need in needs:
            share = shares.pop(need.reason)
            if not share:
                need.action_drop()
            elif share != need.quantity:
                need.quantity = share
        self.create(
            [
                {"product_id": title.id, "reason": reason, "quantity": share}
                for reason, share in shares.items()
                if share
            ]
        )
        self._give_up_rest(title)
        return sum(self._find_open_of(title).mapped("quantity"))

    @api.model
    def _give_up_rest(self, title):
        """What somebody wants fewer of is given up: it comes back only when more lacks."""
        company = self.env.company
        # sudo: what lacks is known to the software, and what was refused is noted by it
        shop = self.sudo().with_company(company)
        states, _owners = shop._get_states(company, title)
        held = {need.reason: need.quantity for need in shop._find_open_of(title)}
        refused = shop._find_automatic(company, title, Domain("state", "=", "dropped"))
        for need in refused.values():
            need.is_typed = False
        shop.create(
            [
                shop._prepare_target_vals(company, title.id, reason, lack, False)
                | {"state": "dropped", "is_typed": True}
                for reason, copies in find_needs(states[title.id]).items()
                if (lack := copies - held.get(reason, 0)) > 0
            ]
        )

    @api.model
    def get_reorder_totals(self, product_ids):
        """What is to be ordered of these titles, by distributor."""
        self.browse().check_access("read")
        needs = self._find_open_of(self.env["product.product"].browse(product_ids))
        rows = []
        for partner, own in needs.grouped("partner_id").items():
            rows.append(
                {
                    "id": partner.id,
                    "name": partner.name or self.env._("No distributor yet"),
                    "titles": len(own.product_id),
                    "copies": sum(own.mapped("quantity")),
                    "value": sum(need.quantity * need.product_id.lst_price for need in own),
                }
            )
        return sorted(rows, key=lambda row: row["name"])

    @api.model
    def order_reorder(self, product_ids):
        """Put these titles on the orders in preparation; those without distributor stay open."""
        needs = self._find_open_of(self.env["product.product"].browse(product_ids))
        return needs.filtered("partner_id").action_order()
