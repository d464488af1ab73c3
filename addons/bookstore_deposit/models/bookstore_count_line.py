import math
from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..core.ownership import EPSILON

MISSING_RESOLUTIONS = ("loss", "sale", "elsewhere", "missing", "queued", "irregular_out")
EXTRA_RESOLUTIONS = ("entry", "from_place", "from_missing", "queued")


class BookstoreCountLine(models.Model):
    """Copies of a title that an inventory found missing or extra, and what became of them."""

    _name = "bookstore.count.line"
    _description = "Inventory Difference"
    _inherit = ["bookstore.guard.mixin"]
    _rec_name = "product_id"
    _order = "state, product_id"
    _check_company_auto = True
    _guarded_fields = frozenset(
        [
            "count_id",
            "product_id",
            "theoretical",
            "counted",
            "difference",
            "queued",
            "state",
            "move_id",
        ]
    )

    count_id = fields.Many2one("bookstore.count", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="count_id.company_id", store=True, index=True)
    count_state = fields.Selection(related="count_id.state", string="Inventory Status")
    product_id = fields.Many2one("product.product", "Title", required=True, index=True)
    barcode = fields.Char(related="product_id.barcode", string="ISBN")
    publisher_id = fields.Many2one(related="product_id.bookstore_publisher_id")
    theoretical = fields.Float("Expected", digits="Product Unit", readonly=True)
    counted = fields.Float(digits="Product Unit", readonly=True)
    difference = fields.Float(compute="_compute_difference", store=True, digits="Product Unit")
    queued = fields.Float(
        "Sold Meanwhile",
        digits="Product Unit",
        readonly=True,
        help="Copies paid at the till while the place was locked: they leave when it opens. Below"
        " zero, customers brought copies back.",
    )
    to_settle = fields.Float(
        "How Many",
        digits="Product Unit",
        compute="_compute_resolution",
        store=True,
        readonly=False,
        help="Type fewer copies than the difference to give each its own answer: the others stay"
        " to settle on a line of their own.",
    )
    places = fields.Char(related="product_id.bookstore_places", string="In Stock")
    resolution = fields.Selection(
        [
            ("loss", "Lost or stolen"),
            ("sale", "Forgotten sale"),
            ("elsewhere", "Is in another place"),
            ("missing", "Missing, look for it"),
            ("queued", "Sold or taken back at the till"),
            ("irregular_out", "Was counted twice before"),
            ("entry", "Was never entered"),
            ("from_place", "Comes from another place"),
            ("from_missing", "Missing copy found"),
        ],
        "What Happened",
        compute="_compute_resolution",
        store=True,
        readonly=False,
    )
    reason_id = fields.Many2one("bookstore.move.reason")
    other_location_id = fields.Many2one(
        "stock.location",
        "Other Place",
        domain="[('usage', '=', 'internal'), ('company_id', '=', company_id)]",
        check_company=True,
    )
    owner_id = fields.Many2one(
        "res.partner",
        help="Whose copies are entered; your own company for firm copies. Leave empty when you do"
        " not know: the question is put off.",
    )
    state = fields.Selection(
        [("open", "To settle"), ("settled", "Settled"), ("undone", "Undone")],
        default="open",
        required=True,
        readonly=True,
    )
    move_id = fields.Many2one("stock.move", "Movement", readonly=True)

    @api.depends("theoretical", "counted")
    def _compute_difference(self):
        for line in self:
            line.difference = line.counted - line.theoretical

    @api.depends("queued", "theoretical", "counted")
    def _compute_resolution(self):
        """Copies the till sold meanwhile explain as many missing ones, not the others."""
        for line in self:
            missing = line.theoretical - line.counted
            explained = min(abs(line.queued), abs(missing)) if line.queued * missing > 0 else 0.0
            line.resolution = line.resolution or ("queued" if explained else False)
            line.to_settle = explained or abs(missing)

    def action_settle(self):
        """Record what happened; what cannot be done yet says why and stays open."""
        self.check_access("write")
        self.lock_for_update()
        lines = self.filtered(lambda line: line.state == "open")
        lines.count_id._check_all_listed()
        for line in lines:
            line._check_settleable()
        # sudo: settling moves stock, which the inventory is for
        lines = lines.sudo()
        lines._leave_the_others_open()
        lines._settle()
        return True

    def _leave_the_others_open(self):
        """The copies of a difference that get another answer go on a line of their own."""
        others = []
        for line in self:
            between = line.theoretical + math.copysign(line.to_settle, line.difference)
            if abs(line.counted - between) > EPSILON:
                is_queued = line.resolution == "queued"
                sold = math.copysign(line.to_settle, line.queued) if is_queued else 0.0
                others.append(
                    {
                        "count_id": line.count_id.id,
                        "product_id": line.product_id.id,
                        "theoretical": between,
                        "counted": line.counted,
                        "queued": line.queued - sold,
                    }
                )
                line.write({"counted": between, "queued": sold})
        self.create(others)

    def action_undo(self):
        """Take back what was done about a difference: another answer, or late, none (B169)."""
        self.check_access("write")
        self.lock_for_update()
        settled = self.filtered(lambda line: line.state == "settled")
        for line in settled:
            if line.count_id.state not in ("review", "closed", "cancelled"):
                raise UserError(
                    self.env._(
                        "Inventory %s is still being counted. End the counting first.",
                        line.count_id.name,
                    )
                )
        # sudo: same reason as settling
        settled.sudo()._undo()
        return True

    def _undo(self):
        for count, lines in self.grouped("count_id").items():
            moves = lines.move_id
            moves._bookstore_check_entry_still_there()
            moves._bookstore_check_carried_still_there()
            count._move_counted(
                [move._prepare_bookstore_undo_vals(origin=count.name) for move in moves]
            )
        self.env["bookstore.alert"].search([("count_line_id", "in", self.ids)])._close()
        again = self.filtered(lambda line: line.count_id.state == "review")
        again.write({"state": "open", "move_id": False, "resolution": False})
        (self - again).state = "undone"  # told as it was: an inventory that is over asks no more

    def _check_settleable(self):
        expected = MISSING_RESOLUTIONS if self.difference < 0 else EXTRA_RESOLUTIONS
        if self.count_id.state != "review":
            raise UserError(
                self.env._(
                    "Inventory %s is still being counted. End the counting first.",
                    self.count_id.name,
                )
            )
        if self.resolution not in expected:
            problem = (
                self.env._("%s is missing: choose a loss, a sale, another place or “missing”.")
                if self.difference < 0
                else self.env._("%s is extra: choose an entry, another place or a missing copy.")
            )
            raise UserError(problem % self.product_id.name)
        if not EPSILON < self.to_settle <= abs(self.difference) + EPSILON:
            raise UserError(
                self.env._(
                    "Between 1 and %(most)g copies of %(title)s are to be settled.",
                    most=abs(self.difference),
                    title=self.product_id.name,
                )
            )
        if self.resolution in ("elsewhere", "from_place") and not self._is_other_place_valid():
            raise UserError(self.env._("Choose in which other place %s is.", self.product_id.name))
        explained = max(-self.queued * math.copysign(1, self.difference), 0.0)
        if self.resolution == "queued" and explained < self.to_settle - EPSILON:
            raise UserError(
                self.env._(
                    "The till explains %(explained)g copies of %(title)s, not %(asked)g. Settle"
                    " these, then choose another answer for the others.",
                    explained=explained,
                    title=self.product_id.name,
                    asked=self.to_settle,
                )
            )

    def _is_other_place_valid(self):
        place = self.other_location_id
        return place and not place._child_of(self.count_id.location_id)

    def _settle(self):
        for count, lines in self.grouped("count_id").items():
            moved = lines.filtered(lambda line: line.resolution != "queued")
            shelves = moved._get_copies_by_shelf(count.location_id)
            lost = count.company_id._get_bookstore_lost_place()
            moves = count._move_counted(
                [line._prepare_move_vals(lost, shelves[line.product_id]) for line in moved]
            )
            for line, move in zip(moved, moves, strict=True):
                line.move_id = move
        self.state = "settled"
        self.filtered(lambda line: line.resolution == "missing")._raise_missing()

    def _get_copies_by_shelf(self, place):
        """``{title: [[shelf, copies]]}`` inside the place counted, the fullest shelf first."""
        groups = self.env["stock.quant"]._read_group(
            [("product_id", "in", self.product_id.ids), ("location_id", "child_of", place.id)],
            ["product_id", "location_id"],
            ["quantity:sum"],
        )
        shelves = defaultdict(list)
        for product, shelf, copies in sorted(groups, key=lambda group: -group[2]):
            shelves[product].append([shelf, copies])
        return shelves

    def _prepare_move_vals(self, lost, shelves):
        """One movement a difference; missing copies leave like any exit (B129)."""
        company = self.company_id
        here = self.count_id.location_id
        customers = self.env.ref("stock.stock_location_customers")
        missing = company.bookstore_missing_location_id
        kind, source, target = {
            "loss": ("loss", here, lost),
            "sale": ("sale", here, customers),
            "elsewhere": ("transfer", here, self.other_location_id),
            "missing": ("transfer", here, missing),
            "irregular_out": ("irregular_out", here, lost),
            "entry": ("irregular_in", lost, here),
            "from_place": ("transfer", self.other_location_id, here),
            "from_missing": ("transfer", missing, here),
        }[self.resolution]
        vals = {
            "origin": self.count_id.name,
            "bookstore_reason_id": self.reason_id.id,
        }
        if kind == "irregular_in":
            journal = self.env["bookstore.allocation"]
            owner = journal._get_entry_owner(company, self.product_id, self.owner_id)
            vals |= {
                "bookstore_owner_known": True,
                "restrict_partner_id": (owner - company.partner_id).id,
            }
        vals = self.env["stock.move"]._prepare_bookstore_move_vals(
            self.product_id, abs(self.difference), source, target, kind, **vals
        )
        if source == here:
            ((_create, _none, line),) = vals["move_line_ids"]
            vals["move_line_ids"] = [
                Command.create(line | {"location_id": shelf.id, "quantity": copies})
                for shelf, copies in self._take_from_shelves(shelves)
            ]
        return vals

    def _take_from_shelves(self, shelves):
        """``[(shelf, copies)]``; what is taken is taken off ``shelves``."""
        left, taken = abs(self.difference), []
        for shelf in shelves:
            copies = min(shelf[1], left)
            if copies > EPSILON:
                taken.append((shelf[0], copies))
                shelf[1] -= copies
                left -= copies
        return [*taken, (self.count_id.location_id, left)] if left > EPSILON else taken

    def _raise_missing(self):
        self.env["bookstore.alert"].create(
            [
                {
                    "kind": "missing",
                    "company_id": line.company_id.id,
                    "product_id": line.product_id.id,
                    "location_id": line.count_id.location_id.id,
                    "quantity": -line.difference,
                    "count_line_id": line.id,
                }
                for line in self
            ]
        )
