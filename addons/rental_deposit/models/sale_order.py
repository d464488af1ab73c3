from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.rental_booking.core.groups import READERS
from odoo.addons.rental_booking.core.workflow import FIRM_STATES, OUT_STATES
from odoo.addons.suite_base.core.defaults import own_defaults


class SaleOrder(models.Model):
    """A booking and what secures it."""

    _inherit = "sale.order"

    rental_deposit_ids = fields.One2many("rental.deposit", "order_id", "Deposits", groups=READERS)
    rental_deposit_needed = fields.Monetary(
        "Deposit asked for", compute="_compute_rental_deposit", compute_sudo=True
    )
    rental_deposit_held = fields.Monetary(
        "Deposit held", compute="_compute_rental_deposit", compute_sudo=True
    )
    rental_deposit_missing = fields.Monetary(
        "Deposit still missing", compute="_compute_rental_deposit", compute_sudo=True
    )
    rental_deposit_waived = fields.Boolean(
        "Without deposit", copy=False, tracking=True, help="A manager lets it go without one."
    )

    @api.depends(
        "order_line.product_uom_qty",
        "order_line.product_id.rental_deposit",
        "partner_id",
        "rental_end",
        "rental_deposit_waived",
        "rental_deposit_ids.state",
    )
    def _compute_rental_deposit(self):
        held = self.filtered("is_rental")._rental_get_secured()
        for order in self:
            needed = order._rental_get_deposit_needed() if order in held else 0.0
            order.rental_deposit_needed = needed
            order.rental_deposit_held = held.get(order, 0.0)
            missing = max(0.0, needed - order.rental_deposit_held)
            order.rental_deposit_missing = 0.0 if order.rental_deposit_waived else missing

    def _rental_get_secured(self):
        """{booking: amount held for it}; all deposits are read together, whatever their number."""
        self.order_line.product_id.mapped("rental_deposit")  # of all bookings at once
        held, customers = dict.fromkeys(self, 0.0), {}
        for order in self:
            customer = (order.partner_id.commercial_partner_id, order.company_id)
            customers.setdefault(customer, []).append(order)
        for deposit in self.rental_deposit_ids | self._rental_get_certificates():
            customer = (deposit.commercial_partner_id, deposit.company_id)
            own = deposit.order_id
            for order in [own] if own else customers.get(customer, ()):
                if order in held:
                    held[order] += deposit._secures(order)
        return held

    def _rental_get_certificates(self):
        """Certificates that count for all bookings of these customers; one query."""
        partners = self.partner_id.commercial_partner_id
        if not partners:
            return self.env["rental.deposit"]
        return self.env["rental.deposit"].search(
            [
                ("commercial_partner_id", "in", partners.ids),
                ("order_id", "=", False),
                ("state", "=", "held"),
            ]
        )

    def _rental_get_deposit_needed(self):
        """In the currency of the booking; deposits of products are in the house's money.

        A kit with a deposit of its own asks that one, and nothing for its parts.
        """
        kits = self.order_line.filtered(
            lambda line: line._rental_is_kit() and line.product_id.rental_deposit
        )
        loose = self._get_rental_lines().filtered(lambda line: line.linked_line_id not in kits)
        total = sum(line.product_uom_qty * line.product_id.rental_deposit for line in kits | loose)
        house = self.company_id.currency_id
        if not total or house == self.currency_id:
            return total
        return house._convert(total, self.currency_id, self.company_id)

    @api.model
    def default_get(self, fields):
        return own_defaults(self, {"rental_deposit_waived"}, super().default_get(fields))

    def _check_rental_vals(self, vals):
        super()._check_rental_vals(vals)
        if vals.get("rental_deposit_waived"):
            self._rental_check_manager()

    def _rental_guard_depart(self):
        super()._rental_guard_depart()
        self._rental_check_deposit()

    def _rental_check_deposit(self):
        """Nothing leaves without it, where the house wants it so."""
        if self.company_id.sudo().rental_deposit_rule != "require":  # sudo: a setting
            return
        missing = self.rental_deposit_missing
        if missing:
            raise UserError(
                self.env._(
                    "%(booking)s: a deposit of %(missing).2f is missing. Take it, or have a manager "
                    "tick “Without deposit”.",
                    booking=self.name,
                    missing=missing,
                )
            )

    def _rental_after_transition(self, name):
        super()._rental_after_transition(name)
        if name == "confirm":
            self._rental_ask_deposit()
        elif name in ("close", "cancel"):
            self._rental_remind_deposits()

    def _rental_ask_deposit(self):
        """What a confirmed booking needs is on the list at once: a card hold where there are any."""
        machine = self.sudo()  # sudo: the customer may have confirmed it
        if machine.rental_deposit_ids or not machine._rental_get_deposit_needed():
            return
        if machine.rental_deposit_missing <= 0:
            return
        provider = machine.company_id.rental_deposit_provider_id
        machine.env["rental.deposit"].create(
            {
                "order_id": self.id,
                "kind": "card" if provider else "cheque",
                "amount": machine.rental_deposit_missing,
                "follows_booking": True,
            }
        )

    def _rental_remind_deposits(self):
        """Nothing is forgotten in a drawer: the booking ends, what is held goes back."""
        machine = self.sudo()  # sudo: jobs and customers end bookings, too
        for deposit in machine.rental_deposit_ids.filtered(lambda own: own.state == "held"):
            inside = deposit._inside()
            inside._tell_desk(
                inside.env._("Give the deposit back"),
                inside.env._("The booking has ended: release it, or keep what is due."),
            )
        asked = machine.rental_deposit_ids.filtered(lambda own: own.state == "asked")
        tried = asked.filtered("transaction_ids")
        for deposit in tried:
            deposit._take_turn()  # a bank that answers at this moment reads that it has ended
        (asked - tried).unlink()

    def action_open_rental_deposits(self):
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "rental_deposit.rental_deposit_action"
        )
        amount = self.rental_deposit_missing or self.rental_deposit_needed
        open_ones = self.rental_state in (*FIRM_STATES, *OUT_STATES)
        return {
            **action,
            "domain": [("order_id", "=", self.id)],
            "context": {
                "default_order_id": self.id,
                "default_amount": amount,
                "create": open_ones or self.rental_state not in ("closed", "cancelled"),
            },
        }
