"""A French carrier with its chart, a client with 60 days, a lot between two known places."""

from odoo.fields import Command
from odoo.tests import TransactionCase

from odoo.addons.transport_order.tests.common import TransportBuilder

SIRET = "73282932000074"


class FrenchTransportBuilder(TransportBuilder):
    @classmethod
    def _build_french_transport(cls):
        cls.env["res.lang"]._activate_lang("fr_FR")
        cls.env["ir.module.module"]._load_module_terms(
            ["account", "suite_l10n_fr", "transport_order", "transport_l10n_fr"], ["fr_FR"]
        )
        cls.company = cls.env["res.company"].create(
            {
                "name": "Transports Petit",
                "country_id": cls.env.ref("base.fr").id,
                "currency_id": cls.env.ref("base.EUR").id,
                "street": "3 quai des Chartrons",
                "zip": "33000",
                "city": "Bordeaux",
                "company_registry": SIRET,
            }
        )
        cls.env["account.chart.template"].try_loading("fr", cls.company, install_demo=False)
        cls.env.user.company_ids |= cls.company
        context = dict(cls.env.context, allowed_company_ids=cls.company.ids)
        cls.env = cls.env(context=context)
        cls._build_transport()
        cls.site.lang = cls.company.partner_id.lang = "fr_FR"
        cls.product = cls.env["transport.order"]._get_product()
        cls.term = cls.env["account.payment.term"].create(
            {
                "name": "60 jours",
                "line_ids": [(0, 0, {"value": "percent", "value_amount": 100, "nb_days": 60})],
            }
        )

    @classmethod
    def _make_invoice(cls, product):
        line = {"product_id": product.id, "price_unit": 100}
        return cls.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": cls.site.id,
                "invoice_date": "2026-03-02",
                "invoice_payment_term_id": cls.term.id,
                "invoice_line_ids": [Command.create(line)],
            }
        )


class FrenchTransportCommon(FrenchTransportBuilder, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._build_french_transport()
