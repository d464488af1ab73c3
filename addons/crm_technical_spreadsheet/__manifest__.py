{
    "name": "Technical Sales: Figures",
    "summary": "Sales, returns and ratings in one cube, dashboards for each role, alerts of your choice",
    "version": "19.0.1.2.0",
    "category": "Sales/CRM",
    "author": "Odoo Suite contributors",
    "license": "AGPL-3",
    "depends": ["crm_technical", "rating", "spreadsheet_dashboard_sale"],
    "data": [
        "security/ir.model.access.csv",
        "security/crm_technical_spreadsheet_rules.xml",
        "data/ir_cron_data.xml",
        "report/sales_figures_templates.xml",
        "report/tech_sales_report_views.xml",
        "wizards/tech_sales_print_views.xml",
        "views/tech_alert_rule_views.xml",
        "views/crm_technical_spreadsheet_menus.xml",
        "data/dashboards.xml",
    ],
    "demo": ["demo/figures_demo.xml"],
    "assets": {
        "spreadsheet.o_spreadsheet": ["suite_base/static/src/scorecard/**/*"],
        # a unit test of an add-on without spreadsheets would load it without them
        "web.assets_unit_tests": [("remove", "suite_base/static/src/scorecard/**/*")],
        "web.assets_tests": ["crm_technical_spreadsheet/static/tests/tours/**/*"],
    },
    "auto_install": ["crm_technical", "spreadsheet_dashboard_sale"],
}
