from odoo import api, fields, models

from ..core.scans import EPSILON


class BookstoreStandFill(models.TransientModel):
    """Plan what another stand took, or sold (B94, B114)."""

    _name = "bookstore.stand.fill"
    _description = "Plan as at Another Stand"

    stand_id = fields.Many2one("bookstore.stand", required=True)
    other_id = fields.Many2one(
        "bookstore.stand",
        "As At",
        required=True,
        domain="[('id', '!=', stand_id), ('state', 'in', ['out', 'back', 'closed'])]",
        compute="_compute_other_id",
        store=True,
        readonly=False,
        precompute=True,
    )
    what = fields.Selection(
        [("taken", "All that was taken"), ("sold", "Only what was sold")],
        required=True,
        default="taken",
    )
    title_count = fields.Integer("Titles Planned", compute="_compute_title_count")

    @api.depends("stand_id")
    def _compute_other_id(self):
        """The last stand of the same type."""
        for wizard in self:
            kind = wizard.stand_id.type_id
            wizard.other_id = wizard.other_id or wizard.stand_id.search(
                [
                    ("id", "!=", wizard.stand_id.id),
                    ("state", "=", "closed"),
                    ("company_id", "=", wizard.stand_id.company_id.id),
                    ("type_id", "=", kind.id),
                ],
                limit=1,
            )

    @api.depends("other_id", "what")
    def _compute_title_count(self):
        for wizard in self:
            wizard.title_count = len(wizard._get_wanted())

    def _get_wanted(self):
        titles = self.env["product.product"]
        wanted = {}
        for (_place, title), figures in self.other_id._get_figures().items():
            copies = figures.taken if self.what == "taken" else figures.sold
            if copies > EPSILON:
                wanted[titles.browse(title)] = copies
        return wanted

    def action_fill(self):
        """Put them on the list."""
        self.stand_id.check_access("write")
        self.stand_id._plan(self._get_wanted())
        return {"type": "ir.actions.act_window_close"}
