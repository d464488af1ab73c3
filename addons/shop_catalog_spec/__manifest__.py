{
    "name": "Shop Catalogue: Technical Specifications",
    "summary": "The specifications of products are features in the online shops",
    "version": "19.0.1.0.0",
    "category": "Sales/Sales",
    "author": "Odoo Suite contributors",
    "license": "AGPL-3",
    "depends": ["crm_technical_spec", "shop_catalog"],
    "data": ["views/shop_channel_views.xml", "views/tech_spec_attribute_views.xml"],
    "demo": ["demo/shop_catalog_spec_demo.xml"],
    "auto_install": ["crm_technical_spec", "shop_catalog"],
}
