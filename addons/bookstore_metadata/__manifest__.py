{
    "name": "Bookshop: Know the Title",
    "summary": "Titles from the BnF and from files, differences side by side, UNIMARC in and out",
    "version": "19.0.1.0.1",
    "category": "Inventory/Bookshop",
    "author": "Odoo Suite contributors",
    "license": "AGPL-3",
    "depends": ["bookstore_deposit", "suite_base"],
    "data": [
        "security/ir.model.access.csv",
        "security/bookstore_metadata_rules.xml",
        "data/ir_cron_data.xml",
        "views/bookstore_metadata_record_views.xml",
        "views/bookstore_metadata_proposal_views.xml",
        "views/bookstore_metadata_ask_views.xml",
        "views/bookstore_metadata_import_views.xml",
        "views/product_template_views.xml",
        "views/bookstore_metadata_menus.xml",
    ],
    "demo": ["demo/bookstore_metadata_demo.xml"],
    "assets": {
        "web.assets_backend": ["bookstore_metadata/static/src/**/*"],
    },
}
