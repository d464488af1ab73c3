{
    "name": "Technical Sales: Assistant",
    "summary": "Ask OdooBot for today's work, quotes, stock or a product; have it plan after a confirmation",
    "version": "19.0.1.2.0",
    "category": "Sales/CRM",
    "author": "Odoo Suite contributors",
    "license": "AGPL-3",
    "depends": ["crm_technical", "mail_bot"],
    "data": [
        "security/ir.model.access.csv",
        "security/crm_technical_assistant_rules.xml",
        "data/suite.privacy.entry.csv",
        "views/tech_assistant_request_views.xml",
    ],
    "assets": {"web.assets_tests": ["crm_technical_assistant/static/tests/tours/**/*"]},
    "auto_install": True,
}
