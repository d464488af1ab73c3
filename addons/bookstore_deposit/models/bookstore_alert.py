from collections import defaultdict

from odoo import api, fields, models
from odoo.fields import Domain

from ..core.ownership import EPSILON
from . import sql

# They disappear when their cause does; a missing copy, once found or lost.
AUTOMATIC_KINDS = ("ambiguity", "negative", "missing", "queued_sale")


class BookstoreAlert(models.Model):
    """A question that was put off so that the customer need not wait (B33, B34).

    Alerts about stock close by themselves when their cause is gone; the others are solved from
    the list.
    """

    _name = "bookstore.alert"
    _description = "Bookshop Alert"
    _inherit = ["bookstore.guard.mixin", "mail.activity.mixin", "mail.thread"]
    _order = "date desc, id desc"
    _guarded_fields = frozenset(
        [
            "kind",
            "company_id",
            "product_id",
            "location_id",
            "quantity",
            "date",
            "state",
            "solved_by_id",
            "solved_at",
            "picking_id",
            "count_line_id",
        ]
    )

    kind = fields.Selection(
        [
            ("ambiguity", "Whose copy?"),
            ("negative", "Negative stock"),
            ("missing", "Missing copy"),
            ("reserve_sale", "Sold from the reserve"),
            ("shop_empty", "Shop empty, reserve not"),
            ("queued_sale", "Sale waiting for an inventory"),
            ("check", "Figures that disagree"),
        ],
        required=True,
        index=True,
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    product_id = fields.Many2one("product.product", "Title", index=True)
    publisher_id = fields.Many2one(related="product_id.bookstore_publisher_id")
    location_id = fields.Many2one("stock.location", "Place")
    quantity = fields.Float("Copies", digits="Product Unit")
    date = fields.Datetime(required=True, default=fields.Datetime.now)
    state = fields.Selection(
        [("open", "Open"), ("solved", "Solved")], required=True, default="open", tracking=True
    )
    snoozed_until = fields.Date(help="Hidden from the list until that day.")
    solved_by_id = fields.Many2one("res.users", "Solved by", readonly=True)
    solved_at = fields.Datetime("Solved on", readonly=True)
    picking_id = fields.Many2one("stock.picking", "Transfer", index="btree_not_null")
    count_line_id = fields.Many2one("bookstore.count.line", "Inventory Line")
    note = fields.Char()
    is_due = fields.Boolean("To Do Now", compute="_compute_is_due", search="_search_is_due")
    is_automatic = fields.Boolean(compute="_compute_is_automatic")

    _open_idx = models.Index("(product_id, company_id, kind) WHERE state = 'open'")

    @api.depends("state", "snoozed_until")
    def _compute_is_due(self):
        today = fields.Date.context_today(self)
        for alert in self:
            alert.is_due = alert.state == "open" and (
                not alert.snoozed_until or alert.snoozed_until <= today
            )

    def _search_is_due(self, operator, value):
        if operator != "in":
            return NotImplemented
        due = Domain("state", "=", "open") & (
            Domain("snoozed_until", "=", False) | Domain("snoozed_until", "<=", "today")
        )
        return due if True in value else ~due

    @api.depends("kind")
    def _compute_is_automatic(self):
        """These disappear when their cause does; ticking them away would hide the cause."""
        for alert in self:
            alert.is_automatic = alert.kind in AUTOMATIC_KINDS

    @api.depends("kind", "product_id")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for alert in self:
            alert.display_name = " · ".join(
                filter(None, [kinds.get(alert.kind), alert.product_id.name or alert.note])
            )

    # -- actions -----------------------------------------------------------------

    def action_solve(self):
        """Close alerts that only wanted to be read; the others open what solves them."""
        self.check_access("write")
        for alert in self:
            if alert.is_automatic and len(self) == 1:
                return alert.action_open_cause()
        self.filtered(lambda alert: not alert.is_automatic)._close()
        return True

    def _close(self):
        # sudo: only the buttons and the movements close an alert, after their own checks
        self.sudo().filtered(lambda alert: alert.state == "open").write(
            {"state": "solved", "solved_by_id": self.env.uid, "solved_at": fields.Datetime.now()}
        )

    def action_snooze(self, days=7):
        """Hide the alert for some days."""
        self.snoozed_until = fields.Date.add(fields.Date.context_today(self), days=days)
        return True

    def action_reopen(self):
        """Put solved or snoozed alerts back on the list."""
        self.check_access("write")
        # sudo: the state is only written by the buttons
        self.sudo().write(
            {"state": "open", "snoozed_until": False, "solved_by_id": False, "solved_at": False}
        )
        return True

    def action_open_cause(self):
        """The screen from which the alert is solved."""
        self.ensure_one()
        if self.kind == "ambiguity":
            return self._get_allocation_action([("product_id", "=", self.product_id.id)])
        if self.kind == "negative" and self._has_open_sales():
            return self._get_allocation_action([("product_id", "=", self.product_id.id)])
        if self.kind == "negative":
            return self._get_movement_action("irregular_in", self.location_id)
        if self.kind in ("shop_empty", "reserve_sale"):
            return self._get_movement_action("transfer", self._get_reserve())
        if self.kind == "missing":
            return self._get_movement_action("loss", self.company_id.bookstore_missing_location_id)
        if self.kind == "queued_sale":
            return self.picking_id._get_records_action()
        return self._get_records_action()

    def _has_open_sales(self):
        """Copies sold beyond the stock wait for someone to say whose they were."""
        return bool(
            self.env["bookstore.allocation"].search_count(
                [
                    ("company_id", "=", self.company_id.id),
                    ("product_id", "=", self.product_id.id),
                    ("state", "=", "pending"),
                ],
                limit=1,
            )
        )

    @api.model
    def _get_missing(self, company):
        return self.search(
            [("company_id", "=", company.id), ("kind", "=", "missing"), ("state", "=", "open")]
        )

    def _get_reserve(self):
        domain = [("company_id", "=", self.company_id.id), ("bookstore_use", "=", "reserve")]
        return self.env["stock.location"].search(domain, limit=1)

    def _get_allocation_action(self, domain):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "bookstore_deposit.bookstore_allocation_action_pending"
        )
        return action | {"domain": [("state", "=", "pending"), *domain]}

    def _get_movement_action(self, kind, location):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "bookstore_deposit.bookstore_movement_action"
        )
        field = "location_dest_id" if kind == "irregular_in" else "location_id"
        return action | {
            "views": [(False, "form")],
            "view_mode": "form",
            "context": {
                "default_kind": kind,
                f"default_{field}": location.id,
                "default_line_ids": [
                    (0, 0, {"product_id": self.product_id.id, "quantity": self.quantity or 1})
                ],
            },
        }

    # -- raised and closed by what happens ----------------------------------------

    @api.model
    def _raise(self, company, events, known=None):
        """One open alert of each event.

        :param events: list of ``(kind, product, location, quantity)``
        :param known: the open alerts of these titles, when they were looked for already
        """
        if not events:
            return self.browse()
        if known is None:
            titles = [product.id for _kind, product, _place, _copies in events]
            known = self._get_open(company, [("product_id", "in", titles)])
        known = {(alert.kind, alert.product_id.id, alert.location_id.id): alert for alert in known}
        wanted = {}
        for kind, product, location, quantity in events:
            wanted[kind, product.id, location.id] = quantity
        for key, quantity in wanted.items():
            if key in known and known[key].quantity != quantity:
                known[key].quantity = quantity
        # The customer waits: an alert says by itself what there is to know of its creation.
        quietly = self.with_context(tracking_disable=True)
        return quietly.create(
            [
                {
                    "kind": kind,
                    "company_id": company.id,
                    "product_id": product_id,
                    "location_id": location_id,
                    "quantity": quantity,
                }
                for (kind, product_id, location_id), quantity in wanted.items()
                if (kind, product_id, location_id) not in known
            ]
        )

    @api.model
    def _get_open(self, company, domain):
        return self.search([("state", "=", "open"), ("company_id", "=", company.id), *domain])

    @api.model
    def _follow_titles(self, companies, products):
        """Bring the stock alerts of these titles in line with the stock."""
        for company in companies:
            alerts = self._get_open(
                company,
                [
                    ("product_id", "in", products.ids),
                    ("kind", "in", ["ambiguity", "negative", "shop_empty", "missing"]),
                ],
            )
            waiting = self._get_waiting(company, products)
            self._raise_waiting(company, waiting, alerts)
            if alerts:
                alerts._close_answered(company, waiting)

    @api.model
    def _get_waiting(self, company, products):
        """``{(kind, product): copies}`` waiting for a decision."""
        titles = self.env["product.product"]
        return {
            ("ambiguity" if has_candidates else "negative", titles.browse(product_id)): copies
            for product_id, has_candidates, copies in sql.waiting_copies(
                self.env, company, products.ids
            )
        }

    @api.model
    def _raise_waiting(self, company, waiting, alerts):
        nowhere = self.env["stock.location"]
        placed = alerts.filtered(lambda alert: alert.kind == "negative" and alert.location_id)
        self._raise(
            company,
            [
                (kind, product, nowhere, quantity)
                for (kind, product), quantity in waiting.items()
                if kind == "ambiguity" or product not in placed.product_id
            ],
            known=alerts,
        )

    def _close_answered(self, company, waiting):
        places = defaultdict(lambda: defaultdict(float))
        for product_id, location_id, _owner, quantity in sql.stock_cells(
            self.env, company, self.product_id.ids
        ):
            places[product_id][location_id] += quantity
        answered = self.browse()
        for alert in self:
            if alert._is_answered(places[alert.product_id.id], waiting):
                answered |= alert
        answered._close()

    def _is_answered(self, places, waiting):
        if self.kind == "missing":
            lost = self.company_id.bookstore_missing_location_id
            return places.get(lost.id, 0.0) <= EPSILON
        if self.kind == "ambiguity" or not self.location_id:
            if (self.kind, self.product_id) in waiting:
                return False
            return self.kind != "shop_empty" or not self._is_shop_empty(places)
        if self.kind == "negative":
            is_covered = places.get(self.location_id.id, 0.0) >= -EPSILON
            return is_covered and (self.kind, self.product_id) not in waiting
        return not self._is_shop_empty(places)

    @api.model
    def _is_shop_empty(self, places):
        """Nothing in a place customers see, something where they do not."""
        shown, hidden = self._count_shown_and_hidden(places)
        return shown <= EPSILON < hidden

    @api.model
    def _count_shown_and_hidden(self, places):
        """Copies at the sale points, and copies elsewhere but not missing."""
        shown = hidden = 0.0
        for location in self.env["stock.location"].browse(places):
            if location.bookstore_use == "sale_point":
                shown += places[location.id]
            elif location.bookstore_use != "missing":
                hidden += places[location.id]
        return shown, hidden
