/**
 * Operations kept on the device (IndexedDB), in the order they were made. A browser without
 * IndexedDB (private window) keeps them in memory: the screen works, only a reload loses them.
 */

const TABLE = "operations";

function asPromise(request) {
    return new Promise((resolve, reject) => {
        request.addEventListener("success", () => resolve(request.result));
        request.addEventListener("error", () => reject(request.error));
    });
}

export class OperationStore {
    /** @param {string} name one store for each database and user */
    constructor(name, factory = window.indexedDB) {
        this.name = name;
        this.factory = factory;
    }

    async open() {
        if (!this.opened) {
            const request = this.factory.open(this.name, 1);
            request.addEventListener("upgradeneeded", () =>
                request.result.createObjectStore(TABLE, { keyPath: "key", autoIncrement: true })
            );
            this.opened = asPromise(request);
        }
        return this.opened;
    }

    async run(mode, action) {
        const database = await this.open();
        const transaction = database.transaction(TABLE, mode);
        const done = new Promise((resolve, reject) => {
            transaction.addEventListener("complete", resolve);
            transaction.addEventListener("abort", () => reject(transaction.error));
        });
        const result = await asPromise(action(transaction.objectStore(TABLE)));
        await done;
        return result;
    }

    /** @returns {Promise<Object[]>} operations, oldest first, each with its `key` */
    all() {
        return this.run("readonly", (table) => table.getAll());
    }

    /** @returns {Promise<number>} key of the operation */
    put(operation) {
        return this.run("readwrite", (table) => table.put(operation));
    }

    delete(key) {
        return this.run("readwrite", (table) => table.delete(key));
    }
}

/** Same interface, for browsers that keep nothing. */
export class MemoryStore {
    constructor() {
        this.operations = new Map();
        this.lastKey = 0;
    }

    async all() {
        return [...this.operations.values()];
    }

    async put(operation) {
        const key = operation.key ?? ++this.lastKey;
        this.operations.set(key, { ...operation, key });
        return key;
    }

    async delete(key) {
        this.operations.delete(key);
    }
}
