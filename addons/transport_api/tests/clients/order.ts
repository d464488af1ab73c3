// The whole order with the types that openapi-typescript makes of the published contract: it compiles
// under `strict`, so each body and each answer is one that the contract describes.
import createClient from "openapi-fetch";
import type { components, paths } from "./api.d.ts";

declare const process: { argv: string[] };
const [address, key, carrierKey, known] = process.argv.slice(2) as [string, string, string, string];
const make = (token: string) =>
    createClient<paths>({ baseUrl: address, headers: { Authorization: `Bearer ${token}` } });
const client = make(key);
const carrier = make(carrierKey);

type Answer<T> = { data?: T; error?: components["schemas"]["Problem"]; response: Response };

function expect<T>(answer: Answer<T>, status: number): T {
    if (answer.response.status !== status || answer.data === undefined) {
        throw new Error(`${answer.response.status} ${JSON.stringify(answer.error)}`);
    }
    return answer.data;
}

async function price(plate: string, idempotency: string) {
    const lot: components["schemas"]["EstimateInput"] = {
        vehicles: [{ plate, make: "Kia", model: "Rio" }],
        origin: { zip: "21000", city: "Dijon" },
        destination: { zip: "59000", city: "Lille" },
        store: false,
    };
    const unstored = expect(await client.POST("/estimates", { body: lot }), 200);
    const ask = () =>
        client.POST("/estimates", {
            body: { ...lot, store: true },
            params: { header: { "Idempotency-Key": idempotency } },
        });
    const [stored, again] = [expect(await ask(), 201), expect(await ask(), 201)];
    if (stored.reference !== again.reference || stored.amount !== unstored.amount) {
        throw new Error("stored twice, or at another price");
    }
    return stored;
}

async function accept(estimate: components["schemas"]["Estimate"]) {
    const { reference, estimate_hash } = estimate;
    if (!reference || !estimate_hash) {
        throw new Error("an estimate that nobody can accept");
    }
    const answer = await client.POST("/orders/{reference}/accept", {
        params: { path: { reference } },
        body: { estimate_hash, signed_by: "Anne Martin" },
    });
    return expect(answer, 200);
}

const order = await accept(await price("GB-101-KL", "ts-1"));
const path = { reference: order.reference };
const occurred_at = `${new Date(Date.now() - 3_600_000).toISOString().slice(0, 19)}Z`;
const done = expect(
    await carrier.POST("/orders/{reference}/events", {
        params: { path },
        body: {
            events: [
                { code: "collected", occurred_at, external_id: "c" },
                { code: "delivered", occurred_at, external_id: "d" },
            ],
        },
    }),
    201
);
const told = expect(await client.GET("/orders/{reference}/events", { params: { path } }), 200);
const second = await accept(await price("GB-102-KL", "ts-2"));
const cancel = () =>
    client.POST("/orders/{reference}/cancel", {
        params: { path: { reference: second.reference } },
        body: { cause: "sold", expected_fee: second.cancel_fee },
    });
const cancelled = expect(await cancel(), 200);
const refused = await cancel();
const documents = expect(
    await client.GET("/orders/{reference}/documents", { params: { path: { reference: known } } }),
    200
);
const file = expect(
    await client.GET("/orders/{reference}/documents/{document}", {
        params: { path: { reference: known, document: documents.data[0]!.reference } },
        parseAs: "arrayBuffer",
    }),
    200
);
const delivered = expect(await client.GET("/orders/{reference}", { params: { path } }), 200);
const codes = told.data.map((event) => event.code).slice(-2);
if (refused.error?.status !== 422 || codes.join() !== "collected,delivered") {
    throw new Error(`${refused.error?.status} ${codes}`);
}
console.log(
    JSON.stringify({
        state: delivered.state,
        reported: done.state,
        cancelled: cancelled.state,
        cause: cancelled.cancel_cause,
        file: (file as ArrayBuffer).byteLength,
    })
);
