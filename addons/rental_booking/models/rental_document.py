import base64

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..core.portal import DOCUMENT_TYPES, clean, document_type

MAX_DOCUMENTS = 20
MAX_BY_LINK = 5

_CHECKED_FIELDS = {"content", "kind", "expires_on", "partner_id", "company_id", "refusal"}


class RentalDocument(models.Model):
    """A paper of a customer – who he is, what insures the goods – with the day until it holds."""

    _name = "rental.document"
    _description = "Customer Document"
    _inherit = ["suite.guard.mixin"]
    _guarded_fields = frozenset({"state", "checked_by", "checked_on", "by_link"})
    _sealed_files = frozenset({"content"})
    _order = "expires_on desc, id desc"
    _rec_name = "file_name"

    partner_id = fields.Many2one(
        "res.partner", "Customer", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    kind = fields.Selection(
        [
            ("identity", "Identity"),
            ("insurance", "Insurance certificate"),
            ("registration", "Company registration"),
            ("other", "Other"),
        ],
        required=True,
        default="identity",
    )
    content = fields.Binary("File", attachment=True, required=True)
    file_name = fields.Char("File name", required=True)
    expires_on = fields.Date("Holds until", help="Empty: without an end.")
    state = fields.Selection(
        [("new", "To check"), ("accepted", "Accepted"), ("refused", "Refused")],
        default="new",
        readonly=True,
        copy=False,
        index=True,
    )
    checked_by = fields.Many2one("res.users", readonly=True, copy=False)
    checked_on = fields.Datetime(readonly=True, copy=False)
    by_link = fields.Boolean(
        "By the link",
        readonly=True,
        copy=False,
        help="Handed in by somebody who only held the link of a booking.",
    )
    refusal = fields.Char("Why it is refused", copy=False)
    is_expired = fields.Boolean(
        "Expired", compute="_compute_is_expired", search="_search_is_expired"
    )

    @api.depends("expires_on")
    def _compute_is_expired(self):
        today = fields.Date.context_today(self)
        for document in self:
            document.is_expired = bool(document.expires_on and document.expires_on < today)

    def _search_is_expired(self, operator, value):
        if operator != "in":
            return NotImplemented
        found = self._search([("expires_on", "<", fields.Date.context_today(self))])
        return [("id", "in" if True in value else "not in", found)]

    @api.constrains("content")
    def _check_content(self):
        for document in self:
            raw = base64.b64decode(document.with_context(bin_size=False).content or b"")
            if not document_type(raw):
                raise UserError(
                    self.env._(
                        "%s is no PDF or picture (JPEG, PNG, WebP) of 10 MB at most. Choose "
                        "another file.",
                        document.file_name,
                    )
                )

    def write(self, vals):
        result = super().write(vals)
        if _CHECKED_FIELDS & set(vals) and "state" not in vals:
            # sudo: another paper is to be checked again, whoever brought it
            self.sudo().write({"state": "new", "checked_by": False, "checked_on": False})
        return result

    def _get_guarded_message(self, labels):
        return self.env._("Who checked a document is written by its buttons only. Leave it out.")

    def action_accept(self):
        self.check_access("write")
        # sudo: written by the buttons only
        self.sudo().write(self._prepare_check("accepted"))

    def action_refuse(self):
        self.check_access("write")
        for document in self:
            if not document.refusal:
                raise UserError(
                    self.env._(
                        "Say why %s is refused first: the customer reads it.", document.file_name
                    )
                )
        # sudo: written by the buttons only
        self.sudo().write(self._prepare_check("refused"))

    def _prepare_check(self, state):
        values = {
            "state": state,
            "checked_by": self.env.uid,
            "checked_on": fields.Datetime.now(),
        }
        return values if state == "refused" else {**values, "refusal": False}

    # The customer -----------------------------------------------------------------------------

    @api.model
    def _take_upload(self, partner, company, kind, upload, expires_on, by_link=False):
        """A file that a customer hands in; refused in a sentence when it is none."""
        if kind not in dict(self._fields["kind"].selection):
            raise UserError(self.env._("Choose what kind of document it is."))
        self._check_room(partner, by_link)
        return self.create(
            {
                "partner_id": partner.id,
                "company_id": company.id,
                "kind": kind,
                "content": base64.b64encode(upload.read()),
                "file_name": clean(upload.filename, 1000)[-100:] or kind,
                "expires_on": expires_on,
                "by_link": by_link,
            }
        )

    @api.model
    def _check_room(self, partner, by_link):
        """Whoever only holds a link has few places of his own, and takes none of the customer's."""
        own = Domain("partner_id", "=", partner.id) & Domain("by_link", "=", by_link)
        if by_link:
            own &= Domain("state", "=", "new")
        most = MAX_BY_LINK if by_link else MAX_DOCUMENTS
        if self.search_count(own, limit=most) < most:
            return
        if by_link:
            raise UserError(
                self.env._("We have to check %s documents first. Please log in, or call us.", most)
            )
        raise UserError(self.env._("You have handed in %s documents. Take an old one out.", most))

    def _get_download(self):
        """(bytes, media type, file name) by what the file is, whatever it is called."""
        raw = base64.b64decode(self.with_context(bin_size=False).content or b"")
        kind = document_type(raw)
        name = self.file_name.rsplit(".", 1)[0]
        return raw, kind, f"{name}.{DOCUMENT_TYPES[kind]}"

    def _get_warning(self, until):
        """What a colleague or the customer has to know of it for a rental until then, or ""."""
        label = dict(self._fields["kind"]._description_selection(self.env))[self.kind]
        if self.state == "refused":
            return self.env._("%s: refused", label)
        if self.expires_on and until and self.expires_on < until:
            return self.env._(
                "%(kind)s: holds until %(day)s only",
                kind=label,
                day=self.env["ir.qweb.field.date"].value_to_html(self.expires_on, {}),
            )
        if self.state == "new":
            return self.env._("%s: to check", label)
        return ""
