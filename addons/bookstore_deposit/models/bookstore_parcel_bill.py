from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command


class BookstoreParcel(models.Model):
    """The papers of a parcel: announced total, bill or credit note, claim."""

    _inherit = "bookstore.parcel"

    payment = fields.Selection(
        [("immediate", "On receipt"), ("due", "At due date")], default="immediate"
    )
    due_date = fields.Date()
    announced_total = fields.Monetary(
        help="Total of the distributor's paper, carriage included. Compared with ours in the same"
        " terms, never enforced.",
    )
    is_announced_with_tax = fields.Boolean(
        "VAT in the Total",
        compute="_compute_is_announced_with_tax",
        store=True,
        readonly=False,
        precompute=True,
        help="The total printed on the paper has its VAT, as that of an invoice.",
    )
    carriage = fields.Monetary(
        "Carriage excl. VAT",
        help="Shared by value among the titles: it is part of what the copies cost.",
    )
    return_until = fields.Date(
        "Returnable until", help="Copies bought firm may go back for a credit note until that day."
    )
    credit_date = fields.Date(
        "Credit Note Expected",
        help="A credit note not received by that day is among those to claim.",
    )
    credit_total = fields.Monetary(
        "Credit Expected excl. VAT", compute="_compute_credit_total", store=True
    )
    is_credit_awaited = fields.Boolean(
        "Credit Note Awaited",
        compute="_compute_is_credit_awaited",
        search="_search_is_credit_awaited",
    )
    bill_id = fields.Many2one("account.move", "Vendor Bill", readonly=True, copy=False)
    bill_state = fields.Selection(related="bill_id.state", string="Bill Status")
    total_gap = fields.Monetary(
        "Gap", compute="_compute_total_gap", help="Announced less computed."
    )
    claim_number = fields.Char(readonly=True, copy=False)
    claim_count = fields.Integer("Copies to Claim", compute="_compute_claim_count")
    claim_state = fields.Selection(
        [("none", "No claim"), ("open", "Claim sent"), ("closed", "Claim settled")],
        default="none",
        copy=False,
        tracking=True,
    )

    @api.depends("kind")
    def _compute_is_announced_with_tax(self):
        """Invoices end with a total to pay, delivery notes with the value of the books."""
        for parcel in self:
            parcel.is_announced_with_tax = parcel.kind == "firm"

    @api.depends("line_ids.amount", "line_ids.return_of")
    def _compute_credit_total(self):
        for parcel in self:
            back = parcel.line_ids.filtered(lambda line: line.return_of == "firm")
            parcel.credit_total = sum(back.mapped("amount"))

    def _compute_is_credit_awaited(self):
        awaited = self.filtered_domain([("id", "in", self._get_credit_awaited().ids)])
        for parcel in self:
            parcel.is_credit_awaited = parcel in awaited

    def _search_is_credit_awaited(self, operator, value):
        if operator != "in":
            return NotImplemented
        awaited = self._get_credit_awaited()
        return [("id", "in" if True in value else "not in", awaited.ids)]

    @api.depends("line_ids.missing", "line_ids.damaged")
    def _compute_claim_count(self):
        for parcel in self:
            parcel.claim_count = sum(line.missing + line.damaged for line in parcel.line_ids)

    @api.depends(
        "line_ids.quantity",
        "line_ids.price",
        "line_ids.discount",
        "announced_total",
        "is_announced_with_tax",
        "carriage",
    )
    def _compute_total_gap(self):
        for parcel in self:
            parcel.total_gap = parcel._get_gap()

    def _get_gap(self):
        """Announced less computed, in the terms of the paper: with or without VAT."""
        if not self.announced_total:
            return 0.0
        excluded = sum(line.quantity * line._get_unit_cost() for line in self.line_ids)
        total = excluded + self.carriage
        if self.is_announced_with_tax and excluded:
            included = sum(line._get_amount_included() for line in self.line_ids)
            total *= included / excluded
        return self.currency_id.round(self.announced_total - total)

    @api.model
    def _get_credit_awaited(self):
        returns = self.search(
            [("kind", "=", "return"), ("state", "=", "done"), ("credit_total", ">", 0)]
        )
        # sudo: only whether the credit note is posted
        return returns.filtered(lambda parcel: parcel.sudo().bill_id.state != "posted")

    def action_print_claim(self):
        """The claim for missing and damaged copies."""
        return self.env.ref("bookstore_deposit.action_report_claim").report_action(self)

    def action_send_claim(self):
        """Write to the distributor, the claim attached."""
        self.ensure_one()
        return self._get_mail_action("mail_template_claim", self.env._("Send the claim"))

    def action_settle_claim(self):
        """The distributor answered the claim."""
        self.claim_state = "closed"
        return True

    def action_bill(self):
        """Draft vendor bill of a firm purchase, or credit note of firm copies sent back."""
        self.ensure_one()
        self.check_access("write")
        if self.bill_id and not self.sudo().bill_id._bookstore_is_undone():  # sudo: its state
            return self.bill_id._get_records_action()
        is_billable = self.kind == "firm" or (self.kind == "return" and self.credit_total)
        if not is_billable or self.state != "done" or not self.partner_id:
            raise UserError(
                self.env._(
                    "Only a firm purchase put in stock, with its distributor, is billed. Deposits"
                    " are paid by statement."
                )
            )
        # sudo: the bookseller makes the draft bill; the accountant checks and posts it
        parcel = self.sudo()
        parcel.bill_id = parcel.env["account.move"].create(parcel._prepare_bill_vals())
        return self.bill_id._get_records_action()

    def action_view_bill(self):
        """The vendor bill."""
        return self.bill_id._get_records_action()

    def _prepare_bill_vals(self):
        due = self.due_date if self.payment == "due" else False
        is_credit = self.kind == "return"
        lines = self.line_ids.filtered("quantity")
        if is_credit:
            lines = lines.filtered(lambda line: line.return_of == "firm")
        return {
            "move_type": "in_refund" if is_credit else "in_invoice",
            "partner_id": self.partner_id.id,
            "company_id": self.company_id.id,
            "invoice_date": self.date,
            "invoice_date_due": due or self.date,
            "ref": self.number,
            "invoice_origin": self.name,
            "invoice_payment_term_id": False,
            "invoice_line_ids": [
                Command.create(vals) for line in lines for vals in line._prepare_bill_lines_vals()
            ]
            + self._prepare_carriage_lines(lines),
        }

    def _prepare_carriage_lines(self, lines):
        if not self.carriage or self.kind == "return":
            return []
        product = lines[:1].product_id.product_tmpl_id.with_company(self.company_id)
        return [
            Command.create(
                {
                    "name": self.env._("Carriage"),
                    "quantity": 1,
                    "price_unit": self.carriage,
                    "account_id": product.get_product_accounts()["expense"].id,
                    "bookstore_carriage_parcel_id": self.id,
                    "tax_ids": [Command.set(lines[:1]._get_purchase_taxes().ids)],
                }
            )
        ]
