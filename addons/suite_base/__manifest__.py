{
    "name": "Suite Base",
    "summary": "What the add-ons of the suite share: figures, tables, safe calls, workflows",
    "version": "19.0.1.0.0",
    "category": "Hidden/Tools",
    "author": "Odoo Suite contributors",
    "license": "AGPL-3",
    "depends": ["mail", "web"],
    "data": ["views/layout_templates.xml"],
    "external_dependencies": {"python": ["openpyxl", "requests", "urllib3", "xlsxwriter"]},
    "assets": {
        "web.assets_backend": [
            "suite_base/static/src/**/*",
            ("remove", "suite_base/static/src/portal/**/*"),
            ("remove", "suite_base/static/src/till/**/*"),
            ("remove", "suite_base/static/src/scorecard/**/*"),
            ("remove", "suite_base/static/src/graph/**/*"),
        ],
        "web.assets_backend_lazy": ["suite_base/static/src/graph/**/*"],
        "point_of_sale._assets_pos": ["suite_base/static/src/till/**/*"],
        "web.assets_frontend": [
            "suite_base/static/src/photo.js",
            "suite_base/static/src/portal/**/*",
        ],
        "web.assets_unit_tests": ["suite_base/static/tests/**/*.test.js"],
    },
}
