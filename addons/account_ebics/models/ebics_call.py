import os
import time
from functools import partial

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import config
from odoo.tools.misc import format_date

from odoo.addons.suite_base.core.outgoing import OutgoingError, call

from ..core import codes
from ..core.errors import BankRefusal, EbicsError

SECRET = "ACCOUNT_EBICS_SECRET"
LONGEST_ANSWER = 64 * 1024 * 1024


class EbicsCall(models.AbstractModel):
    """Speaks to banks, keeps the journal of it, and puts what went wrong into words."""

    _name = "ebics.call"
    _description = "Calls to Banks"

    @api.model
    def _get_secret(self):
        """The secret of this server, under which keys that send and fetch are sealed.

        :raises UserError: nobody has set it
        """
        secret = os.environ.get(SECRET) or config.get(SECRET.lower()) or ""
        if len(secret) < 16:
            raise UserError(
                self.env._(
                    "This server has no secret for EBICS keys yet. Set the environment variable "
                    "%(name)s (or %(option)s in the configuration file) to 16 signs or more, keep "
                    "a copy in a safe place, and start the server again.",
                    name=SECRET,
                    option=SECRET.lower(),
                )
            )
        return secret

    @api.model
    def _get_post(self, subscriber, order=None):
        """The function that sends one message for this subscriber."""
        return partial(self._post, subscriber, order)

    @api.model
    def _post(self, subscriber, order, step, octets):
        """Send one message; the journal has it whatever happens."""
        started = time.monotonic()
        values = {
            "bank_id": subscriber.bank_id.id,
            "subscriber_id": subscriber.id,
            "order_id": order.id if order else False,
            "step": step,
            "sent_bytes": len(octets),
        }
        try:
            answer = self._call(subscriber.bank_id.url, octets)
        except OutgoingError as error:
            values["error"] = self.env["suite.outgoing"]._describe(error)
            raise
        else:
            values |= self.env["ebics.exchange"]._read_codes(answer)
            return answer
        finally:
            values["seconds"] = time.monotonic() - started
            self.env["ebics.exchange"]._log(values)

    @api.model
    def _call(self, url, octets):
        policy = self.env["suite.outgoing"]._get_policy(
            timeout=60, total_time=300, max_bytes=LONGEST_ANSWER
        )
        headers = {"Content-Type": "text/xml; charset=UTF-8"}
        answer = call(url, method="POST", headers=headers, body=octets, policy=policy)
        if answer.status != 200:
            raise EbicsError("http", status=answer.status)
        return answer.body

    def _commit_step(self):
        """Keep for good what happened so far: the bank remembers it as well."""
        self.env["ir.cron"]._commit_progress()

    # --- words --------------------------------------------------------------------------------

    @api.model
    def _is_passing(self, error):
        """Whether the same may work later."""
        if isinstance(error, BankRefusal):
            return codes.find_meaning(error.number) == codes.AGAIN
        if isinstance(error, EbicsError):
            return error.code in ("http", "document")
        return True

    @api.model
    def _explain(self, error):
        """What an error means, in a sentence that says what to do."""
        if isinstance(error, OutgoingError):
            return self.env["suite.outgoing"]._describe(error)
        if isinstance(error, BankRefusal):
            return self._explain_refusal(error)
        values = dict(error.values)
        if "day" in values:
            values["day"] = format_date(self.env, values["day"])
        words = {**self._get_words_of_keys(), **self._get_words_of_answers()}
        return words.get(error.code, error.code) % values

    def _explain_refusal(self, error):
        advice = self._get_advice().get(error.number, "")
        return " ".join(
            filter(
                None,
                [
                    self.env._(
                        "The bank refuses: %(number)s %(name)s.",
                        number=error.number,
                        name=error.name,
                    ),
                    advice,
                    error.text if error.name not in error.text else "",
                ],
            )
        )

    def _get_advice(self):
        unknown = self.env._(
            "It does not know this subscriber yet, or has suspended him: send the letter, or ask "
            "the bank."
        )
        signature = self.env._(
            "It does not accept the signatures: look at who may sign, and how many have to."
        )
        return {
            "061001": self.env._("Our keys are not those that the bank knows."),
            "061099": self.env._("Its server has a problem; we try again."),
            "090003": self.env._("This subscriber may not use this service: ask the bank."),
            "091002": unknown,
            "091003": unknown,
            "091004": unknown,
            "091005": self.env._("It does not know this service: compare it with its sheet."),
            "091006": self.env._("It does not offer this service: compare it with its sheet."),
            "091008": self.env._("It has new keys: fetch them and compare their fingerprints."),
            "091011": self.env._("It does not know the host number: compare it with its sheet."),
            "091208": self.env._("A certificate has expired: make new keys."),
            "091301": signature,
            "091304": signature,
            "091305": signature,
            "091306": self.env._("It has this very order already: do not send it again."),
        }

    def _get_words_of_keys(self):
        return {
            "passphrase": self.env._("This passphrase does not open the key."),
            "seal": self.env._("The stored key is damaged: make new keys."),
            "certificate": self.env._("The certificate of %(version)s cannot be used."),
            "expired": self.env._(
                "The certificate of key %(version)s expired on %(day)s: make new keys and send "
                "their letter."
            ),
            "early": self.env._("The certificate of key %(version)s begins on %(day)s only."),
            "fingerprint": self.env._(
                "The fingerprint of %(version)s is not the one of the key that came. Do not go "
                "on: compare again, then call the bank."
            ),
            "fingerprint_form": self.env._(
                "A fingerprint has 64 figures and letters from A to F; %(count)s were typed."
            ),
        }

    def _get_words_of_answers(self):
        return {
            "host": self.env._("The keys are of host %(found)s, not of %(expected)s."),
            "document": self.env._("What came back is no answer of a bank: check the address."),
            "http": self.env._("The bank's server answers with status %(status)s."),
            "bank_signature": self.env._(
                "The answer is not signed by the bank whose keys were confirmed: it was not "
                "taken. Call the bank if this stays."
            ),
            "content": self.env._("What the bank sent cannot be opened: it is not complete."),
            "segment": self.env._("Part %(expected)s was expected, part %(found)s came."),
            "service": self.env._("“%(text)s” is not allowed here."),
            "lost": self.env._(
                "The connection broke with the last part, and the bank does not remember the "
                "transfer: it may have the order or not. Look on the bank's site, then say so "
                "here."
            ),
        }
