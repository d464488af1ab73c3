from datetime import datetime

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..core.token import is_trusted

FAR_FUTURE = datetime(2999, 12, 31)
_WATCHED = (
    "product_id",
    "warehouse_id",
    "quantity",
    "date_start",
    "date_end",
    "blocking",
    "away",
    "expires_at",
)
MANUAL_KINDS = ("block", "supply", "transfer")


class Demands:
    """Demands of one batch, judged together at its end, the bookings they are for, what came free.

    Compared by identity: Odoo shares environments whose contexts are equal.
    """

    def __init__(self):
        self.found = []
        self.orders = set()
        self.freed = set()


class RentalOccupation(models.Model):
    """Units of one product that one shop cannot rent out for a while (or has more of: supply).

    Availability is the fleet minus the peak of these rows, and nothing else. Every write that
    takes capacity passes here, so the guard stands here: imports and ``sudo()`` meet it too.
    """

    _name = "rental.occupation"
    _inherit = "suite.guard.mixin"
    _description = "Rental Occupation"
    _order = "date_start, id"
    _check_company_auto = True

    kind = fields.Selection(
        [
            ("booking", "Booking"),
            ("quote", "Quote"),
            ("hold", "Hold"),
            ("sav", "After-sales"),
            ("block", "Blocked"),
            ("transfer", "Transfer to another shop"),
            ("supply", "Sub-rental (supply)"),
        ],
        default="block",
        required=True,
        help="Block: kept back. Sub-rental: units you get from a colleague. Transfer: units lent "
        "to another shop of yours.",
    )
    product_id = fields.Many2one(
        "product.product",
        required=True,
        ondelete="cascade",
        domain=[("is_rental", "=", True)],
    )
    warehouse_id = fields.Many2one(
        "stock.warehouse",
        "Shop",
        required=True,
        ondelete="cascade",
        default=lambda self: self.env["stock.warehouse"]._rental_get_user_shops()[:1],
    )
    company_id = fields.Many2one(related="warehouse_id.company_id", store=True, index=True)
    lot_id = fields.Many2one(
        "stock.lot", "Unit", index="btree_not_null", ondelete="restrict", check_company=True
    )
    quantity = fields.Float(
        default=1.0,
        required=True,
        digits="Product Unit",
        help="Units taken away; below zero for units that are added (sub-rental).",
    )
    date_start = fields.Datetime("From", required=True)
    date_end = fields.Datetime("To", required=True, help="Not included.")
    blocking = fields.Boolean("Takes capacity", default=True)
    away = fields.Boolean(
        help="With the customer or in the workshop: keeps blocking after its end until released."
    )
    planned_end = fields.Datetime(
        readonly=True, help="What the booking plans; what is kept or missing ends later, unknown."
    )
    lost = fields.Boolean("Missing", readonly=True, help="Declared missing by a return slip.")
    history = fields.Boolean(
        "Really taken", readonly=True, help="Released now; it was taken from its start to its end."
    )
    released_at = fields.Datetime("Released on", readonly=True)
    expires_at = fields.Datetime("Held until")
    order_id = fields.Many2one("sale.order", "Booking", index="btree_not_null", ondelete="cascade")
    order_line_id = fields.Many2one(
        "sale.order.line", "Booking line", index="btree_not_null", ondelete="cascade"
    )
    repair_id = fields.Many2one(
        "repair.order", "After-sales ticket", index="btree_not_null", ondelete="cascade"
    )
    dest_warehouse_id = fields.Many2one("stock.warehouse", "Lent to", ondelete="restrict")
    transfer_id = fields.Many2one("rental.occupation", "Counterpart", ondelete="cascade")
    partner_id = fields.Many2one("res.partner", "Supplier")
    currency_id = fields.Many2one(related="company_id.currency_id")
    rental_cost = fields.Monetary("Cost", help="What the colleague charges for the sub-rental.")
    note = fields.Char()

    _dates_ordered = models.Constraint(
        "CHECK (date_end > date_start)", "The end must be after the start."
    )
    _unit_once = models.Constraint(
        "EXCLUDE USING gist (lot_id WITH =, tsrange(date_start, date_end) WITH &&)"
        " WHERE (blocking IS TRUE AND lot_id IS NOT NULL AND kind != 'sav')",
        "This unit is already taken for a part of that period. Choose another unit.",
    )
    _open_idx = models.Index(
        "(warehouse_id, product_id, date_end)"
        " INCLUDE (date_start, quantity, kind, away, expires_at) WHERE blocking"
    )
    _overdue_idx = models.Index("(warehouse_id, product_id, date_end) WHERE blocking AND away")
    _supply_idx = models.Index(
        "(warehouse_id, product_id, date_end) WHERE blocking AND quantity < 0"
    )
    _quote_idx = models.Index(
        "(warehouse_id, product_id, date_end) INCLUDE (date_start, quantity)"
        " WHERE kind = 'quote' AND released_at IS NULL"
    )
    _history_idx = models.Index(
        "(product_id, warehouse_id, date_end) INCLUDE (date_start, quantity)"
    )

    @api.depends("kind", "product_id", "order_id")
    def _compute_display_name(self):
        for occupation in self:
            occupation.display_name = (
                occupation.order_id.name or occupation.product_id.display_name or ""
            )

    @api.constrains("kind", "quantity")
    def _check_sign(self):
        for occupation in self:
            if (occupation.kind == "supply") != (occupation.quantity < 0):
                raise UserError(
                    self.env._(
                        "%(product)s: a sub-rental has a quantity below zero, everything else "
                        "above zero. Correct the quantity.",
                        product=occupation.product_id.display_name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        self._make_way_for(vals_list)
        occupations = super().create([self._signed(vals) for vals in vals_list])
        occupations._check_machine_rows()
        supply = occupations.filtered(lambda row: row._is_supply())
        occupations._collect(occupations.filtered("blocking"), {row._get_place() for row in supply})
        occupations._create_transfer_counterparts()
        occupations._record_manual("added")
        return occupations

    def write(self, vals):
        if vals.get("quantity", 0) > 0 and all(row.kind == "supply" for row in self):
            vals = {**vals, "quantity": -vals["quantity"]}
        if not any(name in vals for name in (*_WATCHED, "dest_warehouse_id", "lot_id", "kind")):
            return super().write(vals)
        self._check_machine_rows()
        before = {occupation.id: occupation._footprint() for occupation in self}
        traced = self._get_traced(vals)
        self._make_way(vals)
        result = super().write(vals)
        self._record_manual_changes(traced)
        self._collect(
            self.filtered(lambda occupation: occupation._grew(before[occupation.id])),
            {place for row in self for place in row._get_freed_places(before[row.id])},
        )
        self._give_back_supply(before)
        self._write_counterparts(vals)
        return result

    def unlink(self):
        self.check_access("unlink")
        self._check_machine_rows()
        self._record_manual("removed")
        transfers = self.filtered(lambda occupation: occupation.kind == "transfer")
        if transfers:
            # by the ORM and not by the database's cascade: the other shop's guard has its say
            # sudo: the counterparts are read as the machine
            (transfers._get_counterparts() - self.sudo()).unlink()
        given = [occupation._demand() for occupation in self if occupation._is_supply()]
        freed = {row._get_place() for row in self if row.blocking and row.quantity > 0}
        result = super().unlink()
        if given:
            self.env["rental.availability"]._guard(given)
        self._collect(self.browse(), freed)
        return result

    @api.model
    def _apply(self, obsolete, changes, creates):
        """One batch of rows under one guard: what goes first leaves room for what comes.

        :param changes: [(row, values)]
        """
        demands = Demands()
        rows = self.with_context(rental_demands=demands)
        obsolete.with_context(rental_demands=demands).unlink()
        grouped = {}
        for row, values in changes:
            grouped.setdefault(tuple(sorted(values.items())), rows.browse())
            grouped[tuple(sorted(values.items()))] |= row.with_env(rows.env)
        for values, own in grouped.items():
            own.write(dict(values))
        if creates:
            rows.create(creates)
        self._judge(demands)

    @api.model
    def _judge(self, demands):
        service = self.env["rental.availability"]
        if demands.found and is_trusted(self):
            service._record_reality(demands.found)
        elif demands.found:
            service._guard(demands.found, demands.orders)
        if demands.freed:
            service._tell_relief(demands.freed)

    def _check_machine_rows(self):
        """Rows of bookings and tickets follow them; nobody writes them beside, also not by RPC."""
        if self.env.su or is_trusted(self):
            return
        for occupation in self:
            if occupation.kind not in MANUAL_KINDS or occupation.order_id or occupation.repair_id:
                raise UserError(
                    self.env._(
                        "%(occupation)s follows its booking or ticket: change that instead.",
                        occupation=occupation.display_name,
                    )
                )

    @api.model
    def _signed(self, vals):
        """A sub-rental typed as "2 units" is stored as −2."""
        if vals.get("kind") == "supply" and vals.get("quantity", 1.0) > 0:
            return {**vals, "quantity": -vals.get("quantity", 1.0)}
        return vals

    def _footprint(self):
        """What the row takes: comparable before and after a write."""
        return {name: self[name] for name in _WATCHED}

    def _get_changed(self, values):
        """The part of ``values`` that differs from the row."""
        current = self._convert_to_write({name: self[name] for name in values})
        return {name: value for name, value in values.items() if current[name] != value}

    def _demand(self):
        """(product, warehouse, start, end) as the availability service takes it."""
        return (self.product_id, self.warehouse_id, self.date_start, self.date_end)

    def _get_real_end(self):
        """What is late comes back nobody knows when."""
        late = self.away and self.date_end <= fields.Datetime.now()
        return FAR_FUTURE if late else self.date_end

    def _is_supply(self):
        return self.blocking and self.quantity < 0

    def _grew(self, before):
        """Whether the row takes more than before, somewhere."""
        if not self.blocking or self.quantity <= 0:
            return False
        return (
            not before["blocking"]
            or (self.away and not before["away"])  # it may last longer than it plans
            or self._outlives(before["expires_at"])
            or self.product_id != before["product_id"]
            or self.warehouse_id != before["warehouse_id"]
            or self.quantity > before["quantity"]
            or self.date_start < before["date_start"]
            or self.date_end > before["date_end"]
        )

    def _outlives(self, expiry):
        """Whether the row lasts longer than the hold it was: a hold may have expired meanwhile."""
        return bool(expiry) and (not self.expires_at or self.expires_at > expiry)

    def _get_place(self):
        return self.product_id.id, self.warehouse_id.id

    def _get_freed_places(self, before):
        """Where somebody may have more than before; also where a kept unit gets an end."""
        if not before["blocking"] or before == self._footprint():
            return ()
        return (before["product_id"].id, before["warehouse_id"].id), self._get_place()

    def _collect(self, grown, freed):
        """Into the batch that is judged at its end; without one, judged at once."""
        grown = grown.filtered(lambda occupation: occupation.quantity > 0)
        demands = self.env.context.get("rental_demands")
        collected = isinstance(demands, Demands)  # never a list that came over the wire
        if not collected:
            demands = Demands()
        demands.found += [occupation._demand() for occupation in grown]
        demands.orders |= set(grown.order_id.ids)
        demands.freed |= freed
        if not collected:
            self._judge(demands)

    def _give_back_supply(self, before):
        """A sub-rental that shrinks takes capacity away: its old window is judged."""
        demands = []
        for occupation in self:
            old = before[occupation.id]
            if old["blocking"] and old["quantity"] < 0 and old != occupation._footprint():
                demands.append(
                    (old["product_id"], old["warehouse_id"], old["date_start"], old["date_end"])
                )
        if demands:
            self.env["rental.availability"]._guard(demands)

    def _get_screen_data(self):
        """One bar or one line of a cell, as the screens show it."""
        self.ensure_one()
        # sudo: the number counts every booking of the shop; only what the counter must know to
        # explain it leaves here (name, customer, state, dates)
        occupation = self.sudo()
        order, ticket = occupation.order_id, occupation.repair_id
        labels = dict(self._fields["kind"]._description_selection(self.env))
        record = ticket or order
        return {
            "id": self.id,
            "kind": occupation.kind,
            "kind_label": labels[occupation.kind],
            "quantity": abs(occupation.quantity),
            "date_start": fields.Datetime.to_string(occupation.date_start),
            "date_end": fields.Datetime.to_string(min(occupation.date_end, FAR_FUTURE)),
            "overdue": occupation.away and occupation.date_end <= fields.Datetime.now(),
            "order_id": order.id or False,
            "label": record.display_name or occupation.note or labels[occupation.kind],
            "state": order.rental_state or "",
            "state_label": order._get_state_label(order.rental_state) if order else "",
            "partner": order.partner_id.name or occupation.partner_id.name or "",
            "res_model": record._name if record else self._name,
            "res_id": record.id or self.id,
        }
