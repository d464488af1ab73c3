from collections import defaultdict

from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.bookstore_deposit.core.ownership import EPSILON
from odoo.addons.bookstore_deposit.models import sql

from ..core.queue import Waiting, cover, find_state, set_aside, take_from
from .bookstore_client_order import OPEN

# Answers by which a customer learns something that he has to decide about.
NEWS = ("ask", "elsewhere", "out_of_print", "replace")


class BookstoreClientOrder(models.Model):
    """One way for everything that happens: what should be set aside, ordered and said is computed,
    and moved towards. Called by each event, and each hour for what no event told."""

    _inherit = "bookstore.client.order"

    @api.model
    def _settle(self, company, products):
        """Set aside what is free for those who wait, the oldest first, and order the rest."""
        products = products.exists()
        if not products or not company.bookstore_client_location_id:
            return
        # sudo: copies, sales orders and needs follow from what was taken
        shop = self.env(
            su=True,
            context={
                **self.env.context,
                "allowed_company_ids": company.ids,
                "lang": company.partner_id.lang or self.env.lang,
            },
        )[self._name].with_company(company)
        sql.guard_titles(shop.env, company, sorted(products.ids))
        orders = shop._find_open(company, products)
        orders._read_picked()
        if not shop._is_locked(company):
            inside, free = shop._count(company, products)
            for product in products:
                own = orders.filtered(lambda order, title=product: order.product_id == title)
                own._settle_title(company, product, inside[product.id], free[product.id])
        shop.env["bookstore.need"]._refresh(company, products)
        orders._follow(company)

    @api.model
    def _find_open(self, company, products):
        return self.search(
            Domain("company_id", "=", company.id)
            & Domain("product_id", "in", products.ids)
            & Domain("state", "in", OPEN),
            order="date, id",
        )

    @api.model
    def _is_locked(self, company):
        """While the place is counted nothing enters or leaves it: later."""
        return bool(company.bookstore_client_location_id._bookstore_get_locked_above())

    def _read_picked(self):
        """Copies handed over: deliveries of the sales order, and sales of the till.

        What the till sold to be shipped later is its own transfer's, and no longer of this place.
        """
        picked = defaultdict(float)
        moves = self.env["stock.move"].search(
            Domain("state", "=", "done")
            & Domain("location_dest_id.usage", "=", "customer")
            & (
                Domain("sale_line_id", "in", self.sale_line_id.ids)
                | Domain("bookstore_client_order_id", "in", self.ids)
            )
        )
        by_line = self.grouped("sale_line_id")
        for move in moves:
            order = move.bookstore_client_order_id or by_line[move.sale_line_id]
            if (move.product_id, move.company_id) == (order.product_id, order.company_id):
                picked[order.id] += move.product_uom._compute_quantity(
                    move.quantity, move.product_id.uom_id
                )
        for line in self.sale_line_id.pos_order_line_ids._bookstore_client_get_paid():
            if line.order_id.shipping_date and line.qty > 0:
                picked[by_line[line.sale_order_line_id].id] += line.qty
        for order in self:
            if order.picked != picked[order.id]:
                order.picked = picked[order.id]

    @api.model
    def _count(self, company, products):
        """``({title id: copies inside}, {title id: {place id: free copies}})``"""
        place = company.bookstore_client_location_id
        inside, free = defaultdict(float), defaultdict(dict)
        groups = self.env["stock.quant"]._read_group(
            [
                ("company_id", "=", company.id),
                ("product_id", "in", products.ids),
                ("location_id.usage", "=", "internal"),
            ],
            ["product_id", "location_id"],
            ["quantity:sum", "reserved_quantity:sum"],
        )
        found = defaultdict(list)
        home = self._get_home(company)
        for product, location, copies, reserved in groups:
            if location.id == place.id:
                inside[product.id] = copies
            elif location == home or self._is_source(company, location):
                found[product.id].append((location, copies - reserved))
        closed = self._get_locked_places(company)
        for product_id, cells in found.items():
            cells.sort(key=lambda cell: (cell[0].bookstore_use != "sale_point", -cell[1]))
            free[product_id] = {
                location.id: copies for location, copies in cells if location not in closed
            }
        return inside, free

    @api.model
    def _get_home(self, company):
        """Where copies that nobody waits for go back to: the main place of the same shop."""
        warehouse = company.bookstore_client_location_id.warehouse_id
        home = self.env["bookstore.parcel"].new({"company_id": company.id})._get_default_place()
        home = home.with_env(self.env)  # also when a cashier sells
        return home if home.warehouse_id == warehouse else warehouse.lot_stock_id

    @api.model
    def _is_source(self, company, location):
        """Copies of the same shop only: those at a stand or in another shop are awaited."""
        if location.warehouse_id != company.bookstore_client_location_id.warehouse_id:
            return False
        use = location.bookstore_use
        return use == "reserve" or (use == "sale_point" and location._bookstore_is_stock())

    @api.model
    def _get_locked_places(self, company):
        locations = self.env["stock.location"]
        counted = locations.search(
            [("company_id", "=", company.id), ("bookstore_count_id", "!=", False)]
        )
        return counted and locations.search([("id", "child_of", counted.ids)])

    def _settle_title(self, company, product, inside, free):
        """:param self: the open orders of the title, the oldest first"""
        usable = sum(max(copies, 0.0) for copies in free.values())
        targets = set_aside([order._get_waiting() for order in self], inside, usable)
        lack = sum(targets.values()) - inside
        if abs(lack) > EPSILON:
            self._get_waiting_moves_of_all()._do_unreserve()
            self._carry(company, product, lack, free)
        for order in self:
            order._note_aside(targets[order.id])
        self._reserve(company)

    def _get_waiting(self):
        return Waiting(self.id, self.left, self.aside, bool(self.told_on))

    def _get_waiting_moves_of_all(self):
        return self.env["stock.move"].union(*[order._get_waiting_moves() for order in self])

    def _carry(self, company, product, copies, free):
        """Bring copies to the place of those set aside, or back to the shop.

        While the shop is counted they stay: the next run brings them back.
        """
        place = company.bookstore_client_location_id
        if copies > 0:
            ways = [
                (self.env["stock.location"].browse(source), place, part)
                for source, part in take_from(copies, free).items()
            ]
        else:
            home = self._get_home(company)
            ways = [] if home._bookstore_get_locked_above() else [(place, home, -copies)]
        moves = self.env["stock.move"].with_context(bookstore_client_settles=True)
        origin = ", ".join(self.mapped("name")) or self.env._("Client orders")
        moves.create(
            [
                moves._prepare_bookstore_move_vals(
                    product, part, source, target, "transfer", origin=origin
                )
                for source, target, part in ways
            ]
        )._action_done()

    def _note_aside(self, copies):
        if abs(copies - self.aside) <= EPSILON:
            return
        if copies < self.aside - EPSILON and self.left > copies and self.told_on:
            self.message_post(
                body=self.env._(
                    "Copies set aside for this customer are gone: %(aside)g of %(left)g are left.",
                    aside=copies,
                    left=self.left,
                )
            )
            self.write({"told_on": False, "keep_until": False})
        self.aside = copies

    def _reserve(self, company):
        """Odoo's reservation says the same: each delivery has its own copies."""
        place = company.bookstore_client_location_id
        wrong = []
        for order in self:
            moves = order._get_waiting_moves().filtered(lambda move: move.location_id == place)
            if moves and abs(sum(moves.mapped("quantity")) - order.aside) > EPSILON:
                moves._do_unreserve()
                wrong.append((moves[0], order.aside))
        for move, copies in wrong:
            if copies > EPSILON:
                move._action_assign(force_qty=copies)

    # -- where each order is --------------------------------------------------------------------

    def _follow(self, company):
        """Say where each order is; tell the customer when all is here."""
        titles = self.product_id
        coming = self._get_coming(company, titles)
        refused = self._get_refused(company, titles)
        answers = self._get_answers(company, titles)
        for product, orders in self.grouped("product_id").items():
            lacks = [(order.id, max(order.left - order.aside, 0.0)) for order in orders]
            covered = cover(lacks, coming[product.id])
            for order in orders:
                state = find_state(order._get_waiting(), order.id in covered, product.id in refused)
                order._note_state(state, answers.get(product))

    @api.model
    def _get_coming(self, company, titles):
        """Copies on orders that were sent, and those that come home from elsewhere."""
        coming = defaultdict(float)
        lines = self.env["purchase.order.line"].search(
            [
                ("company_id", "=", company.id),
                ("product_id", "in", titles.ids),
                ("state", "=", "purchase"),
            ]
        )
        given_up = lines._bookstore_get_given_up()
        for line in lines:
            left = line._bookstore_count(line.product_qty - line.qty_received) - given_up[line]
            coming[line.product_id.id] += max(left, 0.0)
        for product_id, copies in self._get_elsewhere(company, titles).items():
            coming[product_id] += max(copies, 0.0)
        return coming

    @api.model
    def _get_elsewhere(self, company, titles):
        """Copies at a stand, in another shop, on the way: needs count them as here."""
        home = self._get_home(company)
        groups = self.env["stock.quant"]._read_group(
            [
                ("company_id", "=", company.id),
                ("product_id", "in", titles.ids),
                ("location_id.usage", "in", ("internal", "transit")),
            ],
            ["product_id", "location_id"],
            ["quantity:sum"],
        )
        elsewhere = defaultdict(float)
        for product, location, copies in groups:
            is_kept = location.bookstore_use in ("client", "missing") or location == home
            if not is_kept and not self._is_source(company, location):
                elsewhere[product.id] += copies
        return elsewhere

    @api.model
    def _get_refused(self, company, titles):
        """Titles that somebody gave up ordering."""
        needs = self.env["bookstore.need"].search(
            [
                ("company_id", "=", company.id),
                ("product_id", "in", titles.ids),
                ("reason", "in", ("client", "mark")),
                "|",
                ("state", "=", "open"),
                "&",
                ("state", "=", "dropped"),
                ("is_typed", "=", True),
            ]
        )
        open_titles = needs.filtered(lambda need: need.state == "open").product_id
        return set((needs.product_id - open_titles).ids)

    @api.model
    def _get_answers(self, company, titles):
        """``{title: line of the last order to a distributor}``"""
        lines = self.env["purchase.order.line"].search(
            [
                ("company_id", "=", company.id),
                ("product_id", "in", titles.ids),
                ("state", "=", "purchase"),
            ],
            order="id",
        )
        return {line.product_id: line for line in lines}

    def _note_state(self, state, line):
        """:param line: of the last order to a distributor"""
        vals = {}
        lacking = state in ("to_order", "ordered", "unavailable")
        since = line and fields.Date.context_today(self, line.create_date) >= self.date
        answered = lacking and line if since or state == "unavailable" else False
        if answered and answered.bookstore_answer_id:
            vals |= self._prepare_news_vals(answered)
        if state != self.state:
            vals["state"] = state
            if state == "unavailable":
                vals["has_news"] = True  # also when a person gave it up
        if not lacking and self.has_news:
            vals["has_news"] = False
        if lacking and self.told_on:
            vals |= {"told_on": False, "keep_until": False}
        if vals:
            self.write(vals)
        if vals.get("state") == "done":
            self._close_questions()
        if self.state == "arrived":
            self._tell_at_once()

    def _prepare_news_vals(self, line):
        known = line.id in (self.env.context.get("bookstore_client_answer") or ())
        if self.answer_line_id == line and not known:
            return {}
        is_news = line.bookstore_answer_id.consequence in NEWS
        return {"answer_line_id": line.id, "has_news": is_news}

    @api.model
    def _give_back(self, company, product, place, copies):
        """Carry copies set aside back to a place that must have so many, the newest order first."""
        source = company.bookstore_client_location_id
        if not source or place == source:
            return
        cells = sql.stock_cells(self.env, company, product.ids)
        here = sum(number for _title, where, _owner, number in cells if where == place.id)
        inside = sum(number for _title, where, _owner, number in cells if where == source.id)
        back = min(copies - here, inside)
        if back <= EPSILON:
            return
        orders = self._find_open(company, product)
        orders._get_waiting_moves_of_all()._do_unreserve()
        moves = self.env["stock.move"].with_context(bookstore_client_settles=True)
        moves.create(
            [moves._prepare_bookstore_move_vals(product, back, source, place, "transfer")]
        )._action_done()
