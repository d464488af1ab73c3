import logging

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.bookstore_deposit.core.codes import is_ean13, normalise_code
from odoo.addons.suite_base.core.addresses import OutgoingError

from ..core.fel import batches
from ..core.fel_client import FelClient
from ..core.unreadable import Unreadable
from ..sentences import describe

_logger = logging.getLogger(__name__)

# Price and availability move: an answer of yesterday is asked for again.
KEPT_HOURS = 24


class BookstoreMetadataRecord(models.Model):
    """What Dilicom's FEL says, asked with the contract of a company."""

    _inherit = "bookstore.metadata.record"

    asker_id = fields.Many2one(
        "res.company",
        "Asked with the Contract of",
        readonly=True,
        help="The company whose contract with Dilicom was used.",
    )
    dimensions = fields.Char(compute="_compute_offer")
    published = fields.Char("Published on", compute="_compute_offer")
    distributor = fields.Char(
        compute="_compute_offer", help="Its GLN, with the name when a contact of ours has it."
    )

    @api.depends("values")
    def _compute_offer(self):
        codes = {(record.values or {}).get("distributor") for record in self} - {None}
        partners = self.env["res.partner"].search([("global_location_number", "in", list(codes))])
        names = {partner.global_location_number: partner.name for partner in partners}
        for record in self:
            said = record.values or {}
            code = said.get("distributor", "")
            record.distributor = f"{names[code]} ({code})" if code in names else code
            record.dimensions = said.get("dimensions", "")
            record.published = said.get("published", "")

    def action_ask_fel_again(self):
        """Ask Dilicom again, whatever is kept."""
        self.ensure_one()
        self._check_may_ask()
        record = self._ask_fel(self.code, again=True)
        record._compare()
        return record._get_records_action()

    # -- asking -------------------------------------------------------------------

    @api.model
    def _ask_from(self, source, code):
        """The record of a code from the source that somebody chose."""
        return self._ask_fel(code) if source == "fel" else self._ask(code)

    @api.model
    def _ask_fel(self, code, again=False):
        """The record of a code: the one of today, or what FEL answers now.

        :raises UserError: it is no EAN, there is no contract or no answer
        """
        code = normalise_code(code)
        if not is_ean13(code):
            raise UserError(
                self.env._("%s is no EAN: Dilicom knows no other codes. Make it by hand.", code)
            )
        self._check_has_fel(self.env.company)
        kept = self._find_kept(code, ("fel",))
        limit = fields.Datetime.subtract(fields.Datetime.now(), hours=KEPT_HOURS)
        if kept and not again and kept.asked_on > limit:
            return kept
        answers = self._call_fel(self.env.company, [code])
        if code in answers.failed:
            raise UserError(self._get_fel_failure(code, answers.failed[code]))
        record = self._keep("fel", answers.found)
        record.sudo().asker_id = self.env.company  # sudo: the server's own note
        return record

    @api.model
    def _check_has_fel(self, company):
        if not company._bookstore_has_fel():
            raise UserError(
                self.env._(
                    "%s has no access to Dilicom's FEL. An administrator types the GLN and the"
                    " password in Settings ▸ Purchase ▸ Dilicom.",
                    company.name,
                )
            )

    @api.model
    def _get_fel_failure(self, code, word):
        if word:
            return self.env._(
                "Dilicom did not answer about %(code)s: “%(word)s”.", code=code, word=word
            )
        return self.env._("Dilicom's answer says nothing of %s. Ask again later.", code)

    @api.model
    def _call_fel(self, company, codes):
        """The ``FelAnswers`` of one call."""
        user, password, url = company._bookstore_get_fel()
        policy = self.env["suite.outgoing"]._get_policy()
        try:
            return FelClient(policy, user, password, url).ask(codes)
        except OutgoingError as error:
            reason = self.env["suite.outgoing"]._describe(error)
        except Unreadable as error:
            reason = describe(self.env, error)
        _logger.info("FEL was asked for %s codes in vain: %s", len(codes), reason)
        raise UserError(
            self.env._("Dilicom's FEL gave no answer: %s Complete by hand, or later.", reason)
        )

    # -- many at a time ------------------------------------------------------------

    @api.model
    def _plan_fel(self, codes):
        """Have these codes asked in the background, a hundred a call, again if of yesterday."""
        self._check_has_fel(self.env.company)
        planned = self._plan(codes, "fel")
        limit = fields.Datetime.subtract(fields.Datetime.now(), hours=KEPT_HOURS)
        # sudo: nobody types what a source says, booksellers make it be asked
        old = self.sudo().search(
            [
                ("source", "=", "fel"),
                ("code", "in", codes),
                ("state", "in", ("found", "absent")),
                ("asked_on", "<=", limit),
            ]
        )
        old.write({"state": "waiting", "attempts": 0})
        every = planned | old
        every.sudo().asker_id = self.env.company  # sudo: as above
        if old and not planned:
            cron = self.env.ref("bookstore_metadata.ir_cron_ask_fel")
            cron.sudo()._trigger()  # sudo: booksellers have no rights on scheduled actions
        return every

    @api.model
    def _cron_ask_fel(self):
        """Ask FEL for what waits, a hundred codes a call and a transaction."""
        companies = self.env["res.company"].search([("active", "=", True)])
        lang = self.env.company.partner_id.lang or self.env.lang
        self = self.with_context(allowed_company_ids=companies.ids, lang=lang)
        domain = [("state", "=", "waiting"), ("source", "=", "fel")]
        self.env["ir.cron"]._commit_progress(remaining=self.search_count(domain))
        waiting = self.search(domain, order="asked_on nulls first, id", limit=2000)
        for company, records in waiting.grouped("asker_id").items():
            for codes in batches(records.mapped("code")):
                batch = records.filtered(lambda record, codes=codes: record.code in codes)
                if not batch._ask_batch(company):
                    break  # this contract rests until later
                if not self.env["ir.cron"]._commit_progress(len(batch)):
                    return
        self.env["ir.cron"]._commit_progress(remaining=0)

    def _ask_batch(self, company):
        """:return: whether there was an answer"""
        try:
            self._check_has_fel(company)
            answers = self._call_fel(company, self.mapped("code"))
        except UserError as error:
            for record in self:
                record._note_failure(str(error))
            return False
        for record in self:
            if record.code in answers.found:
                record._keep_waiting(answers.found[record.code])
            else:
                word = answers.failed.get(record.code, "")
                record._note_failure(self._get_fel_failure(record.code, word))
        return True
