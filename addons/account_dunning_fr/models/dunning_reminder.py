from collections import defaultdict
from decimal import Decimal

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import LazyTranslate, email_split, split_every
from odoo.tools.misc import format_date, formatLang

from odoo.addons.suite_base.core.defaults import own_defaults
from odoo.addons.suite_base.core.workflow import Transition, Workflow

from ..core.reminding import Item, find_left
from .sql import dunning_books

_lt = LazyTranslate(__name__)
BATCH = 500
MACHINE = frozenset(
    {
        "partner_id",
        "company_id",
        "date",
        "level_id",
        "line_ids",
        "line_count",
        "owed",
        "days",
        "interest",
        "indemnity",
        "total",
        "note",
        "reason",
        "sent_on",
        "email_typed",
    }
)
"""What the books and the plan say: no request writes it."""
SENT = frozenset({"channel", "email"})
UNBOOKED = {
    "check_move_validity": False,
    "skip_invoice_sync": True,
    "skip_invoice_line_sync": True,
    "tracking_disable": True,
}
"""What is written on an invoice is no part of what was booked: nothing of it is reckoned anew."""

WORKFLOW = Workflow(
    field="state",
    starts=("review", "ready"),
    transitions={
        "approve": Transition(label=_lt("Approve"), sources=("review",), target="ready"),
        "send": Transition(
            label=_lt("Send"), sources=("review", "ready"), target="sent", by_hand=False
        ),
        "cancel": Transition(
            label=_lt("Do Not Send"), sources=("review", "ready"), target="cancelled"
        ),
    },
    tones={"review": "orange", "ready": "blue", "sent": "green", "cancelled": "grey"},
    deletable=("review", "ready", "cancelled"),
)


