from odoo import fields, models
from odoo.exceptions import UserError

from ..core.workflow import OUT_STATES
from .token import trusted


class RentalSlip(models.Model):
    """The signature and everything that happens with it, in one transaction."""

    _inherit = "rental.slip"

    def sign(self, values):
        """The customer has read and signs: stock moves, booking, late charges, tickets.

        :param values: signature (base64 PNG), signed_by, version (of what was read), rating
            ("1".."5" or False), feedback
        :raise UserError: something is missing on the slip, it changed since it was read, or it
            was signed already by somebody else
        """
        self.ensure_one()
        self._check_counter()
        if self._is_same_signature(values):
            return self.get_screen()
        slip = self._open_for_entry()
        slip._check_signable(values)
        slip._write_signature(values)
        if slip.type == "departure":
            slip._depart()
        else:
            slip._come_back()
        return slip._get_screen_payload()

    def _is_same_signature(self, values):
        """A tablet repeats a call whose answer was lost: that is no second signature."""
        slip = self.sudo()  # reason: write access on the booking is checked by the caller
        return (
            slip.state == "signed"
            and slip.signed_by == (values.get("signed_by") or "").strip()
            and slip.version == values.get("version")
        )

    def _check_signable(self, values):
        if values.get("version") != self.version:
            raise UserError(
                self.env._(
                    "%s was changed on another device since it was shown. Read it again with the "
                    "customer, then sign.",
                    self.name,
                )
            )
        problems = self._get_problems()
        if not values.get("signature") or not (values.get("signed_by") or "").strip():
            problems.append(self.env._("The name and the signature of the customer are missing."))
        if problems:
            raise UserError("\n".join(problems))

    def _write_signature(self, values):
        rating = str(values.get("rating") or "")
        self.write(
            {
                "state": "signed",
                "signature": values["signature"],
                "signed_by": values["signed_by"].strip(),
                "signed_on": fields.Datetime.now(),
                "user_id": self.env.uid,
                "rating": rating if rating in dict(self._fields["rating"].selection) else False,
                "feedback": (values.get("feedback") or "").strip() or False,
            }
        )

    # Departure --------------------------------------------------------------------------------

    def _depart(self):
        order = self.order_id
        taken = self.line_ids.filtered(lambda line: line.status != "missing")
        for line in taken.filtered("lot_id"):
            self._check_lot_on_shelf(line.lot_id)
        self._unpin_elsewhere(taken.lot_id)
        shop = self.warehouse_id
        own = taken.filtered(lambda line: not line.outside_unit)
        self._move_lines(
            own, shop.rental_departure_type_id, shop.lot_stock_id, shop.rental_out_location_id
        )
        self._occupy_departed(taken)
        self._untrusted_order()._apply_transition("depart")
        order.order_line._write_departed(taken)
        order._sync_rental_invoice()

    def _untrusted_order(self):
        """The booking as the user: the transition checks the user's groups."""
        return self.order_id.sudo(False)

    def _unpin_elsewhere(self, lots):
        """A unit chosen in advance for a later booking leaves now: that one gets another later."""
        pinned = self.env["rental.occupation"].search(
            [
                ("lot_id", "in", lots.ids),
                ("blocking", "=", True),
                ("away", "=", False),
                ("order_id", "!=", self.order_id.id),
                ("kind", "=", "booking"),
            ]
        )
        for occupation in pinned:
            lot, line = occupation.lot_id, occupation.order_line_id
            trusted(line).rental_lot_ids -= lot
            line.order_id.message_post(
                body=self.env._(
                    "%(unit)s left with %(booking)s. Another unit will be chosen.",
                    unit=lot.name,
                    booking=self.order_id.name,
                )
            )

    def _occupy_departed(self, taken):
        """Occupation from now (or the planned start) on, one row a unit, until it is back."""
        occupations = trusted(self.env["rental.occupation"])
        now = fields.Datetime.now()
        old = self.order_id.rental_occupation_ids.filtered(lambda row: not row.released_at)
        old.unlink()
        vals_list = []
        for order_line, lines in taken.grouped("order_line_id").items():
            values = order_line._prepare_departed_occupation(now)
            lots = lines.lot_id
            vals_list += [{**values, "lot_id": lot.id, "quantity": 1.0} for lot in lots]
            if len(lines) > len(lots):
                vals_list.append({**values, "quantity": len(lines) - len(lots)})
        occupations.create(vals_list)

    # Return -----------------------------------------------------------------------------------

    def _come_back(self):
        order, now = self.order_id, fields.Datetime.now()
        first_return = order.rental_state in OUT_STATES
        back = self.line_ids.filtered(
            lambda line: line.status != "missing" and not line.only_accessories
        )
        self._move_back(back)
        self._release_returned(back, now)
        if first_return:
            order._charge_late(
                {
                    order_line: len(lines)
                    for order_line, lines in self.line_ids.grouped("order_line_id").items()
                },
                now,
            )
        order._settle_returned(self)
        order._expect_missing(self)
        back.filtered(lambda line: line.status == "damaged")._open_tickets()
        self._store_rating()
        if first_return:
            order.rental_returned_on = now
            self._untrusted_order()._apply_transition("return")
        self._untrusted_order()._settle_obligations()
        order._sync_rental_invoice()

    def _move_back(self, back):
        shop = self.warehouse_id
        back = back.filtered(lambda line: not line.outside_unit)
        damaged = back.filtered(lambda line: line.status == "damaged")
        for lines, target in (
            (back - damaged, shop.lot_stock_id),
            (damaged, shop.rental_after_sales_location_id),
        ):
            self._move_lines(lines, shop.rental_return_type_id, shop.rental_out_location_id, target)

    def _release_returned(self, back, moment):
        """Partial return: only what is back becomes free."""
        rows = self.order_id.rental_occupation_ids.filtered("blocking")
        for order_line, lines in back.grouped("order_line_id").items():
            own = rows.filtered(lambda row, line=order_line: row.order_line_id == line)
            own.filtered(lambda row, lots=lines.lot_id: row.lot_id and row.lot_id in lots)._release(
                moment
            )
            loose = len(lines) - len(lines.lot_id)
            own.filtered(lambda row: not row.lot_id)._release_quantity(loose, moment)

    def _store_rating(self):
        if self.rating:
            self.order_id.write(
                {"rental_rating": int(self.rating), "rental_feedback": self.feedback}
            )
            order = self.order_id
            order.rating_apply(
                int(self.rating),
                token=order._rating_get_access_token(self.partner_id),
                feedback=self.feedback or None,
                subtype_xmlid="mail.mt_note",
            )

    # Stock ------------------------------------------------------------------------------------

    def _move_lines(self, lines, operation, source, target):
        """One done transfer for exemplars; reality, so never refused for lack of stock."""
        if not lines:
            return
        picking = self.env["stock.picking"].create(self._prepare_picking(operation, source, target))
        for product, exemplars in lines.grouped("product_id").items():
            self.env["stock.move"].create(
                self._prepare_move(picking, product, exemplars, source, target)
            )
        picking.move_ids._action_confirm(merge=False)
        picking.move_ids.picked = True
        picking._action_done()
        self.picking_id = self.picking_id or picking

    def _prepare_picking(self, operation, source, target):
        return {
            "picking_type_id": operation.id,
            "location_id": source.id,
            "location_dest_id": target.id,
            "partner_id": self.partner_id.id,
            "origin": f"{self.order_id.name} {self.name}",
            "company_id": self.company_id.id,
            "signature": self.signature,
        }

    def _prepare_move(self, picking, product, exemplars, source, target):
        common = {
            "product_id": product.id,
            "location_dest_id": target.id,
            "picking_id": picking.id,
            "company_id": self.company_id.id,
        }
        lots = exemplars.lot_id
        loose = len(exemplars) - len(lots)
        units = [(lot, 1.0, self._get_lot_location(lot, source)) for lot in lots]
        if loose:
            units.append((lots.browse(), loose, source))
        return {
            **common,
            "location_id": source.id,
            "product_uom": product.uom_id.id,
            "product_uom_qty": len(exemplars),
            "rental_slip_id": self.id,
            "move_line_ids": [
                (
                    0,
                    0,
                    {
                        **common,
                        "location_id": place.id,
                        "product_uom_id": product.uom_id.id,
                        "lot_id": lot.id,
                        "quantity": quantity,
                    },
                )
                for lot, quantity, place in units
            ],
        }

    def _get_lot_location(self, lot, source):
        """Shelves may have bins: the unit leaves from where it stands."""
        quant = lot.quant_ids.filtered(
            lambda quant: (
                quant.quantity > 0 and quant.location_id.parent_path.startswith(source.parent_path)
            )
        )
        return quant[:1].location_id or source


