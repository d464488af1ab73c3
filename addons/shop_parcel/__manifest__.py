{
    "name": "Parcels of Online Shops",
    "summary": "Orders of the shops collected in batches, packed and checked with a scanner",
    "version": "19.0.1.0.0",
    "category": "Sales/Sales",
    "author": "Odoo Suite contributors",
    "license": "AGPL-3",
    "depends": ["shop_sync", "stock_picking_batch"],
    "data": [
        "report/shop_parcel_reports.xml",
        "views/stock_picking_views.xml",
        "views/stock_picking_batch_views.xml",
        "views/shop_parcel_menus.xml",
    ],
    "demo": ["demo/shop_parcel_demo.xml"],
    "assets": {
        "web.assets_backend": ["shop_parcel/static/src/**/*"],
        "web.assets_tests": ["shop_parcel/static/tests/tours/**/*"],
    },
}
