from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain

from odoo.addons.rental_booking.core.half_days import to_local
from odoo.addons.rental_booking.core.workflow import DESK

from ..core.holding import Hold, covers, find_lapse

KINDS = [
    ("card", "Card hold"),
    ("cheque", "Cheque"),
    ("cash", "Cash"),
    ("insurance", "Insurance certificate"),
]
STATES = [
    ("asked", "Asked for"),
    ("held", "Held"),
    ("kept", "Kept in part or whole"),
    ("returned", "Given back"),
    ("lapsed", "Lapsed"),
]
_MACHINE_FIELDS = frozenset(
    {
        "name",
        "state",
        "transaction_id",
        "received_on",
        "given_back_on",
        "kept_by_hand",
        "kept_amount",
        "lapsed",
        "warned",
        "invoice_ids",
        "transaction_ids",
        "turn",
        "follows_booking",
    }
)
_FROZEN_ONCE_HELD = {"kind", "amount", "order_id", "partner_id", "valid_until"}


class RentalDeposit(models.Model):
    """What secures a rental: held, then given back or kept for damage. Never on the order's bill."""

    _name = "rental.deposit"
    _description = "Rental Deposit"
    _inherit = ["suite.guard.mixin", "mail.thread", "mail.activity.mixin"]
    _guarded_fields = _MACHINE_FIELDS
    _sealed_files = frozenset({"document"})
    _order = "id desc"
    _check_company_auto = True

    name = fields.Char("Deposit", readonly=True, copy=False, default="/")
    kind = fields.Selection(KINDS, required=True, default="card", tracking=True)
    state = fields.Selection(
        STATES, compute="_compute_state", store=True, index=True, tracking=True, copy=False
    )
    order_id = fields.Many2one(
        "sale.order",
        "Booking",
        index="btree_not_null",
        ondelete="restrict",
        domain=[("is_rental", "=", True)],
        check_company=True,
        help="A certificate without a booking counts for all bookings of its customer.",
    )
    partner_id = fields.Many2one(
        "res.partner",
        "Customer",
        compute="_compute_from_order",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        index=True,
    )
    commercial_partner_id = fields.Many2one(
        related="partner_id.commercial_partner_id", store=True, index=True
    )
    company_id = fields.Many2one(
        "res.company", compute="_compute_from_order", store=True, precompute=True, index=True
    )
    warehouse_id = fields.Many2one(related="order_id.warehouse_id", string="Shop", store=True)
    currency_id = fields.Many2one(
        "res.currency", compute="_compute_from_order", store=True, precompute=True
    )
    amount = fields.Monetary(required=True, tracking=True, help="Of an insurance: what it covers.")
    follows_booking = fields.Boolean(
        readonly=True, copy=False, help="Its amount is what the booking needs, until it is typed."
    )
    kept_by_hand = fields.Monetary(readonly=True, copy=False)
    kept_amount = fields.Monetary("Kept", compute="_compute_state", store=True, copy=False)
    invoice_ids = fields.Many2many(
        "account.move",
        "rental_deposit_invoice_rel",
        string="Kept for",
        readonly=True,
        copy=False,
        groups="account.group_account_readonly,account.group_account_invoice",
    )
    received_on = fields.Datetime("Held since", readonly=True, copy=False, tracking=True)
    given_back_on = fields.Datetime("Given back on", readonly=True, copy=False, tracking=True)
    expires_on = fields.Datetime(
        "Stands until", compute="_compute_expires_on", store=True, index=True
    )
    lapsed = fields.Boolean(readonly=True, copy=False)
    warned = fields.Boolean(readonly=True, copy=False, help="The desk was told that it ends.")
    holder = fields.Char("In the name of", copy=False)
    bank = fields.Char("Bank or insurer", copy=False)
    number = fields.Char(copy=False, help="Of the cheque or of the policy.")
    valid_until = fields.Date("Valid until", copy=False, tracking=True)
    document = fields.Binary("Certificate or photo", attachment=True, copy=False)
    document_name = fields.Char(copy=False)
    note = fields.Char()

    _amount_valid = models.Constraint("CHECK (amount > 0)", "A deposit is an amount above zero.")

    # Computed ---------------------------------------------------------------------------------

    @api.depends(
        "order_id",
        "order_id.partner_id",
        "order_id.partner_invoice_id",
        "order_id.company_id",
        "order_id.currency_id",
    )
    def _compute_from_order(self):
        """Of whom it is asked; once it is held, it stays who gave it and in which money."""
        for deposit in self:
            order = deposit.order_id if not deposit.received_on else deposit.order_id.browse()
            deposit.partner_id = order.partner_invoice_id or order.partner_id or deposit.partner_id
            deposit.company_id = order.company_id or deposit.company_id or self.env.company
            deposit.currency_id = (
                order.currency_id
                or (deposit.received_on and deposit.currency_id)
                or deposit.company_id.currency_id
            )

    @api.depends("received_on", "given_back_on", "kept_by_hand", "lapsed")
    def _compute_state(self):
        for deposit in self:
            deposit.kept_amount = deposit._get_kept()
            deposit.state = deposit._get_state()

    def _get_kept(self):
        return self.kept_by_hand

    def _get_state(self):
        if not self.received_on:
            return "asked"
        if self.given_back_on:
            return "kept" if self.kept_amount else "returned"
        if self.lapsed:
            return "lapsed"
        return "held" if self._get_hold().rest > 0 else "kept"

    @api.depends("kind", "received_on", "valid_until", "company_id")
    def _compute_expires_on(self):
        for deposit in self:
            deposit.expires_on = False
            if deposit.kind == "card" and deposit.received_on:
                days = deposit.company_id.sudo().rental_deposit_days  # sudo: a setting
                deposit.expires_on = find_lapse(deposit.received_on, days) if days else False
            elif deposit.kind == "insurance" and deposit.valid_until:
                deposit.expires_on = fields.Datetime.end_of(
                    fields.Datetime.to_datetime(deposit.valid_until), "day"
                )

    def _get_hold(self):
        """The figures as cents; what is asked of a bank counts as taken."""
        return Hold(
            self._to_cents(self.amount),
            self._to_cents(self.kept_by_hand),
            0,
            whole_only=self.kind == "cheque",
        )

    def _to_cents(self, amount):
        return round(amount / self.currency_id.rounding)

    def _from_cents(self, cents):
        return self.currency_id.round(cents * self.currency_id.rounding)

    def _is_lapsed(self):
        now = fields.Datetime.now()
        return self.lapsed or bool(self.expires_on and self.expires_on < now)

    def _secures(self, order):
        """Amount that this deposit stands for, for a booking."""
        if self.state != "held" or self._is_lapsed():
            return 0.0
        if self.kind != "insurance":
            return self._from_cents(self._get_hold().rest)
        if not order.rental_end:
            return 0.0
        last = to_local(order.rental_end, order.warehouse_id._get_rental_tz()).date()
        return self.amount if covers(self.valid_until or None, last) else 0.0

    # Guards -----------------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        deposits = super().create(vals_list)
        for deposit in deposits.sudo():  # sudo: nobody chooses a number
            deposit.name = self.env["ir.sequence"].next_by_code("rental.deposit") or "/"
        return deposits

    def write(self, vals):
        frozen = _FROZEN_ONCE_HELD & set(vals)
        if frozen and not self.env.su and any(deposit.state != "asked" for deposit in self):
            raise UserError(
                self.env._(
                    "A deposit that is held stays as it is: give it back and take another one."
                )
            )
        self._check_proof_kept(vals)
        result = super().write(vals)
        if "amount" in vals and not self.env.su:
            self.sudo().follows_booking = False  # sudo: from now on it is what a person typed
        return result

    def _check_proof_kept(self, vals):
        """A photo may come later; the proof of what is held is not exchanged."""
        if "document" not in vals or self.env.su:
            return
        if any(deposit.document and deposit.state != "asked" for deposit in self):
            raise UserError(
                self.env._(
                    "A deposit that is held stays as it is: give it back and take another one."
                )
            )

    def _get_guarded_message(self, labels):
        return self.env._(
            "What became of a deposit is written by its buttons and by the bank only. "
            "Leave these fields out."
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_held(self):
        if any(deposit.received_on for deposit in self):
            raise UserError(
                self.env._("A deposit that was held is kept as a proof. Give it back instead.")
            )

    @api.constrains("kind", "order_id", "valid_until", "bank", "number")
    def _check_kind(self):
        for deposit in self:
            if deposit.kind != "insurance" and not deposit.order_id:
                raise ValidationError(
                    self.env._("Choose the booking: only a certificate stands without one.")
                )
            if deposit.kind == "insurance" and not deposit.valid_until:
                raise ValidationError(
                    self.env._("Say until when the certificate of %s is valid.", deposit.bank or "")
                )

    @api.constrains("partner_id", "order_id")
    def _check_customer(self):
        """Nobody secures the booking of a stranger: his card and his invoices would be open to it."""
        for deposit in self.filtered(lambda own: own.order_id and not own.received_on):
            order = deposit.order_id
            customers = (order.partner_id | order.partner_invoice_id).commercial_partner_id
            if deposit.partner_id.commercial_partner_id not in customers:
                raise ValidationError(
                    self.env._(
                        "%(customer)s is not the customer of %(booking)s. Choose the booking only: "
                        "its customer follows.",
                        customer=deposit.partner_id.display_name,
                        booking=order.name,
                    )
                )

    def _check_desk(self):
        if not self.env.su and not self.env.user.has_group(DESK):
            raise AccessError(self.env._("Deposits are taken and given back at the desk."))
        self.check_access("write")

    # Buttons ----------------------------------------------------------------------------------

    def action_receive(self):
        """The cheque, the money or the certificate is in the house."""
        self._check_desk()
        for deposit in self:
            if deposit.kind == "card" or deposit.state != "asked":
                raise UserError(
                    self.env._(
                        "%s: a card is held by its bank, and what is held is not taken twice.",
                        deposit.name,
                    )
                )
        # sudo: rights were asked above; the moments are the machine's
        self.sudo().received_on = fields.Datetime.now()

    def action_give_back(self):
        """Back to the customer, or released at the bank: what was not kept of it."""
        self._check_desk()
        todo = self.filtered(lambda deposit: deposit._may_go_back())
        if not todo:
            names = ", ".join(self.mapped("name"))
            raise UserError(self.env._("%s is not held: nothing to give back.", names))
        # sudo: rights were asked above; what goes back is the machine's to write
        refused = todo.sudo().filtered(lambda deposit: not deposit._give_back())
        return refused._show_refusal() if refused else None

    def _may_go_back(self):
        return not self.given_back_on and self.state in ("held", "lapsed")

    def _give_back(self):
        """:return: whether it is back; what a bank refuses is told to the desk and raises nothing"""
        self.given_back_on = fields.Datetime.now()
        self.activity_ids.action_feedback()
        return True

    def _show_refusal(self):
        """What the person who pressed the button reads; it is an activity of the deposit, too."""
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "danger",
                "sticky": True,
                "message": self.env._(
                    "The bank refused: %s. What it says is noted on the deposit.",
                    ", ".join(self.mapped("name")),
                ),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def _tell_kept(self, invoice, amount):
        self.message_post(
            body=self.env._(
                "%(amount).2f kept for %(invoice)s",
                amount=amount,
                invoice=invoice._get_html_link(),
            )
        )

    # Watched ----------------------------------------------------------------------------------

    def _tell_desk(self, summary, note):
        """An activity for who looks after the booking, once as long as it is open."""
        order = self.order_id
        # a customer who confirms on line makes deposits, too: he is no one to tell
        maker = (
            self.create_uid if self.create_uid._is_internal() else self.env.ref("base.user_root")
        )
        user = order.user_id or maker
        if summary not in self.activity_ids.mapped("summary"):
            self.activity_schedule(
                "mail.mail_activity_data_todo", summary=summary, note=note, user_id=user.id
            )

    def _inside(self):
        """In the words of the company: what colleagues read."""
        return self.with_context(lang=self.company_id._get_rental_lang())

    @api.model
    def _cron_rental_deposit_watch(self):
        """Holds that the bank forgets: told a day before while goods are out, and marked after."""
        now = fields.Datetime.now()
        held = Domain("state", "=", "held") & Domain("expires_on", "!=", False)
        lapsed = self.search(held & Domain("expires_on", "<", now))
        self._run_each(lapsed, "_mark_lapsed")
        tomorrow = fields.Datetime.add(now, days=1)
        ending = self.search(
            held & Domain("warned", "=", False) & Domain("expires_on", "<", tomorrow)
        )
        self._run_each(ending.filtered(lambda own: own._is_needed()), "_warn_end")

    @api.model
    def _run_each(self, deposits, method):
        """Each in its own retried transaction, as the jobs of bookings do."""
        self.env["sale.order"]._rental_run_per_booking(deposits, method)

    def _is_needed(self):
        """Whether the booking it is for still goes on."""
        return self.order_id.rental_state not in ("closed", "cancelled")

    def _mark_lapsed(self):
        self.lapsed = True
        inside = self._inside()
        if self._is_needed():
            inside._tell_desk(
                inside.env._("Deposit lapsed"),
                inside.env._("It secures nothing any more: take a new one for this booking."),
            )

    def _warn_end(self):
        self.warned = True
        inside = self._inside()
        inside._tell_desk(
            inside.env._("Deposit about to lapse"),
            inside.env._("Take a new hold before this one ends, or what is due of it now."),
        )
