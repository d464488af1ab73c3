from odoo import api, fields, models
from odoo.exceptions import UserError


class BookstoreTakeover(models.Model):
    """A distributor that another one took over, as a directory says; a person moves the titles.

    The titles' price lists and what is to be ordered go to the successor. Deposits, parcels and
    orders stay with whom they were agreed with.
    """

    _name = "bookstore.takeover"
    _description = "Distributor Taken Over"
    _inherit = "suite.guard.mixin"
    _order = "id desc"
    _rec_name = "partner_id"

    _guarded_fields = frozenset(
        [
            "company_id",
            "partner_id",
            "successor_id",
            "state",
            "supplier_ids",
            "need_ids",
            "decided_by_id",
            "decided_on",
        ]
    )

    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    partner_id = fields.Many2one(
        "res.partner", "Distributor", required=True, readonly=True, index=True, ondelete="cascade"
    )
    successor_id = fields.Many2one("res.partner", required=True, readonly=True, ondelete="cascade")
    state = fields.Selection(
        [("proposed", "To decide"), ("done", "Moved"), ("refused", "Left as they are")],
        required=True,
        default="proposed",
        readonly=True,
    )
    title_count = fields.Integer("Titles to Move", compute="_compute_counts")
    need_count = fields.Integer("Copies to Order to Move", compute="_compute_counts")
    supplier_ids = fields.Many2many("product.supplierinfo", string="Moved Prices", readonly=True)
    need_ids = fields.Many2many("bookstore.need", string="Moved Needs", readonly=True)
    moved_count = fields.Integer("Titles Moved", compute="_compute_moved_count")
    decided_by_id = fields.Many2one("res.users", "Decided by", readonly=True)
    decided_on = fields.Datetime("Decided on", readonly=True)

    _pair_unique = models.Constraint(
        "UNIQUE (company_id, partner_id, successor_id)", "This takeover is known already."
    )

    @api.depends("partner_id", "company_id", "state")
    def _compute_counts(self):
        open_ones = self.filtered(lambda one: one.state == "proposed")
        suppliers = open_ones._get_suppliers().grouped("partner_id")
        needs = open_ones._get_needs().grouped("partner_id")
        nothing = self.env["product.supplierinfo"]
        for takeover in self:
            mine = suppliers.get(takeover.partner_id, nothing)
            mine = mine.filtered(takeover._is_of_company)
            takeover.title_count = len(mine.product_tmpl_id) if takeover in open_ones else 0
            wanted = needs.get(takeover.partner_id, takeover.need_ids.browse())
            wanted = wanted.filtered(takeover._is_of_company)
            takeover.need_count = len(wanted) if takeover in open_ones else 0

    @api.depends("supplier_ids")
    def _compute_moved_count(self):
        for takeover in self:
            takeover.moved_count = len(takeover.supplier_ids.product_tmpl_id)

    @api.depends("partner_id", "successor_id")
    def _compute_display_name(self):
        for takeover in self:
            takeover.display_name = f"{takeover.partner_id.name} → {takeover.successor_id.name}"

    # -- actions ------------------------------------------------------------------

    def action_accept(self):
        """The titles can be had from the successor from now on."""
        self._check_may_decide("proposed")
        for takeover in self:
            suppliers = takeover._get_suppliers().filtered(takeover._is_of_company)
            needs = takeover._get_needs().filtered(takeover._is_of_company)
            suppliers.partner_id = takeover.successor_id
            needs.partner_id = takeover.successor_id
            takeover._decide("done", supplier_ids=suppliers.ids, need_ids=needs.ids)

    def action_refuse(self):
        """The titles stay with the former distributor."""
        self._check_may_decide("proposed")
        self._decide("refused")

    def action_undo(self):
        """Back to the question; what was moved, and not changed since, is moved back."""
        self._check_may_decide("done", "refused")
        for takeover in self:
            # sudo: the prices are the buyers', who decides here gives them back
            suppliers = takeover.sudo().supplier_ids
            needs = takeover.sudo().need_ids
            for moved in (suppliers, needs.filtered(lambda need: need.state == "open")):
                unchanged = moved.filtered(
                    lambda one, takeover=takeover: one.partner_id == takeover.successor_id
                )
                unchanged.partner_id = takeover.partner_id
        self._decide("proposed", supplier_ids=[], need_ids=[])

    def action_view_titles(self):
        """The titles that are concerned."""
        self.ensure_one()
        self.check_access("read")
        suppliers = self.supplier_ids if self.state == "done" else self._get_suppliers()
        titles = suppliers.filtered(self._is_of_company).product_tmpl_id
        return titles._get_records_action(name=self.env._("Titles of %s", self.partner_id.name))

    # -- deciding -----------------------------------------------------------------

    def _check_may_decide(self, *states):
        self.check_access("write")
        other = self.filtered(lambda takeover: takeover.state not in states)[:1]
        if other:
            raise UserError(
                self.env._("%s was decided meanwhile. Reload the page.", other.display_name)
            )

    def _decide(self, state, **moved):
        is_open = state == "proposed"
        vals = {
            "state": state,
            "decided_by_id": False if is_open else self.env.uid,
            "decided_on": False if is_open else fields.Datetime.now(),
        }
        vals |= {name: [fields.Command.set(ids)] for name, ids in moved.items()}
        self.sudo().write(vals)  # sudo: only the buttons decide, and they ask for rights first

    def _is_of_company(self, record):
        return record.company_id in (self.company_id, record.company_id.browse())

    def _get_suppliers(self):
        """Price lists of the former distributors."""
        # sudo: the prices are the buyers', who decides here moves them
        prices = self.env["product.supplierinfo"].sudo()
        return prices.search([("partner_id", "in", self.partner_id.ids)])

    def _get_needs(self):
        """What is still to be ordered from them."""
        needs = self.env["bookstore.need"].sudo()  # sudo: as above
        return needs.search([("partner_id", "in", self.partner_id.ids), ("state", "=", "open")])

    @api.model
    def _propose(self, company, pairs):
        """Note takeovers that nobody was asked about yet.

        :param pairs: ``[(former, successor)]``
        """
        # sudo: the software asks, persons decide
        model = self.sudo()
        known = model.search([("company_id", "=", company.id)])
        asked = {(one.partner_id, one.successor_id) for one in known}
        return model.create(
            [
                {
                    "company_id": company.id,
                    "partner_id": former.id,
                    "successor_id": successor.id,
                }
                for former, successor in dict.fromkeys(pairs)
                if (former, successor) not in asked
            ]
        )
