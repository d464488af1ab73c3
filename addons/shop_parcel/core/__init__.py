"""Parcels without Odoo."""
