from odoo import models
from odoo.exceptions import UserError


class RentalSlip(models.Model):
    """What a scanned code means on a slip."""

    _inherit = "rental.slip"

    def scan(self, code):
        """A serial number, product barcode or reference: fill the next line that fits.

        Scanning the same unit twice changes nothing.
        """
        slip = self._open_for_entry()
        code = (code or "").strip()
        found = slip._scan_departure(code) if slip.type == "departure" else slip._scan_return(code)
        return {**slip._get_screen_payload(), "scan": found}

    def _scan_departure(self, code):
        lot = self._find_lot(code)
        if lot and lot in self.line_ids.lot_id:
            line = self.line_ids.filtered(lambda line: line.lot_id == lot)
            line.filtered(lambda line: line.status == "pending").status = "ok"
            return self._get_scan_answer(line[:1])
        if lot:
            return self._scan_new_lot(lot)
        return self._scan_product(code)

    def _scan_new_lot(self, lot):
        """The next line of the product takes the unit, also instead of one chosen before."""
        lines = self.line_ids.filtered(
            lambda line: line.product_id == lot.product_id and line.status != "ok"
        )
        line = (lines.filtered(lambda line: not line.lot_id) or lines)[:1]
        if not line:
            return self._get_scan_refusal(
                self.env._("%s is not on this booking, or all its lines are done.", lot.name)
            )
        try:
            self._check_lot_on_shelf(lot)
        except UserError as error:
            return self._get_scan_refusal(str(error))
        line.write({"lot_id": lot.id, "status": "ok"})
        self.version += 1
        return self._get_scan_answer(line)

    def _scan_return(self, code):
        lot = self._find_lot(code)
        line = self.line_ids.filtered(
            lambda line: (lot and line.lot_id == lot) or (code and line.outside_unit == code)
        )[:1]
        if not line:
            return (
                self._scan_product(code)
                if not lot
                else self._get_scan_refusal(
                    self.env._(
                        "%(unit)s did not leave with %(booking)s. Enter it on its own booking.",
                        unit=lot.name,
                        booking=self.order_id.name,
                    )
                )
            )
        if line.status == "pending":
            line.status = "ok"
            self.version += 1
        return self._get_scan_answer(line)

    def _scan_product(self, code):
        """Untracked goods: each scan of the product ticks one more exemplar."""
        lines = self.line_ids.filtered(
            lambda line: code and code in (line.product_id.barcode, line.product_id.default_code)
        )
        line = lines.filtered(lambda line: line.status == "pending" and line._has_unit())[:1]
        if line:
            line.status = "ok"
            self.version += 1
            return self._get_scan_answer(line)
        if lines:
            return self._get_scan_refusal(
                self.env._("%s: every exemplar is done, or its unit must be scanned.", code)
            )
        return self._get_scan_refusal(self.env._("%s is not known on this slip.", code))

    def _find_lot(self, code):
        if not code:
            return self.env["stock.lot"]
        return self.env["stock.lot"].search(
            [("name", "=", code), ("product_id", "in", self.line_ids.product_id.ids)], limit=1
        ) or self.env["stock.lot"].search(
            [("name", "=", code), ("product_id.is_rental", "=", True)], limit=1
        )

    def _get_scan_answer(self, line):
        return {
            "ok": True,
            "message": f"{line.product_id.display_name} {line._get_unit_name()}".strip(),
            "line_id": line.id,
        }

    def _get_scan_refusal(self, message):
        return {"ok": False, "message": message, "line_id": False}
