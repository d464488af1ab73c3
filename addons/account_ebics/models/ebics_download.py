import base64
import hashlib
import io
import zipfile

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..core.errors import EbicsError
from ..core.reports import read_reports

LARGEST = 100 * 1024 * 1024


class EbicsDownload(models.Model):
    """One file that a bank gave us, kept as it came."""

    _name = "ebics.download"
    _description = "File of a Bank"
    _inherit = ["suite.guard.mixin", "mail.thread"]
    _order = "id desc"

    name = fields.Char(required=True, readonly=True)
    bank_id = fields.Many2one(
        "ebics.bank", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="bank_id.company_id", store=True, index=True)
    service_id = fields.Many2one("ebics.service", required=True, readonly=True)
    kind = fields.Selection(related="service_id.kind", store=True)
    file = fields.Binary(readonly=True, attachment=True)
    digest = fields.Char(readonly=True, required=True)
    create_date = fields.Datetime(string="Received On")
    state = fields.Selection(
        [("new", "To look at"), ("done", "Taken"), ("failed", "Not taken")],
        default="new",
        required=True,
        readonly=True,
        tracking=True,
    )
    note = fields.Char(readonly=True)

    _once = models.UniqueIndex("(bank_id, digest)", "This file is here already.")

    @api.model
    def _receive(self, service, octets):
        """Keep what came, for good, then use it. The same again is kept once."""
        kept = self.browse()
        for name, content in self._unpack(service, octets):
            digest = hashlib.sha256(content).hexdigest()
            if self.search_count([("bank_id", "=", service.bank_id.id), ("digest", "=", digest)]):
                continue
            kept |= self.create(
                {
                    "name": name,
                    "bank_id": service.bank_id.id,
                    "service_id": service.id,
                    "file": base64.b64encode(content),
                    "digest": digest,
                }
            )
        self.env["ebics.call"]._commit_step()
        for download in kept:
            download._take()
        return kept

    @api.model
    def _unpack(self, service, octets):
        """The files of what came: one, or those of a ZIP."""
        moment = fields.Datetime.now().strftime("%Y%m%d-%H%M%S")
        plain = f"{service.message}-{moment}"
        if not octets.startswith(b"PK\x03\x04"):
            return [(f"{plain}{'.xml' if octets.lstrip().startswith(b'<') else '.txt'}", octets)]
        try:
            with zipfile.ZipFile(io.BytesIO(octets)) as archive:
                members = [one for one in archive.infolist() if not one.is_dir()]
                if sum(one.file_size for one in members) > LARGEST:
                    return [(f"{plain}.zip", octets)]
                return [(one.filename.rpartition("/")[2], archive.read(one)) for one in members]
        except zipfile.BadZipFile:
            return [(f"{plain}.zip", octets)]

    def action_take(self):
        """Use the file once more."""
        self.check_access("read")
        if not self.env.su and not self.env.user.has_group("account.group_account_invoice"):
            raise AccessError(
                self.env._("Who only reads the books brings no file into them: ask an accountant.")
            )
        for download in self.filtered(lambda one: one.state != "done"):
            download.sudo()._take()  # sudo: files of a bank are written by nobody
        return True

    def _take(self):
        """Use the file; what goes wrong is told here and keeps nothing else back."""
        try:
            with self.env.cr.savepoint():
                done = self._handle(base64.b64decode(self.with_context(bin_size=False).file))
        except (EbicsError, UserError) as error:
            words = (
                self.env["ebics.call"]._explain(error)
                if isinstance(error, EbicsError)
                else str(error)
            )
            self.write({"state": "failed", "note": words})
        else:
            self.write({"state": "done" if done else "new", "note": done or False})

    def _handle(self, content):
        """Use the content by its kind; return what was done, empty when a person has to."""
        if self.kind == "statement":
            return self._handle_statement(content)
        if self.kind != "report":
            return ""
        taken = sum(
            self.env["ebics.order"]._take_report(report, self.bank_id)
            for report in read_reports(content)
        )
        return self.env._("%(count)s orders found", count=taken) if taken else ""

    def _handle_statement(self, content):
        """Bring the movements into the books; what is there already is no problem."""
        reader = self.env["statement.reader"].with_company(self.company_id)
        lines = reader._take(content, self.name)
        return self.env._("%(count)s movements new", count=len(lines))
