"""Pure computation of the synchronisation: no Odoo in here, everything runs without a database."""
