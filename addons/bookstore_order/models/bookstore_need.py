from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from odoo.addons.bookstore_deposit.core.ownership import EPSILON
from odoo.addons.bookstore_deposit.models import sql


class BookstoreNeed(models.Model):
    """Copies of a title to order, for one reason; open until they are on an order.

    Needs of the shelves, of automatic deposits, of customers and of sales to come follow from the stock: they grow,
    shrink and go by themselves until somebody types a number. What somebody marked stays.
    """

    _name = "bookstore.need"
    _description = "Copies to Order"
    _inherit = ["suite.guard.mixin", "mail.thread"]
    _guarded_fields = frozenset(["state", "order_line_id", "given_up_line_id", "given_up_copies"])
    _rec_name = "product_id"
    _order = "state, partner_id, id"
    _check_company_auto = True

    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    product_id = fields.Many2one(
        "product.product",
        "Title",
        required=True,
        index=True,
        domain=[("is_storable", "=", True)],
        check_company=True,
    )
    barcode = fields.Char(related="product_id.barcode", string="ISBN")
    authors = fields.Char(related="product_id.bookstore_authors")
    publisher_id = fields.Many2one(related="product_id.bookstore_publisher_id", store=True)
    places = fields.Char(related="product_id.bookstore_places", string="In Stock")
    reason = fields.Selection(
        [
            ("client", "A customer waits"),
            ("deposit", "Sold from an automatic deposit"),
            ("threshold", "Below the least number"),
            ("sales", "Sold out soon"),
            ("mark", "Marked by hand"),
        ],
        required=True,
        default="mark",
        help="A title has one open line for each reason.",
    )
    quantity = fields.Float(
        "Copies", required=True, default=1, digits="Product Unit", tracking=True
    )
    is_typed = fields.Boolean(
        "Number Typed", help="Somebody typed the number: it no longer follows the stock."
    )
    partner_id = fields.Many2one(
        "res.partner",
        "Distributor",
        compute="_compute_partner_id",
        store=True,
        readonly=False,
        precompute=True,
        index=True,
        domain=[("bookstore_is_distributor", "=", True)],
    )
    better = fields.Char(
        "Better Rated", compute="_compute_better", help="Better rated distributors that have it."
    )
    note = fields.Char("Comment", help="For whom, why now…")
    state = fields.Selection(
        [("open", "To order"), ("ordered", "On an order"), ("dropped", "Given up")],
        required=True,
        default="open",
        readonly=True,
        index=True,
        copy=False,
        tracking=True,
    )
    order_line_id = fields.Many2one(
        "purchase.order.line", readonly=True, copy=False, index="btree_not_null"
    )
    order_id = fields.Many2one(related="order_line_id.order_id", string="Order", store=True)
    # By what line they did not come, should they come after all.
    given_up_line_id = fields.Many2one(
        "purchase.order.line",
        "Given up on Line",
        readonly=True,
        copy=False,
        index="btree_not_null",
    )
    given_up_copies = fields.Float(readonly=True, copy=False, digits="Product Unit")

    _open_unique = models.UniqueIndex(
        "(company_id, product_id, reason) WHERE state = 'open'",
        "This title is already to be ordered for this reason: change its number of copies.",
    )
    _quantity_positive = models.Constraint("CHECK (quantity > 0)", "Order at least one copy.")

    @api.depends("product_id", "partner_id")
    def _compute_better(self):
        suppliers, refusers = self.product_id._get_bookstore_suppliers(), self._get_refusers()
        for need in self:
            nobody = self.env["res.partner"]
            refused = refusers.get((need.company_id.id, need.product_id.id), nobody)
            better = suppliers.get(need.product_id, nobody) - refused
            names = better._bookstore_get_better_rated(need.partner_id).mapped("name")
            need.better = ", ".join(names) if need.partner_id else False

    @api.depends("product_id", "quantity")
    def _compute_display_name(self):
        for need in self:
            need.display_name = f"{need.product_id.name} × {need.quantity:g}"

    @api.model_create_multi
    def create(self, vals_list):
        """Marking a title twice makes one line of both."""
        for vals in vals_list:
            self._check_guarded(vals)
        keys = [self._get_open_key(vals) or place for place, vals in enumerate(vals_list)]
        known, new = self._find_open_lines(keys), {}
        for key, vals in zip(keys, vals_list, strict=True):
            copies = vals.get("quantity", 1)
            if key in known:
                known[key].quantity += copies
            elif key in new:
                new[key]["quantity"] = new[key].get("quantity", 1) + copies
            else:
                new[key] = dict(vals)
        created = super().create(list(new.values()))
        lines = known | dict(zip(new, created, strict=True))
        return self.browse().union(*[lines[key] for key in keys])

    def write(self, vals):
        if "quantity" in vals and not self.env.su:
            vals = vals | {"is_typed": True}
        return super().write(vals)

    def _get_guarded_message(self, labels):
        return self.env._(
            "Whether copies are ordered follows from the orders. Use “Put on an order” or “Give up”."
        )

    @api.model
    def _get_open_key(self, vals):
        """What there is one open line of: shop, title, reason."""
        if not vals.get("product_id") or vals.get("state", "open") != "open":
            return None
        company_id = vals.get("company_id") or self.env.company.id
        return company_id, vals["product_id"], vals.get("reason", "mark")

    @api.model
    def _find_open_lines(self, keys):
        """``{(company id, title id, reason): open line}`` of those that have one."""
        titles = defaultdict(set)
        for key in keys:
            if isinstance(key, tuple):
                titles[key[0]].add(key[1])
        found = self.browse()
        for company_id, title_ids in sorted(titles.items()):
            company = self.env["res.company"].browse(company_id)
            # Two who mark the same title at once: the second one is run again and finds the first.
            # sudo: the row that the second one waits for is nobody's to read
            sql.guard_titles(self.env(su=True), company, list(title_ids))
            found |= self.search(
                [
                    ("company_id", "=", company_id),
                    ("product_id", "in", list(title_ids)),
                    ("state", "=", "open"),
                ]
            )
        return {(need.company_id.id, need.product_id.id, need.reason): need for need in found}

    # -- actions -----------------------------------------------------------------

    def action_order(self):
        """Put these copies on the order in preparation of their distributor."""
        self.check_access("write")
        needs = self.filtered(lambda need: need.state == "open")
        needs._check_orderable()
        for company, group in needs.grouped("company_id").items():
            # sudo: the row that the second one waits for is nobody's to read
            sql.guard_titles(self.env(su=True), company, sorted(set(group.product_id.ids)))
        orders = self.env["purchase.order"]
        # sudo: ordering what is needed is the bookseller's work; the right was checked above
        for (company, partner, deposit), group in (
            needs.sudo()
            .grouped(lambda need: (need.company_id, need.partner_id, need._is_for_deposit()))
            .items()
        ):
            orders |= group._put_on_order(company, partner, deposit)
        return orders.sudo(False)._get_records_action(name=self.env._("Orders in Preparation"))

    def _check_orderable(self):
        if not self:
            raise UserError(
                self.env._("Nothing of this is still to be ordered: reload the page to see it.")
            )
        lost = self.filtered(lambda need: not need.partner_id)
        if lost:
            raise UserError(
                self.env._(
                    "Nobody is known who supplies %(titles)s. Choose a distributor on the line,"
                    " then order.",
                    titles=", ".join(lost[:5].product_id.mapped("name")),
                )
            )

    def _is_for_deposit(self):
        """Copies of a title that the distributor has in deposit here stay its own."""
        lines = self.env["bookstore.deposit.line"].search_count(
            [
                ("deposit_id.partner_id", "=", self.partner_id.id),
                ("deposit_id.active", "=", True),
                ("company_id", "=", self.company_id.id),
                ("product_id", "=", self.product_id.id),
            ],
            limit=1,
        )
        return bool(lines)

    def _put_on_order(self, company, partner, is_deposit):
        orders = self.env["purchase.order"].with_company(company)
        receipts = orders._bookstore_get_receipts(company, partner)
        order = orders.search(
            [
                ("company_id", "=", company.id),
                ("partner_id", "=", partner.id),
                ("is_deposit", "=", is_deposit),
                ("bookstore_need_ids", "!=", False),
                ("state", "=", "draft"),
                # an order begun for another shop is received there
                ("picking_type_id", "=", receipts.id),
            ],
            limit=1,
        ) or orders.create(
            {"partner_id": partner.id, "company_id": company.id, "is_deposit": is_deposit}
        )
        for product, needs in self.grouped("product_id").items():
            copies = sum(needs.mapped("quantity"))
            line = order._bookstore_get_line(product)
            if line:
                kept = {"price_unit": line.price_unit, "discount": line.discount}
                line.write({"product_qty": line.product_qty + copies} | kept)
            else:
                order.order_line = [
                    Command.create(order._bookstore_prepare_line_vals(product, copies))
                ]
                line = order._bookstore_get_line(product)
            needs.write({"state": "ordered", "order_line_id": line.id, "given_up_line_id": False})
        return order

    def action_drop(self):
        """Nobody needs these copies any more."""
        self.check_access("write")
        # sudo: the state is written by the buttons only
        needs = self.sudo().filtered(lambda need: need.state == "open")
        # the stock does not ask again
        needs.write({"state": "dropped", "is_typed": True, "given_up_line_id": False})
        return True

    def action_reopen(self):
        """To be ordered again."""
        self.check_access("write")
        # sudo: the state is written by the buttons only
        needs = self.sudo().filtered(lambda need: need.state == "dropped")
        needs.is_typed = False
        needs._reopen()
        return True

    def action_view_order(self):
        """The order these copies are on."""
        return self.order_id._get_records_action()

    # -- what orders say -------------------------------------------------------------

    def _reopen(self):
        """Ordered copies never come: they are to be ordered again, on one line a reason."""
        keys = [need._get_kept_key() for need in self]
        opened, touched = self._find_open_lines(keys), self.browse()
        for need, key in zip(self, keys, strict=True):
            same, vals = opened.setdefault(key, need), {"state": "open", "order_line_id": False}
            if need.order_line_id:
                vals["given_up_line_id"] = need.order_line_id.id
                vals["given_up_copies"] = need.quantity
            if same != need:
                same.quantity += need.quantity
                vals |= {"state": "dropped", "is_typed": False}
            need.write(vals)
            touched |= same
        touched._leave_refusers()

    def _get_kept_key(self):
        return self.company_id.id, self.product_id._bookstore_get_kept().id, self.reason

    def _find_same(self):
        """The other open line of the title for this reason."""
        return self.search(
            [
                ("company_id", "=", self.company_id.id),
                ("product_id", "=", self.product_id._bookstore_get_kept().id),
                ("reason", "=", self.reason),
                ("state", "=", "open"),
                ("id", "!=", self.id),
            ],
            limit=1,
        )

    @api.model
    def _take_back(self, lines):
        """These lines come after all: what was opened again for them is on them once more."""
        for need in self.search([("given_up_line_id", "in", lines.ids)], order="id"):
            line, copies = need.given_up_line_id, need.given_up_copies
            need.given_up_line_id = False
            is_open = need.state == "open"
            opened = need if is_open else need._find_same()
            copies = min(copies, opened.quantity)
            if need.state == "ordered" or copies <= EPSILON:
                continue
            left = opened.quantity - copies
            need.write({"state": "ordered", "order_line_id": line.id, "quantity": copies})
            if is_open and left > EPSILON:
                need.copy({"quantity": left})
            elif not is_open:
                opened.write({"quantity": left} if left > EPSILON else {"state": "dropped"})
