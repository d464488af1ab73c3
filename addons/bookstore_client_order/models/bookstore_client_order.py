from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from odoo.addons.bookstore_deposit.core.ownership import is_number_of_copies

OPEN = ("to_order", "ordered", "unavailable", "arrived", "told")
STATES = [
    ("draft", "Being written"),
    ("to_order", "To order"),
    ("ordered", "Ordered"),
    ("unavailable", "Not to be had"),
    ("arrived", "Here – to tell"),
    ("told", "Told"),
    ("done", "Picked up"),
    ("cancelled", "Cancelled"),
]


class BookstoreClientOrder(models.Model):
    """Copies of one title that a customer ordered; from the counter to the day he has them.

    Money and delivery are Odoo's: a sales order of one line stands behind. Where the order is
    follows from the stock and from the orders to distributors, nobody types it.
    """

    _name = "bookstore.client.order"
    _description = "Client Order"
    _inherit = ["suite.guard.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "date, id"
    _check_company_auto = True
    _guarded_fields = frozenset(
        [
            "name",
            "state",
            "aside",
            "picked",
            "sale_line_id",
            "told_on",
            "answer_line_id",
            "has_news",
            "deposit_choice",
        ]
    )
    _fixed_fields = frozenset(["company_id", "partner_id", "product_id", "date"])

    name = fields.Char("Number", default="/", copy=False, readonly=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    date = fields.Date("Taken on", required=True, default=fields.Date.context_today, copy=False)
    user_id = fields.Many2one(
        "res.users", "Taken by", default=lambda self: self.env.user, index=True
    )
    partner_id = fields.Many2one(
        "res.partner", "Customer", index=True, tracking=True, check_company=True
    )
    contact_name = fields.Char("New Customer", copy=False)
    contact_phone = fields.Char("Telephone", copy=False)
    contact_email = fields.Char("Mail Address", copy=False)
    phone = fields.Char(related="partner_id.phone", string="Customer's Telephone")
    email = fields.Char(related="partner_id.email", string="Customer's Mail")
    product_id = fields.Many2one(
        "product.product",
        "Title",
        required=True,
        index=True,
        domain=[("is_storable", "=", True), ("sale_ok", "=", True)],
        check_company=True,
    )
    barcode = fields.Char(related="product_id.barcode", string="ISBN")
    authors = fields.Char(related="product_id.bookstore_authors")
    places = fields.Char(related="product_id.bookstore_places", string="In Stock")
    quantity = fields.Float(
        "Copies", required=True, default=1, digits="Product Unit", tracking=True
    )
    wish = fields.Selection(
        [
            ("mail", "By mail"),
            ("phone", "By telephone"),
            ("sms", "By text message"),
            ("none", "Comes by himself"),
        ],
        "How to Tell",
        required=True,
        default="mail",
        help="How the customer wants to be told that the title is here.",
    )
    note = fields.Char("Comment", help="Edition, gift, needed before…")
    aside = fields.Float("Set Aside", readonly=True, copy=False, digits="Product Unit")
    picked = fields.Float("Picked Up", readonly=True, copy=False, digits="Product Unit")
    state = fields.Selection(
        STATES,
        required=True,
        default="draft",
        readonly=True,
        index=True,
        copy=False,
        tracking=True,
        group_expand="_expand_states",
    )
    told_on = fields.Date("Told on", readonly=True, copy=False)
    keep_until = fields.Date("Kept until", copy=False, tracking=True)
    answer_line_id = fields.Many2one(
        "purchase.order.line", "Line of the Distributor's Order", readonly=True, copy=False
    )
    has_news = fields.Boolean(
        "News to Tell",
        readonly=True,
        copy=False,
        help="The distributor answered something the customer should know.",
    )
    sale_line_id = fields.Many2one(
        "sale.order.line", "Line of the Sales Order", readonly=True, copy=False, index=True
    )
    sale_id = fields.Many2one(
        related="sale_line_id.order_id", string="Sales Order", store=True, index=True
    )

    _quantity_positive = models.Constraint("CHECK (quantity > 0)", "Order at least one copy.")
    _open_idx = models.Index(
        "(company_id, product_id) WHERE state NOT IN ('draft', 'done', 'cancelled')"
    )

    @api.depends("name", "partner_id", "product_id", "state")
    def _compute_display_name(self):
        for order in self:
            who = order.partner_id.name or order.contact_name
            parts = [order.name if order.name != "/" else False, who, order.product_id.name]
            order.display_name = " · ".join(filter(None, parts))

    @api.model
    def _expand_states(self, states, domain):
        """The columns of the board, also when nothing is in them."""
        shown = {"to_order", "ordered", "arrived", "told", *states}
        return [key for key, _label in STATES if key in shown]

    @api.onchange("partner_id")
    def _onchange_partner_id(self):
        if self.partner_id and not self.partner_id.email and self.wish == "mail":
            self.wish = "phone"

    def write(self, vals):
        if self._fixed_fields.intersection(vals) and not self.env.su:
            self._check_in_preparation()
        changed = "quantity" in vals and self.filtered(lambda order: order.state != "draft")
        if changed:
            changed._check_quantity(vals["quantity"])
        result = super().write(vals)
        if changed:
            changed._change_quantity()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_taken(self):
        self._check_in_preparation()

    def _check_in_preparation(self):
        for order in self:
            if order.state != "draft":
                raise UserError(
                    self.env._(
                        "Client order %s was taken and is kept. Cancel it, or take another one.",
                        order.name,
                    )
                )

    def _check_quantity(self, quantity):
        for order in self:
            if order.state not in OPEN:
                raise UserError(
                    self.env._(
                        "Client order %s is over. Open it again, or take another one.", order.name
                    )
                )
            if not is_number_of_copies(quantity) or quantity < max(order.picked, 1):
                raise UserError(
                    self.env._(
                        "%(order)s: %(picked)g copies were picked up, %(copies)g cannot be ordered."
                        " Type a whole number that is not lower.",
                        order=order.name,
                        picked=order.picked,
                        copies=quantity,
                    )
                )

    # -- taken --------------------------------------------------------------------------

    def action_take(self):
        """The customer has ordered: what is in stock is set aside, the rest is to be ordered."""
        self.check_access("write")
        for order in self:
            order._check_state(("draft",))
            order._check_complete()
        for company, orders in self.grouped("company_id").items():
            company._bookstore_client_activate()
            # sudo: customers, sales orders and stock follow from what the bookseller took
            orders.sudo()._take(company)
        return True

    def _check_state(self, states):
        self.ensure_one()
        if self.state not in states:
            raise UserError(
                self.env._(
                    "Client order %(order)s is “%(state)s”. Nothing was changed: reload the page to"
                    " see it.",
                    order=self.name,
                    state=self._get_state_label(),
                )
            )

    def _get_state_label(self):
        return dict(self._fields["state"]._description_selection(self.env))[self.state]

    def _check_complete(self):
        if not is_number_of_copies(self.quantity):
            raise UserError(
                self.env._(
                    "%(title)s: %(copies)s is no number of copies. Type a whole one.",
                    title=self.product_id.name,
                    copies=self.quantity,
                )
            )
        if not self.partner_id and not (self.contact_name or "").strip():
            raise UserError(
                self.env._(
                    "Who orders %s? Choose the customer, or type a name and a telephone number.",
                    self.product_id.name,
                )
            )

    def _take(self, company):
        for order in self:
            order._create_customer()
            order.product_id.product_tmpl_id._bookstore_mark_title()
            sequences = self.env["ir.sequence"].with_company(company)
            if order.name == "/":
                order.name = sequences.next_by_code(self._name)
            order._create_sale()
            order.state = "to_order"
        self._settle(company, self.product_id)

    def _create_customer(self):
        if self.partner_id:
            return
        self.write(
            {
                "partner_id": self.env["res.partner"]
                .create(
                    {
                        "name": self.contact_name.strip(),
                        "phone": self.contact_phone,
                        "email": self.contact_email,
                        "company_id": False,
                        "lang": self.company_id.partner_id.lang or self.env.lang,
                    }
                )
                .id,
                "contact_name": False,
                "contact_phone": False,
                "contact_email": False,
            }
        )
        if not self.email and self.wish == "mail":
            self.wish = "phone"

    def _create_sale(self):
        company = self.company_id
        sale = self.env["sale.order"].with_company(company).create(self._prepare_sale_vals())
        self.sale_line_id = sale.order_line
        sale.action_confirm()
        sale.action_unlock()  # it follows the client order, also where confirmed ones are locked

    def _prepare_sale_vals(self):
        company = self.company_id
        return {
            "partner_id": self.partner_id.id,
            "company_id": company.id,
            "warehouse_id": company.bookstore_client_type_id.warehouse_id.id,
            "user_id": self.user_id.id,
            "client_order_ref": self.name,
            "order_line": [
                Command.create(
                    {
                        "product_id": self.product_id.id,
                        "product_uom_qty": self.quantity,
                        "route_ids": [Command.set(company.bookstore_client_route_id.ids)],
                    }
                )
            ],
        }

    def _change_quantity(self):
        """More or fewer: the sales order follows, then the stock."""
        for company, orders in self.grouped("company_id").items():
            for order in orders.sudo():  # sudo: the sales order follows the client order
                order.sale_line_id.product_uom_qty = order.quantity
                order._lower_delivery()
            orders._settle(company, orders.product_id)

    def _lower_delivery(self):
        """Deliveries wait for what was not picked up, no more (Odoo keeps lowered ones)."""
        moves = self._get_waiting_moves()
        left = max(self.quantity - self.picked, 0.0)
        if sum(moves.mapped("product_uom_qty")) > left:
            moves._do_unreserve()
            moves[:1].product_uom_qty = left
            moves[1:]._action_cancel()
            if not left:
                moves._action_cancel()

    def _get_waiting_moves(self):
        return self.sale_line_id.move_ids.filtered(
            lambda move: (
                move.state not in ("done", "cancel") and move.location_dest_id.usage == "customer"
            )
        ).sorted("id")

    # -- cancelled --------------------------------------------------------------

    def action_cancel(self):
        """The customer no longer wants what he did not get yet: its copies are free again."""
        self.check_access("write")
        for order in self:
            order._check_state(("draft", *OPEN))
            order.sudo()._check_not_paid()  # sudo: what the till sold is read for everyone
        self.sudo()._cancel()  # sudo: the sales order and the stock follow
        return True

    def _check_not_paid(self):
        """Copies paid at the till and not handed over by the stock yet are no longer free."""
        lines = self.sale_line_id.pos_order_line_ids._bookstore_client_get_paid()
        if sum(lines.mapped("qty")) > self.picked:
            raise UserError(
                self.env._(
                    "Copies of %s were paid at the till. Refund them there first, then cancel.",
                    self.display_name,
                )
            )

    def _cancel(self):
        for company, orders in self.grouped("company_id").items():
            for order in orders:
                order.write(
                    {"state": "cancelled", "aside": 0, "keep_until": False, "has_news": False}
                )
                order._close_questions()
                order._get_waiting_moves()._do_unreserve()
                if order.sale_id.state not in ("cancel", False):
                    order._cancel_sale()
            orders._settle(company, orders.product_id)

    def _cancel_sale(self):
        """All of it, or what was not picked up."""
        if self.picked:
            self._get_waiting_moves()._action_cancel()
            self.sale_line_id.with_context(skip_procurement=True).product_uom_qty = self.picked
        else:
            self.sale_id.with_context(disable_cancel_warning=True)._action_cancel()
