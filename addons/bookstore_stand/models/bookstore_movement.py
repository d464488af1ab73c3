from odoo import fields, models
from odoo.exceptions import UserError

from odoo.addons.bookstore_deposit.models.sql import stock_cells

from ..core.scans import EPSILON


class BookstoreMovement(models.Model):
    """A movement made by an operation of a stand: it is undone there."""

    _inherit = "bookstore.movement"

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

    def action_undo(self):
        """What a stand did is undone at the stand, whole."""
        for movement in self.filtered("stand_operation_id"):
            raise UserError(
                self.env._(
                    "%(movement)s belongs to “%(operation)s”. Undo that operation of the stand"
                    " instead.",
                    movement=movement.name,
                    operation=movement.stand_operation_id.display_name,
                )
            )
        return super().action_undo()

    def _check_stand_copies_there(self):
        """Copies that left since cannot be carried back."""
        place = self.location_dest_id
        there = {}
        for product_id, place_id, _owner, copies in stock_cells(
            self.env, self.company_id, self.line_ids.product_id.ids
        ):
            if place_id == place.id:
                there[product_id] = there.get(product_id, 0.0) + copies
        for line in self.line_ids:
            if there.get(line.product_id.id, 0.0) < line.quantity - EPSILON:
                raise UserError(
                    self.env._(
                        "Copies of %(title)s left %(place)s since. Undo what took them first.",
                        title=line.product_id.name,
                        place=place.name,
                    )
                )
