from datetime import timedelta

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError

from ..core.labels import CATEGORY_SELECTION, SURCHARGE_SELECTION
from ..core.lot import Options, fingerprint
from ..core.progress import ESTIMATE_STATES


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
            estimate = self.env["transport.estimator"]._estimate(
                order.partner_id,
                order.line_ids.vehicle_id._to_car(),
                order.origin_id._to_place(),
                order.destination_id._to_place(),
                order._get_options(),
            )
            order._store_estimate(estimate)
        return self

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
        if self.origin_id == self.destination_id:
            raise UserError(
                self.env._(
                    "The lot %(order)s leaves from where it arrives. Choose another delivery "
                    "address.",
                    order=self.name,
                )
            )

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
        self._bind_estimate(float(estimate.amount))
        self._change_state("on_request" if estimate.on_request else "quoted")
        if estimate.on_request:
            self._ask_for_price()

    def _bind_estimate(self, amount):
        """Store amount and validity, and bind them to what was priced."""
        taxes = self._get_taxes().compute_all(amount, self.currency_id, partner=self.partner_id)
        days = max(1, self.company_id.transport_validity_days)
        self.write(
            {
                "amount_untaxed": amount,
                "amount_tax": taxes["total_included"] - taxes["total_excluded"],
                "amount_total": taxes["total_included"],
                "valid_until": fields.Datetime.now() + timedelta(days=days),
            }
        )
        self.estimate_hash = fingerprint(self._get_estimate_content())

    def _answer_price(self, price_commands, km=0):
        """Quote an order with a price named by a person; the client gets a mail.

        :param list price_commands: commands that create transport.order.price
        :param float km: road kilometres, if known
        """
        self.ensure_one()
        self._check_estimable()
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
        self._bind_estimate(sum(self.price_line_ids.mapped("amount")))
        self.activity_ids.filtered("summary").action_done()
        self._change_state("quoted")

    def _get_taxes(self):
        product = self._get_product()
        taxes = product.taxes_id._filter_taxes_by_company(self.company_id)
        position = (
            self.env["account.fiscal.position"]
            .with_company(self.company_id)
            ._get_fiscal_position(self.partner_id)
        )
        return position.map_tax(taxes) if position else taxes

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
        categories = self._get_labels(CATEGORY_SELECTION, "transport.vehicle", "category")
        surcharges = self._get_labels(SURCHARGE_SELECTION, "transport.tariff.surcharge", "code")
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
    def _get_labels(self, selection, model, field):
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
        """:return: a manager of the order's company"""
        self.ensure_one()
        group = self.env.ref("transport_order.group_transport_manager")
        # sudo: anybody's order lands on a manager's desk
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
