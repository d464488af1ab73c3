"""The published contract, line by line: other programs are built on it, so no change passes unseen.

After a wanted change the failing test prints the new lines: put them into ``contract.jsonl``.
"""

import json
from pathlib import Path

from odoo.addons.transport_api.core.api_openapi import OPERATIONS, build_openapi, find_operation
from odoo.addons.transport_api.core.api_problem import PROBLEMS
from odoo.addons.transport_api.core.countries import COUNTRIES

CONTRACT = Path(__file__).with_name("contract.jsonl")


def describe():
    """:return: the contract, one operation or schema a line"""
    document = build_openapi()
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            yield json.dumps([method, path, operation], sort_keys=True)
    for name, schema in document["components"]["schemas"].items():
        text = json.dumps([name, schema], sort_keys=True)
        yield text.replace(json.dumps(list(COUNTRIES)), '"COUNTRIES"')
    yield json.dumps({kind: status for kind, (status, _title) in PROBLEMS.items()})


def test_the_contract_is_the_published_one():
    published = CONTRACT.read_text().splitlines()
    told = list(describe())
    assert [line for line in told if line not in published] == []
    assert [line for line in published if line not in told] == []


def test_countries_are_codes_of_two_letters():
    assert len(set(COUNTRIES)) == len(COUNTRIES) == 251
    assert {"FR", "BE", "CH", "DE", "GP", "XK"} <= set(COUNTRIES)
    assert all(len(code) == 2 and code.isupper() for code in COUNTRIES)


def test_operations_are_found_by_their_name():
    for operation in OPERATIONS:
        assert find_operation(operation.name) is operation
