import logging

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

_logger = logging.getLogger(__name__)
TEMPLATE = "bookstore_member.mail_template_statement"


class BookstoreMemberStatement(models.Model):
    """What came on a member's wallet in one month, what was spent, and what is left.

    Drawn up once the month is over, from the ledger of the wallet, whose lines never change.
    """

    _name = "bookstore.member.statement"
    _description = "Member's Statement"
    _order = "month desc, id desc"

    member_id = fields.Many2one("bookstore.member", required=True, index=True, ondelete="restrict")
    company_id = fields.Many2one(related="member_id.company_id", store=True, index=True)
    partner_id = fields.Many2one(
        related="member_id.partner_id", store=True, index=True, string="Member's Contact"
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    month = fields.Date(required=True, index=True)
    opening = fields.Monetary("Before")
    credited = fields.Monetary("Came In")
    spent = fields.Monetary()
    closing = fields.Monetary("Left")
    sent_on = fields.Date("Sent on")

    _month_unique = models.Constraint(
        "UNIQUE (member_id, month)",
        "The statement of this month is there already. Open it, and send or print it from there.",
    )

    @api.depends("month", "partner_id")
    def _compute_display_name(self):
        for statement in self:
            month = statement.month and format_date(
                statement.env, statement.month, date_format="MMMM y"
            )
            statement.display_name = " · ".join(filter(None, [statement.partner_id.name, month]))

    def _get_lines(self):
        """Movements of the month, the oldest first."""
        self.ensure_one()
        statement = self.sudo()  # sudo: whoever reads it reads what it is made of
        return statement.env["loyalty.history"].search(
            [
                ("card_id", "=", statement.member_id.card_id.id),
                ("bookstore_date", ">=", self.month),
                ("bookstore_date", "<", self.month + relativedelta(months=1)),
            ],
            order="bookstore_date, id",
        )

    # -- sending -------------------------------------------------------------------------------

    @api.model
    def _find_to_send(self):
        """Those of the month that is over, of companies that send by mail, to members who have an
        address. Older ones, from before mails were switched on, are sent by hand.
        """
        last = fields.Date.context_today(self) - relativedelta(months=1, day=1)
        return self.search(
            [
                ("month", "=", last),
                ("sent_on", "=", False),
                ("company_id.active", "=", True),
                ("company_id.bookstore_member_mail", "=", True),
                ("partner_id.email", "!=", False),
            ]
        )

    def _send(self):
        """The mail is queued in the transaction that notes it: it leaves after the commit, once."""
        template = self.env.ref(TEMPLATE, raise_if_not_found=False)
        if not template:
            _logger.warning("Members: there is no mail template of statements.")
            return
        for statement in self:
            self.env["suite.concurrency"]._take(statement)
            if not statement.sent_on:
                template.send_mail(statement.id)
                statement.sent_on = fields.Date.context_today(statement)

    def action_send(self):
        """Send those that were not sent yet."""
        self.check_access("read")
        for statement in self:
            if statement.sent_on:
                raise UserError(
                    self.env._(
                        "The statement %(statement)s was sent on %(day)s and is not sent twice."
                        " Print it instead.",
                        statement=statement.display_name,
                        day=format_date(self.env, statement.sent_on),
                    )
                )
            if not statement.partner_id.email:
                raise UserError(
                    self.env._(
                        "%s has no mail address. Enter it on the contact, or print the statement.",
                        statement.partner_id.name,
                    )
                )
        self.sudo()._send()  # sudo: only this button and the night say that it was sent
        return True

    def action_print(self):
        """The statements as a PDF."""
        report = self.env.ref("bookstore_member.action_report_statement")
        return report.report_action(self)
