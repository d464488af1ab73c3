"""Makes the fake shop importable without Odoo."""

import sys
from pathlib import Path

from odoo.addons.suite_base.core.outgoing import CallPolicy

TESTS = Path(__file__).resolve().parents[1]
if str(TESTS) not in sys.path:
    sys.path.insert(0, str(TESTS))

# The fake shops live on this machine.
POLICY = CallPolicy(timeout=60, allowed_hosts=("127.0.0.1",))
