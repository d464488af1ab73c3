from odoo import api, fields, models


class BookstoreParcelQuestion(models.TransientModel):
    """A parcel brings titles of which copies were sold before it: were these among them?"""

    _name = "bookstore.parcel.question"
    _description = "Copies Sold before Their Parcel"

    parcel_id = fields.Many2one("bookstore.parcel", required=True, ondelete="cascade")
    owner_id = fields.Many2one("res.partner", "Distributor", readonly=True)
    line_ids = fields.One2many("bookstore.parcel.question.line", "question_id", "Sales")

    @api.model
    def _ask(self, parcel, entries):
        """The screen that asks, nothing answered yet."""
        owner = parcel._get_holder() or parcel.company_id.partner_id
        question = self.create(
            {
                "parcel_id": parcel.id,
                "owner_id": owner.id,
                "line_ids": [(0, 0, {"allocation_id": entry.id}) for entry in entries],
            }
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Were these copies sold before the parcel?"),
            "res_model": self._name,
            "res_id": question.id,
            "view_mode": "form",
            "target": "new",
        }

    def action_confirm(self):
        """Decide what is sure, exclude what is not theirs, leave the rest open."""
        for line in self.line_ids:
            if line.answer == "yes":
                line.allocation_id.action_decide(self.owner_id.id, quantity=line.quantity)
            elif line.answer == "no":
                line.allocation_id.action_exclude(self.owner_id.id)
        return {"type": "ir.actions.act_window_close"}
