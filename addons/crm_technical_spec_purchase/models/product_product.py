from odoo import fields, models

SHOWN = 4
"""Specifications on a line of a screen: more than that nobody reads there."""


class ProductProduct(models.Model):
    _inherit = "product.product"

    def _tech_get_printed_texts(self):
        """Return ``{variant: [(label, text)]}`` of what is told outside, as on quotes."""
        return {
            variant: [
                (value.attribute_id.name, value.display_value)
                for value in values.values()
                if value.attribute_id.print_on_quote
            ]
            for variant, values in self._tech_get_specifications().items()
        }

    def _tech_get_key_texts(self):
        """Return ``{variant: text}``: the columns of its family, in one line."""
        specifications = self._tech_get_specifications() if self else {}
        keys = {
            family: family._get_lines().filtered("is_key").attribute_id
            for family in self.tech_family_id
        }
        texts = {}
        for variant, values in specifications.items():
            found = [
                values[key] for key in keys.get(variant.tech_family_id, self).ids if key in values
            ]
            texts[variant] = " · ".join(value._get_short_text() for value in found[:SHOWN])
        return texts

    def _tech_view_specifications(self):
        """Open the article on its specifications, beside the document it stands on."""
        self.ensure_one()
        view = self.env.ref("crm_technical_spec.product_template_view_form_specified")
        return {
            "type": "ir.actions.act_window",
            "name": self.display_name,
            "res_model": "product.template",
            "res_id": self.product_tmpl_id.id,
            "views": [(view.id, "form")],
            "target": "new",
        }

    def _tech_get_vendor_text(self, company, without=None):
        """Return who sells it, in how many days and for how much.

        :param without: a vendor who is known already
        """
        sellers = self._tech_get_sellers(company)
        if without:
            sellers = sellers.filtered(
                lambda seller: seller.partner_id.commercial_partner_id != without
            )
        return ", ".join(
            self.env._(
                "%(vendor)s (%(days)s days, %(price)s)",
                vendor=seller.partner_id.display_name,
                days=seller.delay,
                price=seller.currency_id.format(seller.price),
            )
            for seller in sellers
        )

    def _tech_get_sellers(self, company):
        """Return the first price of each vendor that holds today, as the company may order."""
        self.ensure_one()
        today = fields.Date.context_today(self)
        sellers = (
            self.with_company(company)
            ._prepare_sellers(params=False)
            .filtered(
                lambda seller: (
                    seller.company_id in (company, company.browse())
                    and (not seller.date_start or seller.date_start <= today)
                    and (not seller.date_end or seller.date_end >= today)
                )
            )
        )
        first = {seller.partner_id.id: seller for seller in reversed(sellers)}
        return sellers.filtered(lambda seller: first[seller.partner_id.id] == seller)
