from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import float_compare

from ..core.groups import READERS
from ..core.token import is_trusted
from ..core.workflow import ACTIVE_STATES, BACK_STATES, FIRM_STATES, OUT_STATES, QUOTED_STATES

MAX_EXEMPLARS = 500
_OCCUPATION_FIELDS = {
    "product_id",
    "product_uom_qty",
    "rental_start",
    "rental_end",
    "rental_lot_ids",
    "order_id",
}
_INVOICED_FIELDS = {
    "product_uom_qty",
    "price_unit",
    "discount",
    "tax_ids",
    "name",
    "product_id",
    "qty_delivered",
    "rental_start",
    "rental_end",
    "rental_billed_days",
}
_TRACED_FIELDS = (
    "product_id",
    "product_uom_qty",
    "price_unit",
    "discount",
    "tax_ids",
    "rental_start",
    "rental_end",
    "rental_billed_days",
)
_MACHINE_FIELDS = (
    "rental_terms",
    "rental_charge",
    "rental_late_half_days",
    "rental_extended_line_id",
    "rental_departed_qty",
    "rental_returned_qty",
    "rental_exchanged_qty",
    "rental_missing_qty",
)


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
            elif not line.rental_own_period or not line.rental_start:
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

    @api.depends("product_id", "product_uom_qty", "rental_start", "rental_end")
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
                        line.block_start,
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
            short = max(0.0, line.product_uom_qty - available) if line in lines else 0.0
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
        return (
            self._rental_has_period()
            and order.warehouse_id
            and order.rental_state in (*QUOTED_STATES, *FIRM_STATES)
        )

    def _rental_get_sibling_rows(self):
        """(start, end, quantity) of the other lines of the order that take the same product."""
        return [
            (line.block_start, line.block_end, line.product_uom_qty)
            for line in self.order_id.order_line
            if line != self and line.product_id == self.product_id and line.block_start
        ]

    def _rental_describe_other_shops(self):
        """ "Lyon 2, Nice 1": where the product is free for the period."""
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
        free = self.env["rental.availability"].sudo()._get_windows(windows)
        return ", ".join(f"{shop.name} {units:g}" for shop, units in free.items() if units > 0)

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

    # Changes ----------------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        self._rental_check_machine_fields(vals_list)
        lines = super().create([self._rental_mark_own_period(vals) for vals in vals_list])
        rented = lines.filtered("is_rental")
        rented._rental_check_can_change()
        for line, vals in zip(lines, vals_list, strict=True):
            if line._rental_is_price_typed(vals):
                line._rental_note_agreed_price()
        rented._sync_rental_occupation()
        rented._rental_freeze_new_lines()
        rented._rental_tell_open_slips()
        lines._rental_record_lines("added")
        lines._rental_after_invoiced_change()
        return lines

    def write(self, vals):
        vals = self._rental_mark_own_period(vals)
        self._rental_check_machine_fields([vals])
        touched = _OCCUPATION_FIELDS & set(vals)
        if touched:
            self.filtered("is_rental")._rental_check_can_change(vals)
        replaced = self.filtered(
            lambda line: line.product_id.id != vals.get("product_id", line.product_id.id)
        )
        before = self._rental_get_traced(vals)
        if {"rental_start", "rental_end"} & touched:
            self._rental_split_settled()
        result = super().write(vals)
        self._rental_follow(vals, touched, replaced)
        self._rental_record_changes(before)
        return result

    def _rental_follow(self, vals, touched, replaced):
        """Price, occupation, open slips and draft invoice follow what was written."""
        replaced._rental_take_new_product(vals)
        if self._rental_is_price_typed(vals):
            self._rental_note_agreed_price()
        if touched:
            self._sync_rental_occupation()
        if {"rental_start", "rental_end", "rental_billed_days"} & set(vals):
            self._reprice_rental()
        if {"product_id", "product_uom_qty"} & touched:
            self._rental_tell_open_slips(replaced)
        if _INVOICED_FIELDS & set(vals):
            self._rental_after_invoiced_change()

    def unlink(self):
        orders = self.order_id
        self._rental_record_lines("removed")
        result = super().unlink()
        orders._sync_rental_invoice()
        return result

    @api.model
    def _rental_check_machine_fields(self, vals_list):
        """What slips, signatures and the confirmation write is nobody else's, also not by RPC."""
        if self.env.su or is_trusted(self):
            return
        for name in _MACHINE_FIELDS:
            if any(vals.get(name) for vals in vals_list):
                raise AccessError(
                    self.env._(
                        "“%(field)s” of a booking is written by its slips and its confirmation "
                        "only. Leave it out.",
                        field=self._fields[name]._description_string(self.env),
                    )
                )

    @api.model
    def _rental_mark_own_period(self, vals):
        if vals.get("rental_start") or vals.get("rental_end"):
            return {"rental_own_period": True, **vals}
        return vals

    def _rental_check_can_change(self, vals=None):
        """What left comes back by a slip; what is back or cancelled changes no more.

        While the booking is out, goods may be added: they leave with a second departure slip.
        """
        names = {"product_id", "product_uom_qty", "rental_start", "rental_end", "order_id"}
        if is_trusted(self) or (vals and not names & set(vals)):
            return
        for line in self:
            order = line.order_id
            if order.rental_state in (*BACK_STATES, "closed", "cancelled") or (
                vals and line._rental_loses_departed(vals)
            ):
                raise UserError(
                    self.env._(
                        "%(booking)s is “%(state)s”: %(product)s can no longer change. Record what "
                        "comes back on a return slip, or make another booking for what leaves now.",
                        booking=order.name,
                        state=order._get_state_label(order.rental_state),
                        product=line.product_id.display_name,
                    )
                )

    def _rental_loses_departed(self, vals):
        """Whether ``vals`` would take goods off the line that have left already."""
        if not self.rental_departed_qty:
            return False
        quantity = vals.get("product_uom_qty", self.product_uom_qty)
        product_id = vals.get("product_id", self.product_id.id)
        settled = self.rental_departed_qty - self.rental_exchanged_qty
        return quantity < settled or product_id != self.product_id.id or "order_id" in vals

    def _rental_after_invoiced_change(self):
        self.order_id.filtered("is_rental")._sync_rental_invoice()

    # Traces -----------------------------------------------------------------------------------

    def _rental_get_traced(self, vals):
        """{line: {field: value}} of what ``vals`` may change, as a person reads it."""
        names = [name for name in _TRACED_FIELDS if name in vals]
        if not names or is_trusted(self) or self.env.context.get("sale_write_from_compute"):
            return {}
        lines = self.filtered(lambda line: line.order_id.is_rental)
        return {line: {name: line._rental_read_value(name) for name in names} for line in lines}

    def _rental_read_value(self, name):
        value = self[name]
        if self._fields[name].type == "datetime":
            return self.order_id._format_rental(value)
        if self._fields[name].relational:
            return ", ".join(value.mapped("display_name"))
        return f"{value:g}"

    def _rental_record_changes(self, before):
        """One history row a booking: which line, which field, from what to what."""
        found = {}
        for line, values in before.items():
            line = line.with_context(lang=line.company_id._get_rental_lang())
            changes = [
                f"{line._fields[name]._description_string(line.env)} {old} → "
                f"{line._rental_read_value(name)}"
                for name, old in values.items()
                if line._rental_read_value(name) != old
            ]
            if changes:
                text = f"{line.product_id.display_name}: {', '.join(changes)}"
                found.setdefault(line.order_id, []).append(text)
        for order, texts in found.items():
            order._rental_record("change", " · ".join(texts))

    def _rental_record_lines(self, kind):
        """Lines that come or go on a booking that is promised."""
        if is_trusted(self):
            return
        lines = self.filtered(
            lambda line: line.order_id.is_rental and line.order_id.rental_state in ACTIVE_STATES
        )
        for order, own in lines.grouped("order_id").items():
            env = order.with_context(lang=order.company_id._get_rental_lang()).env
            words = {"added": env._("added"), "removed": env._("removed")}
            goods = ", ".join(
                f"{line.product_uom_qty:g} × {line.with_env(env).product_id.display_name}"
                for line in own
            )
            order._rental_record("change", f"{words[kind]}: {goods}")

    # Capacity ---------------------------------------------------------------------------------

    def _rental_get_to_depart(self):
        """Units that still have to leave: booked, and those that replace broken ones."""
        return self.product_uom_qty + self.rental_exchanged_qty - self.rental_departed_qty

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
                changes += line._rental_get_away_changes(own.filtered("away"))
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

    def _rental_get_away_changes(self, rows):
        """Goods that are out: the planned end moves; what is kept gets an end by it."""
        moved = rows.filtered(lambda row: row.planned_end != self.block_end)
        return [(row, {"date_end": self.block_end, "planned_end": self.block_end}) for row in moved]

    def _choose_rental_lots(self):
        """Complete the chosen units of serial lines with free ones of the shop."""
        for line in self.filtered(lambda line: line.product_id.tracking == "serial"):
            missing = int(line._rental_get_to_depart()) - len(line._rental_get_pinned_lots())
            if missing <= 0:
                continue
            free = line._rental_get_free_lots()[:missing]
            if len(free) < missing:
                raise UserError(
                    self.env._(
                        "%(product)s: only %(free)d free units on the shelf, %(missing)d needed. "
                        "Wait for a return or choose the units at the departure.",
                        product=line.product_id.display_name,
                        free=len(free),
                        missing=missing,
                    )
                )
            line.rental_lot_ids |= free

    def _rental_get_free_lots(self):
        """Units on the shelf of the shop that no other row takes during the line's period."""
        lots = self._rental_get_shelf_lots()
        # sudo: capacity is a matter of the whole shop
        taken = (
            self.env["rental.occupation"]
            .sudo()
            .search(
                [
                    ("lot_id", "in", lots.ids),
                    ("blocking", "=", True),
                    ("date_start", "<", self.block_end),
                    ("date_end", ">", self.block_start),
                ]
            )
        )
        return lots - taken.lot_id

    def _rental_get_shelf_lots(self):
        shelf = self.order_id.warehouse_id.lot_stock_id
        # sudo: the counter sees its own shelf
        quants = (
            self.env["stock.quant"]
            .sudo()
            .search(
                [
                    ("product_id", "=", self.product_id.id),
                    ("location_id", "child_of", shelf.id),
                    ("quantity", ">", 0),
                    ("lot_id", "!=", False),
                ]
            )
        )
        return quants.lot_id.sorted("name")

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
