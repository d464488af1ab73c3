{
    "name": "Shop Synchronisation: WooCommerce",
    "summary": "WooCommerce shops in the console of the online shops: orders, stock and shipments",
    "version": "19.0.1.0.0",
    "category": "Sales/Sales",
    "author": "Odoo Suite contributors",
    "license": "AGPL-3",
    "depends": ["shop_sync"],
    "data": ["views/shop_channel_views.xml"],
    "demo": ["demo/shop_sync_woocommerce_demo.xml"],
}
