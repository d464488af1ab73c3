{
    "name": "Bank Statements (France)",
    "summary": "Read CFONB 120 and camt.053, find who paid, propose what each movement pays",
    "version": "19.0.1.0.1",
    "category": "Accounting/Accounting",
    "author": "Odoo Suite contributors",
    "license": "AGPL-3",
    "depends": ["account", "l10n_fr_account", "mail", "suite_base", "suite_privacy"],
    "data": [
        "security/ir.model.access.csv",
        "data/suite.privacy.entry.csv",
        "wizards/statement_import_views.xml",
        "views/account_bank_statement_line_views.xml",
        "views/account_journal_views.xml",
        "views/account_statement_fr_menus.xml",
    ],
    "demo": ["demo/statement_demo.xml"],
}
