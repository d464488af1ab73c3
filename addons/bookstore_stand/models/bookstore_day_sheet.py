from odoo import api, fields, models
from odoo.exceptions import UserError


class BookstoreDaySheet(models.Model):
    """Sales of a stand: delivered from there, invoiced and paid like those of the shop."""

    _inherit = "bookstore.day.sheet"

    stand_operation_id = fields.Many2one(
        "bookstore.stand.operation",
        "Operation of a Stand",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )

    def _get_guarded_names(self):
        return super()._get_guarded_names() | {"stand_operation_id"}

    @api.depends("stand_operation_id")
    def _compute_name(self):
        super()._compute_name()
        for sheet in self.filtered("stand_operation_id"):
            sheet.name = f"{sheet.name} · {sheet.stand_operation_id.stand_id.event}"

    def _set_places(self, pickings):
        """The copies leave from the stand, in one step whatever the shop does with parcels."""
        super()._set_places(pickings)
        place = self.stand_operation_id.stand_id.location_id
        if place:
            customers = self.env.ref("stock.stock_location_customers")
            pickings.move_ids._do_unreserve()
            vals = {"location_id": place.id, "location_dest_id": customers.id}
            pickings.write(vals)
            pickings.move_ids.write(vals | {"location_final_id": customers.id})

    def _bookstore_get_dependents(self):
        """The operation of the stand is undone, not its sheet."""
        operation = self.stand_operation_id
        if not operation or self.state != "done":
            return super()._bookstore_get_dependents()
        return [(operation, self.env._("Made this sheet: undo it there, whole."), True)]

    def action_undo(self):
        """What a stand did is undone at the stand."""
        for sheet in self.filtered("stand_operation_id"):
            raise UserError(
                self.env._(
                    "“%(sheet)s” belongs to “%(operation)s”. Undo that operation of the stand"
                    " instead.",
                    sheet=sheet.name,
                    operation=sheet.stand_operation_id.display_name,
                )
            )
        return super().action_undo()
