from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools.misc import formatLang

# A state of money that asks for somebody.
UNFIT = ("over", "under", "refund")
MONEY_ACTIVITY = "shop_sync.mail_activity_data_money"
WAIT = timedelta(days=7)
REFUND_READERS = (
    "shop_sync.group_shop_sync_user,sales_team.group_sale_salesman,"
    "account.group_account_invoice,stock.group_stock_user"
)


class SaleOrder(models.Model):
    """What a shop received for an order beside what it is owed: the accountant's to-do list."""

    _inherit = "sale.order"

    shop_money_state = fields.Selection(
        [
            ("unpaid", "Not paid yet"),
            ("fits", "Paid"),
            ("over", "Paid too much"),
            ("under", "Paid too little"),
            ("refund", "To refund"),
        ],
        string="Money",
        compute="_compute_shop_money",
        store=True,
        compute_sudo=True,
    )
    shop_money_difference = fields.Monetary(
        string="Difference",
        compute="_compute_shop_money",
        store=True,
        compute_sudo=True,
        help="Received and not given back, less what is owed for the orders of this reference.",
    )
    shop_money_settled = fields.Monetary(
        string="Settled by hand",
        readonly=True,
        copy=False,
        help="Refunded or written off here; positive is money that came in too much.",
    )
    shop_money_wait = fields.Date(string="Wait until", readonly=True, copy=False)
    shop_money_told = fields.Monetary(readonly=True, copy=False)
    shop_write_off_ids = fields.Many2many(
        "account.move",
        "shop_write_off_rel",
        string="Write-offs",
        readonly=True,
        copy=False,
        groups="account.group_account_invoice,account.group_account_readonly",
    )
    shop_refund_ids = fields.One2many(
        "shop.refund", "order_id", string="Credit slips of the shop", groups=REFUND_READERS
    )

    _shop_unfit_idx = models.Index(
        "(shop_channel_id) WHERE shop_money_state IN ('over', 'under', 'refund')"
    )
    _shop_told_idx = models.Index("(shop_channel_id) WHERE shop_money_told != 0")

    @api.depends(
        "state",
        "shop_total",
        "shop_money_settled",
        "shop_refund_ids.amount",
        "shop_refund_ids.state",
        "shop_payment_ids.amount",
        "shop_payment_ids.state",
        "shop_payment_ids.order_ids.state",
        "shop_payment_ids.order_ids.shop_total",
        "shop_payment_ids.order_ids.shop_money_settled",
        "shop_payment_ids.order_ids.shop_refund_ids.amount",
        "shop_payment_ids.order_ids.shop_refund_ids.state",
    )
    def _compute_shop_money(self):
        for order in self:
            state, difference = order._shop_weigh_money() if order.shop_channel_id else (False, 0)
            order.shop_money_state, order.shop_money_difference = state, difference

    def _shop_weigh_money(self):
        """:return: (state, difference) over all orders of this reference, whom one payment may pay"""
        payments = self.shop_payment_ids.filtered(
            lambda payment: payment.state != "ignored" and payment.currency_id == self.currency_id
        )
        orders = payments.order_ids | self
        alive = orders.filtered(lambda order: order.state != "cancel")
        refunds = alive.shop_refund_ids.filtered(lambda refund: refund.state != "ignored")
        owed = sum(alive.mapped("shop_total")) - sum(refunds.mapped("amount"))
        paid = sum(payments.mapped("amount"))
        difference = paid - owed - sum(orders.mapped("shop_money_settled"))
        if not paid and (not alive or not orders.mapped("shop_money_settled")):
            return "unpaid", 0.0
        if self.currency_id.is_zero(difference):
            return "fits", 0.0
        if difference > 0:
            return ("refund" if refunds or alive != orders else "over"), difference
        confirmed = alive.filtered(lambda order: order.state == "sale")
        return ("under" if confirmed else "unpaid"), difference

    # -- telling somebody -----------------------------------------------------------------------------

    @api.model
    def _shop_review_money(self, channel):
        """A to-do for money that does not fit, once for each difference; done when it fits."""
        unfit = self.search(
            [("shop_channel_id", "=", channel.id), ("shop_money_state", "in", UNFIT)], order="id"
        )
        for order in unfit:
            if not order.currency_id.is_zero(order.shop_money_difference - order.shop_money_told):
                order.shop_money_told = order.shop_money_difference
                if order._shop_first_of_reference() == order:
                    order.activity_unlink([MONEY_ACTIVITY])
                    order._shop_ask(*order._shop_word_money(), activity=MONEY_ACTIVITY)
        settled = self.search(
            [
                ("shop_channel_id", "=", channel.id),
                ("shop_money_told", "!=", 0),
                ("shop_money_state", "not in", UNFIT),
            ]
        )
        settled.shop_money_told = 0
        for order in settled:
            order.activity_feedback([MONEY_ACTIVITY], feedback=self.env._("The money fits now."))

    def _shop_first_of_reference(self):
        return (self.shop_payment_ids.order_ids | self).sorted("id")[:1]

    def _shop_word_money(self):
        """:return: (heading, sentence) of the difference"""
        amount = formatLang(
            self.env, abs(self.shop_money_difference), currency_obj=self.currency_id
        )
        if self.shop_money_state == "under":
            return self.env._("Paid too little: %s", amount), self.env._(
                "Order %(name)s was paid %(amount)s less than it is owed. Ask the customer, write"
                " it off, or wait.",
                name=self.shop_reference or self.name,
                amount=amount,
            )
        if self.shop_money_state == "refund":
            return self.env._("To refund: %s", amount), self.env._(
                "Order %(name)s was cancelled or refunded in the shop and %(amount)s of its money"
                " is still here. Refund it; if the shop did already, record it so.",
                name=self.shop_reference or self.name,
                amount=amount,
            )
        return self.env._("Paid too much: %s", amount), self.env._(
            "Order %(name)s was paid %(amount)s more than it is owed. Either the shop noted one"
            " receipt twice (choose “Same receipt” on the payment), or refund the customer.",
            name=self.shop_reference or self.name,
            amount=amount,
        )

    def _shop_ask(self, summary, note, activity="mail.mail_activity_data_todo"):
        """A to-do for the person in charge of the shop."""
        # sudo: who decides about money need not see shops.
        channel = self.shop_channel_id.sudo()
        self.with_context(tracking_disable=False, mail_notrack=False).activity_schedule(
            activity,
            summary=summary,
            note=note,
            user_id=channel.responsible_id.id or self.env.uid,
        )

    # -- one click each -------------------------------------------------------------------------------

    def action_shop_refund(self):
        """Record that the difference goes back to the customer, out of the journal it came into."""
        self._shop_assert_accountant()
        due = self.filtered(lambda order: order.shop_money_difference > 0)
        # sudo: who may invoice decides; what is written comes from the shop's own figures.
        for order in due.sudo():
            payment = order.shop_payment_ids.filtered("account_payment_id")[:1]
            if not payment:
                raise UserError(
                    order.env._(
                        "No payment of order %s is in the accounts yet: nothing to refund from. Choose"
                        " a journal for its payment method first.",
                        order.shop_reference or order.name,
                    )
                )
            vals = payment._prepare_account_payment_vals(
                payment.account_payment_id.journal_id, -order.shop_money_difference
            )
            refund = order.env["account.payment"].create(
                vals
                | {
                    "shop_refund_order_id": order.id,
                    "date": order.shop_channel_id._get_local_day(),
                }
            )
            refund.action_post()
            order._shop_settle_money(order.env._("Refunded to the customer"))
            order._shop_reconcile_payments()

    def action_shop_write_off(self):
        """The difference is accepted: it leaves the customer's account for the accounts of cash
        differences."""
        self._shop_assert_accountant()
        # sudo: see action_shop_refund.
        for order in self.filtered("shop_money_difference").sudo():
            order._shop_book_write_off()
            order._shop_settle_money(order.env._("Written off"))
            order._shop_reconcile_payments()

    def action_shop_wait(self):
        """Ask again in a week."""
        self._shop_assert_accountant()
        until = fields.Date.context_today(self) + WAIT
        # sudo: see action_shop_refund.
        for order in self.sudo():
            order.shop_money_wait = until
            order._shop_note(order.env._("The difference of the payment waits for a week."))

    def _shop_assert_accountant(self):
        self.check_access("read")
        if not self.env.su and not self.env.user.has_group("account.group_account_invoice"):
            raise AccessError(
                self.env._("Differences of payments are decided about by those who may invoice.")
            )

    def _shop_settle_money(self, what):
        amount = formatLang(
            self.env, abs(self.shop_money_difference), currency_obj=self.currency_id
        )
        self.shop_money_settled += self.shop_money_difference
        self._shop_note(f"{what}{self.env._(': ')}{amount}")
        self.activity_feedback([MONEY_ACTIVITY], feedback=what)

    def _shop_note(self, text):
        self.message_post(
            body=text,
            author_id=self.env.user.partner_id.id,
            message_type="notification",
            subtype_xmlid="mail.mt_note",
        )

    def _shop_book_write_off(self):
        company, gain = self.company_id, self.shop_money_difference > 0
        account = (
            company.default_cash_difference_income_account_id
            if gain
            else company.default_cash_difference_expense_account_id
        )
        journal = self.env["account.journal"].search(
            [("company_id", "=", company.id), ("type", "=", "general")], limit=1
        )
        if not account or not journal:
            raise UserError(
                self.env._(
                    "The company %s has no account for cash differences. Choose it in the settings of"
                    " Accounting, then write off again.",
                    company.name,
                )
            )
        partner = self.partner_invoice_id.commercial_partner_id
        receivable = partner.with_company(company).property_account_receivable_id
        move = self.env["account.move"].create(
            {
                "journal_id": journal.id,
                "company_id": company.id,
                "ref": self.shop_reference or self.name,
                "date": self.shop_channel_id._get_local_day(),
                "line_ids": [
                    fields.Command.create(self._shop_write_off_line(receivable, partner, 1)),
                    fields.Command.create(self._shop_write_off_line(account, partner, -1)),
                ],
            }
        )
        move.action_post()
        self.shop_write_off_ids |= move

    def _shop_write_off_line(self, account, partner, sign):
        amount = sign * self.shop_money_difference
        balance = self.currency_id._convert(
            amount, self.company_id.currency_id, self.company_id, self.date_order.date()
        )
        return {
            "account_id": account.id,
            "partner_id": partner.id,
            "currency_id": self.currency_id.id,
            "amount_currency": amount,
            "balance": balance,
            "name": self.env._("Difference of payment %s", self.shop_reference or self.name),
            "tax_ids": [],
        }
