from odoo import api, fields, models

STATES = [
    ("no_supplier", "Without supplier"),
    ("to_confirm", "To order"),
    ("ordered", "Ordered"),
    ("partial", "Partly received"),
    ("missing", "Will not come"),
    ("surplus", "No longer wanted"),
    ("ready", "Ready"),
    ("done", "Delivered"),
    ("cancelled", "Cancelled"),
]
WAITING = ("no_supplier", "to_confirm", "ordered", "partial", "missing")
TO_DECIDE = ("no_supplier", "missing", "surplus")
PIECES = {"digits": "Product Unit", "readonly": True}


class ShopBuyNeed(models.Model):
    """What one line of a customer's order needs bought: how much is wanted, ordered from suppliers,
    come and delivered. All of it follows from the order, its purchase lines and its goods."""

    _name = "shop.buy.need"
    _description = "Buy to Order"
    _inherit = ["suite.guard.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "ordered_at desc, id desc"
    _rec_name = "product_id"
    _mail_post_access = "read"

    line_id = fields.Many2one(
        "sale.order.line",
        string="Order line",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    order_id = fields.Many2one(
        related="line_id.order_id",
        store=True,
        index=True,
        string="Customer's order",
        compute_sudo=True,
    )
    company_id = fields.Many2one(related="order_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    channel_id = fields.Many2one(
        related="order_id.shop_channel_id", store=True, string="Shop", index="btree_not_null"
    )
    partner_id = fields.Many2one(related="order_id.partner_id", store=True, string="Customer")
    product_id = fields.Many2one(related="line_id.product_id", store=True, index=True)
    uom_id = fields.Many2one(related="product_id.uom_id", string="Unit")
    ordered_at = fields.Datetime(related="order_id.date_order", store=True, string="Ordered on")
    user_id = fields.Many2one("res.users", string="In charge", index="btree_not_null")
    supplier_id = fields.Many2one(
        "res.partner",
        string="Buy from",
        index="btree_not_null",
        help="Empty: the first supplier of the product. It holds for what is still to be ordered.",
    )
    purchase_line_ids = fields.One2many(
        related="line_id.purchase_line_ids", string="Purchase lines"
    )
    purchase_count = fields.Integer(compute="_compute_purchase", compute_sudo=True)
    purchase_names = fields.Char(compute="_compute_purchase", compute_sudo=True, string="Purchases")

    wanted_quantity = fields.Float(string="Wanted", **PIECES)
    bought_quantity = fields.Float(string="Bought", **PIECES)
    received_quantity = fields.Float(string="Received", **PIECES)
    delivered_quantity = fields.Float(string="Delivered", **PIECES)
    missing_quantity = fields.Float(string="Awaited", help="Wanted and not received yet.", **PIECES)
    to_buy_quantity = fields.Float(
        string="To buy", help="No supplier of the product is known.", **PIECES
    )
    refused_quantity = fields.Float(
        string="Will not come",
        help="The supplier does not deliver it: buy it elsewhere, or leave it out and refund it.",
        **PIECES,
    )
    surplus_ordered = fields.Float(
        string="Too much, ordered",
        help="The customer no longer wants it, and the supplier has confirmed it.",
        **PIECES,
    )
    surplus_received = fields.Float(
        string="Too much, received",
        help="The customer no longer wants it, and it is here.",
        **PIECES,
    )
    state = fields.Selection(STATES, default="to_confirm", readonly=True, index=True)
    dirty = fields.Boolean(readonly=True, help="Its order moved; it is settled at the next pass.")

    promised_date = fields.Date(
        string="Promised", readonly=True, help="What the customer was told when he ordered."
    )
    expected_date = fields.Date(
        string="Expected",
        readonly=True,
        help="The latest date of the suppliers for what is awaited.",
    )
    is_late = fields.Boolean(string="Late", readonly=True, index=True)
    late_told = fields.Boolean(readonly=True)
    loss_told = fields.Boolean(readonly=True)
    late_days = fields.Integer(compute="_compute_late_days", string="Days late")

    revenue = fields.Monetary(string="Sold for", readonly=True, help="Without tax.")
    cost = fields.Monetary(
        string="Purchase cost", readonly=True, help="What the purchase lines cost, without tax."
    )
    margin = fields.Monetary(readonly=True)
    margin_percent = fields.Float(
        string="Margin (%)",
        compute="_compute_margin_percent",
        store=True,
        aggregator=None,
        digits=(16, 1),
    )
    is_loss = fields.Boolean(string="Sold below cost", readonly=True, index=True)

    _guarded_fields = frozenset(
        {
            "line_id",
            "state",
            "dirty",
            "promised_date",
            "expected_date",
            "is_late",
            "late_told",
            "loss_told",
            "is_loss",
            "revenue",
            "cost",
            "margin",
            "wanted_quantity",
            "bought_quantity",
            "received_quantity",
            "delivered_quantity",
            "missing_quantity",
            "to_buy_quantity",
            "refused_quantity",
            "surplus_ordered",
            "surplus_received",
        }
    )

    _line_unique = models.UniqueIndex("(line_id)", "A line of an order is bought once.")
    _dirty_idx = models.Index("(company_id) WHERE dirty")

    @api.depends("line_id.purchase_line_ids.order_id.name")
    def _compute_purchase(self):
        for need in self:
            orders = need.line_id.purchase_line_ids.order_id
            need.purchase_count = len(orders)
            need.purchase_names = ", ".join(orders.mapped("name"))

    @api.depends("promised_date", "expected_date", "is_late")
    @api.depends_context("tz")
    def _compute_late_days(self):
        today = fields.Date.context_today(self)
        for need in self:
            until = max(need.expected_date or today, today)
            late = need.is_late and need.promised_date
            need.late_days = (until - need.promised_date).days if late else 0

    @api.depends("margin", "revenue")
    def _compute_margin_percent(self):
        for need in self:
            need.margin_percent = 100 * need.margin / need.revenue if need.revenue else 0

    @api.depends("product_id", "order_id")
    def _compute_display_name(self):
        for need in self:
            need.display_name = f"{need.order_id.name} – {need.product_id.display_name}"

    def write(self, vals):
        done = super().write(vals)
        if "supplier_id" in vals:
            self.filtered("to_buy_quantity")._settle()
        return done

    # -- actions --------------------------------------------------------------------------------------

    def action_open_order(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "sale.order",
            "res_id": self.order_id.id,
            "view_mode": "form",
        }

    def action_open_purchases(self):
        self.ensure_one()
        self.check_access("read")
        # sudo: the numbers only; the orders have their own access.
        orders = self.sudo().line_id.purchase_line_ids.order_id
        action = {
            "type": "ir.actions.act_window",
            "res_model": "purchase.order",
            "name": self.env._("Purchase orders"),
            "view_mode": "list,form",
            "domain": [("id", "in", orders.ids)],
        }
        if len(orders) == 1:
            action |= {"view_mode": "form", "res_id": orders.id}
        return action

    # -- business -------------------------------------------------------------------------------------

    def _note(self, text):
        for need in self:
            need.message_post(body=text, message_type="notification", subtype_xmlid="mail.mt_note")
