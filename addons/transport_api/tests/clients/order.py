"""The whole order with the client that openapi-python-client makes of the published contract.

It uses what is generated and nothing else: a type, a route or an answer that the contract does not
describe ends it with an error.
"""

import json
import sys
from datetime import datetime, timedelta, timezone

from transport_client import AuthenticatedClient
from transport_client.api.default import (
    accept_order,
    cancel_order,
    create_estimate,
    get_document,
    get_order,
    list_documents,
    list_events,
    list_orders,
    list_vehicles,
    report_events,
)
from transport_client.models import (
    Acceptance,
    CancellationType0,
    CancellationType0Cause,
    EstimateInput,
    EventsInput,
    LotPlaceType1,
    LotVehicleType1,
    Problem,
)


def ask(operation, *path, status, **values):
    """:return: the parsed answer, which must have the expected status"""
    answer = operation.sync_detailed(*path, **values)
    assert answer.status_code == status, answer.content
    return answer.parsed


def price(client, plate, key):
    lot = EstimateInput(
        vehicles=[LotVehicleType1(plate=plate, make="Kia", model="Rio")],
        origin=LotPlaceType1(zip_="21000", city="Dijon"),
        destination=LotPlaceType1(zip_="59000", city="Lille"),
    )
    unstored = ask(create_estimate, status=200, client=client, body=lot)
    lot.store = True
    stored, again = (
        ask(create_estimate, status=201, client=client, body=lot, idempotency_key=key)
        for _twice in "ab"
    )
    assert stored.reference == again.reference
    assert unstored.amount == stored.amount
    return stored


def accept(client, estimate):
    body = Acceptance(estimate_hash=estimate.estimate_hash, signed_by="Anne Martin")
    return ask(accept_order, estimate.reference, status=200, client=client, body=body)


def main(address, key, carrier_key, known):
    client = AuthenticatedClient(base_url=address, token=key)
    carrier = AuthenticatedClient(base_url=address, token=carrier_key)
    order = accept(client, price(client, "GA-101-KL", "py-1"))
    moment = datetime.now(timezone.utc) - timedelta(hours=1)
    occurred_at = moment.strftime("%Y-%m-%dT%H:%M:%SZ")
    events = EventsInput.from_dict(
        {
            "events": [
                {"code": code, "occurred_at": occurred_at, "external_id": code}
                for code in ("collected", "delivered")
            ]
        }
    )
    done = ask(report_events, order.reference, status=201, client=carrier, body=events)
    told = ask(list_events, order.reference, status=200, client=client)
    second = accept(client, price(client, "GA-102-KL", "py-2"))
    why = CancellationType0(cause=CancellationType0Cause.SOLD, expected_fee=second.cancel_fee)
    cancelled = ask(cancel_order, second.reference, status=200, client=client, body=why)
    refused = ask(cancel_order, second.reference, status=422, client=client, body=why)
    assert isinstance(refused, Problem)
    [document] = ask(list_documents, known, status=200, client=client).data
    file = ask(get_document, known, document.reference, status=200, client=client)
    ask(get_order, "T404", status=404, client=client)
    page = ask(list_vehicles, status=200, client=client, limit=1)
    assert len(page.data) == 1 and page.next_cursor
    found = {item.reference for item in ask(list_orders, status=200, client=client).data}
    assert {order.reference, second.reference, known} <= found
    delivered = ask(get_order, order.reference, status=200, client=client)
    assert [event.code for event in told.data][-2:] == ["collected", "delivered"]
    result = {
        "state": delivered.state,
        "reported": done.state,
        "cancelled": cancelled.state,
        "cause": cancelled.cancel_cause,
        "file": len(file.payload.read()),
    }
    sys.stdout.write(json.dumps(result))


main(*sys.argv[1:])
