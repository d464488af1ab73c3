{
    "name": "After-Sales: Till",
    "summary": "A case of a receipt of the till: replaced, repaired, refunded at the till – once",
    "version": "19.0.1.0.0",
    "category": "Sales",
    "author": "Odoo Suite contributors",
    "license": "AGPL-3",
    "depends": ["crm_technical_aftersales", "point_of_sale"],
    "data": [
        "security/ir.model.access.csv",
        "views/pos_order_views.xml",
        "views/tech_case_views.xml",
        "views/tech_case_line_views.xml",
    ],
    "assets": {
        "point_of_sale._assets_pos": ["crm_technical_aftersales_pos/static/src/till/**/*"],
    },
    "demo": ["demo/aftersales_pos_demo.xml"],
    "auto_install": True,
}
