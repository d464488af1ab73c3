from datetime import datetime

from odoo import api, fields, models
from odoo.exceptions import UserError

from .token import is_trusted

FAR_FUTURE = datetime(2999, 12, 31)
_WATCHED = (
    "product_id",
    "warehouse_id",
    "quantity",
    "date_start",
    "date_end",
    "blocking",
    "expires_at",
)
MANUAL_KINDS = ("block", "supply", "transfer")


class RentalOccupation(models.Model):
    """Units of one product that one shop cannot rent out for a while (or has more of: supply).

    Availability is the fleet minus the peak of these rows, and nothing else. Every write that
    takes capacity passes here, so the guard stands here: imports and ``sudo()`` meet it too.
    """

    _name = "rental.occupation"
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
        default=lambda self: self.env["stock.warehouse"]._get_user_shops()[:1],
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
        occupations = super().create([self._signed(vals) for vals in vals_list])
        occupations._take_capacity(occupations.filtered("blocking"))
        occupations._create_transfer_counterparts()
        return occupations

    def write(self, vals):
        if vals.get("quantity", 0) > 0 and all(row.kind == "supply" for row in self):
            vals = {**vals, "quantity": -vals["quantity"]}
        if not any(name in vals for name in (*_WATCHED, "dest_warehouse_id")):
            return super().write(vals)
        before = {occupation.id: occupation._footprint() for occupation in self}
        result = super().write(vals)
        self._take_capacity(
            self.filtered(lambda occupation: occupation._grew(before[occupation.id]))
        )
        self._give_back_supply(before)
        self._write_counterparts(vals)
        return result

    def unlink(self):
        self.check_access("unlink")
        transfers = self.filtered(lambda occupation: occupation.kind == "transfer")
        if transfers:
            # by the ORM and not by the database's cascade: the other shop's guard has its say
            (transfers._get_counterparts() - self.sudo()).unlink()
        given = [occupation._demand() for occupation in self if occupation._is_supply()]
        result = super().unlink()
        if given:
            self.env["rental.availability"]._guard(given)
        return result

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

    def _is_supply(self):
        return self.blocking and self.quantity < 0

    def _grew(self, before):
        """Whether the row takes more than before, somewhere."""
        if not self.blocking or self.quantity <= 0:
            return False
        return (
            not before["blocking"]
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

    def _take_capacity(self, grown):
        demands = [occupation._demand() for occupation in grown if occupation.quantity > 0]
        if not demands:
            return
        service = self.env["rental.availability"]
        if is_trusted(self):
            service._record_reality(demands)
        else:
            service._guard(demands)

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

    def _create_transfer_counterparts(self):
        """Units lent to another shop are more units there for the same time."""
        vals_list = []
        for occupation in self:
            if occupation.kind != "transfer" or not occupation.dest_warehouse_id:
                continue
            vals_list.append(
                {
                    "kind": "supply",
                    "product_id": occupation.product_id.id,
                    "warehouse_id": occupation.dest_warehouse_id.id,
                    "quantity": -occupation.quantity,
                    "date_start": occupation.date_start,
                    "date_end": occupation.date_end,
                    "transfer_id": occupation.id,
                    "note": self.env._("Lent by %s", occupation.warehouse_id.name),
                }
            )
        if vals_list:
            self.sudo().create(vals_list)  # reason: as in _get_counterparts

    def _get_counterparts(self):
        # sudo: who lends units may have no rights in the shop that gets them
        return self.sudo().search([("transfer_id", "in", self.ids)])

    def _write_counterparts(self, vals):
        """The supply in the other shop follows its transfer."""
        copied = {
            name: value
            for name, value in vals.items()
            if name in ("product_id", "date_start", "date_end", "blocking")
        }
        if "quantity" in vals:
            copied["quantity"] = -vals["quantity"]
        if "dest_warehouse_id" in vals:
            copied["warehouse_id"] = vals["dest_warehouse_id"]
        transfers = self.filtered(lambda occupation: occupation.kind == "transfer")
        if transfers and copied:
            transfers._get_counterparts().write(copied)

    def action_release(self):
        """End a block, a sub-rental or a transfer now."""
        for occupation in self:
            if occupation.kind not in MANUAL_KINDS:
                raise UserError(
                    self.env._(
                        "%(occupation)s follows its booking or ticket: change that instead.",
                        occupation=occupation.display_name,
                    )
                )
        self._release()

    def _release(self, moment=None):
        """The units are back (or the promise is gone): free from ``moment`` (now) on."""
        moment = moment or fields.Datetime.now()
        for occupation in self:
            vals = {"blocking": False, "away": False, "released_at": moment}
            if occupation.away and moment > occupation.date_start:
                vals["date_end"] = moment
            occupation.write(vals)

    def _release_quantity(self, quantity, moment):
        """Free ``quantity`` units of untracked rows, splitting the last one."""
        for occupation in self:
            if quantity <= 0:
                break
            taken = min(quantity, occupation.quantity)
            quantity -= taken
            if taken == occupation.quantity:
                occupation._release(moment)
                continue
            back = occupation.copy({"quantity": taken, "blocking": False})
            back._release(moment)
            occupation.quantity -= taken