class RentalSlipLine(models.Model):
    _inherit = "rental.slip.line"

    def _open_tickets(self):
        """A damaged unit goes to after-sales and out of availability from this minute."""
        for line in self.filtered("outside_unit"):
            line._tell_outside_damage()
        for line in self.filtered(lambda line: not line.outside_unit):
            line.repair_id = self.env["repair.order"]._open_rental_ticket(
                line.product_id,
                line.lot_id,
                line.slip_id.warehouse_id,
                order=line.slip_id.order_id,
                slip_line=line,
                note=line.comment,
            )

    def _tell_outside_damage(self):
        """A colleague's unit is not ours to repair: someone talks to the colleague."""
        order = self.slip_id.order_id
        order.activity_schedule(
            "mail.mail_activity_data_todo",
            summary=self.env._("Damaged unit of a colleague"),
            note=self.env._(
                "%(unit)s came back damaged: %(comment)s. Tell the colleague it is rented from.",
                unit=self._get_label(),
                comment=self.comment or "",
            ),
            user_id=order.user_id.id or self.env.uid,
        )


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _prepare_departed_occupation(self, now):
        return {
            "kind": "booking",
            "blocking": True,
            "away": True,
            "product_id": self.product_id.id,
            "warehouse_id": self.order_id.warehouse_id.id,
            "order_id": self.order_id.id,
            "order_line_id": self.id,
            "date_start": min(self.block_start, now),
            "date_end": self.block_end,
        }

    def _write_departed(self, taken):
        """What really left is what is rented: quantity, units and delivered quantity follow."""
        counts = taken.grouped("order_line_id")
        for line in self.filtered("is_rental"):
            exemplars = counts.get(line, taken.browse())
            values = {
                "qty_delivered": len(exemplars),
                "rental_lot_ids": [(6, 0, exemplars.lot_id.ids)],
            }
            if line.product_uom_qty != len(exemplars):
                values["product_uom_qty"] = len(exemplars)
            trusted(line).write(values)
