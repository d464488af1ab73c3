from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import UserError

from ..core.lot import fingerprint
from ..core.progress import ACCEPTED_STATES, ESTIMATE_STATES
from ..exceptions import EstimateRefused


class TransportOrder(models.Model):
    """An estimate becomes an order with its sales order, once; a cancelled one costs its fee."""

    _inherit = "transport.order"

    def _accept(self, expected_hash, signed_by, signature=None):
        """Turn an estimate into an order, once, under locks.

        The order is locked, then its cars: two acceptances at once end as one order, and one car
        does not leave twice. The second of two simultaneous calls is answered like the first.
        """
        self.ensure_one()
        self.env["transport.sql"]._lock(self)
        if self.state in ACCEPTED_STATES and expected_hash == self.estimate_hash:
            return
        self._check_acceptable(expected_hash, signed_by)
        self._reserve_cars()
        self.write(
            {
                "accepted_on": fields.Datetime.now(),
                "accepted_by_id": self.env.context.get("transport_actor") or self.env.uid,
                "signed_by": signed_by,
                "signature": signature or False,
                "responsible_id": (self.responsible_id or self._get_default_manager()).id,
            }
        )
        self._create_sale_order(self._prepare_sale_lines())
        self._change_state("confirmed")
        self._after_accept()

    def _after_accept(self):
        """Hook: the order was just accepted, in the same transaction."""
        self.ensure_one()
        self.activity_ids.filtered("summary").unlink()

    def _check_acceptable(self, expected_hash, signed_by):
        if self.state == "on_request":
            raise EstimateRefused(
                "on_request",
                self.env._(
                    "The price of %(order)s is being worked out. You will get a mail.",
                    order=self.name,
                ),
            )
        if self.state == "expired" or (
            self.state == "quoted" and self.valid_until < fields.Datetime.now()
        ):
            raise EstimateRefused(
                "expired",
                self.env._(
                    "The price of %(order)s is no longer valid. Ask for the price again.",
                    order=self.name,
                ),
            )
        if self.state != "quoted":
            raise EstimateRefused(
                "state",
                self.env._(
                    "The order %(order)s is %(state)s and cannot be accepted. Reload the page.",
                    order=self.name,
                    state=self._get_state_label().lower(),
                ),
            )
        if not (signed_by or "").strip():
            raise EstimateRefused(
                "signature", self.env._("Enter your name to accept %(order)s.", order=self.name)
            )
        if expected_hash != self.estimate_hash:
            raise EstimateRefused(
                "hash",
                self.env._(
                    "The price of %(order)s changed since you saw it. Reload the page to see the "
                    "new one.",
                    order=self.name,
                ),
            )
        if self.estimate_hash != fingerprint(self._get_estimate_content()):
            raise EstimateRefused(
                "changed",
                self.env._(
                    "A car or an address of %(order)s changed since the price was named. Ask for "
                    "the price again.",
                    order=self.name,
                ),
            )

    def _reserve_cars(self):
        """No car may be on two running orders."""
        vehicles = self.line_ids.vehicle_id.sorted("id")
        self.env["transport.sql"]._lock(vehicles)
        busy = vehicles._get_running_lines().filtered(lambda line: line.order_id != self)[:1]
        if busy:
            raise EstimateRefused(
                "busy",
                self.env._(
                    "%(car)s is already on the order %(order)s. Take it out of the lot, or cancel "
                    "the other order.",
                    car=busy.display_name,
                    order=busy.order_id.name,
                ),
            )

    def _prepare_sale_lines(self):
        product = self._get_product()
        return [
            fields.Command.create(
                {
                    "product_id": product.id,
                    "name": line.name,
                    "product_uom_qty": line.quantity,
                    "price_unit": line.unit_price,
                    "sequence": line.sequence,
                }
            )
            for line in self.price_line_ids
        ]

    def _prepare_sale_order_vals(self, lines):
        return {
            "partner_id": self.partner_id.id,
            "company_id": self.company_id.id,
            "transport_order_id": self.id,
            "origin": self.name,
            "client_order_ref": self.client_reference,
            "user_id": self.responsible_id.id,
            "signed_by": self.signed_by,
            "order_line": lines,
        }

    def _create_sale_order(self, lines):
        """One sales order carries taxes, fiscal position and invoices."""
        # sudo: dispatchers order and cancel transports without any right on sales
        sale_orders = self.env["sale.order"].sudo().with_company(self.company_id)
        sale_order = sale_orders.with_context(mail_notrack=True, mail_create_nolog=True).create(
            self._prepare_sale_order_vals(lines)
        )
        sale_order.action_confirm()
        self.sale_order_id = sale_order
        return sale_order

    def _get_cancel_fee(self):
        """What cancelling costs now (general conditions of the tariff).

        :return: untaxed amount in the order's currency; zero in time or before acceptance
        """
        self.ensure_one()
        if self.state in ESTIMATE_STATES:
            return 0.0
        pickup = self.planned_pickup or (
            self.pickup_date and fields.Datetime.to_datetime(self.pickup_date)
        )
        hours = self.company_id.sudo().transport_free_cancel_hours  # sudo: not for clients to read
        if not pickup or fields.Datetime.now() + timedelta(hours=hours) <= pickup:
            return 0.0
        return min(self._get_tariff().cancel_fee, self.amount_untaxed)

    def _get_tariff(self):
        # sudo: clients do not read tariffs, only what they cost them
        order = self.sudo()
        return order.env["transport.tariff"]._get_for(
            order.partner_id, order.company_id, fields.Date.context_today(order)
        )

    def _cancel(self, reason="", fee=None):
        """Cancel under lock; a running order is replaced by an order for the fee, if there is one."""
        self.ensure_one()
        self.env["transport.sql"]._lock(self)
        if self.state == "cancelled":
            return
        was_accepted = bool(self.accepted_on)
        fee = self._get_cancel_fee() if fee is None else fee
        self._cancel_sale_orders()
        self.write({"cancel_fee": fee, "cancel_reason": (reason or "")[:500]})
        self._change_state("cancelled")
        if was_accepted:
            self._append_events([{"code": "cancelled", "note": (reason or "")[:500]}], "staff")
        if fee:
            self._create_sale_order(self._prepare_fee_lines(fee))

    def _cancel_sale_orders(self):
        # sudo: as in _create_sale_order
        for sale_order in self.sudo().sale_order_ids.filtered(lambda sale: sale.state != "cancel"):
            if sale_order.invoice_ids.filtered(lambda invoice: invoice.state == "posted"):
                raise UserError(
                    self.env._(
                        "The order %(order)s is invoiced. Make a credit note for its invoice "
                        "first, then cancel it.",
                        order=self.name,
                    )
                )
            sale_order._action_cancel()

    def _prepare_fee_lines(self, fee):
        return [
            fields.Command.create(
                {
                    "product_id": self._get_product().id,
                    "name": self.env._("Cancellation of %(order)s", order=self.name),
                    "product_uom_qty": 1,
                    "price_unit": fee,
                }
            )
        ]
