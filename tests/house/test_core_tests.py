"""What the log of Odoo's own tests says is read as it is written."""

import pytest

from house.console import Failure
from house.core_tests import read_outcome

HEAD = "2026-01-02 03:04:05,678 99 ERROR test_db"
LINES = [
    f"{HEAD} odoo.addons.sale.tests.test_order: FAIL: TestOrder.test_total",
    f"{HEAD} odoo.addons.sale.tests.test_order: ERROR: Subtest TestOrder.test_taxes (rate=20)",
    f"{HEAD} odoo.tests.suite: ERROR: setUpClass (odoo.addons.crm.tests.test_lead.TestLead)",
    "ERROR: a line of PostgreSQL",
    "2026-01-02 03:04:06,000 99 ERROR test_db odoo.tests.result: 1 failed, 2 error(s) of 40 tests",
]


def test_failed_tests_subtests_and_classes_become_tags():
    outcome = read_outcome(LINES)
    assert outcome.failed == {
        "/sale:TestOrder.test_total",
        "/sale:TestOrder.test_taxes",
        "/crm:TestLead",
    }
    assert outcome.total == 40


@pytest.mark.parametrize("lines", [[], ["0 failed, 0 error(s) of 0 tests"], [LINES[-1]]])
def test_a_run_that_proves_nothing_is_a_failure(lines):
    with pytest.raises(Failure):
        read_outcome(lines)
