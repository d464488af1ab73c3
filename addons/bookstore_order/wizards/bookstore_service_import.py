import base64

from odoo import fields, models
from odoo.exceptions import UserError

from ..core.service_messages import ServiceFileError, read_service_file

LARGEST = 10 * 1024 * 1024


class BookstoreServiceImport(models.TransientModel):
    """A file of Dilicom's service messages, read into the orders that it is about."""

    _name = "bookstore.service.import"
    _description = "Service Messages from a File"

    file = fields.Binary(required=True)
    filename = fields.Char()
    told = fields.Text("What Was Read", readonly=True)

    def _compute_display_name(self):
        self.display_name = self.env._("Service Messages from a File")

    def action_read(self):
        """Keep the messages of the company, each once; the rest is told."""
        self.ensure_one()
        self.check_access("write")
        messages = self.env["bookstore.service.message"]
        messages.check_access("read")
        company = self.env.company
        if not company.partner_id.global_location_number:
            raise UserError(
                self.env._(
                    "%s has no GLN: nobody can tell which messages are for it. Type it in the"
                    " company's contact.",
                    company.name,
                )
            )
        found = self._read()
        new, known, others = messages._take(company, found.messages)
        told = self._tell(found, new, known, others)
        if not told:
            return new.sudo(False)._get_records_action(name=self.env._("Messages Read"))
        self.told = told
        return self._get_records_action(target="new", name=self.env._("Messages Read"))

    def _read(self):
        data = base64.b64decode(self.file or b"")
        try:
            if len(data) > LARGEST:
                raise ServiceFileError
            return read_service_file(data)
        except ServiceFileError as error:
            raise UserError(
                self.env._(
                    "This is no file of service messages: neither GENCOD (05003) nor EANCOM"
                    " (APERAK). Nothing was read."
                )
            ) from error

    def _tell(self, found, new, known, others):
        """What a person has to know; nothing when every message found its order."""
        reasons = {
            "cut": self.env._("it was cut or counts wrongly"),
            "empty": self.env._("it is about no message"),
            "answer": self.env._("it is an answer to an order: read it with “Answers from a File”"),
        }
        lines = [
            self.env._(
                "Message %(number)s was not read: %(reason)s.", number=number, reason=reasons[code]
            )
            for number, code in found.problems
        ]
        if others:
            glns = ", ".join(sorted({one.recipient or "–" for one in others}))
            lines.append(
                self.env._(
                    "%(count)s are for another GLN (%(glns)s).", count=len(others), glns=glns
                )
            )
        if known:
            lines.append(self.env._("%s were read already.", len(known)))
        lost = new.filtered(lambda message: not message.order_id)
        if lost:
            names = ", ".join(lost.mapped("display_name"))
            lines.append(self.env._("These name no order of ours; they are kept: %s.", names))
        if lines and len(new) > len(lost):
            lines.insert(0, self.env._("%s found their order.", len(new) - len(lost)))
        return "\n".join(lines)
