{
    "name": "Suite Home",
    "summary": "Each role lands on its day's work, with its own apps; a page for the first ten minutes",
    "version": "19.0.1.0.0",
    "category": "Hidden/Tools",
    "author": "Odoo Suite contributors",
    "license": "AGPL-3",
    "depends": ["suite_base"],
    "data": ["views/suite_home_views.xml"],
    "demo": ["demo/suite_home_demo.xml"],
    "assets": {
        "web.assets_backend": ["suite_home/static/src/**/*"],
    },
    "auto_install": True,
}
