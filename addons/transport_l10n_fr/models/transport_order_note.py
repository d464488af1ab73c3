from odoo import fields, models
from odoo.exceptions import UserError

from ..core.consignment import missing_mentions
from .transport_order import FINISHED

KEPT = ("name", "street", "street2", "zip", "city", "country")


class TransportOrder(models.Model):
    """The consignment note: made before the cars are taken over, from what the order says."""

    _inherit = "transport.order"

    consignment_ids = fields.One2many(
        "transport.consignment.note", "order_id", string="Consignment Notes", readonly=True
    )

    def action_consignment_note(self):
        """Print the consignment note; made now when there is none or something changed."""
        self.check_access("write")
        notes = self.env["transport.consignment.note"]
        for order in self:
            notes |= order._make_consignment_note()
        return notes.action_print()

    def _make_consignment_note(self):
        """:return: the note that says what the order says now
        :raise UserError: a mention of the law is missing
        """
        self.ensure_one()
        # sudo: dispatchers make notes, nobody writes them
        order = self.sudo()
        order.env["suite.concurrency"]._take(order)
        latest = order.consignment_ids.filtered(lambda note: not note.is_replaced)[:1]
        if latest and order.state in FINISHED:
            return latest.sudo(False)  # what was on board stays
        content = order._prepare_consignment_content()
        missing = missing_mentions(content)
        if missing:
            words = self._get_mention_words()
            raise UserError(
                self.env._(
                    "The consignment note of %(order)s cannot be made: the law asks for %(missing)s.",
                    order=self.name,
                    missing="; ".join(words[code] for code in missing),
                )
            )
        if latest.content == content:
            return latest.sudo(False)
        latest.is_replaced = True
        note = latest.create(
            {
                "order_id": order.id,
                "content": content,
                "taken_over_on": content["taken_over_on"],
                "car_count": len(content["cars"]),
            }
        )
        return note.sudo(False)

    def _prepare_consignment_content(self):
        company, place = self.company_id, self.company_id.partner_id
        pickup = self.planned_pickup
        day = (
            fields.Datetime.context_timestamp(
                self.with_context(tz=self._get_client_tz()), pickup
            ).date()
            if pickup
            else self.pickup_date
        )
        return {
            "carrier": {
                "name": company.name or "",
                "street": place.street or "",
                "zip": place.zip or "",
                "city": place.city or "",
                "number": company.company_registry or company.vat or "",
            },
            "taken_over_on": day.isoformat() if day else "",
            "origin": self._prepare_consignment_place("origin"),
            "destination": self._prepare_consignment_place("destination"),
            "cars": [
                {
                    "name": " ".join(filter(None, (line.make, line.model))),
                    "mark": line.plate or line.vin or "",
                    "vin": line.vin or "",
                    "mass_kg": line.mass_kg or 0,
                    "running": line.running,
                }
                for line in self.line_ids.filtered(lambda line: line.state != "cancelled")
            ],
        }

    def _prepare_consignment_place(self, side):
        """The place of the order; a street that its address lacked then is taken from the book."""
        place, address = self[f"{side}_snapshot"] or {}, self[f"{side}_id"]
        told = {name: place.get(name) or "" for name in KEPT}
        if (told["zip"], told["city"]) == (address.zip or "", address.city or ""):
            told["street"] = told["street"] or address.street or ""
        return told

    def _get_mention_words(self):
        """What to do about each mention that is missing."""
        return {
            "carrier_name": self.env._("the carrier's name (Settings ▸ Companies)"),
            "carrier_address": self.env._("the carrier's full address (Settings ▸ Companies)"),
            "carrier_number": self.env._(
                "the carrier's SIREN or VAT number (Settings ▸ Companies)"
            ),
            "taken_over_on": self.env._("the day of taking over (plan the pick-up)"),
            "cars": self.env._("the make, model or plate of each car (Cars)"),
            "origin_name": self.env._("the consignor's name (pick-up address)"),
            "origin_address": self.env._(
                "the full loading address, street, postcode and town (pick-up address)"
            ),
            "destination_name": self.env._("the consignee's name (delivery address)"),
            "destination_address": self.env._(
                "the full delivery address, street, postcode and town (delivery address)"
            ),
        }

    def _plan(self, pickup, delivery=None):
        result = super()._plan(pickup, delivery)
        for order in self:
            order._make_note_if_complete()
        return result

    def _append_events(self, values_list, source):
        """The note is there before the cars are taken over; what happened is recorded anyway."""
        if any(values.get("code") == "collected" for values in values_list):
            self._make_note_if_complete()
        return super()._append_events(values_list, source)

    def _make_note_if_complete(self):
        # sudo: drivers and carriers cause the note without rights on it
        order = self.sudo()
        if order.company_id.is_france_country and not missing_mentions(
            order._prepare_consignment_content()
        ):
            order._make_consignment_note()

    def _get_note_url(self):
        """:return: address of the current note for the driver and the client, or an empty text"""
        self.ensure_one()
        # sudo: the order was found under the reader's rights or by the driver's link
        note = self.sudo().consignment_ids.filtered(lambda note: not note.is_replaced)[:1]
        return f"/transport/note/{note.sudo().token}" if note else ""
