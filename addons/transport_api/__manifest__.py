{
    "name": "Vehicle Transport: API and Webhooks",
    "summary": "Other systems price, order and follow transports; webhooks tell them of changes",
    "version": "19.0.1.1.0",
    "category": "Supply Chain/Transport",
    "author": "Odoo Suite contributors",
    "license": "AGPL-3",
    "depends": ["transport_order"],
    "data": [
        "security/ir.model.access.csv",
        "security/transport_api_rules.xml",
        "data/suite.privacy.entry.csv",
        "data/ir_cron_data.xml",
        "views/transport_api_views.xml",
        "views/transport_api_menus.xml",
    ],
    "demo": ["demo/transport_api_demo.xml"],
}
