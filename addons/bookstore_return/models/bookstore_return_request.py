from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from odoo.addons.suite_base.core.compose import compose_action


class BookstoreReturnRequest(models.Model):
    """Titles a bookseller would send back to one distributor, and what it allows of them."""

    _name = "bookstore.return.request"
    _description = "Request for a Return"
    _inherit = ["bookstore.document.mixin", "bookstore.scan.mixin"]
    _order = "date desc, id desc"
    _check_company_auto = True
    TRANSITIONS = {
        "draft": ["asked", "allowed", "cancelled"],
        "asked": ["allowed", "cancelled"],
        "allowed": ["sent", "cancelled"],
        "sent": [],
        "cancelled": ["draft"],
    }
    _guarded_fields = frozenset(["name", "state", "parcel_id"])
    _draft_fields = frozenset(["company_id", "partner_id"])

    name = fields.Char(default="/", copy=False, readonly=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one(
        "res.partner", "Distributor", required=True, index=True, tracking=True
    )
    date = fields.Date(default=fields.Date.context_today, required=True)
    is_asked = fields.Boolean(related="partner_id.bookstore_return_asked")
    authorisation = fields.Char(copy=False, tracking=True, help="The number the distributor gave.")
    valid_until = fields.Date(copy=False, help="The authorisation ends on that day.")
    line_ids = fields.One2many("bookstore.return.request.line", "request_id", "Titles", copy=True)
    note = fields.Html("Comment")
    state = fields.Selection(
        [
            ("draft", "In preparation"),
            ("asked", "Asked"),
            ("allowed", "Allowed"),
            ("sent", "Sent back"),
            ("cancelled", "Given up"),
        ],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
    )
    parcel_id = fields.Many2one("bookstore.parcel", "Return Parcel", readonly=True, copy=False)
    copy_total = fields.Float("Copies", compute="_compute_totals", digits="Product Unit")
    accepted_total = fields.Float(
        "Copies Allowed", compute="_compute_totals", digits="Product Unit"
    )
    amount = fields.Monetary(
        "Credit Expected excl. VAT",
        compute="_compute_totals",
        help="Firm copies at the price they were bought; deposit copies were never paid.",
    )
    credit_received = fields.Monetary(related="parcel_id.credit_received")
    credit_state = fields.Selection(related="parcel_id.credit_state")

    @api.depends("line_ids.quantity", "line_ids.accepted", "line_ids.amount")
    def _compute_totals(self):
        for request in self:
            request.copy_total = sum(request.line_ids.mapped("quantity"))
            request.accepted_total = sum(request.line_ids.mapped("accepted"))
            request.amount = sum(request.line_ids.mapped("amount"))

    # -- scanning --------------------------------------------------------------------

    def _check_scannable(self):
        self._check_can_become("allowed")

    def _get_scan_header(self):
        return {
            "title": self.name,
            "subtitle": self.partner_id.name,
            "total": self.copy_total,
            "expected": False,
            "can_create": False,
        }

    # -- asked, allowed, sent ----------------------------------------------------------

    def action_ask(self):
        """The list is sent: write to the distributor."""
        self.ensure_one()
        self._take_turn("asked")
        self._check_lines()
        self.sudo().state = "asked"  # sudo: the state is written by the buttons
        name = self.env._("Ask for the authorisation")
        return compose_action(self, "bookstore_return.mail_template_request", name)

    def action_allow(self):
        """The distributor allows what the lines say; what it refuses stays here."""
        for request in self:
            request._take_turn("allowed")
            request._check_lines()
            if request.is_asked and not request.authorisation:
                raise UserError(
                    self.env._(
                        "%(partner)s wants to be asked before anything is sent back: type the"
                        " number of its authorisation in %(request)s first.",
                        partner=request.partner_id.name,
                        request=request.name,
                    )
                )
            if not request.accepted_total:
                raise UserError(
                    self.env._(
                        "No copy of %s is allowed: type the numbers in “Allowed”, or give it up.",
                        request.name,
                    )
                )
            request.sudo().state = "allowed"  # sudo: the state is written by the buttons
        return True

    def _check_lines(self):
        if not self.line_ids.filtered(lambda line: line.quantity > 0):
            raise UserError(
                self.env._("Request %s has no title. Search or scan them first.", self.name)
            )

    def action_make_parcel(self):
        """The return parcel of what was allowed, ready to be checked and sent."""
        self.ensure_one()
        self.check_access("write")
        if self.parcel_id.state not in (False, "cancelled"):
            return self.parcel_id._get_records_action()
        if self.state != "allowed":
            self._check_can_become("sent")
        if self.valid_until and self.valid_until < fields.Date.context_today(self):
            raise UserError(
                self.env._(
                    "The authorisation of %(request)s ended on %(day)s. Ask for a new one, or"
                    " change its day.",
                    request=self.name,
                    day=self.valid_until,
                )
            )
        parcel = self.env["bookstore.parcel"].create(self._prepare_parcel_vals())
        parcel.sudo().return_request_id = self  # sudo: the link is not typed
        self.sudo().write({"parcel_id": parcel.id, "state": "sent"})  # sudo: same
        return parcel._get_records_action()

    def _new_parcel(self):
        """A return parcel in memory: it knows whose copies are left, and how they came."""
        return self.env["bookstore.parcel"].new(
            {
                "kind": "return",
                "partner_id": self.partner_id.id,
                "company_id": self.company_id.id,
            }
        )

    def _prepare_parcel_vals(self):
        return {
            "kind": "return",
            "partner_id": self.partner_id.id,
            "company_id": self.company_id.id,
            "number": self.authorisation,
            "origin": self.name,
            "line_ids": [
                Command.create(line._prepare_parcel_line_vals())
                for line in self.line_ids
                if line.accepted > 0
            ],
        }

    def action_give_up(self):
        """Nothing of it goes back."""
        for request in self:
            request._take_turn("cancelled")
            request.sudo().state = "cancelled"  # sudo: the state is written by the buttons
        return True

    def action_prepare_again(self):
        """Take a request given up back."""
        for request in self:
            request._take_turn("draft")
            request.sudo().state = "draft"  # sudo: the state is written by the buttons
        return True

    def action_print(self):
        """The list, with its authorisation."""
        return self.env.ref("bookstore_return.action_report_request").report_action(self)

    def action_view_parcel(self):
        """The return parcel."""
        return self.parcel_id._get_records_action()
