"""WooCommerce's REST API without Odoo: client, normal form, reading and writing."""
