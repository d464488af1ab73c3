from odoo import api, fields, models

from ..core.ownership import EPSILON


class BookstoreStatementLine(models.Model):
    """What happened to one title of a deposit since the last statement."""

    _name = "bookstore.statement.line"
    _description = "Title of a Statement"
    _inherit = ["bookstore.guard.mixin"]
    _rec_name = "product_id"
    _order = "statement_id desc, id"
    _guarded_fields = frozenset(
        [
            "statement_id",
            "product_id",
            "public_price",
            "initial",
            "received",
            "returned",
            "sold",
            "gift",
            "lost",
            "adjusted",
            "current",
            "wanted",
            "on_order",
            "overdue",
            "others",
            "discount",
            "tax_ids",
            "amount",
            "has_theirs",
            "theirs_sold",
            "theirs_current",
            "compared_columns",
            "is_different",
            "breakdown",
            "proposed_reorder",
            "proposed_return",
        ]
    )

    statement_id = fields.Many2one(
        "bookstore.statement", required=True, index=True, ondelete="cascade"
    )
    state = fields.Selection(related="statement_id.state", string="Statement Status")
    company_id = fields.Many2one(related="statement_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="statement_id.currency_id")
    partner_id = fields.Many2one(related="statement_id.partner_id", store=True, index=True)
    product_id = fields.Many2one("product.product", "Title", required=True, index=True)
    publisher_id = fields.Many2one(related="product_id.bookstore_publisher_id")
    authors = fields.Char(related="product_id.bookstore_authors")
    barcode = fields.Char(related="product_id.barcode", string="ISBN")
    mark = fields.Char(related="product_id.bookstore_mark")
    public_price = fields.Float(digits="Product Price", readonly=True)
    initial = fields.Float(digits="Product Unit", readonly=True)
    received = fields.Float(digits="Product Unit", readonly=True)
    returned = fields.Float(digits="Product Unit", readonly=True)
    sold = fields.Float(digits="Product Unit", readonly=True)
    gift = fields.Float("Given Away", digits="Product Unit", readonly=True)
    lost = fields.Float(digits="Product Unit", readonly=True)
    adjusted = fields.Float(
        "Corrections",
        digits="Product Unit",
        readonly=True,
        help="Opening stock and irregular entries and exits.",
    )
    current = fields.Float(digits="Product Unit", readonly=True)
    wanted = fields.Float(digits="Product Unit", readonly=True)
    on_order = fields.Float(digits="Product Unit", readonly=True)
    overdue = fields.Float(
        digits="Product Unit",
        readonly=True,
        help="Copies here longer than the deposit allows, the oldest received leaving first.",
    )
    reorder = fields.Float("To Order", digits="Product Unit", help="Copies to order again.")
    to_return = fields.Float(digits="Product Unit", help="Copies to send back.")
    proposed_reorder = fields.Float(digits="Product Unit", readonly=True)
    proposed_return = fields.Float(digits="Product Unit", readonly=True)
    breakdown = fields.Json(
        readonly=True, help="What is owed by discount and VAT, as agreed when the copies left."
    )
    others = fields.Char("Also Held From", readonly=True, help="Who else has this title.")
    discount = fields.Float("Discount (%)", readonly=True)
    tax_ids = fields.Many2many("account.tax", string="VAT", readonly=True)
    amount = fields.Monetary("Owed excl. VAT", readonly=True)
    has_theirs = fields.Boolean("Compared", readonly=True)
    theirs_sold = fields.Float("Sold (Theirs)", digits="Product Unit", readonly=True)
    theirs_current = fields.Float("Current (Theirs)", digits="Product Unit", readonly=True)
    compared_columns = fields.Char(readonly=True)
    is_different = fields.Boolean("Differs", compute="_compute_is_different", store=True)

    _title_unique = models.Constraint(
        "UNIQUE (statement_id, product_id)", "A title has one line in a statement."
    )
    _reorder_positive = models.Constraint(
        "CHECK (reorder >= 0 AND to_return >= 0)", "Quantities to order or to return are 0 or more."
    )

    @api.depends("sold", "current", "theirs_sold", "theirs_current", "compared_columns")
    def _compute_is_different(self):
        for line in self:
            columns = (line.compared_columns or "").split(",")
            line.is_different = any(
                abs(line[name] - line[f"theirs_{name}"]) > EPSILON for name in columns if name
            )

    def _follow_proposals(self, proposals):
        """Proposals follow the figures where nobody typed another quantity."""
        followed = {}
        for name, proposed in (("reorder", "proposed_reorder"), ("to_return", "proposed_return")):
            if abs(self[name] - self[proposed]) <= EPSILON:
                followed[name] = proposals[name]
            followed[proposed] = proposals[proposed]
        return followed

    def _get_breakdown(self):
        """``[{discount, taxes, copies, amount}]``; statements of former releases have one share."""
        if self.breakdown or not self.amount:
            return self.breakdown or []
        copies = self.sold + self.gift
        return [
            {
                "discount": self.discount,
                "taxes": self.tax_ids.ids,
                "copies": copies,
                "amount": self.amount,
            }
        ]

    def _update_figures(self, vals):
        """Write only what changed: most titles do not between two looks."""
        changed = {}
        for name, value in vals.items():
            if name == "tax_ids":
                if self.tax_ids.ids != value[0][2]:
                    changed[name] = value
            elif name == "product_id":
                continue
            elif (self[name] or False) != (value or False):
                changed[name] = value
        if changed:
            self.write(changed)

    def _prepare_order_line_vals(self):
        return {
            "product_id": self.product_id.id,
            "product_qty": self.reorder,
            "price_unit": self._get_price_excluded(),
            "discount": self.discount,
        }

    def _get_price_excluded(self):
        allocations = self.env["bookstore.allocation"]
        return allocations._get_public_prices(self.company_id, self.product_id)[1]

    def action_correct(self):
        """Record what explains a difference: a forgotten sale, an entry, a loss."""
        self.ensure_one()
        ours, theirs = self.current, self.theirs_current
        if "current" not in (self.compared_columns or ""):
            ours, theirs = -self.sold, -self.theirs_sold
        kind = "irregular_out" if ours > theirs else "irregular_in"
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "bookstore_deposit.bookstore_movement_action"
        )
        return action | {
            "views": [(False, "form")],
            "view_mode": "form",
            "context": {
                "default_kind": kind,
                "default_owner_id": self.partner_id.id,
                "default_line_ids": [
                    (0, 0, {"product_id": self.product_id.id, "quantity": abs(ours - theirs) or 1})
                ],
            },
        }

    def action_view_movements(self):
        """The movements behind the figures."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "bookstore_deposit.bookstore_allocation_action"
        )
        return action | {
            "context": {},
            "domain": [
                ("product_id", "=", self.product_id.id),
                ("owner_id", "=", self.partner_id.id),
            ],
        }
