from datetime import timedelta

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ..core.lot import Options, fingerprint
from ..core.progress import ESTIMATE_STATES
from ..core.terms import wanted_fault
from ..exceptions import EstimateRefused


class TransportOrder(models.Model):
    """The price of a lot: computed and explained, or asked of a manager, and bound to the lot."""

    _inherit = "transport.order"

    def _get_options(self):
        self.ensure_one()
        return Options(self.express, self.enclosed, self.appointment)

    def _estimate(self):
        """Name the price of the lot: quoted with its lines, or on request with the reasons."""
        for order in self:
            order._check_estimable()
            order.line_ids._take_snapshot()
            estimate = order._ask_estimate()
            # sudo: prices are written by the server alone, also for the office
            order.sudo()._store_estimate(estimate)
        return self

    def _ask_estimate(self):
        """Hook: where the price of this lot comes from.

        :return: core.tariff.Estimate
        """
        return self.env["transport.estimator"]._estimate(
            self.partner_id,
            self.line_ids.vehicle_id._to_car(),
            self.origin_id._to_place(),
            self.destination_id._to_place(),
            self._get_options(),
        )

    def _check_estimable(self):
        self.ensure_one()
        if self.state not in ESTIMATE_STATES:
            raise UserError(
                self.env._(
                    "The order %(order)s was accepted; its price stays. Duplicate it to price "
                    "another lot.",
                    order=self.name,
                )
            )
        missing = []
        if not self.line_ids:
            missing.append(self.env._("the cars"))
        if not self.origin_id:
            missing.append(self.env._("the pick-up address"))
        if not self.destination_id:
            missing.append(self.env._("the delivery address"))
        if missing:
            raise UserError(
                self.env._(
                    "The lot %(order)s cannot be priced yet. Choose %(missing)s.",
                    order=self.name,
                    missing=", ".join(missing),
                )
            )
        self._check_wanted_days()
        if self.origin_id == self.destination_id:
            raise UserError(
                self.env._(
                    "The lot %(order)s leaves from where it arrives. Choose another delivery "
                    "address.",
                    order=self.name,
                )
            )

    def _check_wanted_days(self):
        """A day that is over, or that nobody can mean, is told before a price or an order."""
        self.ensure_one()
        today = fields.Date.context_today(self.with_context(tz=self._get_client_tz()))
        for name in ("pickup_date", "delivery_date"):
            fault = wanted_fault(self[name] or None, today)
            if not fault:
                continue
            day = format_date(self.env, self[name])
            if fault == "past":
                text = self.env._(
                    "The wanted day %(day)s of %(order)s is over. Choose another one.",
                    day=day,
                    order=self.name,
                )
            else:
                text = self.env._(
                    "The wanted day %(day)s of %(order)s is more than a year ahead. Choose an "
                    "earlier one.",
                    day=day,
                    order=self.name,
                )
            raise EstimateRefused("dates", text)

    def _store_estimate(self, estimate):
        """Keep an estimate with everything it was computed from.

        :param estimate: core.tariff.Estimate
        """
        self.ensure_one()
        now = fields.Datetime.now()
        for line, amount in zip(
            self.line_ids, estimate.car_amounts or (0,) * len(self.line_ids), strict=True
        ):
            line.amount = float(amount)
        self.price_line_ids.unlink()
        self.write(
            {
                "price_line_ids": [
                    fields.Command.create(self._prepare_price_vals(line, number))
                    for number, line in enumerate(estimate.lines)
                ],
                "km": estimate.km,
                "distance_method": estimate.method,
                "distance_version": estimate.version,
                "on_request_reasons": ",".join(estimate.reasons),
                "origin_snapshot": self.origin_id._get_snapshot(),
                "destination_snapshot": self.destination_id._get_snapshot(),
                "estimate_date": now,
            }
        )
        self._bind_estimate()
        self._change_state("on_request" if estimate.on_request else "quoted")
        if estimate.on_request:
            self._ask_for_price()

    def _bind_estimate(self):
        """Store totals, terms and validity, and bind them to what was priced."""
        self.write(self._prepare_terms() | {"valid_until": self._get_validity()})
        self.write(self._prepare_totals())
        self._bind_again()

    def _bind_again(self):
        self.estimate_hash = fingerprint(self._get_estimate_content())

    def _get_validity(self):
        """:return: until when the price of the lot can be accepted, naive UTC"""
        days = max(1, self.company_id.transport_validity_days)
        return fields.Datetime.now() + timedelta(days=days)

    def _prepare_terms(self):
        """What the price comes with: it is read now and never again (Code civil 1103)."""
        self.ensure_one()
        # sudo: clients may know what they agree to, not the tariff behind it
        order = self.sudo().with_company(self.company_id)
        tariff, company = order._get_tariff(), order.company_id
        lang = order.partner_id.lang or order.env.lang
        return {
            "tariff_id": tariff.id,
            "agreed_cancel_fee": tariff.cancel_fee,
            "agreed_empty_run_fee": tariff.empty_run_fee,
            "agreed_redelivery_fee": tariff.redelivery_fee,
            "agreed_return_fee": tariff.return_fee,
            "agreed_free_hours": company.transport_free_cancel_hours,
            "payment_term_id": order.partner_id.property_payment_term_id.id,
            "conditions": company.with_context(lang=lang).transport_conditions,
        }

    def _prepare_totals(self):
        """Totals of the price lines that are due, as the sales order computes them."""
        self.ensure_one()
        # sudo: the sales order is only computed here, not stored
        sale_orders = self.env["sale.order"].sudo().with_company(self.company_id)
        sale_order = sale_orders.new(
            self._prepare_sale_order_vals(self._get_due_lines()) | {"transport_order_id": False}
        )
        return {
            "amount_untaxed": sale_order.amount_untaxed,
            "amount_tax": sale_order.amount_tax,
            "amount_total": sale_order.amount_total,
        }

    def _get_due_lines(self):
        return self.price_line_ids.filtered(lambda line: not line.is_void)

    def _prepare_sale_order_vals(self, price_lines):
        """Nothing of it is computed a second time with another rule: no price list, no discount."""
        # a site is an "other address": Odoo would send its invoice to the first person who has access
        people = self.partner_id.sudo().child_ids  # sudo: a client need not read them all
        billed = people.filtered(lambda person: person.type == "invoice")[:1]
        return {
            "partner_id": self.partner_id.id,
            "partner_invoice_id": (billed or self.partner_id).id,
            "company_id": self.company_id.id,
            "transport_order_id": self.id,
            "origin": self.name,
            "client_order_ref": self.client_reference,
            "user_id": self.responsible_id.id,
            "signed_by": self.signed_by,
            "pricelist_id": False,
            "payment_term_id": self.payment_term_id.id,
            "order_line": self._prepare_sale_lines(price_lines),
        }

    def _prepare_sale_lines(self, price_lines):
        product = {"product_id": self._get_product().id}
        return [
            fields.Command.create(product | line._prepare_sale_line_vals()) for line in price_lines
        ]

    def _get_tariff(self):
        # sudo: clients do not read tariffs, only what they cost them
        order = self.sudo()
        return order.env["transport.tariff"]._get_for(
            order.partner_id, order.company_id, fields.Date.context_today(order)
        )

    def _answer_price(self, price_commands, km=0):
        """Quote an order with a price named by a person; the client gets a mail.

        :param list price_commands: commands that create transport.order.price
        :param float km: road kilometres, if known
        """
        self.ensure_one()
        self._check_estimable()
        # sudo: as in _estimate
        self.sudo()._store_answer(price_commands, km)

    def _store_answer(self, price_commands, km):
        self.price_line_ids.unlink()
        self.write(
            {
                "price_line_ids": price_commands,
                "km": km,
                "distance_method": "manager",
                "distance_version": "",
                "origin_snapshot": self.origin_id._get_snapshot(),
                "destination_snapshot": self.destination_id._get_snapshot(),
                "estimate_date": fields.Datetime.now(),
            }
        )
        self._bind_estimate()
        self.activity_ids.filtered("summary").action_done()
        self._change_state("quoted")

    def _get_ghg(self):
        """Hook: greenhouse gases as they were named with the price, or None."""
        return

    @api.model
    def _get_product(self):
        return self.env.ref("transport_order.product_transport")

    def _get_estimate_content(self):
        """What the price depends on, as it is now in the stock and in the address book.

        :return: JSON-able dict, see core.lot.fingerprint
        """
        self.ensure_one()
        return {
            "owner": self.partner_id.id,
            "origin": self.origin_id._get_snapshot(),
            "destination": self.destination_id._get_snapshot(),
            "options": self._get_options().as_dict(),
            "cars": sorted(
                [car.reference, car.plate_key or "", car.vin or "", car.category, car.running]
                for car in self.line_ids.vehicle_id
            ),
            "prices": [
                [line.code, line.quantity, line.unit_price, line.amount]
                for line in self.price_line_ids
            ],
            "amount": self.amount_untaxed,
            "terms": [
                self.agreed_cancel_fee,
                self.agreed_empty_run_fee,
                self.agreed_redelivery_fee,
                self.agreed_return_fee,
                self.agreed_free_hours,
                self.payment_term_id.id,
            ],
            "valid_until": fields.Datetime.to_string(self.valid_until),
        }

    def _prepare_price_vals(self, line, number):
        return {
            "sequence": number,
            "code": line.code,
            "detail": line.detail,
            "name": self._describe_price(line),
            "quantity": float(line.quantity),
            "unit_price": float(line.unit_price),
            "amount": float(line.amount),
        }

    @api.model
    def _describe_price(self, line):
        """:return: a line of core.tariff in the words of the reader's language"""
        categories = self._get_labels("transport.vehicle", "category")
        surcharges = self._get_labels("transport.tariff.surcharge", "code")
        detail = line.detail
        percent = self._format_percent(detail) if line.code in ("lot_discount", "fuel") else ""
        words = {
            "transport": self.env._("Transport: %(size)s", size=categories.get(detail, detail)),
            "surcharge": surcharges.get(detail, detail),
            "surcharge_percent": surcharges.get(detail, detail),
            "zone": self.env._("Zone supplement: %(zone)s", zone=detail),
            "lot_discount": self.env._("Lot discount %(percent)s %%", percent=percent),
            "fuel": self.env._("Fuel index %(percent)s %%", percent=percent),
            "minimum": self.env._("Minimum per order"),
            "remote": detail,
        }
        return words.get(line.code) or detail or line.code

    @api.model
    def _format_percent(self, text):
        """:return: "16.0" as "16", "4.5" as "4,5" where people write so"""
        point = self.env["res.lang"]._get_data(code=self.env.lang or "en_US").decimal_point or "."
        return f"{float(text):g}".replace(".", point)

    @api.model
    def _get_labels(self, model, field):
        # sudo: words only; clients do not read tariffs
        return dict(self.env[model].sudo()._fields[field]._description_selection(self.env))

    def _ask_for_price(self):
        """Put the question on the managers' desk, once."""
        self.ensure_one()
        # sudo: a client may cause the activity without any right on activities
        order = self.sudo()
        if order.activity_ids.filtered(lambda activity: activity.summary):
            return
        order.activity_schedule(
            "mail.mail_activity_data_todo",
            summary=self.env._("Name the price of %(order)s", order=order.name),
            note=order.on_request_text,
            user_id=(order.responsible_id or order._get_default_manager()).id,
        )

    def _get_default_manager(self):
        """:return: who looks after the client, else whom the company names, else a manager"""
        self.ensure_one()
        # sudo: anybody's order lands on a desk of the office
        order = self.sudo()
        client, people = order.partner_id, self.env["res.users"].sudo()
        while client:
            people |= client.user_id
            client = client.parent_id
        for user in people | order.company_id.transport_manager_id:
            if user.active and not user.share and order.company_id in user.company_ids:
                return user
        group = self.env.ref("transport_order.group_transport_manager")
        # sudo: as above
        managers = group.sudo().all_user_ids.filtered(
            lambda user: (
                user.active and user.id != SUPERUSER_ID and self.company_id in user.company_ids
            )
        )
        return managers[:1] or self.env.ref("base.user_admin")

    @api.model
    def _get_reason_words(self):
        return {
            "empty": self.env._("The lot is empty."),
            "no_tariff": self.env._("No tariff is valid for this day."),
            "foreign": self.env._("One of the places is abroad."),
            "island": self.env._("One of the places is an island."),
            "unknown_place": self.env._("The postcode of one of the places is unknown."),
            "no_distance": self.env._("The distance is unknown."),
            "too_far": self.env._("The distance is longer than the tariff goes."),
            "zone_on_request": self.env._("The tariff asks for a price on request in this zone."),
            "category_on_request": self.env._("One of the cars has a size priced on request."),
            "option_on_request": self.env._("One of the options is priced on request."),
            "zero_price": self.env._("The tariff gives no price for this lot."),
            "remote_unavailable": self.env._("The pricing system does not answer now."),
        }
