{
    "name": "Rental Booking: Web Shop",
    "summary": "Customers see what is free for their dates and book it themselves",
    "version": "19.0.1.1.0",
    "category": "Website/Website",
    "author": "Odoo Suite contributors",
    "license": "AGPL-3",
    "depends": ["rental_booking", "website_sale"],
    "data": [
        "data/suite.privacy.entry.csv",
        "views/res_config_settings_views.xml",
        "views/sale_order_views.xml",
        "views/website_rental_templates.xml",
        "views/website_sale_templates.xml",
        "views/website_basket_templates.xml",
    ],
    "demo": ["demo/rental_booking_website_demo.xml"],
    "assets": {
        "web.assets_frontend": ["rental_booking_website/static/src/**/*"],
        "web.assets_tests": ["rental_booking_website/static/tests/tours/**/*"],
    },
    "auto_install": True,
}
