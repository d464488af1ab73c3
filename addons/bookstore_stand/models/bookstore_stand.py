from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..core.scans import EPSILON
from . import sql


class BookstoreStand(models.Model):
    """A fair, a conference, a market where the shop goes with books, and comes back.

    What is planned is in its lines; what people scan is in its operations; what really happened
    to copies is told by the movements at its place, and by nothing else.
    """

    _name = "bookstore.stand"
    _description = "Stand"
    _inherit = ["bookstore.document.mixin"]
    _order = "date desc, id desc"
    _check_company_auto = True
    TRANSITIONS = {
        "draft": ["out", "cancelled"],
        "out": ["back", "draft"],
        "back": ["out", "closed"],
        "closed": ["back"],
        "cancelled": ["draft"],
    }
    _guarded_fields = frozenset(
        ["name", "state", "location_id", "till_type_id", "former_till_type_id", "closed_on"]
    )
    _draft_fields = frozenset(["company_id", "warehouse_id"])

    name = fields.Char("Number", default="/", copy=False, readonly=True)
    event = fields.Char("Name", required=True, tracking=True)
    venue = fields.Char("Where", tracking=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    warehouse_id = fields.Many2one(
        "stock.warehouse",
        "Shop",
        required=True,
        check_company=True,
        domain="[('company_id', '=', company_id), ('bookstore_has_sale_point', '=', True)]",
        default=lambda self: self.env["bookstore.day.sheet"]._get_default_warehouse(),
    )
    type_id = fields.Many2one(
        "bookstore.stand.type", "Type of Stand", check_company=True, tracking=True, index=True
    )
    date = fields.Date("From", default=fields.Date.context_today, required=True, tracking=True)
    date_end = fields.Date(
        "Until", compute="_compute_date_end", store=True, readonly=False, precompute=True
    )
    user_id = fields.Many2one(
        "res.users", "In Charge", default=lambda self: self.env.user, tracking=True
    )
    note = fields.Html("Comment")
    line_ids = fields.One2many("bookstore.stand.line", "stand_id", "Titles", copy=True)
    operation_ids = fields.One2many("bookstore.stand.operation", "stand_id", "Operations")
    state = fields.Selection(
        [
            ("draft", "In preparation"),
            ("out", "At the stand"),
            ("back", "Coming back"),
            ("closed", "Closed"),
            ("cancelled", "Given up"),
        ],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
        group_expand=True,
    )
    closed_on = fields.Date(readonly=True, copy=False)
    wanted_total = fields.Float("Planned", compute="_compute_totals", digits="Product Unit")
    scanned_total = fields.Float(
        "Scanned, Not Recorded", compute="_compute_totals", digits="Product Unit"
    )
    taken_total = fields.Float("Taken", compute="_compute_totals", digits="Product Unit")
    sold_total = fields.Float("Sold", compute="_compute_totals", digits="Product Unit")
    given_total = fields.Float("Given", compute="_compute_totals", digits="Product Unit")
    lost_total = fields.Float("Lost", compute="_compute_totals", digits="Product Unit")
    back_total = fields.Float("Brought Back", compute="_compute_totals", digits="Product Unit")
    left_total = fields.Float("Still There", compute="_compute_totals", digits="Product Unit")

    sales_amount = fields.Monetary("Sales", compute="_compute_sales_amount")

    _dates_in_order = models.Constraint(
        "CHECK (date_end IS NULL OR date_end >= date)", "A stand ends on its first day or later."
    )

    @api.depends("date")
    def _compute_date_end(self):
        for stand in self:
            if not stand.date_end or not stand.date or stand.date_end < stand.date:
                stand.date_end = stand.date

    @api.depends("event", "name")
    def _compute_display_name(self):
        for stand in self:
            stand.display_name = stand.event or stand.name

    @api.depends("line_ids.wanted", "operation_ids.state", "operation_ids.scan_ids.quantity")
    def _compute_totals(self):
        totals = {}
        for (place, _title), figures in self._get_figures().items():
            totals[place] = [
                a + b for a, b in zip(totals.get(place, [0.0] * 6), figures, strict=True)
            ]
        scanned = self._get_scanned_totals()
        for stand in self:
            figures = sql.Figures(*totals.get(stand.location_id.id, []))
            stand.wanted_total = sum(stand.line_ids.mapped("wanted"))
            stand.scanned_total = scanned.get(stand.id, 0.0)
            stand.taken_total = figures.taken
            stand.sold_total = figures.sold
            stand.given_total = figures.given
            stand.lost_total = figures.lost
            stand.back_total = figures.back
            stand.left_total = figures.left

    @api.depends("operation_ids.state")
    def _compute_sales_amount(self):
        """What sheets and tills sold at the stand, VAT included."""
        # sudo: totals of the sales of the stand, for those who sold there
        sheets = self.sudo().operation_ids.sheet_id.filtered(lambda sheet: sheet.state == "done")
        by_stand = sheets.grouped(lambda sheet: sheet.stand_operation_id.stand_id.id)
        tills = self._get_till_takings()
        for stand in self:
            paper = sum(by_stand.get(stand.id, sheets.browse()).mapped("amount_total"))
            stand.sales_amount = paper + tills.get(stand.sudo().location_id.id, 0.0)

    def _get_till_takings(self):
        """``{place id: amount}`` of the orders of tills served from these places."""
        places = self.sudo().location_id  # sudo: same reason
        domain = [("pos_order_id", "!=", False)]
        orders = {}
        for field in ("location_id", "location_dest_id"):
            groups = places.env["stock.picking"]._read_group(
                [*domain, (field, "in", places.ids)], [field], ["pos_order_id:recordset"]
            )
            for place, found in groups:
                orders[place.id] = orders.get(place.id, found.browse()) | found
        return {place: sum(found.mapped("amount_total")) for place, found in orders.items()}

    def _get_figures(self, products=None):
        """``{(place id, product id): Figures}`` of these stands."""
        # sudo: numbers of copies at the stand, for those who work there without reading the stock
        places = self.sudo().location_id.ids
        return sql.stand_figures(self.env(su=True), places, products and products.ids)

    def _get_scanned_totals(self):
        groups = self.env["bookstore.stand.scan"]._read_group(
            [("stand_id", "in", self.ids), ("operation_id.state", "=", "draft")],
            ["stand_id"],
            ["quantity:sum"],
        )
        return {stand.id: copies for stand, copies in groups}

    @api.model_create_multi
    def create(self, vals_list):
        stands = super().create(vals_list)
        for stand, vals in zip(stands, vals_list, strict=True):
            if "line_ids" not in vals:
                stand.action_add_usual()
        return stands

    # -- what is planned -------------------------------------------------------------

    def action_add_usual(self):
        """Plan the titles often taken, and those of the type of stand."""
        for stand in self:
            stand.check_access("write")
            wanted = dict.fromkeys(stand._get_usual_titles(), 1.0)
            for line in stand.type_id.line_ids:
                wanted[line.product_id] = max(wanted.get(line.product_id, 0.0), line.quantity)
            stand._plan(wanted)
        return True

    def _get_usual_titles(self):
        return self.env["product.product"].search(
            [
                ("bookstore_stand_usual", "=", True),
                ("is_storable", "=", True),
                ("company_id", "in", [False, self.company_id.id]),
            ]
        )

    def _plan(self, wanted):
        """At least that many copies of each title on the list: ``{product: copies}``."""
        self._check_list_open()
        known = {line.product_id: line for line in self.line_ids}
        for product, copies in wanted.items():
            if product in known and known[product].wanted < copies:
                known[product].wanted = copies
        self.line_ids = [
            Command.create({"product_id": product.id, "wanted": copies})
            for product, copies in wanted.items()
            if product not in known
        ]

    def _check_list_open(self):
        for stand in self:
            if stand.state in ("closed", "cancelled"):
                raise UserError(
                    self.env._(
                        "The list of %(stand)s is kept as it was: the stand is “%(state)s”.",
                        stand=stand.display_name,
                        state=stand._get_state_label(),
                    )
                )

    def _ensure_lines(self, products):
        """What was taken, sold or brought back without being planned has a line, and a code, too."""
        missing = products - self.line_ids.product_id
        # sudo: the plan of a stand under way is not typed, its titles follow from the scans
        self.env["bookstore.stand.line"].sudo().create(
            [{"stand_id": self.id, "product_id": product.id, "wanted": 0} for product in missing]
        )

    # -- operations ------------------------------------------------------------------

    def action_take(self):
        """Scan what goes into the boxes, alone or with others."""
        return self._get_open_operation("take").action_scan()

    def action_sell(self):
        """Enter what was sold, from the sheet."""
        return self._get_open_operation("sale").action_scan()

    def action_give(self):
        """Enter what was given away."""
        return self._get_open_operation("gift").action_scan()

    def action_lose(self):
        """Enter what was lost."""
        return self._get_open_operation("loss").action_scan()

    def action_bring_back(self):
        """Scan what comes home."""
        return self._get_open_operation("back").action_scan()

    def _get_open_operation(self, kind):
        """The operation of this kind being filled: joined, or begun."""
        self.ensure_one()
        self.check_access("write")
        operations = self.env["bookstore.stand.operation"]
        operations._check_stand_allows(self, kind)
        self._rescue_late_scans()
        return self._get_draft_operation(kind) or operations.create(
            {"stand_id": self.id, "kind": kind}
        )

    def action_record_scans(self):
        """Record all that was scanned: first what was taken, then what became of it."""
        self.ensure_one()
        self.check_access("write")
        self._rescue_late_scans()
        drafts = self.operation_ids.filtered(lambda one: one.state == "draft" and one.scan_ids)
        drafts.sorted(lambda one: one.kind != "take").action_record()
        return True

    def _get_draft_operation(self, kind):
        return self.env["bookstore.stand.operation"].search(
            [("stand_id", "=", self.id), ("kind", "=", kind), ("state", "=", "draft")], limit=1
        )

    def _rescue_late_scans(self):
        """A scan on its way when its operation was recorded goes into the next one of its kind."""
        # sudo: scans are moved to where they count, not typed
        late = (
            self.env["bookstore.stand.scan"]
            .sudo()
            .search(
                [
                    ("stand_id", "in", self.ids),
                    ("is_recorded", "=", False),
                    ("operation_id.state", "=", "done"),
                ]
            )
        )
        for operation, scans in late.grouped("operation_id").items():
            stand = operation.stand_id
            scans.operation_id = stand._get_draft_operation(operation.kind) or operation.create(
                {"stand_id": stand.id, "kind": operation.kind}
            )

    def action_lose_rest(self):
        """What neither came home nor was sold is lost: proposed, then recorded (B106)."""
        return self._propose_rest("loss")

    def action_bring_back_rest(self):
        """All that is still there comes home: proposed, then recorded."""
        return self._propose_rest("back")

    def _propose_rest(self, kind):
        operation = self._get_open_operation(kind)
        operation._propose(self._get_rest())
        return operation._get_records_action(name=operation.display_name)

    def _get_rest(self):
        """``{product: copies}`` still at the stand and scanned by nobody yet."""
        pending = self._get_pending(["sale", "gift", "loss", "back"])
        rest = {}
        for (_place, title), figures in self._get_figures().items():
            copies = figures.left - pending.get(title, 0.0)
            if copies > EPSILON:
                rest[self.env["product.product"].browse(title)] = copies
        return rest

    def _get_pending(self, kinds):
        """``{product id: copies}`` scanned and not recorded."""
        groups = self.env["bookstore.stand.scan"]._read_group(
            [
                ("stand_id", "=", self.id),
                ("operation_id.state", "=", "draft"),
                ("operation_id.kind", "in", kinds),
            ],
            ["product_id"],
            ["quantity:sum"],
        )
        return {product.id: copies for product, copies in groups}

    def action_view_operations(self):
        """What was scanned and recorded."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "bookstore_stand.bookstore_stand_operation_action"
        )
        return action | {"domain": [("stand_id", "=", self.id)], "context": {}}
