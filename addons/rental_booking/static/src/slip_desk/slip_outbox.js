import { EventBus, reactive, toRaw } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { _t } from "@web/core/l10n/translation";
import { ConnectionLostError } from "@web/core/network/rpc";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { session } from "@web/session";
import { MemoryStore, OperationStore } from "./operation_store";
import { getArguments } from "./slip_operations";

const RETRY_DELAY = 4000;
const LOGGED_OUT = "odoo.http.SessionExpiredException";
/** Answers that say nothing about the entry itself: it is sent again. */
const LATER = new Set([
    LOGGED_OUT,
    "odoo.exceptions.ConcurrencyError",
    "odoo.exceptions.LockError",
    "psycopg2.OperationalError",
    "psycopg2.errors.DeadlockDetected",
    "psycopg2.errors.LockNotAvailable",
    "psycopg2.errors.SerializationFailure",
]);

/**
 * Sends what the counter entered, in order. What cannot be sent now stays on the device and is
 * sent when the connection is back, also after a reload or from another screen: nothing that the
 * operator or the customer confirmed is lost.
 *
 * Events of `bus`: "payload" {slipId, payload} after each answer, "refused" {slipId, message}
 * when the server says no (the operation is dropped, the screen shows the server's state again).
 */
export class SlipOutbox {
    /**
     * @param {Object} parts
     * @param {(method: string, args: any[]) => Promise<Object>} parts.call of `rental.slip`
     * @param {Object} parts.store `OperationStore` or `MemoryStore`
     */
    constructor({ call, store }) {
        this.call = call;
        this.store = store;
        this.bus = new EventBus();
        this.state = reactive({ operations: [], offline: false, loggedOut: false });
        this.versions = {};
        this.sending = null;
        this.retry = null;
    }

    /** Take up what an earlier page left behind. */
    async restore() {
        try {
            this.state.operations = await this.store.all();
        } catch (error) {
            console.warn("No storage on this device, slips are kept in memory:", error);
            this.store = new MemoryStore();
        }
        browser.addEventListener("online", () => this.flush());
        return this.flush();
    }

    getOperations(slipId) {
        return this.state.operations.filter((operation) => operation.slipId === slipId);
    }

    noteVersion(slipId, version) {
        this.versions[slipId] = version;
    }

    /** Keep the operation on the device, then try to send. Resolves when it is kept. */
    async push(operation) {
        const kept = { ...operation };
        this.state.operations.push(kept);
        try {
            kept.key = await this.store.put(operation);
        } catch (error) {
            console.warn("The device refused to keep the entry, it is kept in memory:", error);
        }
        this.flush();
    }

    /** Send all that waits, one after the other. Never rejects. */
    flush() {
        this.sending ??= this.sendAll().finally(() => {
            this.sending = null;
        });
        return this.sending;
    }

    async sendAll() {
        browser.clearTimeout(this.retry);
        while (this.state.operations.length) {
            const [operation] = this.state.operations;
            try {
                await this.send(operation);
            } catch (error) {
                if (error instanceof ConnectionLostError || LATER.has(error.exceptionName)) {
                    this.state.offline = true;
                    this.state.loggedOut = error.exceptionName === LOGGED_OUT;
                    this.retry = browser.setTimeout(() => this.flush(), RETRY_DELAY);
                    return;
                }
                await this.drop(operation);
                this.refuse(operation, error);
            }
        }
        this.state.offline = false;
    }

    async send(operation) {
        const { slipId, method } = operation;
        if (method === "sign" && operation.values.version === undefined) {
            operation.values = { ...operation.values, version: this.versions[slipId] };
            if (operation.key !== undefined) {
                await this.store.put({ ...toRaw(operation) });
            }
        }
        const payload = await this.call(method, [[slipId], ...getArguments(operation)]);
        // At once: a tap between the two would see the entry undone, and enter the same again.
        this.state.operations.shift(); // always the oldest one is sent
        this.state.offline = false;
        this.noteVersion(slipId, payload.version);
        this.bus.trigger("payload", { slipId, method, payload });
        await this.forget(operation);
    }

    async drop(operation) {
        this.state.operations.shift();
        await this.forget(operation);
    }

    /** The device need not keep it any more; if it does, the next page sends it once more. */
    async forget(operation) {
        if (operation.key === undefined) {
            return;
        }
        try {
            await this.store.delete(operation.key);
        } catch (error) {
            console.warn("The device keeps an entry that was sent:", error);
        }
    }

    refuse(operation, error) {
        const message = error.data?.message || error.message || String(error);
        this.bus.trigger("refused", {
            slipId: operation.slipId,
            method: operation.method,
            message,
        });
    }
}

export const slipOutboxService = {
    dependencies: ["orm", "notification"],
    start(_env, { orm, notification }) {
        const outbox = new SlipOutbox({
            call: (method, args) => orm.call("rental.slip", method, args),
            store: new OperationStore(`rental_booking_${session.db}_${user.userId}`),
        });
        outbox.bus.addEventListener("refused", ({ detail }) => {
            notification.add(detail.message, {
                title: _t("This entry was not taken"),
                type: "danger",
                sticky: true,
            });
        });
        outbox.ready = outbox.restore();
        return outbox;
    },
};

registry.category("services").add("rental_slip_outbox", slipOutboxService);
