from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..core.scans import settle


class BookstoreStandOperation(models.Model):
    """Recorded, copies move as the shop's own documents move them; undone, as these are undone."""

    _inherit = "bookstore.stand.operation"

    def action_record(self):
        """Move what was scanned."""
        for operation in self:
            operation._take_turn("done")
            operation._check_recordable()
            # sudo: recording what happened to copies is the bookseller's work
            operation.sudo()._record()
        return True

    def _check_recordable(self):
        self._check_stand_allows(self.stand_id, self.kind)
        if self.stand_id.state == "draft":
            raise UserError(
                self.env._(
                    "The boxes of %s are still being filled: press “Leave with the boxes” when they"
                    " are full.",
                    self.stand_id.display_name,
                )
            )

    def _record(self):
        scans = self.env["bookstore.stand.scan"].search([("operation_id", "=", self.id)])
        copies = self._settle_scans(scans)
        if not copies:
            raise UserError(self.env._("Nothing was scanned in “%s” yet.", self.display_name))
        if self.kind == "sale":
            self._record_sales(copies)
        else:
            self._record_movements(copies)
        scans.is_recorded = True
        self.state = "done"
        self.stand_id._ensure_lines(scans.product_id)

    def _settle_scans(self, scans):
        """``{(product id, place id): copies}``, after what was taken back."""
        rows = [(scan.product_id.id, scan.location_id.id or None, scan.quantity) for scan in scans]
        try:
            return settle(rows)
        except ValueError as error:
            title = self.env["product.product"].browse(error.args[0]).name
            raise UserError(
                self.env._("More copies of %s were taken back than scanned. Scan it again.", title)
            ) from error

    def _record_movements(self, copies):
        """One movement for each place that copies come from or go to."""
        by_place = {}
        for (product_id, place_id), number in copies.items():
            by_place.setdefault(place_id, []).append((product_id, number))
        movements = self.env["bookstore.movement"].create(
            [self._prepare_movement_vals(place_id, titles) for place_id, titles in by_place.items()]
        )
        movements.action_validate()

    def _prepare_movement_vals(self, place_id, titles):
        here = self.stand_id.location_id.id
        source, target = (place_id, here) if self.kind == "take" else (here, place_id)
        return {
            "kind": self.kind if self.kind in ("gift", "loss") else "transfer",
            "stand_operation_id": self.id,
            "company_id": self.company_id.id,
            "date": self.date,
            "reason_id": self.reason_id.id,
            "location_id": source,
            "location_dest_id": target if self.kind in ("take", "back") else False,
            "note": self.display_name,
            "line_ids": [
                Command.create({"product_id": product_id, "quantity": number})
                for product_id, number in titles
            ],
        }

    def _record_sales(self, copies):
        """A day sheet delivered from the stand: sold, invoiced and paid like any other."""
        self.sheet_id = self.env["bookstore.day.sheet"].create(
            {
                "stand_operation_id": self.id,
                "company_id": self.company_id.id,
                "warehouse_id": self.stand_id.warehouse_id.id,
                "date": self.date,
                "line_ids": [
                    Command.create({"product_id": product_id, "quantity": number})
                    for (product_id, _place), number in copies.items()
                ],
            }
        )
        self.sheet_id.action_post()

    # -- undone --------------------------------------------------------------------------

    def action_undo(self):
        """Take back what was recorded, by counter-movements."""
        for operation in self:
            operation._take_turn("undone")
            operation._check_undoable()
            if operation.sheet_id:
                operation.sheet_id._check_not_invoiced()
            # sudo: same reason as recording it
            operation.sudo()._undo()
        return True

    def _check_undoable(self):
        if self.stand_id.state not in ("out", "back"):
            raise UserError(
                self.env._(
                    "%s is closed. A manager opens it again; then this can be undone.",
                    self.stand_id.display_name,
                )
            )
        # sudo: the copies are looked for where they went
        self.sudo().movement_ids.move_ids._bookstore_check_carried_still_there()

    def _undo(self):
        for movement in self.movement_ids:
            movement._take_turn("undone")
            movement._undo()
        if self.sheet_id:
            self.sheet_id._take_turn("undone")
            self.sheet_id._undo()
        self.state = "undone"

    def _copy_scans(self):
        """What was scanned is scanned again in the next operation of the kind, to be corrected."""
        # sudo: rows copied as they are
        scans = self.sudo().scan_ids
        copies = self._settle_scans(scans)
        new = self.stand_id._get_draft_operation(self.kind) or self.create(
            {"stand_id": self.stand_id.id, "kind": self.kind, "location_id": self.location_id.id}
        )
        scans.create(
            [
                {
                    "operation_id": new.id,
                    "product_id": product_id,
                    "quantity": number,
                    "location_id": place_id,
                    "user_id": self.env.uid,
                }
                for (product_id, place_id), number in copies.items()
            ]
        )

    def action_view_stand(self):
        """The stand it belongs to."""
        return self.stand_id._get_records_action()

    def action_view_documents(self):
        """The movements or the day sheet it made."""
        if self.sheet_id:
            return self.sheet_id._get_records_action()
        return self.movement_ids._get_records_action()
