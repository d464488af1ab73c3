from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from odoo.addons.suite_base.core.outgoing import OutgoingError

from ..core import exchange
from ..core.errors import EbicsError
from ..core.service import Service

FETCH_AGAIN = timedelta(hours=4)


class EbicsService(models.Model):
    """One kind of file that a bank takes or gives, as its own sheet names it."""

    _name = "ebics.service"
    _inherit = "suite.guard.mixin"
    _description = "EBICS Service"
    _order = "direction desc, sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    bank_id = fields.Many2one("ebics.bank", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="bank_id.company_id", store=True, index=True)
    direction = fields.Selection(
        [("up", "We send"), ("down", "We fetch")], required=True, default="up"
    )
    kind = fields.Selection(
        [
            ("lcr", "Bills of exchange (LCR)"),
            ("transfer", "Transfers"),
            ("debit", "Direct debits"),
            ("statement", "Statements"),
            ("report", "Payment status (pain.002)"),
            ("other", "Other"),
        ],
        required=True,
        default="other",
    )
    service_name = fields.Char(string="Service", size=3, required=True)
    scope = fields.Char(size=3)
    option = fields.Char(size=10)
    container = fields.Selection([("XML", "XML"), ("ZIP", "ZIP"), ("SVC", "SVC")])
    message = fields.Char(size=10, required=True, help="For instance camt.053 or pain.001.")
    variant = fields.Char(size=3)
    version = fields.Char(size=2)
    format = fields.Char(size=4)
    automatic = fields.Boolean(
        string="Fetch Every Day", help="The server asks for it by itself, several times a day."
    )
    is_asked = fields.Boolean(string="Asked For", readonly=True, copy=False)
    fetched_on = fields.Datetime(string="Asked For Last", readonly=True, copy=False)

    @api.constrains(
        "service_name", "scope", "option", "container", "message", "variant", "version", "format"
    )
    def _check_form(self):
        for service in self:
            try:
                service._get_service()
            except EbicsError as error:
                raise ValidationError(
                    self.env._(
                        "%(service)s: %(reason)s",
                        service=service.name,
                        reason=self.env["ebics.call"]._explain(error),
                    )
                ) from None

    def _get_service(self):
        return Service(
            name=self.service_name or "",
            message=self.message or "",
            scope=self.scope or "",
            option=self.option or "",
            container=self.container or "",
            variant=self.variant or "",
            version=self.version or "",
            format=self.format or "",
        )

    # --- fetching -----------------------------------------------------------------------------

    def action_fetch(self):
        """Have the server ask the bank for this now."""
        self.check_access("read")
        self._queue()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "info",
                "message": self.env._("The server asks the bank now; look again in a minute."),
            },
        }

    def _queue(self):
        # sudo: whoever may read statements may have them fetched
        self.sudo().filtered(lambda one: one.direction == "down").is_asked = True
        self.env.ref("account_ebics.ir_cron_fetch")._trigger()

    @api.model
    def _cron_fetch(self):
        """Fetch what was asked for, and what is fetched by itself."""
        before = fields.Datetime.now() - FETCH_AGAIN
        due = Domain("is_asked", "=", True) | (
            Domain("automatic", "=", True)
            & (Domain("fetched_on", "=", False) | Domain("fetched_on", "<", before))
        )
        confirmed = Domain("direction", "=", "down") & Domain(
            "bank_id.keys_state", "=", "confirmed"
        )
        for service in self.search(confirmed & due):
            service._fetch()
            self.env["ebics.call"]._commit_step()

    def _fetch(self):
        """Fetch all that the bank has for the service; a problem is told on the bank."""
        # sudo: who asked is gone; a subscriber of the bank speaks
        service, bank = self.sudo(), self.sudo().bank_id
        caller = service.env["ebics.call"]
        service.write({"is_asked": False, "fetched_on": fields.Datetime.now()})
        try:
            service._fetch_all(bank, caller)
        except (EbicsError, OutgoingError) as error:
            bank._tell_error(caller._explain(error))
        except UserError as error:
            bank._tell_error(str(error))
        else:
            bank.last_error = False

    def _fetch_all(self, bank, caller):
        subscriber = bank.subscriber_ids.filtered(lambda one: one.state == "ready")[:1]
        if not subscriber:
            raise UserError(self.env._("No subscriber of %(bank)s is ready.", bank=bank.name))
        ring = bank._get_ring(subscriber)
        while exchange.download(
            caller._get_post(subscriber),
            bank._get_access(subscriber),
            ring,
            self._get_service(),
            lambda octets: self.env["ebics.download"]._receive(self, octets),
        ):
            caller._commit_step()
