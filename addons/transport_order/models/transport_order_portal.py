"""What a client does with his orders, from the portal and from the API. Nothing here trusts an id:
each record is read again under the user's own rights before anything is written."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..core.lot import OPTIONS
from ..core.progress import ESTIMATE_STATES
from ..exceptions import EstimateRefused

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
        self.sudo()._write_lot(vals, values)  # sudo: clients cannot write; the order was checked
        return self

    def _write_lot(self, vals, values):
        if "vehicles" in values:
            self._set_cars(self._portal_visible(values["vehicles"]))
        self._check_wanted_dates(vals)
        if vals:
            self.write(vals)
        if {"pickup_date", "delivery_date"} & vals.keys():
            self._check_wanted_days()
        if self.state != "draft":
            self._change_state("draft")

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

    def _portal_cancel(self, reason="", expected_fee=None, cause="other"):
        """Cancel as the client, for the fee he was told.

        :param str reason: free text
        :param float expected_fee: the fee shown; refused when it has risen since
        :param str cause: of core.labels.CANCEL_SELECTION
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
        self.sudo()._cancel(reason, cause=cause)
