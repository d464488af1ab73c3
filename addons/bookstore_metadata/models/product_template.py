from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.bookstore_deposit.core.codes import is_isbn
from odoo.addons.bookstore_deposit.groups import READERS
from odoo.addons.suite_base.core.defaults import own_defaults

from ..core.library import title_record
from ..core.marc import write_iso2709, write_marcxchange
from ..core.unreadable import Unreadable
from ..core.values import clean
from ..sentences import describe
from .bookstore_metadata_proposal import TITLE_FIELDS

AVAILABILITIES = [
    ("announced", "To be published"),
    ("available", "Available"),
    ("to_order", "To order"),
    ("missing", "Missing for now"),
    ("unavailable", "Not available"),
    ("replaced", "Replaced by another edition"),
    ("out_of_print", "Out of print"),
]
# The word of who sells the title: the software writes it, from a file.
SAID = frozenset({"bookstore_availability", "bookstore_availability_on"})


class ProductTemplate(models.Model):
    _inherit = "product.template"

    bookstore_metadata_open_count = fields.Integer(
        "Differences to Decide",
        compute="_compute_bookstore_metadata_open_count",
        groups=READERS,
    )
    bookstore_availability = fields.Selection(
        AVAILABILITIES,
        "Availability",
        readonly=True,
        copy=False,
        help="What the last file of who sells it says.",
    )
    bookstore_availability_on = fields.Datetime("Said on", readonly=True, copy=False)
    bookstore_metadata_is_book = fields.Boolean(compute="_compute_bookstore_metadata_is_book")

    def _compute_bookstore_metadata_open_count(self):
        groups = self.env["bookstore.metadata.proposal"]._read_group(
            [("product_tmpl_id", "in", self.ids), ("state", "=", "open")],
            ["product_tmpl_id"],
            ["__count"],
        )
        counts = {title.id: count for title, count in groups}
        for title in self:
            title.bookstore_metadata_open_count = counts.get(title.id, 0)

    @api.depends("barcode")
    def _compute_bookstore_metadata_is_book(self):
        for title in self:
            title.bookstore_metadata_is_book = is_isbn(title.barcode or "")

    # -- what nobody types ----------------------------------------------------------

    @api.model
    def default_get(self, fields):
        return own_defaults(self, SAID, super().default_get(fields))

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._bookstore_check_said(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._bookstore_check_said(vals)
        return super().write(vals)

    @api.model
    def _bookstore_check_said(self, vals):
        if not self.env.su and not SAID.isdisjoint(vals):
            raise AccessError(
                self.env._(
                    "Whether a title can be had is not typed: files of who sells it say so. Import"
                    " one."
                )
            )

    # -- actions ------------------------------------------------------------------

    def action_bookstore_ask(self):
        """Complete a title by the BnF: its gaps at once, the rest is shown; many in the background."""
        self.check_access("write")
        books = self.filtered("bookstore_metadata_is_book")
        if not books:
            raise UserError(
                self.env._(
                    "None of these has an ISBN: the BnF knows books only. Complete them by hand."
                )
            )
        records = self.env["bookstore.metadata.record"]
        records._check_may_ask()
        if len(books) > 1:
            return self._bookstore_plan(books)
        record = records._ask(books.barcode)
        if record.state == "absent":
            return self._bookstore_tell(
                self.env._("The BnF does not know %s. Complete it by hand.", books.barcode),
                "warning",
            )
        record._compare()
        return books._bookstore_fill_gaps(record)

    def action_view_bookstore_differences(self):
        """What sources say otherwise of these titles."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "bookstore_metadata.bookstore_metadata_proposal_action"
        )
        return action | {
            "domain": [("product_tmpl_id", "in", self.ids)],
            "context": {"search_default_open": 1},
        }

    # -- asking -------------------------------------------------------------------

    def _bookstore_plan(self, books):
        planned = self.env["bookstore.metadata.record"]._plan(books.mapped("barcode"))
        return self._bookstore_tell_planned(books, planned)

    def _bookstore_tell_planned(self, books, planned):
        if not planned:
            return books.action_view_bookstore_differences()
        return self._bookstore_tell(
            self.env._(
                "%s titles are asked one after the other. What differs will be in Catalogues ▸"
                " Differences.",
                len(planned),
            ),
            "info",
        )

    def _bookstore_fill_gaps(self, record):
        """Fill what we do not say; show what is said otherwise."""
        self.ensure_one()
        proposals = record.proposal_ids.filtered(
            lambda proposal: proposal.state == "open" and proposal.product_tmpl_id == self
        )
        gaps = proposals.filtered("is_gap")
        filled = len(gaps)
        if gaps:
            gaps.action_accept()
        if proposals - gaps:
            return self.action_view_bookstore_differences()
        if filled:
            text = self.env._("%s fields were filled; nothing differs.", filled)
            return self._bookstore_tell(text, "success")
        label = dict(record._fields["source"]._description_selection(self.env))[record.source]
        return self._bookstore_tell(
            self.env._("%s says nothing else than we do.", label), "success"
        )

    def _bookstore_tell(self, message, kind):
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "message": message,
                "type": kind,
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def _bookstore_get_title_action(self):
        return {
            "type": "ir.actions.act_window",
            "res_model": "product.template",
            "res_id": self.id,
            "views": [
                (self.env.ref("bookstore_deposit.product_template_view_form_title").id, "form")
            ],
        }

    # -- what a title says --------------------------------------------------------

    def _bookstore_get_said(self):
        """Our values as texts, under the names that sources use."""
        self.ensure_one()
        # sudo: the publisher's name is on the book
        publisher = self.sudo().bookstore_publisher_id.name
        return clean(
            {
                name: publisher if name == "publisher" else self[field]
                for name, field in TITLE_FIELDS.items()
            }
        )

    def _bookstore_prepare_said(self, name, text):
        """The values to write for one field that a source says (or nothing, to take it back)."""
        field = TITLE_FIELDS[name]
        if name == "publisher":
            return {field: self.env["bookstore.scan.mixin"]._find_or_create_publisher(text).id}
        if name == "name" and not text:
            return {}
        if self._fields[field].type == "integer":
            return {field: int(text or 0)}
        if self._fields[field].type == "float":
            return {field: float(text or 0)}
        return {field: text or False}

    @api.model
    def _bookstore_prepare_new(self, code, said):
        """Values of a new title with what a source says of it; its price is the shop's to say."""
        vals = {
            "barcode": code,
            "list_price": 0,
            "is_storable": True,
            "type": "consu",
            "available_in_pos": True,
            "bookstore_interesting": True,
        }
        for name, text in said.items():
            if name in TITLE_FIELDS:
                vals |= self._bookstore_prepare_said(name, text)
        return vals

    # -- out ----------------------------------------------------------------------

    def action_bookstore_export_iso2709(self):
        """These titles as a file of ISO 2709."""
        return self._bookstore_download(write_iso2709, "mrc", "application/marc")

    def action_bookstore_export_xml(self):
        """These titles as MarcXchange."""
        return self._bookstore_download(write_marcxchange, "xml", "application/xml")

    def _bookstore_download(self, write, extension, mimetype):
        self.check_access("read")
        self.env["bookstore.metadata.record"].check_access("read")
        day = fields.Date.context_today(self)
        try:
            content = write([title._bookstore_get_marc(day) for title in self])
        except Unreadable as error:
            raise UserError(self._bookstore_describe_export(error)) from error
        attachment = self.env["ir.attachment"].create(
            {
                "name": f"{self.env._('titles')}-{day}.{extension}",
                "raw": content,
                "mimetype": mimetype,
            }
        )
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{attachment.id}?download=true",
            "target": "download",
        }

    def _bookstore_get_marc(self, day):
        """The title as a record: the kept one with our words laid over it, or one of its own."""
        try:
            return title_record(
                self._bookstore_get_said(), self.barcode or "", day, self.bookstore_marc
            )
        except Unreadable as error:
            raise UserError(
                self.env._(
                    "The record kept of %(title)s cannot be read: %(reason)s Leave it out, or empty"
                    " its UNIMARC Record by an import: it then goes out by its own fields.",
                    title=self.display_name,
                    reason=describe(self.env, error),
                )
            ) from error

    def _bookstore_describe_export(self, error):
        number = error.details.get("number")
        title = self[number - 1].name if number else ""
        return f"{title}: {describe(self.env, error)}"
