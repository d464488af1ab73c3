"""Commissions without Odoo: whose order it is, what was paid of it, for which period."""
