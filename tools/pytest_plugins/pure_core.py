"""Lets tests of an add-on's ``core/`` import it by its Odoo name, without Odoo.

``odoo`` is a stub package that holds nothing but the add-ons' folders: a core module that imports
anything else of Odoo fails here, which is the point.
"""

import os
import sys
import types
from pathlib import Path

from hypothesis import settings


def _package(name, *folders):
    module = types.ModuleType(name)
    module.__path__ = [str(folder) for folder in folders]
    sys.modules[name] = module


_addons = Path(os.environ["SUITE_ADDONS"])
_package("odoo")
_package("odoo.addons")
for _manifest in _addons.glob("*/__manifest__.py"):
    _package(f"odoo.addons.{_manifest.parent.name}", _manifest.parent)

settings.register_profile("suite", deadline=None, derandomize=True, database=None)
settings.load_profile("suite")
