from odoo import api, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.suite_base.core.defaults import own_defaults

from ..core.token import is_trusted
from ..core.workflow import ACTIVE_STATES, BACK_STATES, FIRM_STATES, OUT_STATES

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
    "rental_lot_ids",
)
_MACHINE_FIELDS = (
    "is_rental",
    "block_start",
    "block_end",
    "rental_out_qty",
    "rental_origin_line_id",
    "rental_slip_id",
    "rental_terms",
    "rental_charge",
    "rental_late_half_days",
    "rental_extended_line_id",
    "rental_departed_qty",
    "rental_returned_qty",
    "rental_exchanged_qty",
    "rental_missing_qty",
)

_SLIP_FIELDS = ("qty_delivered", "is_downpayment", "invoice_lines")  # of rented lines


class SaleOrderLine(models.Model):
    """What may be written on the lines of a booking, and what follows; each change has its trace."""

    _inherit = "sale.order.line"

    @api.model
    def default_get(self, fields):
        return own_defaults(self, _MACHINE_FIELDS, super().default_get(fields))

    @api.model_create_multi
    def create(self, vals_list):
        self._rental_check_machine_fields(vals_list)
        lines = super().create([self._rental_mark_own_period(vals) for vals in vals_list])
        rented = lines.filtered("is_rental")
        rented._rental_check_can_change()
        rented.filtered("is_downpayment")._rental_check_slip_fields({"is_downpayment": False})
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
        if self._rental_gives_up_own_period(vals) and len(self.order_id) > 1:
            return all([lines.write(vals) for lines in self.grouped("order_id").values()])
        vals = self._rental_mark_own_period(vals)
        self._rental_check_machine_fields([vals])
        self.filtered("is_rental")._rental_check_slip_fields(vals)
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
        if "rental_lot_ids" in vals and not is_trusted(self):
            self.order_id._rental_refresh_risk()
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

    def _rental_check_machine_fields(self, vals_list):
        """What slips, signatures and the confirmation write is nobody else's, also not by RPC."""
        if self.env.su or is_trusted(self):
            return
        for name in _MACHINE_FIELDS:
            # taking away what is there is a change too; a form sends what is empty anyway
            if any(
                name in vals and (vals[name] or any(line[name] for line in self))
                for vals in vals_list
            ):
                self._rental_refuse_field(name)

    def _rental_check_slip_fields(self, vals):
        """What slips and invoices say of a rented line decides what is still to be paid."""
        if self.env.su or is_trusted(self):
            return
        for name in _SLIP_FIELDS:
            if name in vals and any(
                name == "invoice_lines" or line[name] != vals[name] for line in self
            ):
                self._rental_refuse_field(name)

    def _rental_refuse_field(self, name):
        raise AccessError(
            self.env._(
                "“%(field)s” of a booking is written by its slips and its confirmation only. "
                "Leave it out.",
                field=self._fields[name]._description_string(self.env),
            )
        )

    def _rental_gives_up_own_period(self, vals):
        """Whether rented lines lose dates of their own: they take those of their booking."""
        dates = {"rental_start", "rental_end"} & set(vals)
        cleared = dates and not any(vals[name] for name in dates)
        return (cleared or (not dates and vals.get("rental_own_period") is False)) and all(
            line.is_rental and line.order_id.rental_start for line in self
        )

    def _rental_mark_own_period(self, vals):
        if self and self._rental_gives_up_own_period(vals):
            order = self.order_id
            dates = {"rental_start": order.rental_start, "rental_end": order.rental_end}
            return {**vals, **dates, "rental_own_period": False}
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

    def _rental_tell_open_slips(self, replaced=()):
        """:param replaced: lines that rent another product now, what was entered for them goes"""
        active = self.filtered(
            lambda line: line.order_id.rental_state in (*FIRM_STATES, *OUT_STATES)
        )
        if not active:
            return
        # sudo: slips are written by the machine only
        slips = (
            self.env["rental.slip"]
            .sudo()
            .search(
                [
                    ("order_id", "in", active.order_id.ids),
                    ("type", "=", "departure"),
                    ("state", "=", "draft"),
                ]
            )
        )
        slips.line_ids.filtered(lambda line: line.order_line_id in replaced).unlink()
        slips._follow_booking()

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
