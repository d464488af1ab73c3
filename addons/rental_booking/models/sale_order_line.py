from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import float_compare

from ..core.groups import READERS
from ..core.workflow import FIRM_STATES, OUT_STATES, QUOTED_STATES

MAX_EXEMPLARS = 500


class SaleOrderLine(models.Model):
    """A line of a booking: units of one product for one period."""

    _inherit = "sale.order.line"

    is_rental = fields.Boolean("Rented", compute="_compute_is_rental", store=True, precompute=True)
    rental_start = fields.Datetime(
        "From", compute="_compute_rental_period", store=True, readonly=False, precompute=True
    )
    rental_end = fields.Datetime(
        "To", compute="_compute_rental_period", store=True, readonly=False, precompute=True
    )
    rental_own_period = fields.Boolean("Own dates")
    block_start = fields.Datetime("Blocked from", compute="_compute_rental_line_block", store=True)
    block_end = fields.Datetime("Blocked until", compute="_compute_rental_line_block", store=True)
    rental_lot_ids = fields.Many2many(
        "stock.lot", "rental_line_lot_rel", string="Units", copy=False, groups=READERS
    )
    rental_occupation_ids = fields.One2many("rental.occupation", "order_line_id", groups=READERS)
    rental_slip_line_ids = fields.One2many("rental.slip.line", "order_line_id", groups=READERS)
    rental_departed_qty = fields.Integer("Departed", copy=False, readonly=True)
    rental_returned_qty = fields.Integer("Returned", copy=False, readonly=True)
    rental_exchanged_qty = fields.Integer("Exchanged", copy=False, readonly=True)
    rental_missing_qty = fields.Integer("Missing", copy=False, readonly=True)
    rental_out_qty = fields.Integer(
        "With the customer", compute="_compute_rental_out_qty", store=True
    )
    rental_origin_line_id = fields.Many2one(
        "sale.order.line", "Split from", copy=False, index="btree_not_null", readonly=True
    )
    rental_available = fields.Float("Free", compute="_compute_rental_available")
    rental_shortage = fields.Float("Shortage", compute="_compute_rental_available")
    rental_late_half_days = fields.Integer("Late half-days", copy=False, readonly=True)
    rental_charge = fields.Selection(
        [
            ("late", "Late"),
            ("replacement", "Replacement"),
            ("repair", "Repair"),
            ("extension", "New dates"),
            ("cancellation", "Cancellation"),
        ],
        "Charge",
        copy=False,
        readonly=True,
    )
    rental_slip_id = fields.Many2one(
        "rental.slip",
        "Charged by",
        copy=False,
        readonly=True,
        index="btree_not_null",
        groups=READERS,
    )
    rental_extended_line_id = fields.Many2one(
        "sale.order.line", "Charged after", copy=False, index="btree_not_null", ondelete="cascade"
    )
    rental_extension_ids = fields.One2many("sale.order.line", "rental_extended_line_id")

    @api.depends("product_id", "order_id.is_rental")
    def _compute_is_rental(self):
        for line in self:
            line.is_rental = line.order_id.is_rental and line.product_id.is_rental

    @api.depends("order_id.rental_start", "order_id.rental_end", "is_rental", "rental_own_period")
    def _compute_rental_period(self):
        for line in self:
            if not line.is_rental:
                line.rental_start = line.rental_end = False
            elif not line.rental_start or not (line.rental_own_period or line._rental_is_over()):
                line.rental_start = line.order_id.rental_start
                line.rental_end = line.order_id.rental_end

    @api.depends("rental_start", "rental_end", "product_id")
    def _compute_rental_line_block(self):
        for line in self:
            start, end = line.rental_start, line.rental_end
            if not line.is_rental or not start or not end:
                line.block_start = line.block_end = False
                continue
            before, after = line.product_id._get_rental_buffers()
            line.block_start, line.block_end = start - before, end + after

    @api.depends("rental_departed_qty", "rental_returned_qty", "rental_missing_qty")
    def _compute_rental_out_qty(self):
        for line in self:
            back = line.rental_returned_qty + line.rental_missing_qty
            line.rental_out_qty = line.rental_departed_qty - back

    @api.depends(
        "product_id",
        "product_uom_qty",
        "rental_start",
        "rental_end",
        "rental_departed_qty",
        "rental_exchanged_qty",
    )
    @api.depends_context("uid")
    def _compute_rental_available(self):
        """Own demand ignored, other lines of the same order counted; constant queries."""
        lines = self.filtered(lambda line: line._rental_has_open_demand())
        # sudo: capacity is a matter of the whole shop
        free = (
            self.env["rental.availability"]
            .sudo()
            ._get_windows(
                [
                    (
                        line,
                        line.product_id._origin.id,
                        line.order_id.warehouse_id._origin.id,
                        line._rental_get_open_start(),
                        line.block_end,
                        line.order_id._origin.id,
                        line._rental_get_sibling_rows(),
                    )
                    for line in lines
                ]
            )
        )
        for line in self:
            available = free.get(line, 0.0)
            line.rental_available = available
            short = max(0.0, line._rental_get_to_depart() - available) if line in lines else 0.0
            line.rental_shortage = short

    def _rental_has_period(self):
        return bool(
            self.is_rental
            and self.product_id
            and self.rental_start
            and self.rental_end
            and self.rental_end > self.rental_start
        )

    def _rental_has_open_demand(self):
        """Whether the line still asks for goods that are not out yet."""
        order = self.order_id
        if not self._rental_has_period() or not order.warehouse_id:
            return False
        if order.rental_state in OUT_STATES:
            return self._rental_get_to_depart() > 0 and self.block_end > fields.Datetime.now()
        return order.rental_state in (*QUOTED_STATES, *FIRM_STATES)

    def _rental_get_open_start(self):
        """From when the line asks: the rest of what is out leaves from now on."""
        if self.order_id.rental_state in OUT_STATES:
            return max(self.block_start, fields.Datetime.now())
        return self.block_start

    def _rental_get_sibling_rows(self):
        """(start, end, quantity) of what else the order takes of the same product."""
        if self.order_id.rental_state in OUT_STATES:
            # sudo: capacity is a matter of the whole shop
            rows = self.order_id.sudo().rental_occupation_ids.filtered(
                lambda row: (
                    row.blocking
                    and row.product_id == self.product_id
                    and (row.away or row.order_line_id != self._origin)
                )
            )
            return [(row.date_start, row._get_real_end(), row.quantity) for row in rows]
        return [
            (line.block_start, line.block_end, line.product_uom_qty)
            for line in self.order_id.order_line
            if line != self and line.product_id == self.product_id and line.block_start
        ]

    def _rental_describe_other_shops(self):
        """ "Lyon 2, Nice 1": where the product is free for the period."""
        free = self._rental_get_other_shops()
        return ", ".join(f"{shop.name} {units:g}" for shop, units in free.items() if units > 0)

    def _rental_get_other_shops(self):
        """{shop: units of the product that are free there for the period}"""
        shops = self.env["stock.warehouse"].search(
            [
                ("is_rental_shop", "=", True),
                ("company_id", "=", self.company_id.id),
                ("id", "!=", self.order_id.warehouse_id.id),
            ]
        )
        windows = [
            (shop, self.product_id.id, shop.id, self.block_start, self.block_end, False)
            for shop in shops
        ]
        # sudo: capacity is a matter of all shops
        return self.env["rental.availability"].sudo()._get_windows(windows)

    @api.onchange("rental_start", "rental_end")
    def _onchange_rental_period(self):
        order = self.order_id
        own = (self.rental_start, self.rental_end) != (order.rental_start, order.rental_end)
        self.rental_own_period = own and self.is_rental

    @api.constrains("rental_start", "rental_end", "product_uom_qty", "product_uom_id")
    def _check_rental_line(self):
        for line in self.filtered("is_rental"):
            if line.rental_start and line.rental_end and line.rental_end <= line.rental_start:
                raise UserError(
                    self.env._(
                        "%(product)s: the return must be after the departure. Correct the dates "
                        "of the line.",
                        product=line.product_id.display_name,
                    )
                )
            line._check_rental_quantity()

    def _check_rental_quantity(self):
        if self.product_uom_id != self.product_id.uom_id:
            raise UserError(
                self.env._(
                    "%(product)s is rented by the %(unit)s. Choose this unit of measure.",
                    product=self.product_id.display_name,
                    unit=self.product_id.uom_id.name,
                )
            )
        quantity = self.product_uom_qty
        whole = float_compare(quantity, round(quantity), precision_digits=4) == 0
        if quantity < 0 or not whole or quantity > MAX_EXEMPLARS:
            raise UserError(
                self.env._(
                    "%(product)s: %(quantity)g cannot be rented. Enter whole units, from 0 to "
                    "%(maximum)d a line.",
                    product=self.product_id.display_name,
                    quantity=quantity,
                    maximum=MAX_EXEMPLARS,
                )
            )

    # Capacity ---------------------------------------------------------------------------------

    def _rental_get_to_depart(self):
        """Units that still have to leave: booked, and those that replace broken ones."""
        return self.product_uom_qty + self.rental_exchanged_qty - self.rental_departed_qty

    def _rental_is_over(self):
        """All that left is settled and nothing waits to leave: other dates are for the others."""
        return (
            self.rental_departed_qty > 0
            and self.rental_out_qty <= 0
            and self._rental_get_to_depart() <= 0
        )

    def _prepare_rental_occupations(self):
        """{lot id or False: values} that the line plans to occupy in its state."""
        quantity = self._rental_get_to_depart()
        if not self.block_start or quantity <= 0:
            return {}
        values = {
            "product_id": self.product_id.id,
            "warehouse_id": self.order_id.warehouse_id.id,
            "date_start": self.block_start,
            "date_end": self.block_end,
            "order_id": self.order_id.id,
            "order_line_id": self.id,
            **self._rental_prepare_occupation_kind(),
        }
        if values["kind"] != "booking":
            return {False: {**values, "lot_id": False, "quantity": quantity}}
        lots = self._rental_get_pinned_lots()[: int(quantity)]
        wanted = {lot.id: {**values, "lot_id": lot.id, "quantity": 1.0} for lot in lots}
        rest = quantity - len(lots)
        if rest > 0:
            wanted[False] = {**values, "lot_id": False, "quantity": rest}
        return wanted

    def _rental_get_pinned_lots(self):
        """Units chosen in advance that have not left yet."""
        return self.rental_lot_ids - self.rental_slip_line_ids.filtered("exemplar").lot_id

    def _rental_prepare_occupation_kind(self):
        order = self.order_id
        if order.rental_state in (*FIRM_STATES, *OUT_STATES):
            return {"kind": "booking", "blocking": True, "expires_at": False}
        until = order.rental_hold_until
        if until and until > fields.Datetime.now():
            return {"kind": "hold", "blocking": True, "expires_at": until}
        return {"kind": "quote", "blocking": False, "expires_at": False}

    def _sync_rental_occupation(self):
        """Make the occupation rows say what the lines say, in one batch under one guard."""
        # sudo: occupations are written by the machine, under its own guard
        lines = self.sudo().filtered(lambda line: line.order_id.is_rental)
        rows = lines.rental_occupation_ids.filtered(lambda row: not row.released_at)
        by_line = rows.grouped("order_line_id")
        obsolete, changes, creates = rows.browse(), [], []
        for line in lines:
            own = by_line.get(line, rows.browse())
            state = line.order_id.rental_state
            if state in OUT_STATES:
                changes += line._rental_move_ends(own.filtered("away"))
            if state in (*QUOTED_STATES, *FIRM_STATES, *OUT_STATES):
                wanted = line._prepare_rental_occupations() if line.is_rental else {}
                for row in own.filtered(lambda row: not row.away):
                    values = wanted.pop(row.lot_id.id, None)
                    if values is None:
                        obsolete |= row
                    elif changed := row._get_changed(values):
                        changes.append((row, changed))
                creates += wanted.values()
        self.env["rental.occupation"].sudo()._apply(obsolete, changes, creates)  # sudo: as above

    def _rental_move_ends(self, rows):
        """Goods that are out: the planned end moves; what is kept gets an end by it."""
        moved = rows.filtered(lambda row: row.planned_end != self.block_end)
        if moved:
            self.rental_slip_line_ids.filtered("kept_open").kept_open = False
        return [(row, {"date_end": self.block_end, "planned_end": self.block_end}) for row in moved]

    def _rental_change_unit(self, lot):
        """A unit chosen for this line is not there; who gives units extends this."""

    # Core documents ---------------------------------------------------------------------------

    def _action_launch_stock_rule(self, **kwargs):
        """Rented goods leave with a slip, not with a delivery."""
        return super(
            SaleOrderLine, self.filtered(lambda line: not line.is_rental)
        )._action_launch_stock_rule(**kwargs)

    @api.depends("is_rental")
    def _compute_qty_delivered_method(self):
        super()._compute_qty_delivered_method()
        for line in self.filtered("is_rental"):
            line.qty_delivered_method = "manual"
