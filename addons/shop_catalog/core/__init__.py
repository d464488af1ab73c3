"""The catalogue of a shop without Odoo."""
