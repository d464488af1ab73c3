"""What the database must be able to do."""

from odoo.tools import SQL


def create_btree_gist(env):
    """The exclusion constraint on units needs it (a trusted extension)."""
    env.cr.execute(SQL("CREATE EXTENSION IF NOT EXISTS btree_gist"))
