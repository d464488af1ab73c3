from collections import defaultdict

from odoo import fields, models

from ..core.money import PAID_KINDS
from ..core.ownership import EPSILON
from .stock_move_line import FreedLines

EXIT_KIND_BY_USAGE = {"customer": "sale", "supplier": "return", "inventory": "loss"}


class StockMove(models.Model):
    """After the movement: what the journal of copies by owner says of it."""

    _inherit = "stock.move"

    def _action_done(self, cancel_backorder=False):
        bookshop_moves = self.filtered(lambda move: move.company_id.bookstore_active)
        if not bookshop_moves:
            return super()._action_done(cancel_backorder=cancel_backorder)
        plans = bookshop_moves._bookstore_plan_owners()
        freed = FreedLines(line_id for plan in plans.values() for line_id in plan.get("freed", ()))
        moves = self.with_context(bookstore_freed_lines=freed) if freed else self
        done = super(StockMove, moves)._action_done(cancel_backorder=cancel_backorder)
        done = done.with_env(self.env)
        recorded = done.filtered(
            lambda move: move.state == "done" and move.company_id.bookstore_active
        )
        recorded._bookstore_carry_merged()
        recorded._bookstore_record(plans)
        return done

    def _bookstore_record(self, plans):
        """Write the journal of copies by owner, then what follows from it."""
        for company, moves in self.grouped("company_id").items():
            moves._bookstore_record_company(company, plans)

    def _bookstore_record_company(self, company, plans):
        moves = self.filtered(
            lambda move: move.product_id.is_storable and move.product_id.tracking == "none"
        )
        moves._bookstore_name_kinds()
        moves._bookstore_copy_owner()
        # sudo: the journal is kept for everyone who moves copies, sellers included
        journal = self.env["bookstore.allocation"].sudo()
        own_moves = moves.filtered(lambda move: move.bookstore_kind != "ownership")
        vals_list = []
        for move in own_moves:
            vals_list += move._bookstore_prepare_journal(company, plans.get(move.id, {}))
        allocations = journal.create(vals_list)
        allocations._freeze_terms()
        allocations.product_id.product_tmpl_id._bookstore_mark_title()
        for move in own_moves:
            plan = plans.get(move.id, {})
            if plan.get("reversals"):
                journal._reverse(move, plan["reversals"], plan["owner"])
            if plan.get("unsold"):
                customer_id = move._bookstore_prepare_sale_vals().get("customer_id")
                journal._record_back(move, customer_id, *plan["unsold"], plan["owner"])
        allocations._settle_forced()
        own_moves._bookstore_open_oversold(company)
        own_moves._bookstore_follow_alerts(company, plans)

    def _bookstore_name_kinds(self):
        """Movements made by core get the kind their places tell."""
        by_kind = defaultdict(lambda: self.browse())
        for move in self:
            kind = not move.bookstore_kind and move._bookstore_guess_kind()
            if kind:
                by_kind[kind] |= move
        for kind, moves in by_kind.items():
            moves.bookstore_kind = kind

    def _bookstore_guess_kind(self):
        source, target = self.location_id, self.location_dest_id
        source_in, target_in = source._should_be_valued(), target._should_be_valued()
        if source_in and target_in:
            return "transfer"
        if source_in:
            if self.is_inventory:
                return "irregular_out"
            return EXIT_KIND_BY_USAGE.get(target.usage, "irregular_out")
        if target_in:
            return {"supplier": "receipt", "customer": "sale"}.get(source.usage, "irregular_in")
        return False

    def _bookstore_copy_owner(self):
        """Core tells past stock by owner from the move, not from its lines."""
        for owner, moves in self.grouped(lambda move: move.move_line_ids.owner_id[:1]).items():
            different = [move.id for move in moves if move.restrict_partner_id != owner]
            if different:
                self.browse(different).restrict_partner_id = owner

    def _bookstore_prepare_journal(self, company, plan):
        """One entry, or two when copies nobody had in stock left with the others."""
        source = self.location_id._should_be_valued()
        target = self.location_dest_id._should_be_valued()
        if source == target:
            return []
        quantity = sum(self.move_line_ids.mapped("quantity_product_uom")) - plan.get("told", 0.0)
        owner = self.move_line_ids.owner_id[:1]
        is_firm = not owner or owner == company.partner_id
        if quantity <= EPSILON or (
            is_firm and not plan.get("consigned") and not plan.get("negative")
        ):
            return []
        vals = self._bookstore_prepare_entry(company, plan, quantity, source, target)
        oversold = 0.0 if plan.get("said") else min(plan.get("oversold", 0.0), quantity)
        if oversold <= EPSILON:
            return [vals]
        beyond = vals | {"quantity": oversold, "candidate_ids": [], "is_asked": True}
        within = vals | {"quantity": quantity - oversold}
        return [within, beyond] if quantity - oversold > EPSILON else [beyond]

    def _bookstore_prepare_entry(self, company, plan, quantity, source, target):
        owner = self.move_line_ids.owner_id[:1]
        returned = target and self.bookstore_kind in PAID_KINDS
        sale = self._bookstore_prepare_sale_vals()
        title = self._bookstore_get_title()
        vals = self.env["bookstore.allocation"]._prepare_allocation_vals(
            company,
            self._bookstore_get_priced(sale["date"]),
            -quantity if returned else quantity,
            self.bookstore_kind,
            date=sale["date"] if "asked_price" in sale else None,
            asked_price=sale.pop("asked_price", None),
        )
        place = "location_id" if source else "location_dest_id"
        vals |= sale | {
            "product_id": title.id,
            "move_id": self.id,
            "is_original": True,
            "reason_id": self.bookstore_reason_id.id,
            "location_id": self.move_line_ids[:1][place].id,
            "candidate_ids": [(6, 0, plan.get("candidates", []))],
        }
        if owner == company.bookstore_undecided_partner_id:
            found = self.bookstore_kind == "irregular_in"
            journal = self.env["bookstore.allocation"].sudo()  # sudo: kept for whoever moves copies
            asked = journal._prepare_found_vals(company, title) if found else {}
            return vals | asked | {"state": "pending"}
        return vals | {
            "state": "decided",
            "decided_how": "direct",
            "decided_at": fields.Datetime.now(),
            "owner_id": (owner or company.partner_id).id,
        }

    def _bookstore_prepare_sale_vals(self):
        """The sale behind the movement: its own day, the price asked and the price paid."""
        vals = {"date": self.date}
        line = self.sale_line_id
        if line:
            vals |= {
                "sale_line_id": line.id,
                "price_sold": line.price_reduce_taxinc,
                "customer_id": line.order_partner_id.id,
                "asked_price": line.price_unit,
            }
            if self.bookstore_kind == "sale" and line.order_id.date_order:
                vals["date"] = min(line.order_id.date_order, self.date)
        return vals

    def _bookstore_open_oversold(self, company):
        """A parcel brings the owner that an earlier sale beyond the stock had none of."""
        firm = company.partner_id
        entries = self.filtered(
            lambda move: (
                move.location_dest_id._should_be_valued()
                and not move.location_id._should_be_valued()
                and move.restrict_partner_id - firm - company.bookstore_undecided_partner_id
            )
        )
        if entries:
            # sudo: the journal is kept for everyone who moves copies
            journal = self.env["bookstore.allocation"].sudo()
            journal._open_oversold_firm(company, entries._bookstore_get_title())

    def _bookstore_follow_alerts(self, company, plans):
        """Raise what these movements ask, close what they answer."""
        # sudo: the customer waits, the question is for the bookseller
        alerts = self.env["bookstore.alert"].sudo()
        events, touched = [], self.browse()
        for move in self:
            plan = plans.get(move.id, {})
            if "places" in plan:
                events += move._bookstore_get_alert_events(plan["places"])
            if (
                move.location_dest_id._should_be_valued()
                or plan.get("consigned")
                or plan.get("negative")
            ):
                touched |= move
        alerts._raise(company, events)
        if touched:
            alerts._follow_titles(company, touched._bookstore_get_title())

    # -- what the movement asks --------------------------------------------

    def _bookstore_get_alert_events(self, places):
        """``(kind, title, place, copies)`` for what should be looked at later (B81, B82, B85)."""
        events, title = [], self._bookstore_get_title()
        for source in self.move_line_ids.location_id or self.location_id:
            if places.get(source.id, 0.0) < -EPSILON:
                events.append(("negative", title, source, -places[source.id]))
        source = self.location_id
        if self.bookstore_kind == "transfer":
            return events
        if self.bookstore_kind == "sale" and source.bookstore_use == "reserve":
            events.append(("reserve_sale", title, source, self.quantity))
        alerts = self.env["bookstore.alert"]
        if source.bookstore_use == "sale_point" and alerts._is_shop_empty(places):
            hidden = alerts._count_shown_and_hidden(places)[1]
            events.append(("shop_empty", title, self.env["stock.location"], hidden))
        return events
