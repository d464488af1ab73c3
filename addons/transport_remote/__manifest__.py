{
    "name": "Vehicle Transport: Remote ERP",
    "summary": "Prices and progress come from another system that speaks the same API",
    "version": "19.0.1.1.0",
    "category": "Supply Chain/Transport",
    "author": "Odoo Suite contributors",
    "license": "AGPL-3",
    "depends": ["transport_api"],
    "data": [
        "data/suite.privacy.entry.csv",
        "data/ir_cron_data.xml",
        "data/mail_template_data.xml",
        "views/portal_templates.xml",
        "views/res_config_settings_views.xml",
        "views/transport_order_views.xml",
    ],
}
