from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..core.ownership import EPSILON
from . import sql
from .stock_move import CountPass


class BookstoreCount(models.Model):
    """The inventory of one place: locked, scanned by several people at once, then settled.

    Counting says how many copies of a title are there, never whose they are: physical copies
    cannot be told apart. What is missing leaves like any exit, its owner decided if need be.
    """

    _name = "bookstore.count"
    _description = "Inventory of a Place"
    _inherit = ["bookstore.document.mixin", "bookstore.scan.mixin"]
    _order = "date desc, id desc"
    _check_company_auto = True
    TRANSITIONS = {
        "draft": ["counting", "cancelled"],
        "counting": ["review", "cancelled"],
        "review": ["counting", "closed", "cancelled"],
        "closed": [],
        "cancelled": [],
    }
    _guarded_fields = frozenset(["name", "state", "scan_ids", "listed_scans"])
    _draft_fields = frozenset(["location_id", "company_id"])

    name = fields.Char(default="/", copy=False, readonly=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    location_id = fields.Many2one(
        "stock.location",
        "Place",
        required=True,
        index=True,
        domain="[('usage', '=', 'internal'), ('company_id', '=', company_id)]",
        check_company=True,
        tracking=True,
        default=lambda self: self.env.company._get_bookstore_place_here(),
    )
    user_id = fields.Many2one(
        "res.users", "In Charge", default=lambda self: self.env.user, tracking=True
    )
    date = fields.Datetime(default=fields.Datetime.now, required=True)
    state = fields.Selection(
        [
            ("draft", "To start"),
            ("counting", "Counting"),
            ("review", "Differences"),
            ("closed", "Closed"),
            ("cancelled", "Given up"),
        ],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
    )
    scan_ids = fields.One2many("bookstore.count.scan", "count_id", "Scans")
    line_ids = fields.One2many("bookstore.count.line", "count_id", "Differences")
    expected_total = fields.Float("Expected", compute="_compute_progress")
    counted_total = fields.Float("Counted", compute="_compute_progress")
    progress = fields.Float(compute="_compute_progress")
    open_line_count = fields.Integer("To Settle", compute="_compute_open_line_count")
    listed_scans = fields.Integer("Scans in the Differences", readonly=True, copy=False)
    queued_total = fields.Float(
        "Copies Sold Meanwhile", compute="_compute_queued_total", digits="Product Unit"
    )
    note = fields.Html("Comment")

    _one_open = models.UniqueIndex(
        "(location_id) WHERE state IN ('counting', 'review')",
        "This place is already being counted.",
    )

    def _compute_progress(self):
        # sudo: totals of copies, for those who count without reading the stock
        totals = sql.count_totals(self.env(su=True), self)
        for count in self:
            expected, counted = totals.get(count.id, (0.0, 0.0))
            count.expected_total = expected
            count.counted_total = counted
            count.progress = 100.0 * counted / expected if expected > 0 else 0.0

    @api.depends("line_ids.state")
    def _compute_open_line_count(self):
        groups = self.env["bookstore.count.line"]._read_group(
            [("count_id", "in", self.ids), ("state", "=", "open")], ["count_id"], ["__count"]
        )
        counts = dict(groups)
        for count in self:
            count.open_line_count = counts.get(count, 0)

    @api.depends("state")
    def _compute_queued_total(self):
        running = self.filtered(lambda count: count.state in ("counting", "review"))
        for count in self:
            alerts = count._get_queued_sales() if count in running else count.env["bookstore.alert"]
            count.queued_total = sum(alerts.mapped("quantity"))

    # -- the place is locked --------------------------------------------------------

    def action_start(self):
        """Lock the place: nothing enters or leaves it until the inventory is closed."""
        for count in self:
            count._take_turn("counting", "draft")
            count.company_id._activate_bookstore()
            sql.guard_inventories(self.env, count.company_id)
            count._check_place_free()
            # sudo: counting locks the place, it does not give the right to edit it
            count.sudo().location_id.bookstore_count_id = count
            count.sudo().write({"state": "counting", "date": fields.Datetime.now()})
        return True

    def _check_place_free(self):
        others = self.env["stock.location"].search(
            [
                ("bookstore_count_id", "!=", False),
                "|",
                ("id", "parent_of", self.location_id.id),
                ("id", "child_of", self.location_id.id),
            ],
            limit=1,
        )
        if others:
            raise UserError(
                self.env._(
                    "%(place)s is already being counted (%(count)s). Join that inventory, or wait"
                    " until it is closed.",
                    place=others.display_name,
                    count=others.bookstore_count_id.name,
                )
            )

    def action_cancel(self):
        """Give up: the place is unlocked and its stock stays as the software knew it."""
        for count in self:
            count._take_turn("cancelled")
            # sudo: same reason as locking it
            count.sudo()._unlock("cancelled")
        return True

    def _unlock(self, state):
        self.state = state
        self.location_id.bookstore_count_id = False
        self.env.flush_all()
        self._get_queued_sales().picking_id._bookstore_post_queued_sales()

    def _get_queued_sales(self):
        """Till sales paid while the place was locked: one alert a title."""
        return self.env["bookstore.alert"].search(
            [
                ("kind", "=", "queued_sale"),
                ("state", "=", "open"),
                ("company_id", "=", self.company_id.id),
                ("location_id", "child_of", self.location_id.id),
            ]
        )

    # -- counting --------------------------------------------------------------------

    def _check_scannable(self):
        self.ensure_one()
        if self.state != "counting":
            self._check_can_become("review" if self.state == "draft" else "counting")
            raise UserError(
                self.env._(
                    "Inventory %s is not being counted any more. Choose “Count again” to go on.",
                    self.name,
                )
            )

    def _scan_title(self, product, quantity):
        counted = self._get_counted(product)
        if counted + quantity < -EPSILON:
            raise UserError(
                self.env._("%s is not counted yet: nothing can be taken back.", product.name)
            )
        # sudo: scans are only added through this method, which checked the inventory
        self.env["bookstore.count.scan"].sudo().create(
            {
                "count_id": self.id,
                "product_id": product.id,
                "quantity": quantity,
                "user_id": self.env.uid,
            }
        )
        return self._get_title_progress(product)

    def _get_counted(self, product):
        # sudo: one number about the title counted
        return sql.count_progress(self.env(su=True), self, product.ids)[product.id][1]

    def _get_title_progress(self, product):
        # sudo: two numbers about the title just scanned
        expected, counted = sql.count_progress(self.env(su=True), self, product.ids)[product.id]
        message = ""
        if counted > expected + EPSILON:
            message = self.env._("More than expected (%g)", expected)
        return {
            "quantity": counted,
            # sudo: two numbers about the title counted
            "total": sql.counted_copies(self.env(su=True), self),
            "expected": expected,
            "message": message,
            "warning": bool(message),
        }

    def action_toggle(self, product_id):
        """Tick a title of the list: all its copies are there; tick again: none is (B126)."""
        self.ensure_one()
        self.check_access("write")
        product = self.env["product.product"].browse(product_id).exists()
        # sudo: two numbers about the title ticked
        expected, counted = sql.count_progress(self.env(su=True), self, product.ids)[product.id]
        quantity = expected - counted if counted < expected - EPSILON else -counted
        if not quantity:
            return self._refuse(self.env._("No copy of %s is expected here.", product.name))
        return self._take(product, quantity)

    @api.readonly
    def get_titles_left(self, limit=80):
        """Titles of the place not fully counted yet."""
        self.ensure_one()
        self.check_access("read")
        env = self.env(su=True)  # sudo: names and numbers of copies of the place counted
        product_ids = sql.titles_left_to_count(env, self, limit)
        progress = sql.count_progress(env, self, product_ids) if product_ids else {}
        return [
            {
                "id": product.id,
                "name": product.name,
                "detail": product._bookstore_get_scan_detail(),
                "expected": progress[product.id][0],
                "counted": progress[product.id][1],
            }
            for product in self.env["product.product"].browse(product_ids)
        ]

    def _get_scan_rows(self):
        scans = self.env["bookstore.count.scan"].search(
            [("count_id", "=", self.id)], order="id desc", limit=30
        )
        return [
            {
                "id": scan.id,
                "product_id": scan.product_id.id,
                "name": scan.product_id.name,
                "detail": scan.user_id.name,
                "quantity": scan.quantity,
            }
            for scan in scans
        ]

    def _get_scan_header(self):
        return {
            "title": self.name,
            "subtitle": self.location_id.display_name,
            "total": self.counted_total,
            "expected": self.expected_total,
            "can_create": True,
            "can_tick": True,
        }

    # -- differences -------------------------------------------------------------------

    def action_review(self):
        """End of counting: one line for each title whose copies are not as many as believed."""
        for count in self:
            count._take_turn("review")
            # sudo: the differences come from the stock of every owner
            count.sudo()._list_differences()
            count.sudo().write({"state": "review", "listed_scans": count._count_scans()})
        return True

    def _list_differences(self):
        self.line_ids.filtered(lambda line: line.state == "open").unlink()
        queued = self._get_queued_quantities()
        self.env["bookstore.count.line"].create(
            [
                {
                    "count_id": self.id,
                    "product_id": product_id,
                    "theoretical": theoretical,
                    "counted": counted,
                    "queued": queued[product_id],
                }
                for product_id, theoretical, counted in sql.count_differences(self.env, self)
            ]
        )

    def _count_scans(self):
        return self.env["bookstore.count.scan"].search_count([("count_id", "=", self.id)])

    def _check_all_listed(self):
        """A scan on its way when the counting was ended is not in the differences."""
        for count in self:
            late = count._count_scans() - count.listed_scans
            if late:
                raise UserError(
                    self.env._(
                        "%(late)s scans arrived while the counting of %(name)s was being ended."
                        " Choose “Count again”, then “Counting is over”: they will be counted.",
                        late=late,
                        name=count.name,
                    )
                )

    def _get_queued_quantities(self):
        """``{product id: copies sold at the till}``, below zero when they were brought back."""
        queued = defaultdict(float)
        for alert in self._get_queued_sales():
            queued[alert.product_id.id] += alert.quantity
        return queued

    def action_resume(self):
        """Count again, the scans already made being kept."""
        for count in self:
            count._take_turn("counting", "review")
            count.sudo().state = "counting"  # sudo: the state is only written by its buttons
        return True

    def action_settle(self):
        """Do what was chosen on the lines that are ready."""
        for count in self:
            count.check_access("write")
            ready = count.line_ids.filtered(lambda line: line.state == "open" and line.resolution)
            ready.action_settle()
        return True

    def action_close(self):
        """Close once every difference is settled; the place opens again (B128)."""
        for count in self:
            count._take_turn("closed")
            count._check_all_listed()
            left = count.line_ids.filtered(lambda line: line.state == "open")
            if left:
                raise UserError(
                    self.env._(
                        "Inventory %(name)s has %(count)s differences to settle, first %(title)s."
                        " Choose what happened to each, then settle.",
                        name=count.name,
                        count=len(left),
                        title=left[0].product_id.name,
                    )
                )
            # sudo: closing unlocks the place and posts the till sales that waited
            count.sudo()._unlock("closed")
        return True

    def action_view_differences(self):
        """The differences as a list."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "bookstore_deposit.bookstore_count_line_action"
        )
        return action | {"domain": [("count_id", "=", self.id)]}

    def _move_counted(self, vals_list):
        """Movements of the inventory itself pass the lock."""
        moves = self.env["stock.move"].create(vals_list)
        moves.with_context(bookstore_count_pass=CountPass(self.ids))._action_done()
        return moves
