from odoo import api, fields, models
from odoo.exceptions import UserError


class TechFinderQuote(models.TransientModel):
    """Asks which quote takes the products that were found: a draft, or a new one of a customer."""

    _name = "tech.finder.quote"
    _description = "Add Found Products to a Quote"

    product_ids = fields.Many2many("product.product", string="Products", required=True)
    quantity = fields.Float(default=1.0, digits="Product Unit")
    order_id = fields.Many2one(
        "sale.order",
        string="Quote",
        domain="[('state', '=', 'draft')]",
        help="Empty: a new quote for the customer.",
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        compute="_compute_partner_id",
        store=True,
        readonly=False,
    )

    @api.depends("order_id")
    def _compute_partner_id(self):
        for wizard in self:
            wizard.partner_id = wizard.order_id.partner_id or wizard.partner_id

    def action_add(self):
        """Add the products to the quote and open it."""
        self.ensure_one()
        order = self.order_id
        if not order and not self.partner_id:
            raise UserError(self.env._("Choose a draft quote, or the customer of a new one."))
        order = order or order.create({"partner_id": self.partner_id.id})
        return order.action_tech_add_products(self.product_ids.ids, self.quantity)
