{
    "name": "Shop Promotions",
    "summary": "One campaign for many PrestaShops: seen before, checked after, nothing left behind",
    "version": "19.0.1.0.1",
    "category": "Sales/Sales",
    "author": "Odoo Suite contributors",
    "license": "AGPL-3",
    "depends": ["shop_sync", "suite_l10n_fr"],
    "data": [
        "security/ir.model.access.csv",
        "security/shop_promotion_rules.xml",
        "data/ir_cron_data.xml",
        "views/shop_campaign_rule_views.xml",
        "views/shop_campaign_views.xml",
        "views/shop_price_views.xml",
        "views/shop_promotion_menus.xml",
    ],
    "demo": ["demo/shop_promotion_demo.xml"],
}
