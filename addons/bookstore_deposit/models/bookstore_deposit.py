from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from . import sql


class BookstoreDeposit(models.Model):
    """What a distributor entrusts to the shop, and on which terms.

    The copies themselves are ordinary stock owned by the distributor.
    """

    _name = "bookstore.deposit"
    _description = "Deposit"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _rec_name = "partner_id"
    _order = "next_statement_date, id"
    _check_company_auto = True

    partner_id = fields.Many2one(
        "res.partner", "Distributor", required=True, index=True, tracking=True
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    active = fields.Boolean(default=True)
    version = fields.Integer(copy=False, readonly=True, default=0)
    kind = fields.Selection(
        [("standard", "Standard"), ("automatic", "Automatic"), ("fixed", "Fixed")],
        required=True,
        default="standard",
        tracking=True,
        help="Standard: you decide what to order again. Automatic: sold copies are ordered again."
        " Fixed: the stock is brought back to the wanted quantities.",
    )
    discount = fields.Float(
        "Discount (%)",
        default=35.0,
        tracking=True,
        help="Your share of the public price without VAT; the distributor is paid the rest.",
    )
    are_terms_agreed = fields.Boolean(
        "Terms Agreed",
        default=True,
        tracking=True,
        help="A deposit opened by its first parcel has the usual discount until someone agrees.",
    )
    max_days = fields.Integer(
        "Longest Stay (days)", help="Copies older than this are proposed for return. 0: no limit."
    )
    bill_losses = fields.Boolean(
        "Losses Are Paid",
        default=True,
        help="Lost copies are owed to the distributor as if they had been sold.",
    )
    statement_months = fields.Integer("Months between Statements", default=3)
    next_statement_date = fields.Date(
        tracking=True,
        default=lambda self: fields.Date.add(fields.Date.context_today(self), months=3),
    )
    note = fields.Html("Terms")
    line_ids = fields.One2many("bookstore.deposit.line", "deposit_id", "Titles", copy=True)
    statement_ids = fields.One2many("bookstore.statement", "deposit_id", "Statements")
    statement_count = fields.Integer(compute="_compute_statement_count")
    title_count = fields.Integer("Titles in Stock", compute="_compute_stock")
    copy_count = fields.Float("Copies in Stock", compute="_compute_stock", digits="Product Unit")
    sold_count = fields.Float(
        "Sold since Statement", compute="_compute_sold_count", digits="Product Unit"
    )
    blocking_count = fields.Integer("Questions", compute="_compute_blocking_count")
    is_due = fields.Boolean("Statement Due", compute="_compute_is_due", search="_search_is_due")

    _partner_unique = models.UniqueIndex(
        "(company_id, partner_id) WHERE active",
        "This distributor already has a deposit. Open it and change its terms.",
    )
    _discount_range = models.Constraint(
        "CHECK (discount >= 0 AND discount <= 100)", "A discount is between 0 and 100 %."
    )

    @api.depends("statement_ids")
    def _compute_statement_count(self):
        counts = dict(
            self.env["bookstore.statement"]._read_group(
                [("deposit_id", "in", self.ids)], ["deposit_id"], ["__count"]
            )
        )
        for deposit in self:
            deposit.statement_count = counts.get(deposit, 0)

    @api.depends("partner_id")
    def _compute_stock(self):
        groups = self.env["stock.quant"]._read_group(
            [("owner_id", "in", self.partner_id.ids), ("location_id.usage", "=", "internal")],
            ["company_id", "owner_id"],
            ["product_id:count_distinct", "quantity:sum"],
        )
        stock = {(company, owner): figures for company, owner, *figures in groups}
        for deposit in self:
            titles, copies = stock.get((deposit.company_id, deposit.partner_id), (0, 0.0))
            deposit.title_count = titles
            deposit.copy_count = copies

    @api.depends("partner_id")
    def _compute_sold_count(self):
        groups = self.env["bookstore.allocation"]._read_group(
            [
                ("owner_id", "in", self.partner_id.ids),
                ("state", "=", "decided"),
                ("kind", "=", "sale"),
                ("statement_line_id", "=", False),
            ],
            ["company_id", "owner_id"],
            ["quantity:sum"],
        )
        sold = {(company, owner): quantity for company, owner, quantity in groups}
        for deposit in self:
            deposit.sold_count = sold.get((deposit.company_id, deposit.partner_id), 0.0)

    @api.depends("partner_id")
    def _compute_blocking_count(self):
        blocking = self._get_blocking_allocations()
        for deposit in self:
            deposit.blocking_count = len(blocking[deposit])

    @api.depends("next_statement_date")
    def _compute_is_due(self):
        today = fields.Date.context_today(self)
        for deposit in self:
            due = deposit.next_statement_date
            deposit.is_due = bool(due and due <= today)

    def _search_is_due(self, operator, value):
        if operator != "in":
            return NotImplemented
        due = Domain("next_statement_date", "<=", "today")
        return due if True in value else ~due

    @api.model_create_multi
    def create(self, vals_list):
        deposits = super().create(vals_list)
        deposits.company_id._activate_bookstore()
        # sudo: a bookseller who opens a deposit may not otherwise write contacts
        deposits.partner_id.sudo().bookstore_is_distributor = True
        return deposits

    @api.constrains("partner_id", "company_id")
    def _check_partner(self):
        for deposit in self:
            if deposit.partner_id == deposit.company_id.partner_id:
                raise UserError(
                    self.env._(
                        "%(name)s is your own company: copies bought firm need no deposit. Choose"
                        " the distributor that entrusts you its copies.",
                        name=deposit.partner_id.name,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        used = self.filtered("statement_ids")
        if used:
            raise UserError(
                self.env._(
                    "%(names)s already have statements, which must be kept. Archive the deposit"
                    " instead.",
                    names=", ".join(used.mapped("partner_id.name")),
                )
            )

    @api.model
    def _get_usual_discount(self):
        return self.default_get(["discount"]).get("discount", 0.0)

    def action_agree_terms(self):
        """The discount of a deposit opened by its first parcel was agreed with the distributor."""
        self.are_terms_agreed = True
        return True

    def action_apply_terms(self):
        """Terms typed wrongly: what nobody was told about yet gets those of now."""
        self.check_access("write")
        for deposit in self:
            # sudo: the journal is written by the software, after the manager's own right
            exits = (
                self.env["bookstore.allocation"]
                .sudo()
                .search(
                    [
                        ("company_id", "=", deposit.company_id.id),
                        ("statement_line_id", "=", False),
                        "|",
                        "&",
                        ("owner_id", "=", deposit.partner_id.id),
                        ("state", "=", "decided"),
                        "&",
                        ("candidate_ids", "in", deposit.partner_id.ids),
                        ("state", "=", "pending"),
                    ]
                )
            )
            # What takes back a stated sale keeps the terms that were stated.
            exits = exits.filtered(lambda entry: not entry.reverse_of_id.statement_line_id)
            exits._freeze_terms(deposit.partner_id)
            drafts = deposit.statement_ids.filtered(lambda statement: statement.state == "draft")
            drafts.action_refresh()
        return True

    # -- what blocks a statement -------------------------------------------------

    def _get_blocking_allocations(self):
        """``{deposit: exits whose owner may be its distributor}`` (B116, B117)."""
        # sudo: what blocks a statement must be known whoever draws it up
        waiting = (
            self.env["bookstore.allocation"]
            .sudo()
            .search([("company_id", "in", self.company_id.ids), ("state", "=", "pending")])
        )
        blocking = dict.fromkeys(self, waiting.browse())
        deposits = {(deposit.company_id, deposit.partner_id): deposit for deposit in self}
        by_owner = defaultdict(list)
        for allocation in waiting:
            for owner in allocation.open_candidate_ids:
                by_owner[allocation.company_id, owner].append(allocation.id)
        for key, allocation_ids in by_owner.items():
            if key in deposits:
                blocking[deposits[key]] = waiting.browse(allocation_ids)
        return blocking

    def _get_blocking_alerts(self):
        """``{deposit: missing copies of titles it owns}``: lost or found must be said first."""
        blocking = dict.fromkeys(self, self.env["bookstore.alert"])
        for company, deposits in self.grouped("company_id").items():
            # sudo: same reason as the waiting exits
            alerts = self.env["bookstore.alert"].sudo()._get_missing(company)
            owners = deposits._get_owners_of_missing(company, alerts.product_id)
            for deposit in deposits:
                known = owners[deposit.partner_id.id] | owners[None]
                blocking[deposit] = alerts.filtered(lambda alert, k=known: alert.product_id.id in k)
        return blocking

    def _get_owners_of_missing(self, company, products):
        """``{owner id: titles of its that are missing}``; under None those nobody was found for."""
        titles = defaultdict(set)
        undecided = company.bookstore_undecided_partner_id.id
        # sudo: totals by owner, whoever reads the deposit
        cells = sql.stock_cells(self.env(su=True), company, products.ids)
        for product_id, location_id, owner_id, quantity in cells:
            if location_id == company.bookstore_missing_location_id.id and quantity > 0:
                titles[None if owner_id == undecided else owner_id].add(product_id)
        return titles

    # -- actions -------------------------------------------------------------------

    def action_draw_up_statement(self):
        """Open the statement in preparation, or prepare one."""
        self.ensure_one()
        statements = self.env["bookstore.statement"]
        domain = [("deposit_id", "=", self.id), ("state", "=", "draft")]
        statement = statements.search(domain) or statements.create({"deposit_id": self.id})
        statement.action_refresh()
        return statement._get_records_action()

    def action_view_statements(self):
        """The statements of this deposit."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "bookstore_deposit.bookstore_statement_action"
        )
        return action | {"domain": [("deposit_id", "=", self.id)], "context": {}}

    def action_view_blocking(self):
        """The copies that may be this distributor's."""
        self.ensure_one()
        allocations = self._get_blocking_allocations()[self]
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "bookstore_deposit.bookstore_allocation_action_pending"
        )
        return action | {"domain": [("id", "in", allocations.ids)]}

    def action_view_stock(self):
        """The copies of this distributor, place by place."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Copies of %s", self.partner_id.name),
            "res_model": "stock.quant",
            "view_mode": "list",
            "domain": [
                ("owner_id", "=", self.partner_id.id),
                ("location_id.usage", "=", "internal"),
                ("company_id", "=", self.company_id.id),
            ],
            "context": {"group_by": ["location_id"]},
        }

    def action_view_journal(self):
        """Everything that entered or left for this distributor."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "bookstore_deposit.bookstore_allocation_action"
        )
        return action | {"domain": [("owner_id", "=", self.partner_id.id)], "context": {}}

    def _add_titles(self, quantities):
        """Make sure the deposit lists these titles.

        :param dict quantities: copies received, by product; the first parcel sets what is wanted
        """
        known = self.line_ids.product_id
        self.env["bookstore.deposit.line"].create(
            [
                {"deposit_id": self.id, "product_id": product.id, "wanted": quantity}
                for product, quantity in quantities.items()
                if product not in known
            ]
        )
