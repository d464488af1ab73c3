"""What a client does with his orders, from the portal and from the API. Nothing here trusts an id:
each record is read again under the user's own rights before anything is written."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..core.lot import OPTIONS, fingerprint
from ..core.progress import ACCEPTED_STATES, ESTIMATE_STATES
from .exceptions import EstimateRefused

LARGEST_LOT = 200


class TransportOrder(models.Model):
    _inherit = "transport.order"

    @api.model
    def _portal_create_lot(self, values):
        """Start a lot as the current user.

        :param dict values: partner (record; the user's company when missing), vehicles, origin,
            destination (records), express, enclosed, appointment, pickup_date, delivery_date,
            client_reference, note, source
        :return: the new order, under the user's own rights
        """
        user = self.env.user
        user._transport_check_role("estimate")
        partner = user._transport_check_client(values.get("partner") or user.commercial_partner_id)
        # sudo: clients have no create access; every id below is checked under their own rights
        order = self.sudo().create(
            {
                "partner_id": partner.id,
                "user_id": user.id,
                "source": "api" if values.get("source") == "api" else "portal",
                "company_id": (partner.company_id or self.env.company).id,
                "responsible_id": partner.sudo().user_id.id,  # sudo: the client's salesperson
            }
        )
        order = order.with_user(user)
        order._portal_update_lot(values)
        return order

    def _portal_update_lot(self, values):
        """Change cars, places, dates or options of a lot that is not accepted yet.

        A lot whose price was named goes back to preparation: the price is bound to its content.
        """
        self.ensure_one()
        self._portal_check_editable()
        vals = {name: bool(values[name]) for name in OPTIONS if name in values}
        for name in ("origin", "destination"):
            if name in values:
                vals[f"{name}_id"] = self._portal_visible(values[name]).id
        for name in ("pickup_date", "delivery_date"):
            if name in values:
                vals[name] = fields.Date.to_date(values[name] or None)
        for name in ("client_reference", "note"):
            if name in values:
                vals[name] = (values[name] or "").strip()[:1000]
        order = self.sudo()  # sudo: no write access for clients; the order was checked above
        if "vehicles" in values:
            order._set_cars(self._portal_visible(values["vehicles"]))
        order._check_wanted_dates(vals)
        if vals:
            order.write(vals)
        if order.state != "draft":
            order._change_state("draft")
        return self

    def _check_wanted_dates(self, vals):
        """Say it in words before the database refuses it."""
        pickup, delivery = (vals.get(name, self[name]) for name in ("pickup_date", "delivery_date"))
        if pickup and delivery and delivery < pickup:
            raise UserError(
                self.env._(
                    "The delivery cannot be wanted before the pick-up. Correct one of the two "
                    "dates."
                )
            )

    def _portal_add_cars(self, vehicles):
        """Add cars to the lot; cars that are in it already stay."""
        self.ensure_one()
        self._portal_check_editable()
        # sudo: no write access for clients; the order and the cars are checked under their rights
        order = self.sudo()
        order._set_cars(
            order.line_ids.vehicle_id.with_user(self.env.user) | self._portal_visible(vehicles)
        )
        if order.state != "draft":
            order._change_state("draft")

    def _portal_remove_car(self, line):
        """Take one car out of the lot."""
        self.ensure_one()
        self._portal_check_editable()
        if line in self.line_ids:
            # sudo: no write access for clients; the order was checked above
            self.sudo()._set_cars((self.line_ids - line).vehicle_id)
            if self.state != "draft":
                self.sudo()._change_state("draft")

    def _portal_visible(self, records):
        """:return: the records, if the user may read every one of them"""
        found = records.with_user(self.env.user).search([("id", "in", records.ids)])
        if len(found) != len(records):
            raise AccessError(self.env._("One of the records was not found in your account."))
        return records

    def _portal_check_editable(self):
        self.check_access("read")
        self.env.user._transport_check_role("estimate")
        if self.state not in ESTIMATE_STATES:
            raise UserError(
                self.env._(
                    "The order %(order)s was accepted and cannot be changed here. Write a message "
                    "to your carrier, or duplicate the order.",
                    order=self.name,
                )
            )

    def _set_cars(self, vehicles):
        self.ensure_one()
        if len(vehicles) > LARGEST_LOT:
            raise UserError(
                self.env._(
                    "A lot holds %(count)s cars at most. Make a second order for the others.",
                    count=LARGEST_LOT,
                )
            )
        family = self._get_client_family()
        if vehicles.sudo().partner_id - family:  # sudo: read-only comparison of owners
            raise AccessError(self.env._("One of the cars belongs to another client."))
        present = self.line_ids.vehicle_id
        gone = self.line_ids.filtered(lambda line: line.vehicle_id not in vehicles)
        self.write(
            {
                "line_ids": [fields.Command.delete(line.id) for line in gone]
                + [
                    fields.Command.create({"vehicle_id": vehicle.id})
                    for vehicle in vehicles
                    if vehicle not in present
                ]
            }
        )

    def _portal_estimate(self):
        """Price the lot as the current user.

        :return: self, quoted or on request
        """
        self.ensure_one()
        self._portal_check_editable()
        # sudo: no write access for clients; the order was checked above
        self.sudo()._estimate()
        return self

    def _portal_accept(self, expected_hash, signed_by, signature=None):
        """Accept the estimate the user has seen.

        :param str expected_hash: `estimate_hash` shown with the price
        :param str signed_by: name typed by the person
        :param str signature: base64 picture, or None (API)
        :raise EstimateRefused: with a code, when it may not be accepted as it is
        """
        self.ensure_one()
        self.check_access("read")
        self.env.user._transport_check_role("order", self.amount_untaxed)
        # sudo: no write access for clients; right, role and limit were checked above
        self.sudo().with_context(transport_actor=self.env.uid)._accept(
            expected_hash, signed_by, signature
        )
        return self

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

    def _portal_duplicate(self):
        """The same places, options and, where they are still in stock, cars.

        :return: the new lot
        """
        self.ensure_one()
        self.check_access("read")
        return self.env["transport.order"]._portal_create_lot(
            {
                "partner": self.partner_id,
                "vehicles": self.line_ids.vehicle_id.filtered(
                    lambda car: car.active and car.status != "gone"
                ),
                "origin": self.origin_id.filtered("active"),
                "destination": self.destination_id.filtered("active"),
                "client_reference": self.client_reference,
            }
            | self._get_options().as_dict()
        )

    def _can_portal_cancel(self):
        """:return: whether the client may still cancel by himself: nothing was collected"""
        self.ensure_one()
        if self.state in ESTIMATE_STATES:
            return True
        waiting = all(line.state in ("to_collect", "not_ready") for line in self.line_ids)
        return self.state in ("confirmed", "planned") and waiting

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

    def _portal_cancel(self, reason="", expected_fee=None):
        """Cancel as the client, for the fee he was told.

        :param str reason: free text
        :param float expected_fee: the fee shown; refused when it has risen since
        """
        self.ensure_one()
        self.check_access("read")
        self.env.user._transport_check_role("order" if self.accepted_on else "estimate")
        if not self._can_portal_cancel():
            raise UserError(
                self.env._(
                    "The order %(order)s can no longer be cancelled here: cars were collected or "
                    "it is finished. Call your carrier.",
                    order=self.name,
                )
            )
        if expected_fee is not None and self._get_cancel_fee() > expected_fee:
            raise EstimateRefused(
                "hash",
                self.env._(
                    "The cancellation fee of %(order)s changed. Reload the page to see it.",
                    order=self.name,
                ),
            )
        # sudo: no write access for clients; right, role and rules were checked above
        self.sudo()._cancel(reason)

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
