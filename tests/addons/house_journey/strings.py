"""Writes the strings of the add-on under test while its registry is there anyhow.

``SUITE_STRINGS`` is ``addon:file``: before the first test of an installed database the template of its
translations is written to the file. Without it nothing is written.
"""

import os


def write():
    wanted = os.environ.get("SUITE_STRINGS")
    if not wanted:
        return
    from odoo import SUPERUSER_ID, api
    from odoo.modules.registry import Registry
    from odoo.tests import loader
    from odoo.tools import config
    from odoo.tools.translate import trans_export

    addon, _, path = wanted.partition(":")
    run_suite = loader.run_suite

    def run_suite_after_writing(suite, *words, **options):
        registry = Registry(config["db_name"][0])
        if registry.ready and not os.path.exists(path):
            with registry.cursor() as cr, open(path, "wb") as file:
                trans_export(None, [addon], file, "po", api.Environment(cr, SUPERUSER_ID, {}))
        return run_suite(suite, *words, **options)

    loader.run_suite = run_suite_after_writing
