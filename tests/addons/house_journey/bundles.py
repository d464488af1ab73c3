"""Spares a test run the bundles of assets that its tests do not open.

Before the first test Odoo makes every bundle that some page names: forty seconds and more for each
database, most of them for the till, the website's editor and tests of Odoo's own. What is not made
before is made when a page asks for it. ``SUITE_BUNDLES`` names what is worth making before; without
it Odoo does as it always does.
"""

import os


def spare():
    wanted = os.environ.get("SUITE_BUNDLES")
    if wanted is None:
        return
    from odoo.addons.base.models.ir_qweb import IrQweb

    everything = IrQweb._get_bundles_to_pregenarate
    names = set(wanted.split(","))

    def _get_bundles_to_pregenarate(self):
        scripts, styles = everything(self)
        return scripts & names, styles & names

    IrQweb._get_bundles_to_pregenarate = _get_bundles_to_pregenarate
