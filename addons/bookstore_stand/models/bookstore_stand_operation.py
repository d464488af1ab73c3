from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.bookstore_deposit.core.ownership import is_number_of_copies

from ..core.codes import line_number
from ..core.scans import EPSILON
from .sql import Figures

#: kind → states of the stand in which it is filled and recorded
ALLOWED = {
    "take": ("draft", "out", "back"),
    "sale": ("out", "back"),
    "gift": ("out", "back"),
    "loss": ("out", "back"),
    "back": ("out", "back"),
}


class BookstoreStandOperation(models.Model):
    """What people scan together for a stand: books taken, sold, given, lost, or brought home.

    There is one of each kind being filled; everyone who scans joins it. Recording it moves the
    copies as the shop's own documents do, so that every rule of an exit holds.
    """

    _name = "bookstore.stand.operation"
    _description = "Operation of a Stand"
    _inherit = ["bookstore.document.mixin", "bookstore.scan.mixin"]
    _order = "id desc"
    _check_company_auto = True
    TRANSITIONS = {"draft": ["done"], "done": ["undone"], "undone": []}
    _guarded_fields = frozenset(["name", "state", "scan_ids", "movement_ids", "sheet_id"])
    _draft_fields = frozenset(["stand_id", "kind", "date", "location_id", "reason_id"])

    name = fields.Char("Number", default="/", copy=False, readonly=True)
    stand_id = fields.Many2one(
        "bookstore.stand", required=True, index=True, ondelete="restrict", check_company=True
    )
    company_id = fields.Many2one(related="stand_id.company_id", store=True, index=True)
    stand_state = fields.Selection(related="stand_id.state", string="State of the Stand")
    kind = fields.Selection(
        [
            ("take", "Taken to the stand"),
            ("sale", "Sold"),
            ("gift", "Given"),
            ("loss", "Lost"),
            ("back", "Brought back"),
        ],
        required=True,
    )
    date = fields.Date(compute="_compute_date", store=True, readonly=False, precompute=True)
    location_id = fields.Many2one(
        "stock.location",
        "Place",
        domain="[('usage', '=', 'internal'), ('company_id', '=', company_id)]",
        check_company=True,
        help="Where you take the copies, or put them back. Empty: where they are, or where they came"
        " from unless the shop lacks them.",
    )
    reason_id = fields.Many2one("bookstore.move.reason", domain="[('kind', '=', kind)]")
    scan_ids = fields.One2many("bookstore.stand.scan", "operation_id", "Scans")
    movement_ids = fields.One2many(
        "bookstore.movement", "stand_operation_id", "Movements", readonly=True
    )
    sheet_id = fields.Many2one("bookstore.day.sheet", "Day Sheet", readonly=True, copy=False)
    copy_total = fields.Float("Copies", compute="_compute_copy_total", digits="Product Unit")
    state = fields.Selection(
        [("draft", "Being scanned"), ("done", "Recorded"), ("undone", "Undone")],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
    )

    _one_open = models.UniqueIndex(
        "(stand_id, kind) WHERE state = 'draft'",
        "Somebody began this just now: open the stand again and join.",
    )

    @api.depends("kind", "stand_id")
    def _compute_date(self):
        """Sales are of the day of the stand, entered in the evening or the day after."""
        today = fields.Date.context_today(self)
        for operation in self:
            stand = operation.stand_id
            is_sale = operation.kind == "sale" and stand.date_end
            operation.date = min(stand.date_end, today) if is_sale else today

    @api.depends("kind", "stand_id", "name")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for operation in self:
            operation.display_name = " · ".join(
                filter(None, [operation.stand_id.event, kinds.get(operation.kind)])
            )

    @api.depends("scan_ids.quantity")
    def _compute_copy_total(self):
        groups = self.env["bookstore.stand.scan"]._read_group(
            [("operation_id", "in", self.ids)], ["operation_id"], ["quantity:sum"]
        )
        totals = dict(groups)
        for operation in self:
            operation.copy_total = totals.get(operation, 0.0)

    @api.model_create_multi
    def create(self, vals_list):
        operations = super().create(vals_list)
        for operation in operations:
            operation._check_stand_allows(operation.stand_id, operation.kind)
        return operations

    @api.model
    def _check_stand_allows(self, stand, kind):
        if stand.state not in ALLOWED[kind]:
            kinds = dict(self._fields["kind"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "%(stand)s is “%(state)s”: nothing can be recorded as “%(kind)s” now.",
                    stand=stand.display_name,
                    state=stand._get_state_label(),
                    kind=kinds[kind],
                )
            )

    # -- scanning ----------------------------------------------------------------------

    def _check_scannable(self):
        self._check_can_become("done")
        self._check_stand_allows(self.stand_id, self.kind)

    def _find_scanned(self, text):
        """The code of the sheet stands for the title of its line, with or without ISBN (B98)."""
        number = line_number(text)
        if number:
            lines = self.env["bookstore.stand.line"]
            line = lines.search([("id", "=", number), ("stand_id", "=", self.stand_id.id)])
            if line:
                return line.product_id
        return super()._find_scanned(text)

    def scan(self, code, quantity=1):
        """A code of the sheet of another stand is no title of this one, and no new title."""
        self.ensure_one()
        self.check_access("write")
        number = line_number(str(code or ""))
        if number:
            line = self.env["bookstore.stand.line"].search([("id", "=", number)])
            if line and line.stand_id != self.stand_id:
                return self._refuse(
                    self.env._(
                        "This code is of the sheet of “%s”. Scan the book, or the sheet of this"
                        " stand.",
                        line.stand_id.display_name,
                    )
                )
        return super().scan(code, quantity)

    def _scan_title(self, product, quantity):
        if product.type == "service":
            raise UserError(self.env._("%s is a service: no box holds it.", product.name))
        if not is_number_of_copies(quantity):
            raise UserError(self.env._("%s is no number of copies. Type a whole one.", quantity))
        counted = self._get_counted(product)
        if counted + quantity < -EPSILON:
            raise UserError(
                self.env._("%s is not scanned yet: nothing can be taken back.", product.name)
            )
        rows = self._add_scans({product: quantity})
        return self._get_title_progress(product, counted + quantity, rows)

    def _get_counted(self, product):
        groups = self._read_scans([("product_id", "=", product.id)], [])
        return groups[0][0] or 0.0

    def _read_scans(self, domain, groupby, aggregates=("quantity:sum",), **options):
        scans = self.env["bookstore.stand.scan"]
        domain = [("operation_id", "=", self.id), *domain]
        return scans._read_group(domain, groupby, list(aggregates), **options)

    def _add_scans(self, quantities):
        """Add rows, each at its place: ``{product: copies}``."""
        rows = [
            {
                "operation_id": self.id,
                "product_id": product.id,
                "quantity": copies,
                "location_id": place,
                "advice": advice,
                "user_id": self.env.uid,
            }
            for product, place, copies, advice in self._place_copies(quantities)
        ]
        # sudo: scans are only added through here, after the checks of the scan
        return self.env["bookstore.stand.scan"].sudo().create(rows)

    def _propose(self, quantities):
        """Scan these copies in one go."""
        self._check_scannable()
        if not quantities:
            raise UserError(
                self.env._("Nothing is left at %s: all is said.", self.stand_id.display_name)
            )
        self._add_scans(quantities)

    def _get_title_progress(self, product, counted, rows):
        line = self._get_line(product)
        message = self._get_progress_message(line, counted)
        advice = "" if self.location_id else ", ".join(filter(None, set(rows.mapped("advice"))))
        too_many = self.kind != "take" and counted > self._get_left(product) + EPSILON
        if too_many:
            advice = self.env._("more than were taken there")
        return {
            "quantity": counted,
            "total": self._read_scans([], [])[0][0] or 0.0,
            "message": " · ".join(filter(None, [message, advice])),
            "warning": bool(too_many),
        }

    def _get_line(self, product):
        return self.env["bookstore.stand.line"].search(
            [("stand_id", "=", self.stand_id.id), ("product_id", "=", product.id)]
        )

    def _get_progress_message(self, line, counted):
        if self.kind != "take":
            return ""
        if line.wanted:
            return self.env._("on the list: %g planned", line.wanted)
        return self.env._("added, not on the list")

    def _get_left(self, product):
        place = self.stand_id.location_id.id
        figures = self.stand_id._get_figures(product)
        return figures.get((place, product.id), Figures()).left

    def _get_scan_rows(self):
        groups = self._read_scans(
            [], ["product_id"], ("quantity:sum", "id:max"), order="id:max desc", limit=30
        )
        return [
            {
                "id": last,
                "product_id": product.id,
                "name": product.name,
                "detail": product._bookstore_get_scan_detail(),
                "quantity": copies,
            }
            for product, copies, last in groups
            if copies
        ]

    def _get_scan_header(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        stand = self.stand_id
        expected = stand.wanted_total if self.kind == "take" else stand.left_total
        return {
            "title": stand.event,
            "subtitle": " · ".join(filter(None, [kinds[self.kind], self.location_id.name])),
            "total": self.copy_total,
            "expected": expected or False,
            "can_create": False,
            "can_tick": True,
            "back": {"model": stand._name, "id": stand.id},
            "is_ticked_singly": self.kind in ("sale", "gift", "loss"),
        }

    # -- the list, ticked ----------------------------------------------------------------

    @api.readonly
    def get_titles_left(self, limit=80):
        """Titles of the list not in the boxes yet, or of the stand and not said yet."""
        self.ensure_one()
        self.check_access("read")
        titles = self.env["product.product"]
        progress = self._get_progress()
        left = [
            (titles.browse(title), expected, counted)
            for title, (expected, counted) in progress.items()
            if expected - counted > EPSILON
        ]
        return [
            {
                "id": product.id,
                "name": product.name,
                "detail": product._bookstore_get_scan_detail(),
                "expected": expected,
                "counted": counted,
            }
            for product, expected, counted in left[:limit]
        ]

    def _get_progress(self):
        """``{title: (copies expected, copies scanned)}``, in the order of the sheet."""
        lines = self.stand_id.line_ids
        if self.kind == "take":
            return {line.product_id.id: (line.wanted, line.taken + line.scanned) for line in lines}
        pending = self.stand_id._get_pending([self.kind])
        return {
            line.product_id.id: (line.left, pending.get(line.product_id.id, 0)) for line in lines
        }

    def action_toggle(self, product_id):
        """Tick a title: all its copies, or the next one sold; tick again: none."""
        self.ensure_one()
        self.check_access("write")
        product = self.env["product.product"].browse(product_id).exists()
        expected, counted = self._get_progress().get(product.id, (0.0, 0.0))
        if not product or (not expected and not counted):
            return self._refuse(self.env._("No copy of %s is expected here.", product.name))
        missing = expected - counted
        if missing > EPSILON:
            single = self.kind in ("sale", "gift", "loss")
            return self._take(product, 1 if single else missing)
        return self._take(product, -self._get_counted(product))
