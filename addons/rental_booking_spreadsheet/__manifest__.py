{
    "name": "Rental Booking: Figures",
    "summary": "A live dashboard for each role of a rental house: house, counter, workshop, money",
    "version": "19.0.1.0.0",
    "category": "Sales/Rental",
    "author": "Odoo Suite contributors",
    "license": "AGPL-3",
    "depends": ["rental_booking", "spreadsheet_dashboard"],
    "data": [
        "security/ir.model.access.csv",
        "security/rental_booking_spreadsheet_rules.xml",
        "report/rental_ticket_report_views.xml",
        "report/rental_money_report_views.xml",
        "report/rental_unit_report_views.xml",
        "views/rental_booking_spreadsheet_menus.xml",
        "data/dashboards.xml",
        "views/rental_dashboard_views.xml",
    ],
    "demo": ["demo/figures_demo.xml"],
    "assets": {
        "spreadsheet.o_spreadsheet": ["suite_base/static/src/scorecard/**/*"],
        # a unit test of an add-on without spreadsheets would load it without them
        "web.assets_unit_tests": [("remove", "suite_base/static/src/scorecard/**/*")],
        "web.assets_tests": ["rental_booking_spreadsheet/static/tests/tours/**/*"],
    },
    "auto_install": True,
}
