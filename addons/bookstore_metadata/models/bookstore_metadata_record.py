import logging

from psycopg2 import OperationalError

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_amount, format_date

from odoo.addons.bookstore_deposit.core.codes import is_isbn, normalise_code
from odoo.addons.suite_base.core.addresses import OutgoingError

from ..core.bnf import URL, BnfClient
from ..core.unreadable import Unreadable
from ..core.values import Price, price_on
from ..sentences import describe
from . import sql

_logger = logging.getLogger(__name__)

# An ISBN that the catalogue does not know may be there a week later: books arrive before their record.
ABSENT_DAYS = 7
# One an hour: a catalogue that rests for a night is no reason to give a title up.
MOST_ATTEMPTS = 24
SOURCES = [
    ("bnf", "BnF"),
    ("file", "UNIMARC file"),
    ("onix", "ONIX file"),
    ("fel", "Dilicom (FEL)"),
]
CRONS = {"bnf": "bookstore_metadata.ir_cron_ask", "fel": "bookstore_metadata.ir_cron_ask_fel"}
# Answered at once to whoever asks the BnF.
FREELY_KEPT = ("bnf", "file", "onix")


class BookstoreMetadataRecord(models.Model):
    """What one source said about one ISBN, whole, and when; also that it knows nothing.

    It is kept so that nobody is asked twice, and so that nothing of a record is lost (B11).
    """

    _name = "bookstore.metadata.record"
    _description = "What a Source Says of a Title"
    _inherit = "suite.guard.mixin"
    _order = "asked_on desc, id desc"

    _guarded_fields = frozenset(
        [
            "source",
            "code",
            "state",
            "asked_on",
            "name",
            "values",
            "raw",
            "identifier",
            "price_text",
            "record_count",
            "prices",
            "is_withdrawn",
            "error",
            "attempts",
            "asker_id",
        ]
    )

    source = fields.Selection(SOURCES, required=True, readonly=True)
    code = fields.Char("ISBN", required=True, readonly=True)
    state = fields.Selection(
        [
            ("waiting", "To ask"),
            ("found", "Found"),
            ("absent", "Not known there"),
            ("failed", "Given up"),
        ],
        "Answer",
        required=True,
        readonly=True,
    )
    asked_on = fields.Datetime("Asked on", readonly=True)
    name = fields.Char("Title There", readonly=True)
    values = fields.Json("What It Says", readonly=True)
    authors = fields.Char(compute="_compute_said")
    publisher = fields.Char(compute="_compute_said")
    year = fields.Char(compute="_compute_said")
    pages = fields.Char(compute="_compute_said")
    collection = fields.Char(compute="_compute_said")
    summary = fields.Text(compute="_compute_said")
    price_text = fields.Char(
        "Price at Its Deposit",
        readonly=True,
        help="As the library wrote it when the book was deposited, perhaps in francs. It is never"
        " the price of the shop.",
    )
    prices = fields.Json("Fixed Prices", readonly=True)
    fixed_price = fields.Char(compute="_compute_fixed_price")
    is_withdrawn = fields.Boolean(
        "No Longer Listed",
        readonly=True,
        help="Its sender said that it lists this title no more. Nothing of ours is deleted.",
    )
    record_count = fields.Integer("Records Found", readonly=True)
    identifier = fields.Char(readonly=True)
    raw = fields.Text("Record", readonly=True)
    error = fields.Char("Last Attempt", readonly=True)
    attempts = fields.Integer("Attempts in Vain", readonly=True, aggregator=None)
    proposal_ids = fields.One2many("bookstore.metadata.proposal", "record_id", "Differences")
    open_count = fields.Integer("To Decide", compute="_compute_open_count")

    _code_unique = models.Constraint(
        "UNIQUE (source, code)", "This source has answered about this ISBN already."
    )

    @api.depends("values")
    def _compute_said(self):
        for record in self:
            said = record.values or {}
            for name in ("authors", "publisher", "year", "pages", "collection", "summary"):
                record[name] = said.get(name, "")

    @api.depends("prices")
    def _compute_fixed_price(self):
        for record in self:
            record.fixed_price = " · ".join(map(record._format_price, record._get_prices()))

    @api.depends("proposal_ids.state")
    @api.depends_context("allowed_company_ids")
    def _compute_open_count(self):
        groups = self.env["bookstore.metadata.proposal"]._read_group(
            [("record_id", "in", self.ids), ("state", "=", "open")], ["record_id"], ["__count"]
        )
        counts = {record.id: count for record, count in groups}
        for record in self:
            record.open_count = counts.get(record.id, 0)

    @api.depends("code", "name")
    def _compute_display_name(self):
        for record in self:
            record.display_name = record.name or record.code

    # -- actions ------------------------------------------------------------------

    def action_ask_again(self):
        """Ask the BnF again, whatever is kept."""
        self.ensure_one()
        self._check_may_ask()
        record = self._ask(self.code, again=True)
        record._compare()
        return record._get_records_action()

    def action_compare(self):
        """Look again for what differs from our title."""
        self._check_may_ask()
        self._compare()

    # -- asking -------------------------------------------------------------------

    @api.model
    def _check_may_ask(self):
        """Booksellers ask: who changes titles."""
        self.check_access("read")
        self.env["product.template"].check_access("write")

    @api.model
    def _ask(self, code, again=False):
        """The record of an ISBN: the kept one, or what the BnF answers now.

        :raises UserError: it is no ISBN, or there was no answer; the title can be made by hand
        """
        if not is_isbn(code):
            raise UserError(
                self.env._(
                    "%s is no ISBN: the BnF knows books only. Make the record by hand.", code
                )
            )
        code = normalise_code(code)
        kept = self._find_kept(code, FREELY_KEPT)
        if kept and not again:
            return kept
        # Before anything is written: nobody waits for us while we wait for the BnF.
        found = self._call_bnf(code)
        return self._keep("bnf", {code: found})

    @api.model
    def _find_kept(self, code, sources=None):
        """What is known already, from these sources; "not found" counts for a week."""
        rank = list(sources or dict(SOURCES))
        domain = [("code", "=", code), ("state", "!=", "waiting"), ("source", "in", rank)]
        # sudo: what sources said is common to the shop's companies
        records = self.sudo().search(domain)
        limit = fields.Datetime.subtract(fields.Datetime.now(), days=ABSENT_DAYS)
        found = records.filtered(lambda record: record.state == "found")
        absent = records.filtered(
            lambda record: record.state == "absent" and (record.asked_on or limit) > limit
        )
        found = found.sorted(lambda record: rank.index(record.source))
        return (found or absent)[:1].with_env(self.env)

    @api.model
    def _call_bnf(self, code):
        policy = self.env["suite.outgoing"]._get_policy()
        # sudo: administrators set the address, booksellers ask it
        parameters = self.env["ir.config_parameter"].sudo()
        url = parameters.get_param("bookstore_metadata.bnf_url") or URL
        try:
            return BnfClient(policy, url).ask(code)
        except OutgoingError as error:
            reason = self.env["suite.outgoing"]._describe(error)
        except Unreadable as error:
            reason = describe(self.env, error)
        _logger.info("The BnF was asked for %s in vain: %s", code, reason)
        raise UserError(
            self.env._(
                "The BnF gave no answer for %(code)s: %(reason)s Make the record by hand, or ask"
                " again later.",
                code=code,
                reason=reason,
            )
        )

    @api.model
    def _keep(self, source, answers):
        """Write down answers, ``{ISBN: Found or None}``; what was kept of them is replaced."""
        sql.guard_codes(self.env, [f"{source} {code}" for code in answers])
        # sudo: nobody types what a source says, booksellers make it be asked
        model = self.sudo()
        kept = {
            record.code: record
            for record in model.search([("source", "=", source), ("code", "in", list(answers))])
        }
        made = []
        for code, found in answers.items():
            vals = self._prepare_vals(source, code, found)
            if code in kept:
                if found and found.is_withdrawn and kept[code].state == "found":
                    vals = {"is_withdrawn": True, "asked_on": vals["asked_on"]}
                kept[code].write(vals)
            else:
                made.append(vals)
        created = {record.code: record for record in model.create(made)}
        every = kept | created
        return model.browse([every[code].id for code in answers]).with_env(self.env)

    @api.model
    def _prepare_vals(self, source, code, found):
        vals = {
            "source": source,
            "code": code,
            "state": "found" if found else "absent",
            "asked_on": fields.Datetime.now(),
            "error": False,
            "attempts": 0,
        }
        if found:
            vals |= {
                "name": found.values.get("name"),
                "values": found.values,
                "raw": found.raw,
                "identifier": found.identifier,
                "price_text": found.price,
                "record_count": found.count,
                "is_withdrawn": found.is_withdrawn,
                "prices": [
                    [price.amount, price.day and fields.Date.to_string(price.day)]
                    for price in found.prices
                ],
            }
        return vals

    # -- many at a time ------------------------------------------------------------

    @api.model
    def _plan(self, codes, source="bnf"):
        """Have these ISBNs asked one after the other, in the background."""
        # sudo: what sources said is common to the shop's companies, and nobody types it
        known = self.sudo().search([("source", "=", source), ("code", "in", codes)])
        missing = sorted(set(codes) - set(known.mapped("code")))
        sql.guard_codes(self.env, [f"{source} {code}" for code in missing])
        # sudo: as above
        planned = self.sudo().create(
            [{"source": source, "code": code, "state": "waiting"} for code in missing]
        )
        limit = fields.Datetime.subtract(fields.Datetime.now(), days=ABSENT_DAYS)
        stale = known.filtered(
            lambda record: (
                record.state == "failed"
                or (record.state == "absent" and (record.asked_on or limit) <= limit)
            )
        )
        stale.write({"state": "waiting", "attempts": 0})
        if planned or stale:
            cron = self.env.ref(CRONS[source])
            cron.sudo()._trigger()  # sudo: booksellers have no rights on scheduled actions
        return planned | stale

    @api.model
    def _cron_ask(self):
        """Ask for what waits, one title a transaction; a catalogue that fails is left until later."""
        # The titles of every company, whoever runs the scheduled action, told in the house's language.
        companies = self.env["res.company"].search([("active", "=", True)])
        lang = self.env.company.partner_id.lang or self.env.lang
        self = self.with_context(allowed_company_ids=companies.ids, lang=lang)
        domain = [("state", "=", "waiting"), ("source", "=", "bnf")]
        self.env["ir.cron"]._commit_progress(remaining=self.search_count(domain))
        # What failed last comes last: one title that always fails stops no other.
        for record in self.search(domain, order="asked_on nulls first, id", limit=200):
            try:
                found = record._call_bnf(record.code)
            except UserError as error:
                record._note_failure(str(error))
                self.env["ir.cron"]._commit_progress(remaining=0)
                return
            record._keep_waiting(found)
            if not self.env["ir.cron"]._commit_progress(1):
                return

    def _keep_waiting(self, found):
        """Keep one answer of many: a title of which it cannot be kept stops no other."""
        try:
            with self.env.cr.savepoint():
                self._keep(self.source, {self.code: found})._compare()
        except OperationalError:
            raise  # somebody else was at the same rows: it is asked again
        except UserError as error:
            self._note_failure(str(error))
        except Exception:
            _logger.exception("What %s says of %s could not be kept", self.source, self.code)
            self._note_failure(
                self.env._("What it says could not be kept; the server's log says why.")
            )

    def _note_failure(self, reason):
        attempts = self.attempts + 1
        self.write(
            {
                "error": reason,
                "asked_on": fields.Datetime.now(),
                "attempts": attempts,
                "state": "failed" if attempts >= MOST_ATTEMPTS else "waiting",
            }
        )

    # -- comparing -----------------------------------------------------------------

    def _compare(self):
        """Note what these records say otherwise than our titles."""
        records = self.filtered(lambda record: record.state == "found" and not record.is_withdrawn)
        titles = records._find_titles(records.mapped("code"))
        every = [title.id for found in titles.values() for title in found]
        pairs = [
            (record, title.with_prefetch(every))
            for record in records
            for title in titles.get(record.code, ())
        ]
        for record, title in pairs:
            record._keep_raw(title)
            record._keep_availability(title)
        self.env["bookstore.metadata.proposal"]._note(pairs)

    def _keep_availability(self, title):
        """Whether it can be had is the word of who sells it: nobody decides about it."""
        said = self.values.get("availability")
        if said and title.bookstore_availability != said:
            # sudo: who has a file read, or makes a title, need not be who changes titles
            title.sudo().write(
                {"bookstore_availability": said, "bookstore_availability_on": self.asked_on}
            )

    def _get_prices(self):
        return [
            Price(amount, fields.Date.to_date(day) if day else None)
            for amount, day in self.prices or []
        ]

    def _get_said(self):
        """What it says today, the fixed price of the day with it."""
        price = price_on(self._get_prices(), fields.Date.context_today(self))
        return (self.values or {}) | ({"price": price} if price else {})

    def _format_price(self, price):
        amount = format_amount(self.env, float(price.amount), self.env.company.currency_id)
        if not price.day:
            return amount
        return self.env._(
            "%(amount)s from %(day)s", amount=amount, day=format_date(self.env, price.day)
        )

    def _keep_raw(self, title):
        """A title without a record of its own keeps the library's, for whoever exports it."""
        if self.raw and self.source in ("bnf", "file") and not title.bookstore_marc:
            # sudo: nobody types this field; it is what the source sent
            title.sudo().bookstore_marc = self.raw
