import base64

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import LazyTranslate

from odoo.addons.suite_base.core.outgoing import OutgoingError
from odoo.addons.suite_base.core.workflow import Transition, Workflow

from ..core import exchange, keys
from ..core.errors import BankRefusal, EbicsError

_lt = LazyTranslate(__name__)

KINDS = {"A006": "signature", "X002": "authentication", "E002": "encryption"}
KEYS = {f"{kind}_{part}" for kind in KINDS.values() for part in ("certificate", "sealed")}
MACHINE = KEYS | {"ini_state", "hia_state", "expires_on", "last_error", "company_id"}
SHORTEST = 12
ALREADY_THERE = ("091002", "091004")

WORKFLOW = Workflow(
    field="state",
    starts=("draft",),
    transitions={
        "make": Transition(
            label=_lt("Make Keys"), sources=("draft", "suspended"), target="made", by_hand=False
        ),
        "send": Transition(
            label=_lt("Send Keys to the Bank"),
            sources=("made",),
            target="sending",
            groups=("account.group_account_manager",),
            effect="_wake",
        ),
        "sent": Transition(
            label=_lt("Keys Sent"), sources=("sending",), target="letter", by_hand=False
        ),
        "stop": Transition(
            label=_lt("Not Sent"), sources=("sending",), target="made", by_hand=False
        ),
        "ask": Transition(
            label=_lt("The Bank Has the Letter"),
            sources=("letter",),
            target="asking",
            groups=("account.group_account_manager",),
            effect="_wake",
        ),
        "open": Transition(label=_lt("Ready"), sources=("asking",), target="ready", by_hand=False),
        "wait": Transition(
            label=_lt("Not Open Yet"), sources=("asking",), target="letter", by_hand=False
        ),
        "ask_again": Transition(
            label=_lt("Fetch the Bank's Keys Again"),
            sources=("ready",),
            target="asking",
            groups=("account.group_account_manager",),
            effect="_wake",
        ),
        "suspend": Transition(
            label=_lt("Suspend"),
            sources=("made", "letter", "ready"),
            target="suspended",
            groups=("account.group_account_manager",),
        ),
    },
    tones={
        "draft": "grey",
        "letter": "orange",
        "made": "orange",
        "ready": "green",
        "suspended": "red",
    },
    deletable=("draft",),
)


