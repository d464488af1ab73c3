{
    "name": "Bookshop: French Law",
    "summary": "The price of books is lawful however it is made; the till is ready to be attested",
    "version": "19.0.1.1.0",
    "category": "Inventory/Bookshop",
    "author": "Odoo Suite contributors",
    "license": "AGPL-3",
    "depends": ["bookstore_deposit", "delivery", "l10n_fr_pos_cert", "suite_l10n_fr"],
    "data": [
        "security/ir.model.access.csv",
        "data/product_data.xml",
        "views/product_template_views.xml",
        "views/res_partner_views.xml",
        "views/sale_order_views.xml",
        "views/bookstore_alert_views.xml",
        "views/bookstore_till_law_views.xml",
    ],
    "assets": {
        "point_of_sale._assets_pos": ["bookstore_law_fr/static/src/pos/**/*"],
        "web.assets_tests": ["bookstore_law_fr/static/tests/tours/**/*"],
    },
    "demo": ["demo/bookstore_law_fr_demo.xml"],
    "auto_install": ["bookstore_deposit", "suite_l10n_fr"],
}
