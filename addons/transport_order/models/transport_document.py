from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.mimetypes import guess_mimetype

from ..core.labels import FILE_TYPES
from ..core.reference import new_reference
from ..core.server_fields import may_touch

KIND_SELECTION = [
    ("order_form", "Order form"),
    ("invoice", "Invoice"),
    ("proof", "Proof of delivery"),
    ("report", "Vehicle condition report"),
    ("cmr", "Consignment note (CMR)"),
    ("photo", "Photo"),
    ("other", "Other"),
]
MAILED_KINDS = ("invoice", "proof", "report", "cmr")
LARGEST_BYTES = 15 * 1024 * 1024


class TransportDocument(models.Model):
    """A file of an order in one version; the client sees it when it is visible."""

    _name = "transport.document"
    _inherit = "suite.guard.mixin"
    _description = "Transport Document"
    _order = "order_id, kind, version desc, id desc"

    order_id = fields.Many2one("transport.order", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="order_id.company_id", store=True)
    reference = fields.Char(
        required=True, readonly=True, copy=False, default=lambda self: new_reference("D", 16)
    )
    name = fields.Char(required=True)
    kind = fields.Selection(KIND_SELECTION, required=True, default="invoice")
    version = fields.Integer(default=1, readonly=True, copy=False)
    is_latest = fields.Boolean(default=True, readonly=True, copy=False)
    visible = fields.Boolean(string="Visible to the Client", default=True)
    told_version = fields.Integer(
        readonly=True, copy=False, groups="transport_order.group_transport_user"
    )
    date = fields.Date(default=fields.Date.context_today)
    file = fields.Binary(
        compute="_compute_file",
        inverse="_inverse_file",
        groups="transport_order.group_transport_user",
    )
    attachment_id = fields.Many2one(
        "ir.attachment",
        readonly=True,
        copy=False,
        groups="transport_order.group_transport_user",
    )

    access_count = fields.Integer(
        string="Fetched",
        compute="_compute_accesses",
        groups="transport_order.group_transport_user",
        help="How often the client fetched this file in the portal or over the API.",
    )
    last_access = fields.Datetime(
        string="Last Fetched On",
        compute="_compute_accesses",
        groups="transport_order.group_transport_user",
    )

    _reference_unique = models.UniqueIndex("(reference)")

    def _compute_accesses(self):
        rows = self.env["transport.document.access"]._read_group(
            [("document_id", "in", self.ids)], ["document_id"], ["__count", "opened_at:max"]
        )
        found = {document: (count, last) for document, count, last in rows}
        for document in self:
            document.access_count, document.last_access = found.get(document, (0, False))

    @api.depends("attachment_id")
    def _compute_file(self):
        for document in self:
            document.file = document.attachment_id.datas

    def _inverse_file(self):
        for document in self:
            if not document.file:
                continue
            values = {
                "name": document.name,
                "datas": document.file,
                "res_model": document._name,
                "res_id": document.id,
            }
            attachment = self.env["ir.attachment"].create(values)
            document._check_content(attachment)
            replaced = document.attachment_id
            if replaced:
                document._keep_version()
            document.sudo().attachment_id = attachment  # sudo: the user made this very file
            if replaced and document.visible:
                document._after_published()

    def _keep_version(self):
        """The file is about to be replaced: what was sent before stays in the history."""
        self.ensure_one()
        # sudo: the server alone counts versions
        past = self.sudo().copy(
            {
                "attachment_id": self.attachment_id.id,
                "name": self.attachment_id.name,
                "version": self.version,
                "is_latest": False,
                "visible": False,
                "date": self.date,
            }
        )
        past.attachment_id.res_id = past.id
        # sudo: as above
        self.sudo().write({"version": self.version + 1, "date": fields.Date.context_today(self)})

    def _after_published(self):
        """The client may see these files from now on: he is told once a version."""
        told = self.filtered(
            lambda document: (
                document.kind in MAILED_KINDS and document.told_version != document.version
            )
        )
        for document in told.sudo():  # sudo: the server alone remembers whom it told
            document.told_version = document.version
        for order, documents in told.grouped("order_id").items():
            order._mail_documents(documents)

    def _has_field_access(self, field, operation):
        mine = may_touch(field, operation, self.env.su)
        return mine and super()._has_field_access(field, operation)

    @api.model_create_multi
    def create(self, vals_list):
        documents = super().create(vals_list)
        for document in documents:
            if not document.sudo().attachment_id:  # sudo: whoever creates it, a file belongs to it
                raise UserError(
                    self.env._("%(name)s has no file. Choose the file to give.", name=document.name)
                )
        latest = documents.filtered("is_latest")
        for document in latest:
            document._supersede()
        latest.filtered("visible")._after_published()
        return documents

    def write(self, vals):
        hidden = self.filtered(lambda document: not document.visible)
        if vals.get("visible") and (past := self.filtered(lambda document: not document.is_latest)):
            raise UserError(
                self.env._(
                    "%(name)s was replaced: clients see its latest version only.", name=past[0].name
                )
            )
        result = super().write(vals)
        if vals.get("visible"):
            hidden._after_published()
        return result

    def _supersede(self):
        """A new file of the same kind and name becomes the next version."""
        earlier = self.search(
            [
                ("order_id", "=", self.order_id.id),
                ("kind", "=", self.kind),
                ("name", "=", self.name),
                ("id", "!=", self.id),
                ("id", "<", self.id),
            ]
        )
        if earlier:
            # sudo: the server alone counts versions
            self.sudo().version = max(earlier.mapped("version")) + 1
            earlier.sudo().filtered("is_latest").write({"is_latest": False, "visible": False})

    def _get_kind_label(self):
        self.ensure_one()
        return dict(self._fields["kind"]._description_selection(self.env))[self.kind]

    @api.model
    def _check_content(self, attachment):
        """The real type of a file decides, not its name."""
        content = attachment.raw or b""
        if len(content) > LARGEST_BYTES:
            raise UserError(
                self.env._(
                    "%(file)s is too large: 15 MB at most. Send a smaller file.",
                    file=attachment.name,
                )
            )
        if guess_mimetype(content) not in FILE_TYPES:
            raise UserError(
                self.env._(
                    "%(file)s is not a PDF nor a picture. Send a PDF, JPEG, PNG or WebP file.",
                    file=attachment.name,
                )
            )

    def _get_content(self):
        """Give the file to somebody who may read this record.

        :return: (file name, mime type, bytes)
        """
        self.ensure_one()
        self.check_access("read")
        # sudo: the attachment follows the document, whose right was checked above
        attachment = self.sudo().attachment_id
        content = attachment.raw or b""
        return attachment.name or self.name, guess_mimetype(content), content
