import base64
import binascii

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..core.workflow import OUT_STATES
from .rental_slip_line import STATUSES

MAX_PHOTO_BYTES = 25 * 1024 * 1024
MAX_PHOTOS = 20


class RentalSlip(models.Model):
    """What the counter screen calls. Each method answers with the whole screen.

    Rights are checked on the booking by :meth:`_open_for_entry`; the writes then run as the
    machine, since nobody has write access to slips outside these methods.
    """

    _inherit = "rental.slip"

    @api.readonly
    def get_screen(self):
        """Everything the counter screen shows (see README, "Slip screen")."""
        self.ensure_one()
        self.check_access("read")
        return self.sudo()._get_screen_payload()  # sudo: read access is checked above

    def set_line(self, line_id, values):
        """Change status, comment or unit of one exemplar."""
        slip = self._open_for_entry()
        line = slip._get_own_line(line_id)
        line.write(slip._check_line_values(line, values))
        return slip._changed()

    def _check_line_values(self, line, values):
        """The part of ``values`` that a line of this slip may take, checked."""
        names = (
            ("status", "comment", "lot_id") if self.type == "departure" else ("status", "comment")
        )
        checked = {name: values[name] for name in names if name in values}
        if "status" in checked:
            self._check_status(checked["status"])
            line._check_status(checked["status"])
        lot = self.env["stock.lot"].browse(int(checked.get("lot_id") or 0)).exists()
        if values.get("outside_unit") and self.type == "departure":
            outside_unit = str(values["outside_unit"]).strip()[:64]
            lot = self._find_own_lot(line, outside_unit)
            checked |= {"lot_id": False, "outside_unit": outside_unit}
        if lot or checked.get("lot_id"):
            self._check_lot(line, lot)
            checked |= {"lot_id": lot.id, "outside_unit": False}
        return checked

    def _find_own_lot(self, line, name):
        """A serial typed as a colleague's that is one of ours after all (and still here)."""
        lots = self.env["stock.lot"].search(
            [("name", "=", name), ("product_id", "=", line.product_id.id)]
        )
        return lots.filtered(
            lambda lot: any(
                quant.quantity > 0 and quant.location_id.usage == "internal"
                for quant in lot.quant_ids
            )
        )[:1]

    def set_all(self, status):
        """Give every exemplar that is still to check the same status."""
        slip = self._open_for_entry()
        slip._check_status(status)
        lines = slip.line_ids.filtered(
            lambda line: line.status == "pending" and (slip.type == "return" or line._has_unit())
        )
        lines.write({"status": status})
        return slip._changed()

    def set_lines(self, line_ids, status):
        """The same status for some exemplars that nobody tells apart."""
        slip = self._open_for_entry()
        slip._check_status(status)
        wanted = {int(line_id) for line_id in line_ids}
        lines = slip.line_ids.filtered(lambda line: line.id in wanted)
        slip._check_found(lines)
        for line in lines:
            line._check_status(status)
        lines.status = status
        return slip._changed()

    def set_accessory(self, accessory_line_id, present):
        """Tick or untick one accessory."""
        slip = self._open_for_entry()
        accessory = slip.line_ids.accessory_ids.filtered(
            lambda accessory: accessory.id == int(accessory_line_id)
        )
        slip._check_found(accessory)
        accessory.present = bool(present)
        slip._follow_accessories(accessory.line_id)
        return slip._changed()

    def set_comment(self, text):
        slip = self._open_for_entry()
        slip.comment = (text or "").strip()
        return slip._changed()

    def add_photo(self, line_id, name, data):
        """Keep a photo (base64, at most 25 MB; stored at 1920 pixels).

        Sending the same name again for the same exemplar changes nothing, so that a tablet may
        repeat a call whose answer was lost.
        """
        slip = self._open_for_entry()
        line = slip._get_own_line(line_id)
        name = (name or "").strip()[:120] or fields.Datetime.to_string(fields.Datetime.now())
        if name not in line.photo_ids.mapped("name"):
            slip._check_photo(line, data)
            slip._create_photo(line, name, data)
        return slip._changed()

    def _create_photo(self, line, name, data):
        try:
            self.env["rental.slip.photo"].create(
                {"line_id": line.id, "name": name, "image": data, "user_id": self.env.uid}
            )
        except (UserError, OSError, ValueError) as error:
            raise UserError(
                self.env._(
                    "The photo of %(product)s could not be read (%(error)s). Take it again.",
                    product=line.product_id.display_name,
                    error=error,
                )
            ) from error

    def remove_photo(self, photo_id):
        slip = self._open_for_entry()
        slip.line_ids.photo_ids.filtered(lambda photo: photo.id == int(photo_id)).unlink()
        return slip._changed()

    @api.readonly
    def get_free_lots(self, line_id):
        """[{"id", "name"}] of the units on the shelf that can leave now."""
        self.ensure_one()
        self.check_access("read")
        line = self.sudo()._get_own_line(line_id)  # sudo: read access is checked above
        chosen = self.sudo().line_ids.lot_id - line.lot_id
        lots = line.order_line_id._rental_get_shelf_lots() - chosen
        return [{"id": lot.id, "name": lot.name} for lot in lots]

    # Checks -----------------------------------------------------------------------------------

    def _open_for_entry(self):
        """The slip as the machine, once the user may change its booking and it is a draft."""
        self.ensure_one()
        self._check_counter()
        self._check_draft()
        # sudo: slips are written by these methods only, rights are checked above
        return self.sudo()

    def _changed(self):
        """A new version: whoever signs an older reading is told to read again."""
        self.version += 1
        return self._get_screen_payload()

    def _get_own_line(self, line_id):
        line = self.line_ids.filtered(lambda line: line.id == int(line_id))
        self._check_found(line)
        return line

    def _check_found(self, record):
        if not record:
            raise UserError(
                self.env._("This line is no longer on %s. Open the slip again.", self.name)
            )

    def _check_status(self, status):
        if status not in STATUSES[self.type]:
            raise UserError(
                self.env._("This status does not exist on this slip. Choose another one.")
            )

    def _check_photo(self, line, data):
        try:
            size = len(base64.b64decode(data or "", validate=True))
        except (binascii.Error, ValueError, TypeError):
            size = 0
        if not 0 < size <= MAX_PHOTO_BYTES or len(line.photo_ids) >= MAX_PHOTOS:
            raise UserError(
                self.env._(
                    "%(product)s: the photo was not kept. A photo has at most %(megabytes)d MB, an "
                    "exemplar at most %(count)d photos. Take a smaller one.",
                    product=line.product_id.display_name,
                    megabytes=MAX_PHOTO_BYTES // 1024 // 1024,
                    count=MAX_PHOTOS,
                )
            )

    def _check_lot(self, line, lot):
        """A unit may be put on a departure line: right product, once, on the shelf."""
        product = line.product_id
        if not lot or lot.product_id != product:
            raise UserError(
                self.env._("This unit is not a %s. Scan another one.", product.display_name)
            )
        other = self.line_ids.filtered(lambda other: other.lot_id == lot) - line
        if other:
            raise UserError(
                self.env._(
                    "%(unit)s is already on line %(index)d of this slip.",
                    unit=lot.name,
                    index=other[0].index,
                )
            )
        if self.type == "departure":
            self._check_lot_on_shelf(lot)

    def _check_lot_on_shelf(self, lot):
        shop = self.warehouse_id
        quant = lot.quant_ids.filtered(
            lambda quant: quant.quantity > 0 and quant.location_id.usage == "internal"
        )[:1]
        if quant.location_id.warehouse_id == shop and quant.location_id not in (
            shop.rental_out_location_id | shop.rental_after_sales_location_id
        ):
            return
        raise UserError(self._describe_absent_lot(lot, quant.location_id))

    def _describe_absent_lot(self, lot, location):
        shop = self.warehouse_id
        occupation = self.env["rental.occupation"].search(
            [("lot_id", "=", lot.id), ("blocking", "=", True), ("away", "=", True)], limit=1
        )
        if occupation.order_id:
            return self.env._(
                "%(unit)s is already out on booking %(booking)s (%(customer)s). Scan another unit, "
                "or enter the return of that booking first.",
                unit=lot.name,
                booking=occupation.order_id.name,
                customer=occupation.order_id.partner_id.name,
            )
        if location == shop.rental_after_sales_location_id:
            return self.env._(
                "%(unit)s is in after-sales (%(ticket)s). Scan another unit, or close the ticket.",
                unit=lot.name,
                ticket=occupation.repair_id.name or location.display_name,
            )
        return self.env._(
            "%(unit)s is not on the shelf of %(shop)s (%(place)s). Scan another unit, or correct "
            "the stock first.",
            unit=lot.name,
            shop=shop.name,
            place=location.display_name or self.env._("not in stock"),
        )

    def _follow_accessories(self, line):
        """An accessory that is not there shows in the status of a line that was fine."""
        if self.type != "return":
            return
        absent = any(not accessory.present for accessory in line.accessory_ids)
        if absent and line.status in ("ok", "pending"):
            line.status = "accessory_missing"
        elif not absent and line.status == "accessory_missing":
            line.status = "ok"

    # Payload ----------------------------------------------------------------------------------

    def _get_screen_payload(self):
        problems = self._get_problems()
        return {
            "id": self.id,
            "name": self.name,
            "type": self.type,
            "state": self.state,
            "version": self.version,
            "order": self._get_order_payload(),
            "lines": self._get_line_payloads(),
            "problems": problems,
            "warnings": self._get_warnings() if not problems else [],
            "happened_on": fields.Datetime.to_string(self.happened_on)
            if self.happened_on
            else False,
            "comment": self.comment or "",
            "rating": self.rating,
            "feedback": self.feedback or "",
            "signed_by": self.signed_by or "",
            "signed_on": fields.Datetime.to_string(self.signed_on) if self.signed_on else False,
            "editable": self.state == "draft",
        }

    def _get_order_payload(self):
        order = self.order_id
        return {
            "id": order.id,
            "name": order.name,
            "partner": order.partner_id.display_name,
            "signatory": "" if order.partner_id.is_company else order.partner_id.name or "",
            "phone": order.partner_id.phone or "",
            "shop": self.warehouse_id.name,
            "rental_start": fields.Datetime.to_string(order.rental_start),
            "rental_end": fields.Datetime.to_string(order.rental_end),
            "late_half_days": self._get_late_now(),
            "note": order.client_order_ref or "",
        }

    def _get_late_now(self):
        """Half-days late if the goods came back now (what signing a return would charge)."""
        order = self.order_id
        if self.type != "return" or order.rental_state not in OUT_STATES:
            return order.rental_late_half_days
        now = fields.Datetime.now()
        lines = self.line_ids.order_line_id
        return max((order._rental_get_late_half_days(line, now) for line in lines), default=0)

    def _get_line_payloads(self):
        labels = dict(self.line_ids._fields["status"]._description_selection(self.env))
        if self.type == "departure":
            labels["missing"] = self.env._("Not taken")
        else:
            labels["ok"] = self.env._("Returned")
        counts = {
            order_line: len(lines)
            for order_line, lines in self.line_ids.grouped("order_line_id").items()
        }
        return [
            {
                **line._get_screen_data(),
                "statuses": [[status, labels[status]] for status in line._get_statuses()],
                "count": counts[line.order_line_id],
            }
            for line in self.line_ids
        ]

    def _get_problems(self):
        """Sentences that say why the slip cannot be signed yet."""
        if self.state != "draft":
            return []
        found = []
        for line in self.line_ids:
            problem = line._get_problem()
            if problem:
                found.append(f"{line._get_label()}: {problem}")
        if self.type == "departure" and set(self.line_ids.mapped("status")) <= {"missing", "later"}:
            found.append(self._get_nothing_leaves())
        return found

    def _get_nothing_leaves(self):
        if self.order_id.rental_state in OUT_STATES:
            return self.env._(
                "Nothing leaves: lower the quantities of the booking, or sign when something does."
            )
        return self.env._("Nothing leaves: cancel the booking, or sign when something does.")
