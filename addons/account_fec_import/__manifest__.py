{
    "name": "FEC Take-over",
    "summary": "Takes over past years from the FEC of another program: checked, mapped, to the cent",
    "version": "19.0.1.0.0",
    "category": "Accounting/Accounting",
    "author": "Odoo Suite contributors",
    "license": "AGPL-3",
    "depends": ["account", "l10n_fr_account", "mail", "suite_base", "suite_privacy"],
    "data": [
        "security/ir.model.access.csv",
        "security/account_fec_import_rules.xml",
        "data/suite.privacy.entry.csv",
        "data/ir_cron_data.xml",
        "views/fec_import_mapping_views.xml",
        "views/fec_import_views.xml",
        "views/account_fec_import_menus.xml",
    ],
    "demo": ["demo/fec_import_demo.xml"],
}
