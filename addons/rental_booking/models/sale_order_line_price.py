from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import float_compare

from ..core.half_days import to_local
from ..core.tariff import Terms, billed_half_days, coefficient, is_too_long
from ..core.token import is_trusted, trusted
from ..core.workflow import FIRM_STATES, OUT_STATES

DEFAULT_LATE_RATIO = 0.5


class SaleOrderLine(models.Model):
    """The price of one unit for the period of its line.

    One rule: price = round(day price × coefficient of the period). The day price is that of the
    product, unrounded, until somebody types a price (then it is what was typed, divided by the
    coefficient); it freezes with the terms at the confirmation.
    """

    _inherit = "sale.order.line"

    rental_half_days = fields.Integer("Half-days", compute="_compute_rental_half_days")
    rental_terms = fields.Json("Frozen terms", copy=False)
    rental_price_agreed = fields.Boolean(
        "Agreed price", readonly=True, help="A price was typed: it is kept for each billed day."
    )
    rental_day_price = fields.Float("Agreed price of a day", readonly=True)
    rental_billed_days = fields.Float(
        "Billed days", help="Days charged instead of those counted by the tariff. 0: by the tariff."
    )
    rental_billed_reason = fields.Char("Why", help="Why these days are charged and no others.")

    @api.depends("rental_start", "rental_end", "product_id", "rental_billed_days")
    def _compute_rental_half_days(self):
        for line in self:
            has_period = line._rental_has_period()
            line.rental_half_days = line._get_rental_coefficient()[0] if has_period else 0

    @api.depends("rental_start", "rental_end", "rental_billed_days")
    def _compute_price_unit(self):
        """Frozen lines keep their price: only a change of dates moves it, by the frozen terms."""
        agreed = self._rental_without_frozen().filtered(
            lambda line: line.rental_price_agreed and line._rental_has_period()
        )
        for line in agreed:
            line.price_unit = line._rental_get_price(line.rental_day_price)
        return super(SaleOrderLine, self._rental_without_frozen() - agreed)._compute_price_unit()

    def _compute_discount(self):
        return super(SaleOrderLine, self._rental_without_frozen())._compute_discount()

    @api.onchange("price_unit")
    def _onchange_rental_price(self):
        """A typed price is an agreement: it follows the dates in the form too."""
        if self._rental_has_period():
            self.update(self._rental_prepare_agreement())

    @api.constrains("rental_billed_days", "rental_billed_reason")
    def _check_rental_billed_days(self):
        for line in self.filtered("rental_billed_days"):
            if line.rental_billed_days < 0 or not (line.rental_billed_reason or "").strip():
                raise UserError(
                    self.env._(
                        "%(product)s: say why %(days)g days are charged instead of those counted "
                        "by the tariff (column “Why”).",
                        product=line.product_id.display_name,
                        days=line.rental_billed_days,
                    )
                )

    @api.constrains("rental_start", "rental_end", "product_id")
    def _check_rental_length(self):
        for line in self.filtered(lambda line: line._rental_has_period()):
            terms = line._get_rental_terms()
            tz = line.order_id.warehouse_id._get_rental_tz()
            if line.order_id.rental_ignore_length or not is_too_long(
                line.rental_start, line.rental_end, tz, terms
            ):
                continue
            raise UserError(
                self.env._(
                    "%(product)s: its tariff is for %(days)d days at most. Shorten the rental, "
                    "choose another tariff, or have a manager tick “Longer than the tariff”.",
                    product=line.product_id.display_name,
                    days=terms.max_days,
                )
            )

    def _rental_without_frozen(self):
        if self.env.context.get("force_price_recomputation"):
            return self
        return self.filtered(lambda line: not line._rental_is_frozen())

    def _rental_is_frozen(self):
        """Terms are those of the product they were frozen for (not of one just being chosen)."""
        return bool(self.rental_terms) and self._origin.product_id == self.product_id

    # Day price --------------------------------------------------------------------------------

    def _get_display_price(self):
        """Rental: the price of one period, rounded once; the quantity multiplies it after."""
        price = super()._get_display_price()
        if not self._rental_has_period() or self.env.context.get("rental_one_day"):
            return price
        return self._rental_get_price(price)

    def _reset_price_unit(self):
        """By the tariff: what was agreed before is forgotten."""
        if not self._rental_has_period():
            return super()._reset_price_unit()
        price = self._rental_get_price(self._rental_get_tariff_day_price())
        return self.update(
            {
                "price_unit": price,
                "technical_price_unit": price,
                "rental_price_agreed": False,
                "rental_day_price": 0.0,
            }
        )

    def _rental_get_tariff_day_price(self):
        """Unrounded price of one day, taxes as the customer's fiscal position wants them."""
        line = self.with_company(self.company_id).with_context(rental_one_day=True)
        return line.product_id._get_tax_included_unit_price_from_price(
            line._get_display_price(),
            product_taxes=line.product_id.taxes_id._filter_taxes_by_company(line.company_id),
            fiscal_position=line.order_id.fiscal_position_id,
        )

    def _rental_get_price(self, day_price):
        """Price of the period of one unit."""
        return self._round_rental(day_price * self._get_rental_coefficient()[1])

    def _rental_get_told_day_price(self):
        """What one day of one unit costs, for papers; 0 where nothing is rented by the day."""
        factor = self._get_rental_coefficient()[1] if self._rental_has_period() else 0
        return self._round_rental(self.price_unit / factor) if factor else 0.0

    def _round_rental(self, price):
        currency = self.currency_id or self.order_id.currency_id or self.env.company.currency_id
        return currency.round(price)

    def _rental_prepare_agreement(self):
        """What the typed price says of one day; nothing when it is the tariff's own."""
        factor = self._get_rental_coefficient()[1]
        if not self._rental_has_manual_price() or not factor:
            return {"rental_price_agreed": False, "rental_day_price": 0.0}
        return {"rental_price_agreed": True, "rental_day_price": self.price_unit / factor}

    def _rental_has_manual_price(self):
        return self.currency_id.compare_amounts(self.technical_price_unit, self.price_unit) != 0

    def _rental_note_agreed_price(self):
        """Somebody wrote a price: it stands for each billed day from now on."""
        for line in self.filtered(lambda line: line._rental_has_period()):
            values = line._rental_prepare_agreement()
            if line.rental_terms:
                factor = line._get_rental_coefficient()[1]
                day_price = line.price_unit / factor if factor else 0.0
                values["rental_terms"] = {**line.rental_terms, "day_price": day_price}
            trusted(line).write(values)

    # Terms ------------------------------------------------------------------------------------

    def _get_rental_terms(self):
        """The terms frozen at the confirmation, else those of the product's tariff."""
        if self._rental_is_frozen():
            return Terms.from_dict(self.rental_terms["terms"])
        return self.product_id.rental_tariff_id._get_terms()

    def _get_rental_coefficient(self):
        """(half-days charged, multiple of the day price) of the line's period."""
        terms = self._get_rental_terms()
        half_days = round(2 * self.rental_billed_days) or billed_half_days(
            self.rental_start,
            self.rental_end,
            self.order_id.warehouse_id._get_rental_tz(),
            terms,
            self._rental_get_closed_days() if terms.free_closed_days else (),
        )
        return half_days, coefficient(half_days, terms)

    def _rental_get_closed_days(self):
        """Dates of the period on which the shop is closed."""
        shop = self.order_id.warehouse_id
        tz = shop._get_rental_tz()
        first = to_local(self.rental_start, tz).date()
        length = (to_local(self.rental_end, tz).date() - first).days + 1
        days = {fields.Date.add(first, days=number) for number in range(length)}
        return days - shop._rental_get_open_days(first, length)

    def _check_rental_price(self):
        """Odd input: a product without tariff is said before the customer is promised a price."""
        for line in self.filtered(lambda line: line.is_rental and line.product_uom_qty):
            if not line.product_id.rental_tariff_id and not line._rental_has_manual_price():
                raise UserError(
                    self.env._(
                        "%(product)s has no tariff. Choose one on the product, or type the price "
                        "on the line.",
                        product=line.product_id.display_name,
                    )
                )

    def _freeze_rental_terms(self):
        """Prices freeze at the confirmation: later changes of dates use these terms."""
        for line in self.filtered(lambda line: line._rental_has_period() and not line.rental_terms):
            tariff = line.product_id.rental_tariff_id
            trusted(line).rental_terms = {
                "terms": tariff._get_terms().to_dict(),
                "day_price": line._rental_get_day_price(),
                "late_ratio": tariff.late_ratio if tariff else DEFAULT_LATE_RATIO,
            }

    def _rental_get_day_price(self):
        """Unrounded where the tariff says it, else what the price of the line comes to a day."""
        day_price = self._rental_get_tariff_day_price()
        if not self.currency_id.compare_amounts(self._rental_get_price(day_price), self.price_unit):
            return day_price
        factor = self._get_rental_coefficient()[1]
        return self.price_unit / factor if factor else 0.0

    def _rental_freeze_new_lines(self):
        """What is added to a confirmed booking is promised at its price of today."""
        firm = self.filtered(lambda line: line.order_id.rental_state in (*FIRM_STATES, *OUT_STATES))
        firm._check_rental_price()
        firm._freeze_rental_terms()

    def _rental_take_new_product(self, vals):
        """Another product on a confirmed booking: its own price and terms, none of the units."""
        firm = self.filtered(
            lambda line: (
                line.is_rental and line.order_id.rental_state in (*FIRM_STATES, *OUT_STATES)
            )
        )
        if not firm:
            return
        # sudo: those who import orders may have no rental role
        machine = trusted(firm.sudo())
        machine.rental_lot_ids = False
        machine.rental_terms = False
        for line in machine:
            if "price_unit" not in vals:
                line.with_context(force_price_recomputation=True)._reset_price_unit()
        firm._rental_freeze_new_lines()

    def _reprice_rental(self):
        """New period price after a change of dates, from the frozen terms.

        What a posted invoice says stays: the reconciliation writes the difference.
        """
        for line in trusted(self).filtered(
            lambda line: line.rental_terms and line._rental_has_period()
        ):
            price = line._rental_get_price(line.rental_terms["day_price"])
            if line.currency_id.compare_amounts(price, line.price_unit):
                line.write({"price_unit": price, "technical_price_unit": price})
            # charges of an earlier version: the price of the line says it all now
            line.rental_extension_ids.filtered("product_uom_qty").product_uom_qty = 0.0

    def _rental_get_late_price(self):
        """Price of one late half-day of one unit, from the frozen terms."""
        terms = self.rental_terms or {}
        late_ratio = terms.get("late_ratio", DEFAULT_LATE_RATIO)
        return self._round_rental(terms.get("day_price", 0.0) * late_ratio)

    def _rental_get_first_day_price(self):
        """Price of the first day of one unit, from the frozen terms; the whole of a half-day."""
        if not self._rental_has_period():
            return 0.0
        terms = self._get_rental_terms()
        half_days = min(2, self._get_rental_coefficient()[0])
        day_price = (self.rental_terms or {}).get("day_price") or self._rental_get_day_price()
        return min(self.price_unit, self._round_rental(day_price * coefficient(half_days, terms)))

    def _rental_get_promised(self, price):
        """What a price of one unit comes to for the line, taxes inside where its own are."""
        return self.currency_id.round(self.product_uom_qty * price * (1 - self.discount / 100))

    def action_rental_resync_price(self):
        """Take today's tariff instead of the frozen one (managers)."""
        self.order_id._rental_check_manager()
        for line in trusted(self).filtered("is_rental"):
            line.rental_terms = False
            line.with_context(force_price_recomputation=True)._reset_price_unit()
            line._freeze_rental_terms()

    def _rental_is_price_typed(self, vals):
        """Whether ``vals`` bring a price that a person chose."""
        if "price_unit" not in vals or is_trusted(self):
            return False
        if self.env.context.get("sale_write_from_compute"):
            return False
        computed = vals.get("technical_price_unit")
        return computed is None or float_compare(computed, vals["price_unit"], 6) != 0
