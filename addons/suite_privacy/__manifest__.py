{
    "name": "Personal Data",
    "summary": "Register of personal data, purge by dates, and a search that finds a person everywhere",
    "version": "19.0.1.0.2",
    "category": "Hidden/Tools",
    "author": "Odoo Suite contributors",
    "website": "https://example.com/odoo-suite",
    "license": "AGPL-3",
    "depends": ["privacy_lookup", "suite_base"],
    "data": [
        "security/ir.model.access.csv",
        "data/suite.privacy.entry.csv",
        "data/ir_cron_data.xml",
        "views/suite_privacy_entry_views.xml",
        "wizards/privacy_lookup_wizard_views.xml",
    ],
}
