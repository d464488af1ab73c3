from odoo import api, fields, models
from odoo.exceptions import UserError


class TechCase(models.Model):
    """Whose the documents of a case are."""

    _inherit = "tech.case"

    document_note = fields.Char(compute="_compute_document_note", compute_sudo=True)

    def _get_documents(self):
        """Where the goods of this case were sold; an add-on with other ones adds them."""
        return [self.order_id, self.invoice_id]

    @api.model
    def _get_document_fields(self):
        return {"order_id", "invoice_id"}

    @api.depends("order_id", "invoice_id", "partner_id")
    def _compute_document_note(self):
        """Told to the team alone: the customer does not read who else pays or received."""
        for case in self:
            others = [
                case.env._(
                    "%(document)s is in the name of %(other)s.",
                    document=document.name,
                    other=document.partner_id.display_name,
                )
                for document in case._get_documents()
                if case.partner_id
                and document.partner_id
                and document.partner_id.commercial_partner_id != case.commercial_partner_id
            ]
            case.document_note = " ".join(others)

    def _check_documents(self):
        """A case names documents of its customer; who paid for them may be somebody else."""
        for case in self.filtered("commercial_partner_id"):
            for document in case._get_documents():
                customers = document._tech_get_customers() if document else None
                if customers and case.commercial_partner_id not in customers:
                    raise UserError(
                        self.env._(
                            "%(document)s has nothing to do with %(customer)s: he neither ordered "
                            "nor receives nor pays it. Name his own document, or the customer it "
                            "was made for.",
                            document=document.display_name,
                            customer=case.partner_id.display_name,
                        )
                    )
