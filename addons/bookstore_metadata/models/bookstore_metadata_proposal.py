from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_amount

from ..core.values import differences, same
from .bookstore_metadata_record import SOURCES

# The field of a title that holds each value of a source.
TITLE_FIELDS = {
    "name": "name",
    "authors": "bookstore_authors",
    "publisher": "bookstore_publisher_id",
    "collection": "bookstore_collection",
    "year": "bookstore_year",
    "pages": "bookstore_pages",
    "summary": "bookstore_summary",
    "price": "list_price",
}
LABELS = [
    ("name", "Title"),
    ("authors", "Authors"),
    ("publisher", "Publisher"),
    ("collection", "Collection"),
    ("year", "Year"),
    ("pages", "Pages"),
    ("summary", "Summary"),
    ("price", "Price"),
]


class BookstoreMetadataProposal(models.Model):
    """One field of which a source says something else than the shop; a person decides.

    What was refused stays refused until the source says something new.
    """

    _name = "bookstore.metadata.proposal"
    _description = "Difference with a Source"
    _inherit = "suite.guard.mixin"
    _order = "product_tmpl_id, id"
    _rec_name = "field"

    _guarded_fields = frozenset(
        [
            "record_id",
            "product_tmpl_id",
            "field",
            "theirs",
            "before",
            "is_gap",
            "state",
            "day",
            "decided_by_id",
            "decided_on",
        ]
    )

    record_id = fields.Many2one(
        "bookstore.metadata.record", "Said by", required=True, ondelete="cascade", readonly=True
    )
    source = fields.Selection(SOURCES, compute="_compute_source", store=True)
    product_tmpl_id = fields.Many2one(
        "product.template", "Title", required=True, ondelete="cascade", index=True, readonly=True
    )
    field = fields.Selection(LABELS, required=True, readonly=True)
    ours = fields.Text("Ours as Stored", compute="_compute_ours")
    theirs = fields.Text("Theirs as Stored", required=True, readonly=True)
    ours_shown = fields.Text("Ours", compute="_compute_shown")
    theirs_shown = fields.Text("Theirs", compute="_compute_shown")
    before = fields.Text("Ours Before", readonly=True)
    is_gap = fields.Boolean("We Say Nothing", readonly=True)
    day = fields.Date("Applies from", readonly=True, help="The day from which the price applies.")
    state = fields.Selection(
        [
            ("open", "To decide"),
            ("later", "On its day"),
            ("accepted", "Accepted"),
            ("refused", "Refused"),
            ("gone", "No longer differs"),
        ],
        required=True,
        default="open",
        readonly=True,
    )
    decided_by_id = fields.Many2one("res.users", "Decided by", readonly=True)
    decided_on = fields.Datetime("Decided on", readonly=True)

    _open_unique = models.UniqueIndex(
        "(record_id, product_tmpl_id, field) WHERE state = 'open'",
        "This difference is noted already.",
    )

    @api.depends("record_id.source")
    def _compute_source(self):
        for proposal in self:
            proposal.source = proposal.record_id.source

    @api.depends("product_tmpl_id", "field")
    def _compute_ours(self):
        for proposal in self:
            said = proposal.product_tmpl_id._bookstore_get_said()
            proposal.ours = said.get(proposal.field, "")

    @api.depends("ours", "theirs", "field")
    def _compute_shown(self):
        for proposal in self:
            proposal.ours_shown = proposal._format_said(proposal.ours)
            proposal.theirs_shown = proposal._format_said(proposal.theirs)

    def _format_said(self, text):
        if self.field != "price" or not text:
            return text
        return format_amount(self.env, float(text), self.env.company.currency_id)

    # -- actions ------------------------------------------------------------------

    def action_accept(self):
        """Write into our titles what the source says."""
        self._check_open()
        for title, proposals in self.grouped("product_tmpl_id").items():
            proposals._apply(title)

    def action_refuse(self):
        """Keep ours, until the source says something new."""
        self._check_open()
        self._decide("refused")

    def action_undo(self):
        """Back to the question, and to what the title said before."""
        self._check_may_decide()
        for proposal in self.filtered(lambda proposal: proposal.state in ("accepted", "refused")):
            if proposal.state == "accepted":
                proposal._put_back()
            proposal._decide("open")

    def action_open_title(self):
        """The title itself."""
        self.ensure_one()
        return self.product_tmpl_id._bookstore_get_title_action()

    # -- deciding -----------------------------------------------------------------

    def _check_may_decide(self):
        """Who may change titles decides; forged calls of others are refused."""
        self.check_access("read")
        self.product_tmpl_id.check_access("write")

    def _check_open(self):
        self._check_may_decide()
        decided = self.filtered(lambda proposal: proposal.state != "open")[:1]
        if decided:
            raise UserError(
                self.env._(
                    "%(field)s of %(title)s was decided already. Reload the page.",
                    field=dict(decided._fields["field"]._description_selection(self.env))[
                        decided.field
                    ],
                    title=decided.product_tmpl_id.name,
                )
            )

    def _apply(self, title):
        said = title._bookstore_get_said()
        vals = {}
        for proposal in self:
            proposal.sudo().before = said.get(proposal.field, "")  # sudo: server's own note
            vals |= title._bookstore_prepare_said(proposal.field, proposal.theirs)
        title.write(vals)
        self._decide("accepted")

    def _put_back(self):
        title = self.product_tmpl_id
        now = title._bookstore_get_said().get(self.field, "")
        if not same(self.field, now, self.theirs):
            raise UserError(
                self.env._(
                    "%(title)s was changed since: it says “%(now)s”. Change it on the title.",
                    title=title.name,
                    now=now,
                )
            )
        title.write(title._bookstore_prepare_said(self.field, self.before or ""))

    def _decide(self, state):
        # sudo: only the buttons decide, and they ask for rights first
        self.sudo().write(
            {
                "state": state,
                "decided_by_id": False if state == "open" else self.env.uid,
                "decided_on": False if state == "open" else fields.Datetime.now(),
            }
        )

    # -- noting -------------------------------------------------------------------

    @api.model
    def _note(self, pairs):
        """Note what records say otherwise than our titles; what was refused is not asked again.

        :param pairs: ``[(record, title)]``
        """
        # sudo: differences are noted by the software, whoever has the source asked
        model = self.sudo()
        ids = [record.id for record, _title in pairs]
        known = model.search([("record_id", "in", ids)]).grouped(
            lambda proposal: (proposal.record_id.id, proposal.product_tmpl_id.id)
        )
        made, gone = [], model
        for record, title in pairs:
            before = known.get((record.id, title.id), model)
            new, settled = before._note_one(record, title)
            made += new
            gone |= settled
        gone.state = "gone"
        return model.create(made)

    def _note_one(self, record, title):
        """``(values of new differences, those of self that are settled)`` of one title."""
        said = differences(title._bookstore_get_said(), record._get_said())
        found = {one.field: one for one in said}
        decided = {
            (proposal.field, proposal.theirs)
            for proposal in self
            if proposal.state in ("refused", "accepted")
        }
        opened = {one.field: one for one in self if one.state == "open"}
        made, gone = self._note_later(record)
        for name, difference in found.items():
            vals = {"theirs": difference.theirs, "is_gap": difference.is_gap}
            if (name, difference.theirs) in decided:
                gone |= opened.get(name, gone)
            elif name in opened:
                opened[name].write(vals)
            else:
                made.append(vals | {"field": name})
        for name, proposal in opened.items():
            if name not in found:
                gone |= proposal
        whose = {"record_id": record.id, "product_tmpl_id": title.id}
        return [vals | whose for vals in made], gone

    def _note_later(self, record):
        """The fixed prices of days to come: kept, and asked about on their day."""
        today = fields.Date.context_today(self)
        coming = {
            (price.amount, price.day)
            for price in record._get_prices()
            if price.day and price.day > today
        }
        known = {(one.theirs, one.day): one for one in self if one.field == "price" and one.day}
        made = [
            {"field": "price", "theirs": amount, "day": day, "state": "later"}
            for amount, day in sorted(coming - set(known))
        ]
        gone = self.browse()
        for key, proposal in known.items():
            if proposal.state == "gone" and key in coming:
                proposal.state = "later"
            elif proposal.state == "later" and key not in coming and key[1] > today:
                gone |= proposal
        return made, gone

    @api.model
    def _cron_open_prices(self):
        """Ask about the prices whose day has come."""
        today = fields.Date.context_today(self)
        # sudo: the software notes, persons decide
        model = self.sudo()
        due = model.search([("state", "=", "later"), ("day", "<=", today)], order="day, id")
        former = model.search(
            [
                ("record_id", "in", due.record_id.ids),
                ("field", "=", "price"),
                ("state", "=", "open"),
            ]
        )
        former.state = "gone"  # the price that applied until today is asked about no more
        former.flush_recordset()
        for (_record, title), proposals in due.grouped(
            lambda one: (one.record_id, one.product_tmpl_id)
        ).items():
            proposals.state = "gone"
            said = title._bookstore_get_said().get("price", "")
            if not same("price", said, proposals[-1].theirs):
                proposals[-1].state = "open"
