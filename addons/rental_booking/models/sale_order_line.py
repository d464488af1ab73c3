from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import float_compare

from ..core.tariff import Terms
from ..core.workflow import ACTIVE_STATES, BACK_STATES, FIRM_STATES, OUT_STATES, QUOTED_STATES
from .groups import READERS
from .token import is_trusted

MAX_EXEMPLARS = 500
_OCCUPATION_FIELDS = {
    "product_id",
    "product_uom_qty",
    "rental_start",
    "rental_end",
    "rental_lot_ids",
    "order_id",
}
_INVOICED_FIELDS = {"product_uom_qty", "price_unit", "discount", "tax_ids", "name", "product_id"}


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
    block_start = fields.Datetime("Blocked from", compute="_compute_line_block", store=True)
    block_end = fields.Datetime("Blocked until", compute="_compute_line_block", store=True)
    rental_lot_ids = fields.Many2many(
        "stock.lot", "rental_line_lot_rel", string="Units", copy=False, groups=READERS
    )
    rental_occupation_ids = fields.One2many("rental.occupation", "order_line_id", groups=READERS)
    rental_available = fields.Float("Free", compute="_compute_rental_available")
    rental_shortage = fields.Float("Shortage", compute="_compute_rental_available")
    rental_half_days = fields.Integer("Half-days", compute="_compute_rental_half_days")
    rental_late_half_days = fields.Integer("Late half-days", copy=False, readonly=True)
    rental_terms = fields.Json("Frozen terms", copy=False)
    rental_charge = fields.Selection(
        [
            ("late", "Late"),
            ("replacement", "Replacement"),
            ("repair", "Repair"),
            ("extension", "New dates"),
        ],
        "Charge",
        copy=False,
        readonly=True,
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
    def _compute_line_block(self):
        for line in self:
            start, end = line.rental_start, line.rental_end
            if not line.is_rental or not start or not end:
                line.block_start = line.block_end = False
                continue
            before, after = line.product_id._get_rental_buffers()
            line.block_start, line.block_end = start - before, end + after

    @api.depends("rental_start", "rental_end", "product_id")
    def _compute_rental_half_days(self):
        for line in self:
            line.rental_half_days = line._get_rental_coefficient()[0] if line._has_period() else 0

    @api.depends("product_id", "product_uom_qty", "rental_start", "rental_end")
    @api.depends_context("uid")
    def _compute_rental_available(self):
        """Own demand ignored, other lines of the same order counted; constant queries."""
        lines = self.filtered(lambda line: line._has_open_demand())
        free = (
            self.env["rental.availability"]
            .sudo()
            ._get_windows(  # as in its _guard
                [
                    (
                        line,
                        line.product_id._origin.id,
                        line.order_id.warehouse_id._origin.id,
                        line.block_start,
                        line.block_end,
                        line.order_id._origin.id,
                    )
                    for line in lines
                ]
            )
        )
        for line in self:
            available = free.get(line, 0.0) - line._get_sibling_demand() if line in lines else 0.0
            line.rental_available = available
            short = max(0.0, line.product_uom_qty - available) if line in lines else 0.0
            line.rental_shortage = short

    def _has_period(self):
        return bool(
            self.is_rental
            and self.product_id
            and self.rental_start
            and self.rental_end
            and self.rental_end > self.rental_start
        )

    def _has_open_demand(self):
        """Whether the line still asks for goods that are not out yet."""
        order = self.order_id
        return (
            self._has_period()
            and order.warehouse_id
            and order.rental_state in (*QUOTED_STATES, *FIRM_STATES)
        )

    def _get_sibling_demand(self):
        """Units of the same product on other lines of the order, at the same time."""
        return sum(
            line.product_uom_qty
            for line in self.order_id.order_line
            if line != self
            and line.product_id == self.product_id
            and line.block_start
            and line.block_start < self.block_end
            and line.block_end > self.block_start
        )

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

    # Price ------------------------------------------------------------------------------------

    @api.depends("rental_start", "rental_end")
    def _compute_price_unit(self):
        """Frozen lines keep their price: only a change of dates moves it, by the frozen terms."""
        return super(SaleOrderLine, self._without_frozen())._compute_price_unit()

    def _compute_discount(self):
        return super(SaleOrderLine, self._without_frozen())._compute_discount()

    def _without_frozen(self):
        if self.env.context.get("force_price_recomputation"):
            return self
        return self.filtered(lambda line: not line._is_frozen())

    def _is_frozen(self):
        """Terms are those of the product they were frozen for (not of one just being chosen)."""
        return bool(self.rental_terms) and self._origin.product_id == self.product_id

    def _get_display_price(self):
        """Rental: the price of one period, rounded once; the quantity multiplies it after."""
        price = super()._get_display_price()
        if not self._has_period():
            return price
        return self._round_rental(price * self._get_rental_coefficient()[1])

    def _round_rental(self, price):
        currency = self.currency_id or self.order_id.currency_id or self.env.company.currency_id
        return currency.round(price)

    def _get_rental_terms(self):
        """The terms frozen at the confirmation, else those of the product's tariff."""
        if self._is_frozen():
            return Terms.from_dict(self.rental_terms["terms"])
        return self.product_id.rental_tariff_id._get_terms()

    def _get_rental_coefficient(self):
        """(half-days charged, multiple of the day price) of the line's period."""
        return self.env["rental.tariff"]._get_coefficient(
            self._get_rental_terms(),
            self.rental_start,
            self.rental_end,
            self.order_id.warehouse_id._get_rental_tz(),
        )

    def _check_rental_price(self):
        """Odd input: a product without tariff is said before the customer is promised a price."""
        for line in self.filtered(lambda line: line.is_rental and line.product_uom_qty):
            if not line.product_id.rental_tariff_id and not line._has_manual_price():
                raise UserError(
                    self.env._(
                        "%(product)s has no tariff. Choose one on the product, or type the price "
                        "on the line.",
                        product=line.product_id.display_name,
                    )
                )

    def _has_manual_price(self):
        return self.currency_id.compare_amounts(self.technical_price_unit, self.price_unit) != 0

    def _freeze_rental_terms(self):
        """Prices freeze at the confirmation: later changes of dates use these terms."""
        for line in self.filtered(lambda line: not line.rental_terms):
            factor = line._get_rental_coefficient()[1]
            day_price = line.price_unit / factor if factor else 0.0
            tariff = line.product_id.rental_tariff_id
            line.rental_terms = {
                "terms": tariff._get_terms().to_dict(),
                "day_price": day_price,
                "late_ratio": tariff.late_ratio if tariff else 0.5,
            }

    def _freeze_new_lines(self):
        """What is added to a confirmed booking is promised at its price of today."""
        firm = self.filtered(lambda line: line.order_id.rental_state in FIRM_STATES)
        firm._check_rental_price()
        firm._freeze_rental_terms()

    def _take_new_product(self, vals):
        """Another product on a confirmed booking: its own price and terms, none of the units."""
        firm = self.filtered(
            lambda line: line.is_rental and line.order_id.rental_state in FIRM_STATES
        )
        if not firm:
            return
        firm.sudo().rental_lot_ids = False  # reason: as in _leave_rental_shop
        firm.rental_terms = False
        if "price_unit" not in vals:
            firm.with_context(force_price_recomputation=True)._reset_price_unit()
        firm._freeze_new_lines()

    def _reprice_rental(self):
        """New period price after a change of dates, from the frozen terms.

        What a posted invoice says stays: the difference becomes a line of its own.
        """
        for line in self.filtered(lambda line: line.rental_terms and line._has_period()):
            factor = line._get_rental_coefficient()[1]
            price = line._round_rental(line.rental_terms["day_price"] * factor)
            if line._is_posted():
                line._charge_extension(price)
            else:
                line.write({"price_unit": price, "technical_price_unit": price})

    def _is_posted(self):
        # sudo: the desk extends bookings, it may not read invoices
        return any(move_line.parent_state == "posted" for move_line in self.sudo().invoice_lines)

    def _charge_extension(self, price):
        """Bring the charges of a posted line to ``price`` a unit; an open one is corrected."""
        charges = self.rental_extension_ids
        difference = price - self.price_unit - sum(charges.mapped("price_unit"))
        if self.currency_id.is_zero(difference):
            return
        pending = charges.filtered(lambda charge: not charge._is_posted())[:1]
        if pending:
            pending.price_unit += difference
            return
        order = self.order_id
        charge = order._add_rental_charge(
            "extension",
            self.env._(
                "New dates: %(product)s, %(start)s – %(end)s",
                product=self.product_id.display_name,
                start=order._format_rental(self.rental_start),
                end=order._format_rental(self.rental_end),
            ),
            difference,
            quantity=self.product_uom_qty,
            rented=self,
        )
        charge.rental_extended_line_id = self

    def _get_late_price(self):
        """Price of one late half-day of one unit, from the frozen terms."""
        terms = self.rental_terms or {}
        return self._round_rental(terms.get("day_price", 0.0) * terms.get("late_ratio", 0.5))

    def action_rental_resync_price(self):
        """Take today's tariff instead of the frozen one (managers)."""
        for line in self.filtered("is_rental"):
            line.rental_terms = False
            line.with_context(force_price_recomputation=True)._reset_price_unit()
            line._freeze_rental_terms()

    # Capacity ---------------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create([self._mark_own_period(vals) for vals in vals_list])
        rented = lines.filtered("is_rental")
        rented._check_can_change()
        rented._sync_rental_occupation()
        rented._freeze_new_lines()
        rented._tell_open_slips()
        lines._after_invoiced_change()
        return lines

    def write(self, vals):
        vals = self._mark_own_period(vals)
        touched = _OCCUPATION_FIELDS & set(vals)
        if touched:
            self.filtered("is_rental")._check_can_change(vals)
        replaced = self.filtered(
            lambda line: line.product_id.id != vals.get("product_id", line.product_id.id)
        )
        result = super().write(vals)
        replaced._take_new_product(vals)
        if touched:
            self._sync_rental_occupation()
            self._reprice_changed(vals)
        if {"product_id", "product_uom_qty"} & touched:
            self._tell_open_slips(replaced)
        if _INVOICED_FIELDS & set(vals):
            self._after_invoiced_change()
        return result

    def unlink(self):
        orders = self.order_id
        result = super().unlink()
        orders._sync_rental_invoice()
        return result

    @api.model
    def _mark_own_period(self, vals):
        if vals.get("rental_start") or vals.get("rental_end"):
            return {"rental_own_period": True, **vals}
        return vals

    def _reprice_changed(self, vals):
        if "rental_start" in vals or "rental_end" in vals:
            self.filtered(
                lambda line: line.order_id.rental_state in ACTIVE_STATES
            )._reprice_rental()

    def _check_can_change(self, vals=None):
        """Once out, goods change hands on slips only; dates can still be moved."""
        if is_trusted(self) or (vals and not {"product_id", "product_uom_qty"} & set(vals)):
            return
        for line in self:
            order = line.order_id
            if order.rental_state in (*OUT_STATES, *BACK_STATES, "closed", "cancelled"):
                raise UserError(
                    self.env._(
                        "%(booking)s is “%(state)s”: its rented products can no longer change. "
                        "Record a return, or make another booking for what leaves now.",
                        booking=order.name,
                        state=order._get_state_label(order.rental_state),
                    )
                )

    def _after_invoiced_change(self):
        self.order_id.filtered("is_rental")._sync_rental_invoice()

    def _prepare_rental_occupations(self):
        """{lot id or False: values} that the line occupies in its state."""
        if not self.block_start or self.product_uom_qty <= 0:
            return {}
        values = {
            "product_id": self.product_id.id,
            "warehouse_id": self.order_id.warehouse_id.id,
            "date_start": self.block_start,
            "date_end": self.block_end,
            "order_id": self.order_id.id,
            "order_line_id": self.id,
            **self._prepare_occupation_kind(),
        }
        if values["kind"] != "booking":
            return {False: {**values, "lot_id": False, "quantity": self.product_uom_qty}}
        lots = self.rental_lot_ids[: int(self.product_uom_qty)]
        wanted = {lot.id: {**values, "lot_id": lot.id, "quantity": 1.0} for lot in lots}
        rest = self.product_uom_qty - len(lots)
        if rest > 0:
            wanted[False] = {**values, "lot_id": False, "quantity": rest}
        return wanted

    def _prepare_occupation_kind(self):
        order = self.order_id
        if order.rental_state in FIRM_STATES:
            return {"kind": "booking", "blocking": True, "expires_at": False}
        until = order.rental_hold_until
        if until and until > fields.Datetime.now():
            return {"kind": "hold", "blocking": True, "expires_at": until}
        return {"kind": "quote", "blocking": False, "expires_at": False}

    def _sync_rental_occupation(self):
        """Make the occupation rows say what the lines say; the guard stands in their model."""
        # sudo: occupations are written by the machine, under its own guard
        occupations = self.env["rental.occupation"].sudo()
        wanted_rows = []
        for line in self.filtered(lambda line: line.order_id.is_rental):
            state = line.order_id.rental_state
            if state in OUT_STATES:
                line._sync_away()
            elif state in (*QUOTED_STATES, *FIRM_STATES):
                wanted_rows += line._sync_planned()
        occupations.create(wanted_rows)

    def _sync_planned(self):
        """Update the rows there are; give back the values of those to create."""
        wanted = self._prepare_rental_occupations() if self.is_rental else {}
        rows = self.sudo().rental_occupation_ids.filtered(lambda row: not row.released_at)
        for row in rows:
            values = wanted.pop(row.lot_id.id, None)
            if values is None:
                row.unlink()
                continue
            changed = row._get_changed(values)
            if changed:
                row.write(changed)
        return list(wanted.values())

    def _sync_away(self):
        """Goods that are out: only the planned end moves."""
        rows = self.sudo().rental_occupation_ids.filtered("away")
        rows.filtered(lambda row: row.date_end != self.block_end).write(
            {"date_end": self.block_end}
        )

    def _choose_rental_lots(self):
        """Complete the chosen units of serial lines with free ones of the shop."""
        for line in self.filtered(lambda line: line.product_id.tracking == "serial"):
            missing = int(line.product_uom_qty) - len(line.rental_lot_ids)
            if missing <= 0:
                continue
            free = line._get_free_lots()[:missing]
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

    def _get_free_lots(self):
        """Units on the shelf of the shop that no other row takes during the line's period."""
        lots = self._get_shelf_lots()
        taken = (
            self.env["rental.occupation"]
            .sudo()
            .search(  # capacity of the whole shop
                [
                    ("lot_id", "in", lots.ids),
                    ("blocking", "=", True),
                    ("date_start", "<", self.block_end),
                    ("date_end", ">", self.block_start),
                ]
            )
        )
        return lots - taken.lot_id

    def _get_shelf_lots(self):
        shelf = self.order_id.warehouse_id.lot_stock_id
        quants = (
            self.env["stock.quant"]
            .sudo()
            .search(  # the counter sees its own shelf
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

    @api.depends("is_rental")
    def _compute_qty_to_invoice(self):
        super()._compute_qty_to_invoice()
        for line in self:
            if (line.is_rental or line.rental_charge) and line.state == "sale":
                line.qty_to_invoice = line.product_uom_qty - line.qty_invoiced

    def _prepare_invoice_line(self, **optional_values):
        values = super()._prepare_invoice_line(**optional_values)
        if self._has_period():
            order = self.order_id
            period = self.env._(
                "Rental from %(start)s to %(end)s",
                start=order._format_rental(self.rental_start),
                end=order._format_rental(self.rental_end),
            )
            values["name"] = f"{values['name']}\n{period}"
        return values