class EbicsSubscriber(models.Model):
    """One person at one bank, with his three keys."""

    _name = "ebics.subscriber"
    _description = "EBICS Subscriber"
    _inherit = ["suite.guard.mixin", "suite.workflow.mixin", "mail.thread"]
    _guarded_fields = frozenset(MACHINE)
    _order = "bank_id, id"
    _rec_name = "code"

    bank_id = fields.Many2one("ebics.bank", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="bank_id.company_id", store=True, index=True)
    user_id = fields.Many2one("res.users", string="Person", required=True, index=True)
    code = fields.Char(string="User Number", required=True, help="As the bank's sheet says.")
    state = fields.Selection(
        [
            ("draft", "No keys"),
            ("made", "Keys made"),
            ("sending", "Being sent"),
            ("letter", "Letter to send"),
            ("asking", "Asking the bank"),
            ("ready", "Ready"),
            ("suspended", "Suspended"),
        ],
        default="draft",
        required=True,
        copy=False,
    )
    signature_certificate = fields.Text(readonly=True, copy=False)
    authentication_certificate = fields.Text(readonly=True, copy=False)
    encryption_certificate = fields.Text(readonly=True, copy=False)
    signature_sealed = fields.Text(readonly=True, copy=False, groups=fields.NO_ACCESS)
    authentication_sealed = fields.Text(readonly=True, copy=False, groups=fields.NO_ACCESS)
    encryption_sealed = fields.Text(readonly=True, copy=False, groups=fields.NO_ACCESS)
    expires_on = fields.Date(string="Keys Expire On", readonly=True, copy=False)
    ini_state = fields.Selection(
        [("tried", "Tried"), ("done", "Done")], string="INI", readonly=True, copy=False
    )
    hia_state = fields.Selection(
        [("tried", "Tried"), ("done", "Done")], string="HIA", readonly=True, copy=False
    )
    last_error = fields.Char(readonly=True, copy=False)
    is_mine = fields.Boolean(compute="_compute_is_mine")

    _one_person = models.UniqueIndex(
        "(bank_id, user_id)", "This person has a number at this bank already."
    )
    _one_code = models.UniqueIndex("(bank_id, code)", "This number is given already.")

    def _get_workflow(self):
        return WORKFLOW

    @api.depends("code", "user_id")
    def _compute_display_name(self):
        for subscriber in self:
            subscriber.display_name = f"{subscriber.user_id.name or ''} ({subscriber.code or ''})"

    @api.depends_context("uid")
    @api.depends("user_id")
    def _compute_is_mine(self):
        for subscriber in self:
            subscriber.is_mine = subscriber.user_id == self.env.user

    def write(self, vals):
        self._check_guarded(vals)
        if {"user_id", "code", "bank_id"} & set(vals) and not self.env.su:
            started = self.filtered(lambda one: one.state != "draft")
            if started:
                raise UserError(
                    self.env._(
                        "%(name)s has keys: the person and the number stay. Suspend, and create "
                        "another subscriber.",
                        name=started[0].display_name,
                    )
                )
        return super().write(vals)

    def _get_guarded_message(self, labels):
        return self.env._("Keys are made here; they cannot be entered.")

    # --- actions ------------------------------------------------------------------------------

    def action_make_keys(self):
        """Ask for a passphrase, then make the keys."""
        self.ensure_one()
        self._check_mine()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Make Keys"),
            "res_model": "ebics.make.keys",
            "view_mode": "form",
            "target": "new",
            "context": {"default_subscriber_id": self.id},
        }

    def action_send(self):
        return self._fire("send")

    def action_ask(self):
        name = "ask_again" if self.state == "ready" else "ask"
        return self._fire(name)

    def action_suspend(self):
        return self._fire("suspend")

    def action_print_letter(self):
        self.ensure_one()
        self.check_access("read")
        if not self.signature_certificate:
            raise UserError(self.env._("%(name)s has no keys yet.", name=self.display_name))
        return self.env.ref("account_ebics.action_report_ebics_letter").report_action(
            self, config=False
        )

    def _check_mine(self):
        """Whoever holds the passphrase is the person himself."""
        if self.user_id != self.env.user:
            raise AccessError(
                self.env._(
                    "Only %(person)s makes and uses the keys of %(name)s.",
                    person=self.user_id.name,
                    name=self.display_name,
                )
            )

    # --- keys ---------------------------------------------------------------------------------

    def _make_keys(self, passphrase):
        """Make three keys: A006 under the person's passphrase, the others under the server's.

        :raises UserError: the passphrase is short, or the server has no secret
        """
        self.ensure_one()
        self._check_mine()
        if len(passphrase or "") < SHORTEST:
            raise UserError(self.env._("A passphrase has %(count)s signs or more.", count=SHORTEST))
        secret = self.env["ebics.call"]._get_secret()
        values = {"ini_state": False, "hia_state": False, "last_error": False}
        for version, kind in KINDS.items():
            key = keys.make_key(version, self.code, self.company_id.name)
            values[f"{kind}_certificate"] = base64.b64encode(key.der).decode()
            values[f"{kind}_sealed"] = keys.seal(key, passphrase if version == "A006" else secret)
        values["expires_on"] = key.expires.date()
        # sudo: the person himself, checked above; nobody reads or writes sealed keys otherwise
        subscriber = self.sudo()
        subscriber._fire("make")
        subscriber.write(values)

    def _get_public_keys(self):
        return [
            keys.read_certificate(version, base64.b64decode(self[f"{kind}_certificate"] or ""))
            for version, kind in KINDS.items()
        ]

    def _get_transport_keys(self):
        """The keys X002 and E002, opened with the secret of the server."""
        secret = self.env["ebics.call"]._get_secret()
        return [self._open_key(version, secret) for version in ("X002", "E002")]

    def _open_key(self, version, secret):
        subscriber = self.sudo()  # sudo: sealed keys have no reader but this method
        kind = KINDS[version]
        return keys.unseal(
            version,
            base64.b64decode(subscriber[f"{kind}_certificate"] or ""),
            subscriber[f"{kind}_sealed"] or "",
            secret,
        )

    def _open_signature_key(self, passphrase):
        """The key A006, opened by the person's passphrase.

        :raises UserError: another person, a wrong passphrase, an expired certificate
        """
        self.ensure_one()
        self._check_mine()
        try:
            key = self._open_key("A006", passphrase or "")
            key.check_valid()
        except EbicsError as error:
            raise UserError(self.env["ebics.call"]._explain(error)) from None
        return key

    # --- exchange of keys ---------------------------------------------------------------------

    def _wake(self):
        self.env.ref("account_ebics.ir_cron_subscribers")._trigger()

    @api.model
    def _cron_exchange_keys(self):
        """Send keys, and ask for those of the bank, where somebody pressed the button."""
        waiting = self.search([("state", "in", ("sending", "asking"))])
        for subscriber in waiting:
            subscriber._exchange_keys()
            self.env["ebics.call"]._commit_step()

    def _exchange_keys(self):
        caller = self.env["ebics.call"]
        sending = self.state == "sending"
        try:
            if sending:
                self._send_keys()
            else:
                self._fetch_bank_keys()
        except (EbicsError, OutgoingError) as error:
            self._give_up("stop" if sending else "wait", caller._explain(error))
        except UserError as error:
            self._give_up("stop" if sending else "wait", str(error))
        else:
            self.last_error = False
            self._fire("sent" if sending else "open")
            self._tell(
                "success", dict(self._fields["state"]._description_selection(self.env))[self.state]
            )

    def _give_up(self, transition, sentence):
        self.last_error = sentence
        self._fire(transition, reason=sentence)
        self._tell("warning", sentence)

    def _tell(self, tone, sentence):
        """Tell the person, where he looks at the screen."""
        params = {"type": tone, "title": self.display_name, "message": sentence}
        self.user_id._bus_send("simple_notification", params)

    def _send_keys(self):
        """INI, then HIA; what the bank has already is not sent twice."""
        signature, authentication, encryption = self._get_public_keys()
        access = self.bank_id._get_access(self)
        post = self.env["ebics.call"]._get_post(self)
        self._send_once("ini_state", exchange.send_signature_key, post, access, signature)
        self._send_once(
            "hia_state", exchange.send_transport_keys, post, access, authentication, encryption
        )

    def _send_once(self, field, send, *words):
        if self[field] == "done":
            return
        tried = self[field] == "tried"
        self.sudo()[field] = "tried"  # sudo: what was sent is no choice of anybody
        self.env["ebics.call"]._commit_step()
        try:
            send(*words)
        except BankRefusal as refusal:
            # an answer was lost on the way: the bank has the keys, the letter proves them
            if not (tried and refusal.number in ALREADY_THERE):
                if not self.env["ebics.call"]._is_passing(refusal):
                    self.sudo()[field] = False  # sudo: as above
                raise
        self.sudo()[field] = "done"  # sudo: as above

    def _fetch_bank_keys(self):
        authentication, encryption = self._get_transport_keys()
        for key in (authentication, encryption):
            key.check_valid()
        found = exchange.fetch_bank_keys(
            self.env["ebics.call"]._get_post(self),
            self.bank_id._get_access(self),
            authentication,
            encryption,
        )
        self.bank_id._receive_keys(found)

    # --- letter -------------------------------------------------------------------------------

    def _get_letter_keys(self):
        """What the letter shows of each key."""
        labels = {
            "A006": self.env._("Electronic signature (INI)"),
            "X002": self.env._("Authentication (HIA)"),
            "E002": self.env._("Encryption (HIA)"),
        }
        return [
            {
                "version": key.version,
                "label": labels[key.version],
                "lines": keys.show_fingerprint(key.fingerprint).splitlines(),
                "certificate": base64.encodebytes(key.der).decode().strip(),
                "begins": key.certificate.not_valid_before_utc.date(),
                "ends": key.expires.date(),
            }
            for key in self._get_public_keys()
        ]
