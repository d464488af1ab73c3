from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command


class BookstoreDecide(models.TransientModel):
    """Whose copies were these? One answer for the exits selected."""

    _name = "bookstore.decide"
    _description = "Decide Whose Copies"

    allocation_ids = fields.Many2many(
        "bookstore.allocation", default=lambda self: self._default_allocation_ids()
    )
    candidate_ids = fields.Many2many("res.partner", compute="_compute_candidate_ids")
    owner_id = fields.Many2one(
        "res.partner",
        "They Were",
        compute="_compute_owner_id",
        store=True,
        readonly=False,
        domain="[('id', 'in', candidate_ids)]",
        context={"active_test": False},
    )
    line_count = fields.Integer(compute="_compute_candidate_ids")
    quantity = fields.Float(
        "How Many", digits="Product Unit", compute="_compute_owner_id", store=True, readonly=False
    )
    only_exclude = fields.Boolean("Not theirs", help="Only say that they were not this owner's.")
    advice = fields.Char(compute="_compute_advice")

    @api.model
    def _default_allocation_ids(self):
        ids = self.env.context.get("active_ids", [])
        if self.env.context.get("active_model") != "bookstore.allocation":
            ids = []
        pending = self.env["bookstore.allocation"].search(
            [("id", "in", ids), ("state", "=", "pending")]
        )
        return [Command.set(pending.ids)]

    @api.depends("allocation_ids")
    def _compute_candidate_ids(self):
        for wizard in self:
            exits = wizard.allocation_ids._origin
            common = exits[:1].open_candidate_ids
            for allocation in exits:
                common &= allocation.open_candidate_ids
            wizard.candidate_ids = common
            wizard.line_count = len(exits)

    @api.depends("candidate_ids")
    def _compute_owner_id(self):
        for wizard in self:
            advised = wizard.allocation_ids._origin.advised_owner_id
            wizard.owner_id = advised if len(advised) == 1 else False
            wizard.quantity = sum(wizard.allocation_ids.mapped("quantity"))

    @api.depends("owner_id", "allocation_ids")
    def _compute_advice(self):
        for wizard in self:
            advised = wizard.allocation_ids._origin.advised_owner_id
            names = ", ".join(advised.mapped("display_name"))
            wizard.advice = self.env._("Best rated: %s", names) if names else False

    def action_confirm(self):
        """Apply the answer."""
        self.ensure_one()
        if not self.owner_id:
            raise UserError(
                self.env._(
                    "Choose whose copies these were. If the selected copies have no owner in"
                    " common, decide them one by one."
                )
            )
        if self.only_exclude:
            return self.allocation_ids.action_exclude(self.owner_id.id)
        quantity = self.quantity if len(self.allocation_ids) == 1 else None
        return self.allocation_ids.action_decide(self.owner_id.id, quantity=quantity)
