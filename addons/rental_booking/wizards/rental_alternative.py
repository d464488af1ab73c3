from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..core.ways_out import choose, rank
from ..core.workflow import DESK

BY_CUSTOMER = ("substitute", "later")


class RentalAlternative(models.TransientModel):
    """What is short, its ways out ranked; second click: done, and proposed to the customer."""

    _name = "rental.alternative"
    _description = "Ways Out of a Shortage"

    order_id = fields.Many2one("sale.order", "Booking", required=True, readonly=True)
    way_ids = fields.One2many("rental.alternative.way", "wizard_id", "Ways out")
    words = fields.Text("Words to the customer")
    keep_price = fields.Boolean(
        "Substitutes at the agreed price", default=True, help="Otherwise at their own price."
    )
    asks_customer = fields.Boolean(compute="_compute_asks_customer")

    @api.depends("way_ids.chosen")
    def _compute_asks_customer(self):
        for wizard in self:
            chosen = wizard.way_ids.filtered("chosen")
            wizard.asks_customer = any(way.kind in BY_CUSTOMER for way in chosen)

    @api.model_create_multi
    def create(self, vals_list):
        wizards = super().create(vals_list)
        for wizard in wizards:
            wizard.order_id.check_access("write")
            wizard._fill()
        return wizards

    def _fill(self):
        rows, is_later_chosen, given = [], False, self.env["stock.lot"]
        for line in self.order_id._get_rental_lines():
            found = sorted(line._rental_find_ways(given), key=lambda found: rank(found[0]))
            ticks = choose(way for way, _values in found)
            for (way, values), tick in zip(found, ticks, strict=True):
                chosen = tick and not (way.kind == "later" and is_later_chosen)
                is_later_chosen |= chosen and way.kind == "later"
                given |= given.browse(values.get("other_lot_id") or ())
                rows.append(
                    {
                        "wizard_id": self.id,
                        "sequence": len(rows),
                        "order_line_id": line.id,
                        "kind": way.kind,
                        "quantity": way.quantity,
                        "missing": way.missing,
                        "chosen": chosen,
                        **values,
                    }
                )
        self.env["rental.alternative.way"].create(rows)

    def action_take(self):
        """What needs no customer is done, the rest is proposed to him."""
        self.ensure_one()
        if not self.env.user.has_group(DESK):
            raise AccessError(self.env._("Alternatives are made and withdrawn at the desk."))
        self.order_id.check_access("write")
        chosen = self.way_ids.filtered("chosen")
        if not chosen:
            raise UserError(self.env._("Tick what is to be done."))
        chosen._check_fits()
        units = chosen.filtered(lambda way: way.kind == "unit")
        units._take_units()
        asked = chosen.filtered(lambda way: way.kind in BY_CUSTOMER)
        (chosen - asked - units)._do()
        if asked:
            self._propose(asked)
        elif self.order_id.rental_state == "to_process" and not self._is_short():
            self.order_id.action_rental_offer()
        return {"type": "ir.actions.act_window_close"}

    def _is_short(self):
        return bool(
            self.order_id._get_rental_shortages() or self.order_id._rental_get_stray_lines()
        )

    def _propose(self, asked):
        changes = [way._prepare_change() for way in asked]
        self.order_id._rental_propose_alternative(changes, self.words, self.keep_price)
