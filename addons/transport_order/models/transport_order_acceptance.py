from decimal import Decimal

from odoo import fields, models
from odoo.exceptions import UserError

from ..core.lot import fingerprint
from ..core.progress import ACCEPTED_STATES, ESTIMATE_STATES
from ..core.terms import Terms, cancel_fee
from ..exceptions import EstimateRefused
from .transport_order_price import FEES


class TransportOrder(models.Model):
    """An estimate becomes an order with its sales order, once; a cancelled one costs its fee."""

    _inherit = "transport.order"

    def _accept(self, expected_hash, signed_by, signature=None):
        """Turn an estimate into an order, once, under locks.

        The order is locked, then its cars: two acceptances at once end as one order, and one car
        does not leave twice. The second of two simultaneous calls is answered like the first.
        """
        self.ensure_one()
        self.env["suite.concurrency"]._take(self)
        if self.state in ACCEPTED_STATES and expected_hash == self.estimate_hash:
            return
        self._check_acceptable(expected_hash, signed_by)
        self._check_wanted_days()
        self._check_marks()
        self._reserve_cars()
        self.sudo().write(  # sudo: the server alone writes who accepted what, and when
            {
                "accepted_on": fields.Datetime.now(),
                "accepted_by_id": self.env.context.get("transport_actor") or self.env.uid,
                "signed_by": signed_by,
                "signature": signature or False,
                "responsible_id": (self.responsible_id or self._get_default_manager()).id,
            }
        )
        self._change_state("confirmed")
        self._create_sale_order()
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

    def _check_marks(self):
        """A driver has to find the car: it may be priced without a mark, not ordered."""
        unmarked = self.line_ids.filtered(lambda line: not (line.plate or line.vin))
        if unmarked:
            raise EstimateRefused(
                "identity",
                self.env._(
                    "The driver cannot find %(cars)s. Enter the plate or the VIN in the list of "
                    "cars, then ask for the price again.",
                    cars=", ".join(unmarked.mapped("display_name")),
                ),
            )

    def _reserve_cars(self):
        """No car may be on two running orders."""
        vehicles = self.line_ids.vehicle_id.sorted("id")
        self.env["suite.concurrency"]._take(vehicles)
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

    def _create_sale_order(self):
        """One sales order carries taxes, fiscal position and invoices of what is due."""
        # sudo: dispatchers order and cancel transports without any right on sales
        sale_orders = self.env["sale.order"].sudo().with_company(self.company_id)
        sale_order = sale_orders.with_context(mail_notrack=True, mail_create_nolog=True).create(
            self._prepare_sale_order_vals(self._get_due_lines())
        )
        sale_order.action_confirm()
        self.sudo().sale_order_id = sale_order  # sudo: as above
        self._keep_sale_lines(self._get_due_lines(), sale_order.order_line)
        return sale_order

    def _keep_sale_lines(self, prices, sale_lines):
        """Each price knows the line of the sales order that it is ordered as."""
        # sudo: as in _create_sale_order
        for price, sale_line in zip(prices.sudo(), sale_lines.sorted("id"), strict=False):
            price.sale_line_id = sale_line

    def _get_cancel_fee(self):
        """What cancelling costs now, by the terms that were accepted.

        :return: untaxed amount in the order's currency; zero in time or before acceptance
        """
        self.ensure_one()
        if self.state in ESTIMATE_STATES:
            return 0.0
        pickup = self.planned_pickup or (
            self.pickup_date and fields.Datetime.to_datetime(self.pickup_date)
        )
        fee = cancel_fee(
            Terms(Decimal(str(self.agreed_cancel_fee)), self.agreed_free_hours),
            Decimal(str(self.amount_untaxed)),
            fields.Datetime.now(),
            pickup or None,
            self.accepted_on,
        )
        return float(fee)

    def _cancel(self, reason="", fee=None, cause="other"):
        """Cancel under lock; a running order is replaced by an order for the fee, if there is one."""
        self.ensure_one()
        self.env["suite.concurrency"]._take(self)
        if self.state == "cancelled":
            return
        was_accepted = bool(self.accepted_on)
        fee = self._get_cancel_fee() if fee is None else fee
        self.sudo().write(  # sudo: as in _accept
            {"cancel_fee": fee, "cancel_reason": (reason or "")[:500], "cancel_cause": cause}
        )
        self._change_state("cancelled")
        self._cancel_sale_orders()
        if was_accepted:
            self._append_events([{"code": "cancelled", "note": (reason or "")[:500]}], "staff")
            self._replace_price_by_fee(fee)

    def _replace_price_by_fee(self, fee):
        """What was agreed stays readable and is no longer due; the fee is, on an order of its own."""
        self._replace_due(self.price_line_ids, fee)

    def _replace_cancel_fee(self, fee):
        """Another fee is due for the cancellation; what was charged after it stays due."""
        self._cancel_sale_orders()
        self.cancel_fee = fee
        self._replace_due(self.price_line_ids.filtered(lambda line: line.code == "cancel_fee"), fee)

    def _replace_due(self, lines, fee):
        # sudo: a client may cancel without rights on prices
        order = self.sudo()
        lines.sudo().is_void = True  # sudo: as above
        if fee:
            words = order.with_context(lang=order.partner_id.lang or self.env.lang).env
            order._add_price_line("cancel_fee", words._("Late cancellation"), fee)
        order.write(order._prepare_totals())
        if order._get_due_lines():
            order._create_sale_order()

    def _add_price_line(self, code, name, amount, line=None):
        self.ensure_one()
        vals = {
            "sequence": max(self.price_line_ids.mapped("sequence"), default=0) + 1,
            "code": code,
            "name": name,
            "quantity": 1,
            "unit_price": amount,
            "amount": amount,
            "line_id": line.id if line else False,
        }
        self.price_line_ids = [fields.Command.create(vals)]
        return self.price_line_ids.filtered(lambda price: price.sequence == vals["sequence"])

    def _charge(self, code, prices):
        """Add fees to what is due: on the order, in its total, on its sales order, and by mail.

        :param str code: of the price lines
        :param list prices: (words, untaxed amount, transport.order.vehicle) one a fee
        """
        self.ensure_one()
        # sudo: dispatchers charge fees without any right on sales
        order = self.sudo()
        order.env["suite.concurrency"]._take(order)
        added = order.price_line_ids.browse()
        for name, amount, line in prices:
            added |= order._add_price_line(code, name, amount, line)
        order.write(order._prepare_totals())
        order._order_fees(added)
        order.with_context(transport_fee_ids=added.ids)._mail_client(
            "transport_order.mail_template_fee"
        )
        return added

    def _order_fees(self, added):
        """Fees join the sales order; a cancelled one is followed by one of what is due."""
        sale_order = self.sale_order_id
        if not sale_order or sale_order.state == "cancel":
            self._create_sale_order()
            return
        before = sale_order.order_line
        with sale_order._transport_unlocked():
            sale_order.order_line = self._prepare_sale_lines(added)
        self._keep_sale_lines(added, sale_order.order_line - before)

    def _void_fee(self, price):
        """A fee is no longer due: it stays readable, on the order and on its sales order."""
        self.ensure_one()
        # sudo: managers of transports have no right on sales
        order, fee = self.sudo(), price.sudo()
        order.env["suite.concurrency"]._take(order)
        sale_line = fee._find_sale_line()
        if fee.is_void or fee.code not in FEES or not sale_line:
            raise UserError(
                self.env._("“%s” is no fee that can be taken away.", price.name or price.code)
            )
        if sale_line.qty_invoiced:
            raise UserError(
                self.env._(
                    "“%(fee)s” of %(order)s is invoiced. Make a credit note for it instead.",
                    fee=price.name,
                    order=self.name,
                )
            )
        fee.is_void = True
        order.write(order._prepare_totals())
        with sale_line.order_id._transport_unlocked():
            sale_line.product_uom_qty = 0
        words = order.with_context(lang=order.partner_id.lang or self.env.lang).env
        order.message_post(
            body=words._(
                "The fee “%(fee)s” (%(amount)s) is no longer due.",
                fee=fee.name,
                amount=fee.currency_id.format(fee.amount),
            ),
            author_id=order.company_id.partner_id.id,
            partner_ids=order._get_mail_partners().ids,
            subtype_xmlid="mail.mt_comment",
        )

    def _reopen_estimate(self):
        """An accepted price cannot be kept: it is asked again. The caller tells the client."""
        self.ensure_one()
        self.env["suite.concurrency"]._take(self)
        # sudo: the office reopens without any right on sales
        order = self.sudo()
        order._change_state("draft")
        order._cancel_sale_orders()
        order.with_context(transport_plan_told=True).write(
            {
                "planned_pickup": False,
                "planned_delivery": False,
                "accepted_on": False,
                "accepted_by_id": False,
                "signed_by": False,
                "signature": False,
                "sale_order_id": False,
            }
        )
        order._estimate()

    def _cancel_sale_orders(self):
        # sudo: as in _create_sale_order
        for sale_order in self.sudo().sale_order_ids.filtered(lambda sale: sale.state != "cancel"):
            # posted invoices less posted credit notes, line by line
            invoiced = sale_order.order_line.mapped("untaxed_amount_invoiced")
            if not all(sale_order.currency_id.is_zero(amount) for amount in invoiced):
                raise UserError(
                    self.env._(
                        "The order %(order)s is invoiced. Make a credit note for its invoice "
                        "first, then cancel it.",
                        order=self.name,
                    )
                )
            sale_order._action_cancel()
