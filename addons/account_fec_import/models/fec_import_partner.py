from odoo import api, fields, models


class FecImportPartner(models.Model):
    """A partner of the file (by its number) and the partner it becomes."""

    _name = "fec.import.partner"
    _description = "Partner of a FEC"
    _inherit = ["suite.guard.mixin", "fec.import.mapping"]
    _check_company_auto = True

    balance = fields.Monetary(readonly=True)
    partner_id = fields.Many2one("res.partner", check_company=True)
    is_new = fields.Boolean(string="Create")
    candidate_id = fields.Many2one(
        "res.partner",
        string="Same Name",
        readonly=True,
        help="A partner of the same name without this number: a person decides if it is the same.",
    )

    @api.depends("partner_id", "is_new")
    def _compute_status(self):
        for line in self:
            line.status = "found" if line.partner_id else "new" if line.is_new else "todo"

    def action_take(self):
        """Take the partner of the same name."""
        for line in self:
            line.import_id._ensure_open()
            line.partner_id = line.candidate_id
        return True

    def action_create_new(self):
        """Have a new partner created."""
        for line in self:
            line.import_id._ensure_open()
            line.is_new = True
        return True

    def _create_missing(self):
        """Create the new partners; return ``{number in the file: partner}``."""
        new = self.filtered(lambda line: line.status == "new")
        partners = (
            self.env["res.partner"]
            .with_context(tracking_disable=True, mail_create_nosubscribe=True)
            .create(
                [
                    {
                        "name": line.name or line.code,
                        "ref": line.code,
                        "company_id": line.company_id.id,
                        "is_company": True,
                    }
                    for line in new
                ]
            )
        )
        for line, partner in zip(new, partners, strict=True):
            line.partner_id = partner
        return {line.code: line.partner_id for line in self}
