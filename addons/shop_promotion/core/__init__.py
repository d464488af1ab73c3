"""Promotions without Odoo."""
