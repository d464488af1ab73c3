import base64
import hashlib
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import LazyTranslate

from odoo.addons.suite_base.core.outgoing import OutgoingError
from odoo.addons.suite_base.core.workflow import Transition, Workflow

from ..core import exchange
from ..core.content import OrderSignature, digest_order, sign_order
from ..core.errors import BankRefusal, EbicsError, Elsewhere
from ..core.reports import read_amounts, read_message_name

_lt = LazyTranslate(__name__)

FROZEN = {"file", "filename", "bank_id", "service_id"}
PRIVATE = {
    "transfer",
    "digest",
    "last_error",
    "attempts",
    "next_try",
    "bank_order",
    "message_name",
    "sent_on",
    "remittance_id",
    "batch_id",
    "company_id",
    "payment_count",
    "total",
}
BATCH = "account.payment.order"
"""Of OCA's ``account_payment_batch_oca``, where it is installed."""
BATCH_READY = "generated"
LONGEST_WAIT = 240
DUPLICATE = "091306"

WORKFLOW = Workflow(
    field="state",
    starts=("draft",),
    transitions={
        "queue": Transition(
            label=_lt("Send"), sources=("draft",), target="queued", by_hand=False, effect="_wake"
        ),
        "send": Transition(label=_lt("Sent"), sources=("queued",), target="sent", by_hand=False),
        "lose": Transition(
            label=_lt("Not Known"), sources=("queued",), target="unclear", by_hand=False
        ),
        "refuse": Transition(
            label=_lt("Refused"), sources=("queued",), target="refused", by_hand=False
        ),
        "found": Transition(
            label=_lt("The Bank Has It"),
            sources=("unclear",),
            target="sent",
            effect="_keep_sent",
        ),
        "again": Transition(
            label=_lt("The Bank Does Not Have It: Send Again"),
            sources=("unclear",),
            target="queued",
            groups=("account.group_account_manager",),
            effect="_begin_again",
        ),
        "reopen": Transition(
            label=_lt("Sign Again"), sources=("refused",), target="draft", effect="_drop_signatures"
        ),
        "accept": Transition(
            label=_lt("Accepted by the Bank"),
            sources=("sent", "unclear"),
            target="accepted",
            by_hand=False,
        ),
        "reject": Transition(
            label=_lt("Rejected by the Bank"),
            sources=("sent", "unclear", "accepted"),
            target="rejected",
            by_hand=False,
        ),
        "cancel": Transition(
            label=_lt("Cancel"),
            sources=("draft", "queued", "refused"),
            target="cancelled",
            guard="_guard_cancel",
        ),
    },
    tones={
        "draft": "orange",
        "accepted": "green",
        "unclear": "red",
        "refused": "red",
        "rejected": "red",
        "cancelled": "grey",
    },
    deletable=("draft", "cancelled"),
)


