import base64

from odoo import fields, models
from odoo.exceptions import UserError

from ..core import keys
from ..core.envelope import Access, Ring
from ..core.errors import EbicsError

KEYS = {
    "authentication_certificate",
    "encryption_certificate",
    "keys_state",
    "confirmed_by_id",
    "confirmed_on",
    "last_error",
}
IDENTITY = {"host_code", "partner_code"}


class EbicsBank(models.Model):
    """One agreement with one bank: its address, its keys, what it takes and gives."""

    _name = "ebics.bank"
    _description = "EBICS Bank"
    _inherit = ["suite.guard.mixin", "mail.thread", "mail.activity.mixin"]
    _guarded_fields = frozenset(KEYS)
    _order = "name, id"
    _check_company_auto = True

    name = fields.Char(required=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    journal_ids = fields.Many2many(
        "account.journal", string="Accounts", check_company=True, domain="[('type', '=', 'bank')]"
    )
    url = fields.Char(string="Address", required=True, help="https://… as the bank's sheet says.")
    host_code = fields.Char(string="Host Number", required=True)
    partner_code = fields.Char(string="Customer Number", required=True)
    profile = fields.Selection(
        [
            ("ts", "TS: our signatures release orders"),
            ("t", "T: orders are confirmed to the bank by other means"),
        ],
        default="ts",
        required=True,
    )
    signature_count = fields.Selection(
        [("1", "One person"), ("2", "Two persons")],
        string="Signatures",
        default="1",
        required=True,
    )
    subscriber_ids = fields.One2many("ebics.subscriber", "bank_id", string="Subscribers")
    service_ids = fields.One2many("ebics.service", "bank_id", string="Services")
    order_ids = fields.One2many("ebics.order", "bank_id", string="Orders")
    download_ids = fields.One2many("ebics.download", "bank_id", string="Received Files")
    order_count = fields.Integer(compute="_compute_counts")
    download_count = fields.Integer(compute="_compute_counts")

    authentication_certificate = fields.Text(readonly=True, copy=False)
    encryption_certificate = fields.Text(readonly=True, copy=False)
    keys_state = fields.Selection(
        [("none", "Not fetched"), ("received", "To confirm"), ("confirmed", "Confirmed")],
        string="Keys of the Bank",
        default="none",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
    )
    confirmed_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    confirmed_on = fields.Datetime(readonly=True, copy=False)
    last_error = fields.Char(readonly=True, copy=False)

    def _compute_counts(self):
        orders = dict(
            self.env["ebics.order"]._read_group(
                [("bank_id", "in", self.ids)], ["bank_id"], ["__count"]
            )
        )
        downloads = dict(
            self.env["ebics.download"]._read_group(
                [("bank_id", "in", self.ids)], ["bank_id"], ["__count"]
            )
        )
        for bank in self:
            bank.order_count = orders.get(bank, 0)
            bank.download_count = downloads.get(bank, 0)

    def write(self, vals):
        self._check_guarded(vals)
        if any(vals[name] != bank[name] for bank in self for name in IDENTITY & set(vals)):
            # another agreement: nobody has compared its keys with a letter
            # sudo: the state of the keys follows
            super(EbicsBank, self.sudo()).write(self._get_no_keys())
        return super().write(vals)

    def _get_guarded_message(self, labels):
        return self.env._(
            "The keys of a bank are fetched from it and confirmed by their fingerprints; "
            "they cannot be entered."
        )

    @staticmethod
    def _get_no_keys():
        return {
            "authentication_certificate": False,
            "encryption_certificate": False,
            "keys_state": "none",
            "confirmed_by_id": False,
            "confirmed_on": False,
        }

    # --- actions ------------------------------------------------------------------------------

    def action_confirm_keys(self):
        """Ask for the fingerprints of the bank's letter."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Fingerprints of the Bank"),
            "res_model": "ebics.bank.confirm",
            "view_mode": "form",
            "target": "new",
            "context": {"default_bank_id": self.id},
        }

    def action_fetch(self):
        """Have the server ask the bank for everything it gives."""
        return self.service_ids.action_fetch()

    def action_view_orders(self):
        return self._view("account_ebics.ebics_order_action")

    def action_view_downloads(self):
        return self._view("account_ebics.ebics_download_action")

    def action_view_exchanges(self):
        return self._view("account_ebics.ebics_exchange_action")

    def _view(self, action):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(action)
        return {**action, "domain": [("bank_id", "=", self.id)], "context": {}}

    # --- conversation -------------------------------------------------------------------------

    def _get_access(self, subscriber):
        return Access(self.host_code, self.partner_code, subscriber.code)

    def _get_ring(self, subscriber):
        """The keys of a conversation.

        :raises UserError: the bank's keys are not confirmed, or the subscriber is not ready
        """
        if self.keys_state != "confirmed":
            raise UserError(
                self.env._(
                    "The keys of %(bank)s are not confirmed yet: compare their fingerprints with "
                    "the bank's letter first.",
                    bank=self.name,
                )
            )
        return Ring(*subscriber._get_transport_keys(), *self._get_keys())

    def _get_keys(self):
        """The keys X002 and E002 of the bank that were fetched."""
        certificates = (self.authentication_certificate, self.encryption_certificate)
        return tuple(
            keys.read_certificate(version, base64.b64decode(certificate or ""))
            for version, certificate in zip(("X002", "E002"), certificates, strict=True)
        )

    def _receive_keys(self, found):
        """Keep the keys that came; whoever they are of is not proved by their coming."""
        certificates = [base64.b64encode(key.der).decode() for key in found]
        before = [self.authentication_certificate, self.encryption_certificate]
        if certificates == before and self.keys_state == "confirmed":
            return
        self.sudo().write(  # sudo: only the bank's own answer writes its keys
            {
                **self._get_no_keys(),
                "authentication_certificate": certificates[0],
                "encryption_certificate": certificates[1],
                "keys_state": "received",
            }
        )

    def _confirm_keys(self, authentication, encryption):
        """Believe the keys, after a person typed what the bank's letter says.

        :raises UserError: a fingerprint is another one
        """
        self.ensure_one()
        self.check_access("write")
        if self.keys_state == "none":
            raise UserError(self.env._("The keys of %(bank)s were not fetched.", bank=self.name))
        try:
            for key, typed in zip(self._get_keys(), (authentication, encryption), strict=True):
                keys.check_fingerprint(key, typed)
        except EbicsError as error:
            raise UserError(self.env["ebics.call"]._explain(error)) from None
        self.sudo().write(  # sudo: the only place where keys become believed
            {
                "keys_state": "confirmed",
                "confirmed_by_id": self.env.uid,
                "confirmed_on": fields.Datetime.now(),
            }
        )

    # --- problems -----------------------------------------------------------------------------

    def _tell_error(self, sentence):
        """Say once what went wrong; the same again is no news."""
        if self.last_error != sentence:
            self.last_error = sentence
            self.message_post(body=sentence)
