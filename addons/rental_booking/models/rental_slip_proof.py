import hashlib
import logging
from functools import partial

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError
from odoo.modules.registry import Registry
from odoo.tools import format_datetime

from ..core.proof_lines import merge_alike

_logger = logging.getLogger(__name__)
REPORT = "rental_booking.action_report_rental_slip"


class RentalSlip(models.Model):
    """What was signed is what is kept: the words at the signature, then the PDF made of them."""

    _inherit = "rental.slip"

    frozen = fields.Json("As signed", readonly=True, copy=False)
    proof_hash = fields.Char("SHA-256 of the document", readonly=True, copy=False)

    def _freeze_proof(self):
        """Keep the words of the document; its PDF and the mail come after the commit."""
        self.frozen = self._prepare_proof()
        # Nothing is rendered while modules load: wkhtmltopdf would wait for this very server.
        if self.env.registry.ready and not self.env.context.get("tracking_disable"):
            dbname, context = self.env.cr.dbname, {"lang": self._get_proof_lang()}
            self.env.cr.postcommit.add(partial(_send_proof, dbname, self.id, context))

    def _get_proof_lang(self):
        return self.order_id._rental_outside().env.lang

    def _get_proof(self):
        """What the document says: as signed, or as it stands while it is a draft."""
        return self.frozen or self._prepare_proof()

    def _get_told_lines(self):
        """Lines of the document: what is counted and told alike is one of them."""
        return merge_alike(self._get_proof()["lines"])

    def _get_proof_name(self):
        """Name of the kept PDF; empty as long as nothing is signed."""
        return f"{self.name.replace('/', '-')}.pdf" if self.state == "signed" else ""

    def _prepare_proof(self):
        slip = self.with_context(lang=self._get_proof_lang())
        order = slip.order_id
        return {
            "order": order.name,
            "shop": slip.warehouse_id.name,
            "shop_address": slip.warehouse_id._rental_get_address(),
            "customer": order.partner_id.display_name,
            "start": slip._format_proof(order.rental_start),
            "end": slip._format_proof(order.rental_end),
            "happened": slip._format_proof(slip.happened_on),
            "signed": slip._format_proof(slip.signed_on),
            "comment": slip.comment or "",
            "late": order.rental_late_half_days if slip.type == "return" else 0,
            "rating": dict(slip._fields["rating"]._description_selection(slip.env)).get(
                slip.rating, ""
            ),
            "lines": [line._prepare_proof() for line in slip.line_ids],
        }

    def _format_proof(self, moment):
        tz = self.warehouse_id._get_rental_tz()
        return format_datetime(self.env, moment, tz=tz, dt_format="short") if moment else ""

    def _make_proof(self):
        """The PDF of the signed slip, made once; its hash says that it is the same later."""
        self.ensure_one()
        report = self.env["ir.actions.report"].with_context(lang=self._get_proof_lang())
        content, kind = report._render_qweb_pdf(REPORT, self.ids)
        self.proof_hash = hashlib.sha256(content).hexdigest()
        if kind == "pdf":
            return
        # without a printer for PDF (tests): the page itself is kept
        self.env["ir.attachment"].create(
            {
                "name": self._get_proof_name(),
                "raw": content,
                "res_model": self._name,
                "res_id": self.id,
            }
        )

    def _mail_proof(self):
        if self.partner_id.email:
            template = self.env.ref("rental_booking.mail_template_rental_slip")
            self.message_post_with_source(template, subtype_xmlid="mail.mt_comment")


def _send_proof(dbname, slip_id, context):
    """After the commit of the signature: keep the PDF and mail it; a printer that fails is said."""
    with Registry(dbname).cursor() as cr:
        slip = api.Environment(cr, SUPERUSER_ID, context)["rental.slip"].browse(slip_id).exists()
        if not slip or slip.proof_hash:
            return
        try:
            slip._make_proof()
            slip._mail_proof()
        except UserError as error:
            cr.rollback()
            _logger.warning("Slip %s: its document was not made: %s", slip_id, error)
