from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain

from ..core.money import exact_amount, rounded, share_rounding
from ..core.ownership import EPSILON
from ..core.stay import overdue_quantity
from . import sql

FIGURES = ("initial", "received", "returned", "sold", "gift", "lost", "adjusted")


class BookstoreStatement(models.Model):
    """The balance of a deposit at one moment, confronted with the distributor's own.

    Closing it attaches every decided movement nobody was told about yet: there is no period, so
    a decision taken late or a customer's return simply falls into the next statement (B122).
    """

    _name = "bookstore.statement"
    _description = "Deposit Statement"
    _inherit = ["bookstore.document.mixin"]
    _order = "date desc, id desc"
    TRANSITIONS = {"draft": ["closed"], "closed": ["billed"], "billed": []}
    _guarded_fields = frozenset(
        [
            "name",
            "state",
            "previous_id",
            "bill_id",
            "purchase_order_id",
            "return_parcel_id",
            "closed_by_id",
        ]
    )

    name = fields.Char(default="/", copy=False, readonly=True)
    deposit_id = fields.Many2one(
        "bookstore.deposit", required=True, index=True, ondelete="restrict"
    )
    partner_id = fields.Many2one(related="deposit_id.partner_id", store=True, index=True)
    company_id = fields.Many2one(related="deposit_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    kind = fields.Selection(related="deposit_id.kind")
    date = fields.Date(default=fields.Date.context_today, required=True, copy=False)
    state = fields.Selection(
        [("draft", "In preparation"), ("closed", "Closed"), ("billed", "Billed")],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
        group_expand=True,
    )
    previous_id = fields.Many2one("bookstore.statement", "Previous Statement", readonly=True)
    line_ids = fields.One2many("bookstore.statement.line", "statement_id", "Titles")
    blocking_count = fields.Integer(
        "Undecided Copies",
        compute="_compute_blocking",
        help="Copies that may be this distributor's.",
    )
    blocking_alert_count = fields.Integer("Missing Copies", compute="_compute_blocking")
    is_blocked = fields.Boolean(compute="_compute_blocking", search="_search_is_blocked")
    is_to_finish = fields.Boolean(
        "To Do",
        compute="_compute_is_to_finish",
        search="_search_is_to_finish",
        help="In preparation, or closed with a bill to make.",
    )
    sold_total = fields.Float("Copies Sold", compute="_compute_totals", store=True)
    amount_untaxed = fields.Monetary("Owed excl. VAT", compute="_compute_totals", store=True)
    amount_tax = fields.Monetary("VAT", compute="_compute_totals", store=True)
    amount_total = fields.Monetary("Owed incl. VAT", compute="_compute_totals", store=True)
    bill_id = fields.Many2one("account.move", "Vendor Bill", readonly=True, copy=False)
    purchase_order_id = fields.Many2one("purchase.order", "Reorder", readonly=True, copy=False)
    return_parcel_id = fields.Many2one("bookstore.parcel", "Return", readonly=True, copy=False)
    closed_by_id = fields.Many2one("res.users", "Closed by", readonly=True, copy=False)
    difference_count = fields.Integer("Differences", compute="_compute_difference_count")
    note = fields.Html("Message to the Distributor")

    _one_draft = models.UniqueIndex(
        "(deposit_id) WHERE state = 'draft'",
        "A statement of this deposit is already in preparation. Open it instead.",
    )

    @api.depends("state", "deposit_id")
    def _compute_blocking(self):
        drafts = self.filtered(lambda statement: statement.state == "draft")
        blocking = drafts.deposit_id._get_blocking_allocations()
        missing = drafts.deposit_id._get_blocking_alerts()
        for statement in self:
            is_draft = statement in drafts
            allocations = blocking.get(statement.deposit_id, ()) if is_draft else ()
            alerts = missing.get(statement.deposit_id, ()) if is_draft else ()
            statement.blocking_count = len(allocations)
            statement.blocking_alert_count = len(alerts)
            statement.is_blocked = bool(allocations or alerts)

    def _search_is_blocked(self, operator, value):
        if operator != "in":
            return NotImplemented
        drafts = self.search([("state", "=", "draft")])
        blocked = drafts.filtered("is_blocked")
        return [("id", "in" if True in value else "not in", blocked.ids)]

    @api.depends("state", "amount_untaxed", "amount_total")
    def _compute_is_to_finish(self):
        for statement in self:
            is_owed = bool(statement.amount_untaxed or statement.amount_total)
            statement.is_to_finish = statement.state == "draft" or (
                statement.state == "closed" and is_owed
            )

    def _search_is_to_finish(self, operator, value):
        if operator != "in":
            return NotImplemented
        owed = Domain("amount_untaxed", "!=", 0) | Domain("amount_total", "!=", 0)
        todo = Domain("state", "=", "draft") | (Domain("state", "=", "closed") & owed)
        return todo if True in value else ~todo

    @api.depends("line_ids.theirs_sold", "line_ids.theirs_current", "line_ids.has_theirs")
    def _compute_difference_count(self):
        for statement in self:
            statement.difference_count = len(statement.line_ids.filtered("is_different"))

    @api.depends(
        "line_ids.amount",
        "line_ids.breakdown",
        "line_ids.discount",
        "line_ids.tax_ids",
        "line_ids.sold",
        "company_id",
    )
    def _compute_totals(self):
        for statement in self:
            statement.sold_total = sum(statement.line_ids.mapped("sold"))
            lines = statement._get_bill_groups()
            statement.amount_untaxed = sum(group["amount"] for group in lines)
            statement.amount_tax = statement._get_tax_amount(lines)
            statement.amount_total = statement.amount_untaxed + statement.amount_tax

    @api.model_create_multi
    def create(self, vals_list):
        statements = super().create(vals_list)
        for statement in statements.sudo():  # sudo: the predecessor is not typed
            statement.previous_id = self.search(
                [
                    ("deposit_id", "=", statement.deposit_id.id),
                    ("state", "in", ["closed", "billed"]),
                ],
                limit=1,
            )
        return statements

    # -- figures -----------------------------------------------------------------

    def action_refresh(self):
        """Bring the figures of a statement in preparation up to date."""
        for statement in self:
            statement._take_turn("closed")
            # sudo: the figures follow from the movements, nobody types them
            statement.sudo()._refresh_lines()
        return True

    def _take_turn(self, state):
        """Whoever comes second at the deposit starts over, and finds what the first one did."""
        self.check_access("write")
        sql.guard_deposit(self.env, self.deposit_id)
        self.invalidate_recordset(["state"])
        self._check_can_become(state)

    def _refresh_lines(self):
        """One line a title: what is new is added, what is gone is removed, the rest updated.

        Quantities to order and to return follow the figures until the bookseller types others.
        """
        figures = self._get_figures()
        lines = {line.product_id.id: line for line in self.line_ids}
        gone = self.env["bookstore.statement.line"].browse(
            [line.id for product_id, line in lines.items() if product_id not in figures]
        )
        gone.unlink()
        new = []
        for product_id, vals in figures.items():
            line = lines.get(product_id)
            proposals = self._prepare_proposals(vals)
            if line:
                line._update_figures(vals | line._follow_proposals(proposals))
            else:
                new.append(vals | proposals | {"statement_id": self.id})
        self.env["bookstore.statement.line"].create(new)

    def _get_figures(self):
        """``{product id: values of its line}`` from the journal and the stock of this moment."""
        company, owner = self.company_id, self.partner_id
        # sudo: the journal and the stock of every owner make the statement
        env = self.env(su=True)
        ledger = {row.pop("product_id"): row for row in sql.ledger_figures(env, company, owner)}
        terms = {line.product_id.id: line for line in self.deposit_id.line_ids}
        candidates = self.env["product.product"].browse(list({*ledger, *terms}))
        own, others = self._get_stock(env, candidates)
        kept = [
            product_id
            for product_id in candidates.ids
            if any(ledger.get(product_id, {}).values())
            or own.get(product_id)
            or (terms.get(product_id) and terms[product_id].wanted)
        ]
        products = self.env["product.product"].browse(kept)
        context = {
            "ledger": {
                product_id: {name: row[name] for name in FIGURES}
                for product_id, row in ledger.items()
            },
            "terms": terms,
            "own": own,
            "others": others,
            "sales": sql.open_exits(env, company, owner),
            "ordered": self._get_ordered(products),
            "receipts": sql.receipts_by_title(env, company, owner, products.ids),
            "taxes": self._get_taxes_by_product(products),
            "map_taxes": self._get_tax_mapper(),
        }
        figures = {
            product.id: self._prepare_line_vals(product, context)
            for product in products.with_context(prefetch_fields=False)
        }
        self._share_amounts(figures)
        return figures

    def _share_amounts(self, figures):
        """Each bill line is rounded once; its titles share the cents, so that they add up to it."""
        shares = defaultdict(list)
        owed = [product_id for product_id, vals in figures.items() if vals["breakdown"]]
        accounts = self._get_accounts(self.env["product.product"].browse(owed))
        accounts = {product.id: account for product, account in accounts.items()}
        for product_id, vals in figures.items():
            for share in vals["breakdown"]:
                key = share["discount"], tuple(share["taxes"]), accounts[product_id]
                shares[key].append(share)
        digits = self.currency_id.decimal_places
        for parts in shares.values():
            amounts = share_rounding([part.pop("exact") for part in parts], digits)
            for part, amount in zip(parts, amounts, strict=True):
                part["amount"] = float(amount)
        for vals in figures.values():
            owed = sum(share["amount"] for share in vals["breakdown"])
            vals["amount"] = self.currency_id.round(owed)
            vals["discount"] = self._get_shown_discount(vals)
            vals["breakdown"] = vals["breakdown"] or False

    def _get_accounts(self, products):
        """``{product: expense account}``, asked once for all titles that are booked alike."""
        alike = products.with_company(self.company_id).grouped(
            lambda product: (product.property_account_expense_id, product.categ_id, product.type)
        )
        accounts = {}
        for titles in alike.values():
            account = titles[0].product_tmpl_id.get_product_accounts()["expense"]
            accounts.update(dict.fromkeys(titles, account))
        return accounts

    def _get_shown_discount(self, vals):
        """The discount of the sales told; that of now for a title without any."""
        discounts = {share["discount"] for share in vals["breakdown"]}
        if len(discounts) == 1:
            return discounts.pop()
        public = sum(share["public"] for share in vals["breakdown"])
        return round(100 * (1 - vals["amount"] / public), 2) if public else vals["discount"]

    def _get_stock(self, env, products):
        """Copies of this distributor by title, and those of the others."""
        own, others = {}, defaultdict(dict)
        undecided = self.company_id.bookstore_undecided_partner_id.id
        for product_id, _place, owner_id, quantity in sql.stock_cells(
            env, self.company_id, products.ids
        ):
            if owner_id == self.partner_id.id:
                own[product_id] = own.get(product_id, 0.0) + quantity
            elif owner_id != undecided:
                owners = others[product_id]
                owners[owner_id] = owners.get(owner_id, 0.0) + quantity
        return own, others

    def _get_ordered(self, products):
        """Copies ordered from this distributor that are still to come."""
        # sudo: purchase orders inform the statement, whoever draws it up
        lines = (
            self.env["purchase.order.line"]
            .sudo()
            .search(
                [
                    ("product_id", "in", products.ids),
                    ("order_id.partner_id", "=", self.partner_id.id),
                    ("company_id", "=", self.company_id.id),
                    ("state", "=", "purchase"),
                ]
            )
        )
        ordered = defaultdict(float)
        given_up = lines._bookstore_get_given_up()
        for line in lines:
            left = line._bookstore_count(line.product_qty - line.qty_received) - given_up[line]
            ordered[line.product_id.id] += max(left, 0.0)
        return ordered

    def _get_taxes_by_product(self, products):
        """Purchase taxes of each title, as the distributor's fiscal position maps them."""
        map_taxes = self._get_tax_mapper()
        return {
            product.id: map_taxes(
                ",".join(
                    str(tax_id)
                    for tax_id in product.supplier_taxes_id._filter_taxes_by_company(
                        self.company_id
                    ).ids
                )
            )
            for product in products
        }

    def _get_tax_mapper(self):
        """Function of a tax key, read once for all titles that share it."""
        position = self.env["account.fiscal.position"].with_company(self.company_id)
        fiscal_position = position._get_fiscal_position(self.partner_id)
        mapped = {}

        def map_taxes(tax_key):
            if tax_key not in mapped:
                tax_ids = [int(tax_id) for tax_id in tax_key.split(",") if tax_id]
                # sudo: taxes are read for whoever draws up the statement
                taxes = self.env["account.tax"].sudo().browse(tax_ids).exists()
                mapped[tax_key] = fiscal_position.map_tax(taxes)
            return mapped[tax_key]

        return map_taxes

    def _prepare_line_vals(self, product, context):
        terms = context["terms"].get(product.id)
        discount = terms.discount if terms and terms.has_own_discount else self.deposit_id.discount
        ledger = context["ledger"].get(product.id) or dict.fromkeys(FIGURES, 0.0)
        current = context["own"].get(product.id, 0.0)
        breakdown = self._get_breakdown(context, product)
        others = context["others"].get(product.id, {})
        return ledger | {
            "product_id": product.id,
            "current": current,
            "wanted": terms.wanted if terms else 0.0,
            "on_order": context["ordered"].get(product.id, 0.0),
            "overdue": self._get_overdue(current, context["receipts"].get(product.id, [])),
            "discount": discount,
            "public_price": product.lst_price,
            "breakdown": breakdown,
            "tax_ids": [
                Command.set(
                    sorted({tax for share in breakdown for tax in share["taxes"]})
                    or context["taxes"][product.id].ids
                )
            ],
            "others": self._format_others(others),
        }

    def _get_breakdown(self, context, product):
        """What is owed for a title by terms: those of each sale, whatever changed since."""
        groups = defaultdict(list)
        for quantity, price, discount, tax_key in context["sales"].get(product.id, []):
            taxes = context["map_taxes"](tax_key) if tax_key else context["taxes"][product.id]
            groups[discount, tuple(sorted(taxes.ids))].append((quantity, price))
        return [
            {
                "discount": discount,
                "taxes": list(taxes),
                "copies": sum(quantity for quantity, _price in sales),
                "public": float(rounded(exact_amount(sales, 0.0), 6)),
                "exact": exact_amount(sales, discount),
            }
            for (discount, taxes), sales in groups.items()
        ]

    def _format_others(self, others):
        """“Harmonia 2, own stock 1”: who else has this title."""
        company = self.company_id.partner_id
        names = []
        for owner in self.env["res.partner"].browse(others):
            if abs(others[owner.id]) > EPSILON:
                name = self.env._("own stock") if owner == company else owner.name
                names.append(f"{name} {others[owner.id]:g}")
        return ", ".join(names)

    def _get_overdue(self, current, receipts):
        days = self.deposit_id.max_days
        if not days or current <= EPSILON:
            return 0.0
        limit = fields.Datetime.add(fields.Datetime.now(), days=-days)
        return overdue_quantity(current, receipts, limit)

    def _prepare_proposals(self, vals):
        """What to order again and what to send back, before the bookseller changes it."""
        kind = self.deposit_id.kind
        if kind == "automatic":
            reorder = max(vals["sold"], 0.0)
        else:
            reorder = max(vals["wanted"] - vals["current"] - vals["on_order"], 0.0)
        return {
            "reorder": reorder,
            "proposed_reorder": reorder,
            "to_return": vals["overdue"],
            "proposed_return": vals["overdue"],
        }

    # -- closing -----------------------------------------------------------------

    def action_close(self):
        """Fix the figures and attach every movement they tell, exactly once."""
        for statement in self:
            statement._close()
        return True

    def _close(self):
        self._take_turn("closed")
        self._check_nothing_blocks()
        # sudo: figures, journal and date of the deposit are only written through what is checked
        # here; the terms of the deposit stay the manager's
        statement = self.sudo()
        statement._refresh_lines()
        sql.state_allocations(statement.env, statement)
        today = fields.Date.context_today(self)
        statement.write({"state": "closed", "closed_by_id": self.env.uid, "date": today})
        deposit = statement.deposit_id
        if deposit.statement_months:
            deposit.next_statement_date = fields.Date.add(today, months=deposit.statement_months)

    def _check_nothing_blocks(self):
        self.invalidate_recordset(["blocking_count", "blocking_alert_count", "is_blocked"])
        if not self.is_blocked:
            return
        allocations = self.deposit_id._get_blocking_allocations()[self.deposit_id]
        alerts = self.deposit_id._get_blocking_alerts()[self.deposit_id]
        titles = (allocations.product_id | alerts.product_id).mapped("name")
        raise UserError(
            self.env._(
                "The statement of %(partner)s cannot be closed: %(count)s copies may be theirs or"
                " are missing (%(titles)s). Decide whose they were, or say that they were not"
                " theirs, from “Undecided copies” above.",
                partner=self.partner_id.name,
                count=len(allocations) + len(alerts),
                titles=", ".join(titles[:5]) + ("…" if len(titles) > 5 else ""),
            )
        )

    # -- what follows from a statement -------------------------------------------------

    def action_create_order(self):
        """A draft order of what is to be ordered again; nothing of it will be "to bill"."""
        self.ensure_one()
        lines = self.line_ids.filtered(lambda line: line.reorder > 0)
        if self.purchase_order_id.state not in (False, "cancel"):
            return self.purchase_order_id._get_records_action()
        if not lines:
            raise UserError(
                self.env._(
                    "No title of %s is to be ordered: type quantities in “To order” first.",
                    self.name,
                )
            )
        self.check_access("write")
        # sudo: ordering again is part of the statement for whoever may draw it up
        statement = self.sudo()
        orders = statement.env["purchase.order"]
        statement.purchase_order_id = orders.create(self._prepare_order_vals(lines))
        return self.purchase_order_id._get_records_action()

    def _prepare_order_vals(self, lines):
        return {
            "partner_id": self.partner_id.id,
            "company_id": self.company_id.id,
            "is_deposit": True,
            "origin": self.name,
            "order_line": [Command.create(line._prepare_order_line_vals()) for line in lines],
        }

    def action_create_return(self):
        """A return parcel of the copies to send back."""
        self.ensure_one()
        lines = self.line_ids.filtered(lambda line: line.to_return > 0)
        if self.return_parcel_id.state not in (False, "cancelled"):
            return self.return_parcel_id._get_records_action()
        if not lines:
            raise UserError(
                self.env._(
                    "No title of %s is to be returned: type quantities in “To return” first.",
                    self.name,
                )
            )
        self.check_access("write")
        parcel = self.env["bookstore.parcel"].create(
            {
                "kind": "return",
                "partner_id": self.partner_id.id,
                "company_id": self.company_id.id,
                "origin": self.name,
                "line_ids": [
                    Command.create({"product_id": line.product_id.id, "quantity": line.to_return})
                    for line in lines
                ],
            }
        )
        self.sudo().return_parcel_id = parcel  # sudo: the link is not typed
        return parcel._get_records_action()

    def action_view_bill(self):
        """The vendor bill."""
        return self.bill_id._get_records_action()

    def action_view_order(self):
        """The order of what was sold."""
        return self.purchase_order_id._get_records_action()

    def action_view_return(self):
        """The return parcel."""
        return self.return_parcel_id._get_records_action()

    def action_view_lines(self):
        """The titles as a list that can be filtered, grouped and exported."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "bookstore_deposit.bookstore_statement_line_action"
        )
        return action | {"domain": [("statement_id", "=", self.id)]}

    def action_view_blocking(self):
        """The copies to decide before closing."""
        return self.deposit_id.action_view_blocking()

    def action_view_blocking_alerts(self):
        """The missing copies to settle before closing."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "bookstore_deposit.bookstore_alert_action"
        )
        alerts = self.deposit_id._get_blocking_alerts()[self.deposit_id]
        return action | {"domain": [("id", "in", alerts.ids)], "context": {}}

    # -- comparison with the distributor's own figures (B29) ---------------------------

    def action_compare(self):
        """Bring in the distributor's figures."""
        self.ensure_one()
        return self._get_dialog_action(
            self.env._("Compare with the distributor's figures"),
            "bookstore.statement.compare",
            default_statement_id=self.id,
        )

    def action_view_differences(self):
        """Titles on which the two disagree."""
        action = self.action_view_lines()
        different = self.line_ids.filtered("is_different")
        return action | {"domain": [("id", "in", different.ids)]}
