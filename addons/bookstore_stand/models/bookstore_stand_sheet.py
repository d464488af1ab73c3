from markupsafe import Markup

from odoo import models
from odoo.exceptions import UserError

from odoo.addons.bookstore_deposit.core.barcode import ean13_svg

from ..core.scans import EPSILON


class BookstoreStand(models.Model):
    """The sheet of paper that goes with the boxes: a code for each title, with or without ISBN."""

    _inherit = "bookstore.stand"

    def action_print(self):
        """The sheet of what is in the boxes, to tick what is sold."""
        for stand in self:
            stand.check_access("write")
            stand._ensure_lines(stand.operation_ids.scan_ids.product_id)
            if not stand._get_sheet_lines():
                raise UserError(
                    self.env._(
                        "Nothing was scanned into the boxes of %s yet: the sheet lists what they"
                        " hold.",
                        stand.display_name,
                    )
                )
        return self.env.ref("bookstore_stand.action_report_sheet").report_action(self)

    def _get_sheet_lines(self):
        return self.line_ids.filtered(lambda line: line.scanned + line.taken > EPSILON)

    def _get_sheet_rows(self):
        """``[{line, code, barcode, detail, copies}]`` by title, as a person looks for them."""
        lines = self._get_sheet_lines().sorted(lambda line: (line.product_id.name or "").lower())
        return [
            {
                "line": line,
                "code": line.code,
                "barcode": Markup(ean13_svg(line.code)),  # digits only: nothing can be markup
                "detail": line.product_id._bookstore_get_scan_detail(),
                "copies": line.scanned + line.taken,
            }
            for line in lines
        ]

    def action_view_moves(self):
        """Every movement at the place of the stand, the till's included."""
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "bookstore_deposit.stock_move_action_history"
        )
        places = self.sudo().location_id.ids  # sudo: the place of the stand shown
        domain = ["|", ("location_id", "in", places), ("location_dest_id", "in", places)]
        return action | {"domain": domain, "context": {"active_test": False}}
