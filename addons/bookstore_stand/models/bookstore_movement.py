from odoo import fields, models
from odoo.exceptions import UserError


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

    def _bookstore_get_dependents(self):
        """The operation of the stand is undone, not its movements."""
        operation = self.stand_operation_id
        if not operation or self.state != "done":
            return super()._bookstore_get_dependents()
        return [(operation, self.env._("Made this movement: undo it there, whole."), True)]
