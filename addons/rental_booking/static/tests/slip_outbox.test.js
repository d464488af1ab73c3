import { animationFrame, describe, expect, test } from "@odoo/hoot";
import { advanceTime } from "@odoo/hoot-mock";
import { patchWithCleanup } from "@web/../tests/web_test_helpers";
import { ConnectionLostError } from "@web/core/network/rpc";
import { MemoryStore } from "@rental_booking/slip_desk/operation_store";
import { SlipOutbox } from "@rental_booking/slip_desk/slip_outbox";

const ok = (lineId) => ({ slipId: 5, method: "set_line", lineId, values: { status: "ok" } });

/** An outbox whose server may be out of reach. */
function makeOutbox(store = new MemoryStore()) {
    const server = { reachable: true, calls: [], version: 1, refuse: false, error: null };
    const outbox = new SlipOutbox({
        store,
        call: async (method, args) => {
            if (!server.reachable) {
                throw new ConnectionLostError();
            }
            if (server.error) {
                throw server.error;
            }
            if (server.refuse) {
                throw new Error("The unit is already out");
            }
            server.calls.push([method, ...args]);
            server.version += 1;
            return { id: 5, version: server.version, state: "draft" };
        },
    });
    return { outbox, server, store };
}

describe("@rental_booking slip outbox", () => {
    test("entries are sent in the order they were made", async () => {
        const { outbox, server } = makeOutbox();
        await outbox.push(ok(1));
        await outbox.push(ok(2));
        await outbox.flush();
        expect(server.calls.map((call) => call[2])).toEqual([1, 2]);
        expect(outbox.state.operations.length).toBe(0);
    });

    test("without connection entries stay on the device and go out by themselves later", async () => {
        const { outbox, server, store } = makeOutbox();
        server.reachable = false;
        await outbox.push(ok(1));
        await outbox.push(ok(2));
        await outbox.flush();
        expect(outbox.state.offline).toBe(true);
        expect((await store.all()).length).toBe(2);
        server.reachable = true;
        await advanceTime(5000);
        await outbox.flush();
        expect(server.calls.length).toBe(2);
        expect(outbox.state.offline).toBe(false);
        expect((await store.all()).length).toBe(0);
    });

    test("a reload takes up what was not sent", async () => {
        const first = makeOutbox();
        first.server.reachable = false;
        await first.outbox.push(ok(1));
        await first.outbox.flush();
        const second = makeOutbox(first.store);
        await second.outbox.restore();
        expect(second.server.calls).toEqual([["set_line", [5], 1, { status: "ok" }]]);
    });

    test("what the server refuses is told and dropped, the rest goes on", async () => {
        const { outbox, server } = makeOutbox();
        const refused = [];
        outbox.bus.addEventListener("refused", ({ detail }) => refused.push(detail.message));
        server.refuse = true;
        await outbox.push(ok(1));
        await outbox.flush();
        server.refuse = false;
        await outbox.push(ok(2));
        await outbox.flush();
        expect(refused).toEqual(["The unit is already out"]);
        expect(server.calls.map((call) => call[2])).toEqual([2]);
    });

    test("who is logged out loses nothing: the entry goes out after the next login", async () => {
        const { outbox, server } = makeOutbox();
        server.error = Object.assign(new Error("Session expired"), {
            exceptionName: "odoo.http.SessionExpiredException",
        });
        await outbox.push(ok(1));
        await outbox.flush();
        expect(outbox.state.operations.length).toBe(1);
        expect(outbox.state.loggedOut).toBe(true);
        server.error = null;
        await outbox.flush();
        expect(server.calls.map((call) => call[2])).toEqual([1]);
        expect(outbox.state.offline).toBe(false);
    });

    test("a signature is repeated with the version it was first sent with", async () => {
        const { outbox, server, store } = makeOutbox();
        outbox.noteVersion(5, 9);
        server.reachable = false;
        await outbox.push({ slipId: 5, method: "sign", values: { signed_by: "Ada" } });
        await outbox.flush();
        expect((await store.all())[0].values.version).toBe(9);
        outbox.noteVersion(5, 10);
        server.reachable = true;
        await outbox.flush();
        expect(server.calls[0][2]).toEqual({ signed_by: "Ada", version: 9 });
    });

    test("the screen hears of each answer", async () => {
        const { outbox } = makeOutbox();
        outbox.bus.addEventListener("payload", ({ detail }) =>
            expect.step(`${detail.slipId} ${detail.payload.version}`)
        );
        await outbox.push(ok(1));
        await outbox.flush();
        await animationFrame();
        expect.verifySteps(["5 2"]);
    });

    test("an entry leaves the screen together with its answer", async () => {
        const { outbox, store } = makeOutbox();
        outbox.bus.addEventListener("payload", () =>
            expect.step(`answer, ${outbox.state.operations.length} wait`)
        );
        const forget = store.delete.bind(store);
        store.delete = async (key) => {
            expect.step("forgotten");
            await forget(key);
        };
        await outbox.push(ok(1));
        await outbox.flush();
        await animationFrame();
        expect.verifySteps(["answer, 0 wait", "forgotten"]);
    });

    test("a device that cannot forget loses no other entry", async () => {
        const { outbox, server, store } = makeOutbox();
        store.delete = async () => {
            throw new Error("The storage is gone");
        };
        patchWithCleanup(console, { warn: (text, error) => expect.step(error.message) });
        await outbox.push(ok(1));
        await outbox.push(ok(2));
        await outbox.flush();
        expect(server.calls.map((call) => call[2])).toEqual([1, 2]);
        expect(outbox.state.operations.length).toBe(0);
        expect.verifySteps(["The storage is gone", "The storage is gone"]);
    });
});