class EbicsOrder(models.Model):
    """One file for a bank: signed by persons, sent once."""

    _name = "ebics.order"
    _description = "EBICS Order"
    _inherit = ["suite.guard.mixin", "suite.workflow.mixin", "mail.thread", "mail.activity.mixin"]
    _guarded_fields = frozenset(PRIVATE)
    _order = "id desc"
    _check_company_auto = True
    _sealed_files = frozenset({"file"})

    name = fields.Char(string="Number", default="/", readonly=True, copy=False)
    bank_id = fields.Many2one("ebics.bank", required=True, index=True)
    company_id = fields.Many2one(related="bank_id.company_id", store=True, index=True)
    service_id = fields.Many2one(
        "ebics.service",
        required=True,
        domain="[('bank_id', '=', bank_id), ('direction', '=', 'up')]",
    )
    file = fields.Binary(required=True, attachment=True, copy=False)
    filename = fields.Char(string="File Name")
    digest = fields.Char(
        string="SHA-256", readonly=True, copy=False, index=True, help="What the signers sign."
    )
    message_name = fields.Char(string="Message", readonly=True, copy=False, index="btree_not_null")
    currency_id = fields.Many2one(related="company_id.currency_id")
    payment_count = fields.Integer(string="Payments", readonly=True, copy=False)
    total = fields.Monetary(
        readonly=True, copy=False, help="Counted in the file; 0: another currency, or unknown."
    )
    remittance_id = fields.Many2one(
        "account.bill.remittance", readonly=True, copy=False, index="btree_not_null"
    )
    batch_id = fields.Many2oneReference(
        model_field="batch_model", string="Payment Order", readonly=True, copy=False, index=True
    )
    batch_model = fields.Char(compute="_compute_batch_model")
    signature_ids = fields.One2many("ebics.signature", "order_id", string="Signatures")
    signature_count = fields.Integer(compute="_compute_signature_count", string="Signed")
    needed_count = fields.Integer(compute="_compute_signature_count", string="Needed")
    may_sign = fields.Boolean(compute="_compute_may_sign")
    state = fields.Selection(
        [
            ("draft", "To sign"),
            ("queued", "Being sent"),
            ("sent", "At the bank"),
            ("accepted", "Accepted"),
            ("unclear", "Not known"),
            ("refused", "Not taken"),
            ("rejected", "Rejected"),
            ("cancelled", "Cancelled"),
        ],
        default="draft",
        required=True,
        copy=False,
        index=True,
    )
    transfer = fields.Json(readonly=True, copy=False, groups=fields.NO_ACCESS)
    attempts = fields.Integer(readonly=True, copy=False)
    next_try = fields.Datetime(readonly=True, copy=False)
    last_error = fields.Char(readonly=True, copy=False)
    bank_order = fields.Char(string="Number at the Bank", readonly=True, copy=False)
    sent_on = fields.Datetime(readonly=True, copy=False)
    exchange_ids = fields.One2many("ebics.exchange", "order_id", string="Exchanges")

    def _get_workflow(self):
        return WORKFLOW

    def _compute_batch_model(self):
        self.batch_model = BATCH if BATCH in self.env else False

    @api.depends("signature_ids", "bank_id.signature_count")
    def _compute_signature_count(self):
        for order in self:
            order.signature_count = len(order.signature_ids)
            order.needed_count = int(order.bank_id.signature_count or 1)

    @api.depends_context("uid")
    @api.depends("state", "signature_ids", "bank_id.subscriber_ids.state")
    def _compute_may_sign(self):
        for order in self:
            signed = self.env.user in order.signature_ids.user_id
            mine = order._get_subscriber()
            order.may_sign = order.state == "draft" and bool(mine) and not signed

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if vals.get("name", "/") == "/":
                vals["name"] = self.env["ir.sequence"].next_by_code("ebics.order") or "/"
        orders = super().create(vals_list)
        orders._read_file()
        return orders

    def write(self, vals):
        self._check_guarded(vals)
        if FROZEN & set(vals):
            for order in self:
                if order.state != "draft" or order.signature_ids:
                    raise UserError(
                        self.env._(
                            "%(order)s is signed: its file cannot change. Cancel it and create "
                            "another one.",
                            order=order.name,
                        )
                    )
                if order.remittance_id:
                    raise UserError(
                        self.env._(
                            "%(order)s holds the file of %(remittance)s, which cannot change. "
                            "Cancel it and create another one from the remittance.",
                            order=order.name,
                            remittance=order.remittance_id.display_name,
                        )
                    )
        done = super().write(vals)
        if "file" in vals:
            self._read_file()
        return done

    def _get_guarded_message(self, labels):
        return self.env._("How an order is sent is not entered by hand.")

    @api.constrains("bank_id", "service_id")
    def _check_service(self):
        for order in self:
            if order.service_id.bank_id != order.bank_id or order.service_id.direction != "up":
                raise UserError(
                    self.env._(
                        "%(service)s is no service of %(bank)s that takes files.",
                        service=order.service_id.name,
                        bank=order.bank_id.name,
                    )
                )

    def _read_file(self):
        for order in self:
            content = order._get_content()
            # sudo: what the file says is computed, never entered
            order.sudo().write(
                {
                    "digest": hashlib.sha256(content).hexdigest(),
                    "message_name": read_message_name(content),
                    **order._count_payments(content),
                }
            )
            order._check_twice()

    def _count_payments(self, content):
        """What the signers order: counted in the file itself."""
        amounts = read_amounts(content)
        ours = all(currency == self.currency_id.name for currency, _amount in amounts)
        total = sum(amount for _currency, amount in amounts) if ours else 0
        return {"payment_count": len(amounts), "total": float(total)}

    def _check_twice(self):
        """The same file goes to the same bank once."""
        twin = self.search(
            [
                ("digest", "=", self.digest),
                ("bank_id", "=", self.bank_id.id),
                ("state", "not in", ("cancelled", "refused", "rejected")),
                ("id", "!=", self.id),
            ],
            limit=1,
        )
        if twin:
            raise UserError(
                self.env._(
                    "This very file is in %(order)s already: a bank would pay it twice.",
                    order=twin.name,
                )
            )

    def _get_content(self):
        return base64.b64decode(self.with_context(bin_size=False).file or b"")

    # --- actions ------------------------------------------------------------------------------

    def action_sign(self):
        """Ask for the passphrase."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Sign"),
            "res_model": "ebics.sign",
            "view_mode": "form",
            "target": "new",
            "context": {"default_order_ids": [(6, 0, self.ids)]},
        }

    def action_found(self):
        return self._fire("found")

    def action_again(self):
        return self._fire("again")

    def action_reopen(self):
        return self._fire("reopen")

    def action_cancel(self):
        return self._fire("cancel")

    # --- payment orders -----------------------------------------------------------------------

    def _check_batch(self):
        """Nobody signs the file of a payment order that was cancelled."""
        if not self.batch_id or BATCH not in self.env:
            return
        # sudo: whoever signs need not keep payment orders
        batch = self.env[BATCH].sudo().browse(self.batch_id).exists()
        if batch.state != BATCH_READY or batch.payment_file_id.raw != self._get_content():
            raise UserError(
                self.env._(
                    "The payment order of %(order)s was cancelled, changed or marked as uploaded: "
                    "cancel this one as well.",
                    order=self.name,
                )
            )

    # --- signing ------------------------------------------------------------------------------

    def _get_subscriber(self):
        """The user's own number at this bank, when it is ready."""
        return self.bank_id.subscriber_ids.filtered(
            lambda one: one.user_id == self.env.user and one.state == "ready"
        )

    def _sign(self, passphrase):
        """Sign each order as the user; with the last signature it is on its way.

        :raises UserError: who has no keys, has signed already, or mistypes the passphrase
        """
        opened = {}
        for order in self:
            order.check_access("write")
            self.env["suite.concurrency"]._take_or_refuse(order)
            subscriber = order._get_subscriber()
            order._check_signer(subscriber)
            if subscriber not in opened:
                opened[subscriber] = subscriber._open_signature_key(passphrase)
            order._add_signature(subscriber, opened[subscriber])

    def _check_signer(self, subscriber):
        if self.state != "draft":
            raise UserError(self.env._("%(order)s is not to be signed.", order=self.name))
        if not subscriber:
            raise UserError(
                self.env._("You have no keys that are ready at %(bank)s.", bank=self.bank_id.name)
            )
        if self.env.user in self.signature_ids.user_id:
            raise UserError(
                self.env._(
                    "You have signed %(order)s already: another person has to.", order=self.name
                )
            )
        self._check_batch()
        self._check_twice()  # two orders of one file that were made at once did not see each other

    def _get_signed_content(self):
        """The file, once it is the one that its digest was taken of: an attachment has a door of its
        own."""
        content = self._get_content()
        if hashlib.sha256(content).hexdigest() != self.digest:
            raise UserError(self.env._("The file of %(order)s was changed.", order=self.name))
        return content

    def _add_signature(self, subscriber, key):
        content = self._get_signed_content()
        signed = sign_order(key, digest_order(content), self.bank_id.partner_code, subscriber.code)
        # sudo: the passphrase of the person himself opened his key
        self.env["ebics.signature"].sudo().create(
            {
                "order_id": self.id,
                "subscriber_id": subscriber.id,
                "value": signed.value,
                "digest": self.digest,
                "fingerprint": key.fingerprint,
            }
        )
        if self.signature_count >= self.needed_count:
            self._fire("queue")

    def _drop_signatures(self):
        # sudo: signatures of what the bank did not take are worth nothing
        order = self.sudo()
        order.signature_ids.unlink()
        order.write({"transfer": False, "attempts": 0, "next_try": False, "last_error": False})
        order._check_twice()

    # --- sending ------------------------------------------------------------------------------

    def _wake(self):
        self.env.ref("account_ebics.ir_cron_send")._trigger()

    def _guard_cancel(self):
        state = self.sudo().transfer  # sudo: nobody reads how far a transfer is
        if state and exchange.UploadState(**state).started:
            raise UserError(
                self.env._(
                    "%(order)s is on its way to the bank: it cannot be cancelled here any more.",
                    order=self.name,
                )
            )

    def _begin_again(self):
        self.sudo().write({"transfer": False, "next_try": False})  # sudo: as _guard_cancel
        self._wake()

    def _keep_sent(self):
        self.sudo().sent_on = fields.Datetime.now()  # sudo: as _guard_cancel

    @api.model
    def _cron_send(self):
        """Send what waits; the commits of each step are what keeps it from being sent twice."""
        now = fields.Datetime.now()
        domain = [("state", "=", "queued"), "|", ("next_try", "=", False), ("next_try", "<=", now)]
        for order in self.search(domain, order="id"):
            self.env["ebics.call"]._commit_step()
            order._send()
        self.env["ebics.call"]._commit_step()

    def _send(self):
        """Send one order, or go on; what happens next depends on what went wrong."""
        order = self.sudo()  # sudo: the signers decided; the server only carries
        if not order._hold():
            return
        caller = order.env["ebics.call"]
        order.attempts += 1
        try:
            order._upload(caller)
        except Elsewhere:
            return
        except (EbicsError, OutgoingError) as error:
            order._decide(error, caller)
        except UserError as error:
            order._try_later(str(error))
        else:
            order.write({"last_error": False, "next_try": False, "sent_on": fields.Datetime.now()})
            order._fire("send")

    def _hold(self):
        """Take the order until the next commit; False when another process has it, or had it.

        The lock is the first statement of its transaction: it sees what others committed before.
        """
        held = self.try_lock_for_update(allow_referencing=True)
        return bool(held) and self.state == "queued"

    def _decide(self, error, caller):
        """Go on later, give up, or have a person look when the bank may have the order."""
        sentence = caller._explain(error)
        if caller._is_passing(error):
            self._try_later(sentence)
            return
        clear = isinstance(error, BankRefusal) and error.number != DUPLICATE
        self._fail("refuse" if clear or not self._is_uncertain() else "lose", sentence)

    def _upload(self, caller):
        sender = self.signature_ids.subscriber_id[-1:]
        state = exchange.UploadState(**(self.transfer or {}))
        signatures = [
            OrderSignature(self.bank_id.partner_code, one.subscriber_id.code, one.value)
            for one in self.signature_ids
        ]
        order = exchange.Order(
            self.service_id._get_service(),
            self._get_signed_content(),
            signatures,
            self.filename or self.name,
            release=self.bank_id.profile == "ts",
        )
        state = exchange.upload(
            caller._get_post(sender, self),
            self.bank_id._get_access(sender),
            self.bank_id._get_ring(sender),
            order,
            state,
            self._keep_transfer,
        )
        self.bank_order = state.order

    def _keep_transfer(self, state):
        """Store how far it is, for good, and go on only if nobody else does.

        :raises Elsewhere: another process took the order between two steps
        """
        self.transfer = state.as_dict()
        self.env["ebics.call"]._commit_step()
        if not self._hold() or self.transfer != state.as_dict():
            raise Elsewhere

    def _is_uncertain(self):
        return bool(self.transfer) and exchange.UploadState(**self.transfer).uncertain

    def _try_later(self, sentence):
        """Wait longer each time."""
        minutes = min(5 * 2 ** min(self.attempts - 1, 6), LONGEST_WAIT)
        self.write(
            {
                "last_error": sentence,
                "next_try": fields.Datetime.now() + timedelta(minutes=minutes),
            }
        )
        self.env.ref("account_ebics.ir_cron_send")._trigger(self.next_try)

    def _fail(self, transition, sentence):
        self.last_error = sentence
        self._fire(transition, reason=sentence)
        self.activity_schedule(
            "mail.mail_activity_data_todo",
            summary=self.env._("The bank and %(order)s", order=self.name),
            note=sentence,
            user_id=(self.signature_ids.user_id[-1:] or self.create_uid).id,
        )

    # --- what the bank says later --------------------------------------------------------------

    @api.model
    def _take_report(self, report, bank):
        """Take what a pain.002 says about an order of ours; False when it is about none."""
        order = self.search(
            [
                ("bank_id", "=", bank.id),
                ("message_name", "=", report.message),
                ("state", "in", ("sent", "unclear", "accepted", "rejected")),
            ],
            limit=1,
        )
        if not order:
            return False
        name = {"accepted": "accept", "rejected": "reject"}.get(report.outcome)
        if name and order.state in WORKFLOW.transitions[name].sources:
            if name == "reject":
                order._fail(name, ", ".join(report.reasons) or report.status)
            else:
                order._fire(name)
        else:
            order.message_post(body=", ".join([report.status, *report.reasons]))
        return True
