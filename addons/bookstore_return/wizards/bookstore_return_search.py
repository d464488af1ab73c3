from collections import defaultdict
from functools import cache

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import format_date

from odoo.addons.bookstore_deposit.core.ownership import EPSILON
from odoo.addons.bookstore_deposit.core.stay import overdue_quantity
from odoo.addons.bookstore_deposit.models import sql

from ..core.criteria import Criteria, Life, find_copies, is_taken_back
from ..models.sql import lives


class BookstoreReturnSearch(models.TransientModel):
    """What a bookseller looks for when the shelves are full: one request for each distributor."""

    _name = "bookstore.return.search"
    _description = "Look for Copies to Return"

    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, default=lambda self: self.env.company
    )
    partner_ids = fields.Many2many(
        "res.partner",
        string="Distributors",
        domain=[("bookstore_is_distributor", "=", True)],
        help="Empty: all of them.",
    )
    unsold_months = fields.Integer(
        "Not Sold for (months)", default=12, help="Nor received; 0: not looked for."
    )
    novelty_months = fields.Integer(
        "Novelties Older than (months)",
        help="First received in the year before; 0: not looked for.",
    )
    is_stay = fields.Boolean("At the End of Their Stay", default=True)
    is_allowed_only = fields.Boolean(
        "Only What the Terms Allow",
        default=True,
        help="Firm copies within the months after the purchase that the distributor accepts.",
    )

    def action_search(self):
        """Prepare the requests of all that the criteria find."""
        self.ensure_one()
        requests = self.env["bookstore.return.request"]
        requests.check_access("create")
        if not (self.unsold_months or self.novelty_months or self.is_stay):
            raise UserError(
                self.env._("No criterion is set: say how long copies were not sold, for example.")
            )
        for partner_id, lines in self._find_lines().items():
            requests |= requests.create(
                {
                    "partner_id": partner_id,
                    "company_id": self.company_id.id,
                    "line_ids": [Command.create(vals) for vals in lines],
                }
            )
        if not requests:
            raise UserError(
                self.env._("Nothing on the shelves answers these criteria: change them.")
            )
        return requests._get_records_action(name=self.env._("Requests for Returns"))

    def _find_lines(self):
        """``{distributor id: values of its lines}``"""
        # sudo: totals of every owner are needed, whatever stock lines the user may read
        search = self.sudo()
        rooms, firm, deposit = search._get_copies()
        titles = sorted({title for title, _partner in [*firm, *deposit]})
        known = lives(search.env, self.company_id, titles)
        asked = self._get_asked()
        self._hold_asked(rooms, asked)
        asked = {(line.product_id.id, line.request_id.partner_id.id) for line in asked}
        # thousands of titles have few days between them
        criteria, tell = self._get_criteria(), cache(self._tell_reason)
        lines = defaultdict(list)
        for return_of, copies in (("firm", firm), ("deposit", deposit)):
            for (title, partner), life in search._get_lives(copies, known, return_of).items():
                room = min(rooms["here"][title], rooms[return_of].get(title, life.copies))
                if (title, partner) not in asked and room > EPSILON:
                    copies, reasons = self._find_copies(life, criteria, return_of, partner)
                    if copies:
                        line = self._prepare_line(title, min(copies, room), return_of)
                        line["reason"] = ", ".join(tell(*one) for one in reasons)
                        lines[partner].append(line)
                        self._hold(rooms, title, return_of, line["quantity"])
        return {partner: vals_list for partner, vals_list in lines.items() if vals_list}

    def _hold_asked(self, rooms, asked):
        """What is in a request that is not finished is no other distributor's to take back."""
        for line in asked:
            waits = line.request_id.state in ("draft", "asked")
            copies = line.quantity if waits else line.accepted
            self._hold(rooms, line.product_id.id, line.return_of, copies)

    def _hold(self, rooms, title, return_of, copies):
        rooms["here"][title] -= copies
        if return_of == "firm":
            rooms["firm"][title] -= copies

    def _get_criteria(self):
        return Criteria(
            fields.Date.context_today(self),
            self.unsold_months,
            self.novelty_months,
            self.is_stay,
        )

    def _find_copies(self, life, criteria, return_of, partner):
        """``(copies that the criteria find and the terms allow, [(reason, its day)])``"""
        copies, reasons = find_copies(life, criteria)
        if copies and return_of == "firm" and self.is_allowed_only:
            terms = self.env["res.partner"].browse(partner)._bookstore_get_return_terms()
            if not is_taken_back(life.bought, terms, criteria.day):
                return 0.0, []
        days = {"unsold": life.last_sale or life.last_entry, "novelty": life.first_entry}
        return copies, [(reason, days.get(reason)) for reason in reasons]

    def _prepare_line(self, title, copies, return_of):
        return {"product_id": title, "quantity": copies, "return_of": return_of}

    def _tell_reason(self, reason, day):
        if reason == "unsold":
            return self.env._("not sold since %s", self._format_day(day))
        if reason == "novelty":
            return self.env._("novelty of %s", self._format_day(day))
        return self.env._("end of its stay")

    def _format_day(self, day):
        return format_date(self.env, day) if day else ""

    def _get_asked(self):
        """What is in a request that is not finished is not asked twice."""
        return self.env["bookstore.return.request.line"].search(
            [
                ("company_id", "=", self.company_id.id),
                "|",
                ("request_id.state", "in", ["draft", "asked", "allowed"]),
                ("request_id.parcel_id.state", "=", "draft"),  # its copies are still here
            ]
        )

    def _get_copies(self):
        """``(rooms, {(title, distributor): firm copies}, the same of deposits)``

        Rooms are the copies of each title that can be carried out, whoever's they are: those sold
        while nobody says whose they were are gone, missing ones and customers' are not sent back.
        """
        company = self.company_id
        titles = self._get_titles()
        parcel = self.env["bookstore.parcel"].new({"kind": "return", "company_id": company.id})
        here = parcel._get_copies_by_place(self.env["product.product"].browse(titles))
        own, deposits = defaultdict(float), {}
        mine = {company.partner_id.id, company.bookstore_undecided_partner_id.id}
        looked_at = set(self.partner_ids.ids)
        for title, place, owner, copies in sql.stock_cells(self.env, company, titles):
            if place not in here[title]:
                continue
            if owner == company.partner_id.id:
                own[title] += copies
            elif owner not in mine and (not looked_at or owner in looked_at):
                deposits[title, owner] = deposits.get((title, owner), 0.0) + copies
        firm = {
            (title, partner): min(copies, own[title])
            for (title, partner), copies in self._get_bought(titles).items()
            if min(copies, own[title]) > 0
        }
        rooms = {
            "here": defaultdict(float, {title: sum(here[title].values()) for title in titles}),
            "firm": own,
            "deposit": {},
        }
        return rooms, firm, {key: copies for key, copies in deposits.items() if copies > 0}

    def _get_titles(self):
        groups = self.env["stock.quant"]._read_group(
            [
                ("company_id", "=", self.company_id.id),
                ("location_id.usage", "=", "internal"),
                ("quantity", ">", 0),
                ("product_id.bookstore_is_title", "=", True),
            ],
            ["product_id"],
        )
        return [product.id for (product,) in groups]

    def _get_bought(self, titles):
        groups = self.env["bookstore.parcel.line"]._read_group(
            [
                ("parcel_id.state", "=", "done"),
                ("parcel_id.partner_id", "!=", False),
                ("company_id", "=", self.company_id.id),
                ("product_id", "in", self._get_family(titles)),
                "|",
                ("parcel_id.kind", "=", "firm"),
                ("return_of", "=", "firm"),
            ],
            ["parcel_id", "product_id", "return_of"],
            ["quantity:sum"],
        )
        bought, kept = defaultdict(float), self._get_kept_ids()
        looked_at = set(self.partner_ids.ids)
        for parcel, product, return_of, copies in groups:
            partner = parcel.partner_id.id
            if not looked_at or partner in looked_at:
                bought[kept.get(product.id, product.id), partner] += (
                    -copies if return_of else copies
                )
        return bought

    def _get_family(self, titles):
        """Also the records that were merged into these titles."""
        return self.env["product.product"].browse(titles)._bookstore_get_family()

    def _get_kept_ids(self):
        """``{merged title: the one that stands for it}``: few, read at once for thousands of lines."""
        merged = self.env["product.product"].with_context(active_test=False)
        merged = merged.search_fetch(
            [("bookstore_merged_into_id", "!=", False)], ["bookstore_merged_into_id"]
        )
        return {product.id: product.bookstore_merged_into_id.id for product in merged}

    def _get_lives(self, copies, known, return_of):
        """``{(title, distributor): Life}``"""
        purchases = self._get_purchase_days(copies) if return_of == "firm" else {}
        overdue = self._get_overdue(copies) if return_of == "deposit" else {}
        found = {}
        for key, left in copies.items():
            first, last, sold = known.get(key[0], (None, None, None))
            bought = purchases.get(key, last)
            found[key] = Life(left, first, last, sold, bought, overdue.get(key, 0.0))
        return found

    def _get_purchase_days(self, copies):
        groups = self.env["bookstore.parcel.line"]._read_group(
            [
                ("parcel_id.state", "=", "done"),
                ("parcel_id.kind", "=", "firm"),
                ("parcel_id.partner_id", "in", [partner for _title, partner in copies]),
                ("company_id", "=", self.company_id.id),
                ("product_id", "in", self._get_family([title for title, _partner in copies])),
            ],
            ["parcel_id", "product_id"],
        )
        days, kept = {}, self._get_kept_ids()
        for parcel, product in groups:
            key = (kept.get(product.id, product.id), parcel.partner_id.id)
            days[key] = max(parcel.date, days.get(key, parcel.date))
        return days

    def _get_overdue(self, copies):
        """Copies beyond the longest stay of their deposit, the oldest leaving first."""
        deposits = self.env["bookstore.deposit"].search(
            [
                ("company_id", "=", self.company_id.id),
                ("partner_id", "in", [partner for _title, partner in copies]),
                ("max_days", ">", 0),
            ]
        )
        by_owner = {deposit.partner_id.id: deposit for deposit in deposits}
        limits = {
            partner: fields.Datetime.subtract(fields.Datetime.now(), days=deposit.max_days)
            for partner, deposit in by_owner.items()
        }
        receipts = self._get_receipts(by_owner)
        return {
            (title, partner): overdue_quantity(
                left, receipts.get((title, partner), ()), limits[partner]
            )
            for (title, partner), left in copies.items()
            if partner in limits
        }

    def _get_receipts(self, by_owner):
        receipts, kept = defaultdict(list), self._get_kept_ids()
        entries = self.env["bookstore.allocation"].search_fetch(
            [
                ("company_id", "=", self.company_id.id),
                ("owner_id", "in", list(by_owner)),
                ("kind", "in", ["opening", "receipt", "irregular_in"]),
                ("state", "=", "decided"),
            ],
            ["product_id", "owner_id", "date", "quantity"],
        )
        for entry in entries:
            title = entry.product_id.id
            key = (kept.get(title, title), entry.owner_id.id)
            receipts[key].append((entry.date, entry.quantity))
        return receipts
