from odoo import fields, models
from odoo.fields import Command


class FrServiceTermsLine(models.TransientModel):
    """One service with what it has today and what is proposed."""

    _name = "fr.service.terms.line"
    _description = "Service Booked Like Goods"

    wizard_id = fields.Many2one("fr.service.terms", required=True, ondelete="cascade")
    company_id = fields.Many2one(related="wizard_id.company_id")
    chosen = fields.Boolean(string="Apply", default=True)
    product_tmpl_id = fields.Many2one(
        "product.template", string="Service", required=True, readonly=True, ondelete="cascade"
    )
    account_now_id = fields.Many2one("account.account", string="Account Today", readonly=True)
    account_id = fields.Many2one("account.account", string="Proposed Account")
    tax_now_ids = fields.Many2many(
        "account.tax", "fr_service_terms_tax_now_rel", string="Taxes Today", readonly=True
    )
    tax_ids = fields.Many2many("account.tax", "fr_service_terms_tax_rel", string="Proposed Taxes")

    def _apply(self):
        self.ensure_one()
        product = self.product_tmpl_id.with_company(self.company_id)
        others = product.taxes_id - self.tax_now_ids
        values = {"taxes_id": [Command.set((others | self.tax_ids).ids)]}
        if self.account_id and self.account_id != self.account_now_id:
            values["property_account_income_id"] = self.account_id.id
        product.write(values)
        told = product.with_context(lang=self.company_id.partner_id.lang or self.env.lang)
        product._message_log(
            body=told.env._(
                "Sold as a service from now on: account %(account)s, taxes %(taxes)s.",
                account=self.account_id.with_context(lang=told.env.lang).display_name or "–",
                taxes=", ".join(self.tax_ids.mapped("name")) or "–",
            )
        )