class DunningReminder(models.Model):
    """One message to one customer about everything that is late."""

    _name = "dunning.reminder"
    _description = "Reminder"
    _inherit = ["suite.workflow.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "date desc, id desc"
    _check_company_auto = True

    name = fields.Char(compute="_compute_name")
    state = fields.Selection(
        [
            ("review", "To look at"),
            ("ready", "Ready"),
            ("sent", "Sent"),
            ("cancelled", "Not sent"),
        ],
        default="ready",
        required=True,
        copy=False,
        index=True,
    )
    partner_id = fields.Many2one(
        "res.partner", string="Customer", required=True, readonly=True, index=True
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    date = fields.Date(required=True, readonly=True)
    level_id = fields.Many2one("dunning.level", readonly=True, ondelete="restrict", index=True)
    channel = fields.Selection(
        [("mail", "Mail"), ("letter", "Letter"), ("call", "Call")],
        required=True,
        default="mail",
    )
    email = fields.Char(help="Where the mail goes.")
    email_typed = fields.Boolean(
        string="Address Chosen by Hand", readonly=True, help="It follows the contact no more."
    )
    phone = fields.Char(related="partner_id.phone")
    user_id = fields.Many2one(related="partner_id.user_id", string="Salesperson")
    line_ids = fields.One2many(
        "dunning.reminder.line", "reminder_id", string="Invoices", readonly=True
    )
    line_count = fields.Integer(string="Number of Invoices", readonly=True)
    owed = fields.Monetary(string="Due", readonly=True)
    still_owed = fields.Monetary(
        string="Still Due",
        compute="_compute_still_owed",
        help="Of what a sent reminder claims, what is open today.",
    )
    days = fields.Integer(string="Days Late", readonly=True, aggregator="max")
    interest = fields.Monetary(readonly=True)
    indemnity = fields.Monetary(readonly=True)
    total = fields.Monetary(string="With Interest and Indemnity", readonly=True)
    note = fields.Char(string="To Know", readonly=True)
    reason = fields.Char(string="Why to Look", readonly=True)
    held_move_ids = fields.Many2many(
        "account.move", string="Held Invoices", compute="_compute_held_move_ids"
    )
    held_note = fields.Char(string="Held", compute="_compute_held_move_ids")
    answer = fields.Text(string="What the Customer Says")
    sent_on = fields.Datetime(readonly=True, copy=False)

    _one_open = models.UniqueIndex(
        "(company_id, partner_id) WHERE state IN ('review', 'ready')",
        "This customer has a reminder that waits already.",
    )

    def _get_workflow(self):
        return WORKFLOW

    @api.model
    def default_get(self, fields):
        return own_defaults(self, MACHINE, super().default_get(fields))

    def write(self, vals):
        if not self.env.su:
            self._check_untouched(vals)
            if SENT & set(vals):
                vals = {**vals, "email_typed": True}
        return super().write(vals)

    def _check_untouched(self, vals):
        if MACHINE & set(vals):
            raise UserError(
                self.env._(
                    "What a reminder claims follows from the invoices: correct these, then prepare "
                    "the reminders again."
                )
            )
        if SENT & set(vals) and "sent" in self.mapped("state"):
            raise UserError(self.env._("A reminder that was sent stays as it was."))

    @api.depends("partner_id", "level_id", "date")
    def _compute_name(self):
        for reminder in self:
            reminder.name = " · ".join(
                filter(None, [reminder.partner_id.display_name, reminder.level_id.name])
            )

    @api.depends("name")
    def _compute_display_name(self):
        for reminder in self:
            reminder.display_name = reminder.name

    @api.depends("line_ids.owed", "line_ids.move_line_id.amount_residual")
    def _compute_still_owed(self):
        """Of each claim what is left today when credits have paid the oldest debts, as the run nets."""
        left = self._get_left()
        for reminder in self:
            reminder.still_owed = sum(
                min(line.owed, left.get(due.id, max(due.amount_residual, 0)))
                for line in reminder.line_ids
                for due in line.move_line_id
            )

    @api.depends("state", "partner_id")
    @api.depends_context("lang", "uid")
    def _compute_held_move_ids(self):
        """What is late too and is not told, and why."""
        waiting = self._filter_waiting()
        found = self.env["account.move"].search(
            [
                ("company_id", "in", waiting.company_id.ids),
                ("commercial_partner_id", "in", waiting.partner_id.ids),
                ("move_type", "=", "out_invoice"),
                ("state", "=", "posted"),
                ("payment_state", "in", ("not_paid", "partial")),
                ("invoice_date_due", "<", fields.Date.context_today(self)),
                ("dunning_is_held", "=", True),
            ],
            order="invoice_date_due, id",
        )
        held = found.grouped(lambda move: (move.company_id, move.commercial_partner_id))
        for reminder in self:
            moves = held.get((reminder.company_id, reminder.partner_id), found.browse())
            reminder.held_move_ids = moves if reminder in waiting else found.browse()
            reminder.held_note = " · ".join(
                f"{move.name}: {move.dunning_hold_reason}" for move in reminder.held_move_ids
            )

    # --- actions ------------------------------------------------------------------------------

    def action_approve(self):
        return self._fire("approve")

    def action_cancel(self):
        """Nothing is sent today; the invoices come to the same level another time."""
        self.check_access("write")
        self.sudo().date = fields.Date.context_today(self)  # sudo: the day is not entered
        return self._fire("cancel")

    def action_send(self):
        """Send mails, print letters, note calls."""
        self.check_access("write")
        waiting = self._filter_waiting()
        if not waiting:
            raise UserError(self.env._("None of these reminders waits to be sent."))
        fresh = waiting._refresh()
        letters = fresh.filtered(lambda one: one.channel == "letter")
        (fresh - letters)._send()
        if not letters:
            return True
        letters._send()
        return letters._print()

    def action_print(self):
        self.check_access("read")
        return self._print()

    def _print(self):
        report = self.env.ref("account_dunning_fr.action_report_dunning_letter")
        return report.report_action(self, config=False)

    def action_hold(self):
        """The customer promises to pay, or disputes: note it on the invoices."""
        self.ensure_one()
        action = self.line_ids.move_id.action_dunning_hold()
        return {**action, "context": {**action["context"], "dunning_reminder_id": self.id}}

    def action_view_invoices(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "account.action_move_out_invoice_type"
        )
        return {**action, "domain": [("id", "in", self.line_ids.move_id.ids)], "context": {}}

    # --- sending ------------------------------------------------------------------------------

    def _refresh(self):
        """Bring what waits up to date; what was paid in the meantime is gone, or cancelled.

        :return: the reminders that still wait
        """
        for company, members in self.grouped("company_id").items():
            run = self.env["dunning.run"]
            run._prepare_batch(company, members.partner_id.ids, fields.Date.context_today(self))
        return self.exists()._filter_waiting()

    def _get_left(self):
        """Return ``{line id: what is left of it}`` of the customers' open due amounts."""
        left = {}
        for company, members in self.grouped("company_id").items():
            rows = dunning_books.get_open_lines(self.env, company.id, members.partner_id.ids)
            for lines in rows.values():
                items = [Item(key, due, Decimal(str(open_))) for key, due, open_, *_rest in lines]
                left |= {key: float(amount) for key, amount in find_left(items).items()}
        return left

    def _filter_waiting(self):
        return self.filtered(lambda one: one.state in ("review", "ready"))

    @api.model
    def _send_ready(self):
        """Send the mails that wait for nobody, of the plans that send by themselves."""
        domain = [
            ("state", "=", "ready"),
            ("channel", "=", "mail"),
            ("level_id.plan_id.automatic", "=", True),
            ("level_id.plan_id.active", "=", True),
        ]
        for batch in split_every(BATCH, self.search(domain).ids, self.browse):
            batch.filtered(lambda one: not one._lacks_address())._send()
            self.env["dunning.run"]._commit_batch(len(batch))

    def _send(self):
        """Send these reminders: each invoice keeps the level that it came to."""
        if not self:
            return
        if lost := self.filtered(lambda one: one._lacks_address()):
            raise UserError(
                self.env._(
                    "No mail can go to %(customers)s: enter an address, or choose a letter or a call.",
                    customers=", ".join(lost.partner_id.mapped("display_name")),
                )
            )
        quiet = self.with_context(tracking_disable=True)  # no field of thousands a day is tracked
        quiet._fire("send")
        quiet.sudo().sent_on = fields.Datetime.now()  # sudo: the moment is not entered
        self._keep_levels()
        mails = self.filtered(lambda one: one.channel == "mail")
        # sudo: mails of the company; the reminders were checked by what fired them
        self.env["mail.mail"].sudo().create(mails._prepare_mails())

    def _lacks_address(self):
        return self.channel == "mail" and not email_split(self.email or "")

    def _keep_levels(self):
        """The invoices know how far they are."""
        lines = defaultdict(list)
        for line in self.line_ids.filtered("is_moving"):
            lines[line.reminder_id.date, line.level_id].append(line.move_line_id.id)
        # sudo: two facts about the reminder; what is booked does not change
        model = self.env["account.move.line"].sudo().with_context(**UNBOOKED)
        for (day, level), members in lines.items():
            model.browse(members).write({"dunning_level_id": level.id, "dunning_date": day})

    def _prepare_mails(self):
        # sudo: whoever gets the mail may open what it is about
        dunning_books.give_tokens(self.env(su=True), self._get_shown_invoices().ids)
        values = []
        for lang, members in self.grouped(lambda one: one.partner_id.lang).items():
            told = members.with_context(lang=lang or self.env.lang)
            values += [reminder._prepare_mail() for reminder in told]
        return values

    def _get_shown_invoices(self):
        return self.line_ids.move_id.filtered(lambda move: move.is_sale_document())

    def _prepare_mail(self):
        return {
            "subject": f"{self.company_id.name} – {self.level_id.subject}",
            "body_html": self._render_body(),
            "body": self._tell_sent(),
            "email_to": self.email,
            "email_from": self.company_id.email_formatted or self.env.user.email_formatted,
            "reply_to": self.user_id.email_formatted or self.company_id.email_formatted,
            "model": self._name,
            "res_id": self.id,
            "auto_delete": False,
            "is_notification": True,
        }

    def _tell_sent(self):
        """What the history says of what left: level, amount, address; an empty word looks deleted.

        Not the whole letter: thousands a day are cleaned as HTML when they are stored.
        """
        told = self.with_context(lang=self.company_id.partner_id.lang)
        ways = dict(told._fields["channel"]._description_selection(told.env))
        way = self.email if self.channel == "mail" else ways[self.channel]
        facts = (told.level_id.name, told._write_amount(self.owed), way)
        return Markup("<p>%s</p>") % Markup(" – ").join(filter(None, facts))

    def _get_links(self):
        """``{invoice: where it is seen and paid, without a log-in}``"""
        base = self.get_base_url()
        return {
            move: f"{base}{move.access_url}?access_token={move.access_token}"
            for move in self._get_shown_invoices().sudo()  # sudo: see _prepare_mails
            if move.access_token
        }

    def _get_rows(self):
        """Return the lines as the texts of the table: of thousands of mails a day the greater part."""
        return [
            {
                "move": line.move_id,
                "name": line.move_id.name,
                "date_due": format_date(self.env, line.date_due),
                "days": line.days,
                "owed": self._write_amount(line.own_owed, line.own_currency_id)
                if line.own_currency_id
                else self._write_amount(line.owed),
                "interest": self._write_amount(line.interest) if self.interest else "",
            }
            for line in self.line_ids
        ]

    def _has_other_currency(self):
        return bool(self.line_ids.own_currency_id - self.currency_id)

    def _write_amount(self, amount, currency=None):
        return formatLang(self.env, amount, currency_obj=currency or self.currency_id)

    def _render_body(self):
        body = self.env["ir.qweb"]._render(
            "account_dunning_fr.reminder_mail", {"reminder": self, "company": self.company_id}
        )
        return Markup(body)

    def _log_move(self, name, source, target, reason):
        """A state of thousands a day: the sentence in the history is the mail itself."""
        if name != "send":
            super()._log_move(name, source, target, reason)
        elif self.channel != "mail":
            self._message_log(body=self._tell_sent())
