/**
 * What the counter does to a slip, as plain data: it can be kept on the device, shown at once,
 * sent to the server later, and sent again when an answer was lost.
 */

/** Status of a return line when its accessories are ticked (the server follows the same rule). */
function followAccessories(payload, line) {
    const absent = line.accessories.some((accessory) => !accessory.present);
    if (payload.type !== "return") {
        return line;
    }
    if (absent && ["ok", "pending"].includes(line.status)) {
        return { ...line, status: "accessory_missing" };
    }
    if (!absent && line.status === "accessory_missing") {
        return { ...line, status: "ok" };
    }
    return line;
}

/** A line that was only still to check needs nothing more, but for a photo it must have. */
function recheck(line) {
    const waits = line.status === "pending" || (line.photo_required && !line.photos.length);
    return waits ? line : { ...line, problem: "" };
}

function changeLine(payload, lineId, change) {
    return {
        ...payload,
        lines: payload.lines.map((line) => (line.id === lineId ? change(line) : line)),
    };
}

const APPLY = {
    set_line: (payload, { lineId, values, lotName }) =>
        changeLine(payload, lineId, (line) => {
            const { lot_id: lotId, outside_unit: outsideUnit, ...others } = values;
            const lot = lotId || outsideUnit ? { id: lotId || false, name: lotName } : line.lot;
            return recheck({ ...line, ...others, lot });
        }),
    set_accessory: (payload, { lineId, accessoryId, present }) =>
        changeLine(payload, lineId, (line) =>
            followAccessories(payload, {
                ...line,
                accessories: line.accessories.map((accessory) =>
                    accessory.id === accessoryId ? { ...accessory, present } : accessory
                ),
            })
        ),
    set_all: (payload, { status }) => ({
        ...payload,
        lines: payload.lines.map((line) => {
            const tracked = ["serial", "lot"].includes(line.tracking);
            const ready = payload.type === "return" || !tracked || line.lot;
            return line.status === "pending" && ready ? recheck({ ...line, status }) : line;
        }),
    }),
    set_lines: (payload, { lineIds, status }) => ({
        ...payload,
        lines: payload.lines.map((line) =>
            lineIds.includes(line.id) ? recheck({ ...line, status }) : line
        ),
    }),
    add_photo: (payload, { lineId, name, data, mimetype }) =>
        changeLine(payload, lineId, (line) => {
            if (line.photos.some((photo) => photo.name === name)) {
                return line;
            }
            const url = `data:${mimetype};base64,${data}`;
            return {
                ...line,
                photos: [...line.photos, { id: name, name, url, thumb: url, waiting: true }],
            };
        }),
    remove_photo: (payload, { lineId, photoId }) =>
        changeLine(payload, lineId, (line) => ({
            ...line,
            photos: line.photos.filter((photo) => photo.id !== photoId),
        })),
    set_comment: (payload, { text }) => ({ ...payload, comment: text }),
    sign: (payload) => ({ ...payload, signing: true }),
};

const ARGUMENTS = {
    set_line: ({ lineId, values }) => [lineId, values],
    set_accessory: ({ accessoryId, present }) => [accessoryId, present],
    set_all: ({ status }) => [status],
    set_lines: ({ lineIds, status }) => [lineIds, status],
    add_photo: ({ lineId, name, data }) => [lineId, name, data],
    remove_photo: ({ photoId }) => [photoId],
    set_comment: ({ text }) => [text],
    sign: ({ values }) => [values],
};

/** The slip as it will be once the server has taken the operation. */
export function applyOperation(payload, operation) {
    return APPLY[operation.method](payload, operation);
}

/** The slip with everything that is still waiting on this device. */
export function applyOperations(payload, operations) {
    return operations.reduce(applyOperation, payload);
}

/** Positional arguments of the method of `rental.slip`, after the ids. */
export function getArguments(operation) {
    return ARGUMENTS[operation.method](operation);
}

/** How far the check is: exemplars done and in all. */
export function getProgress(payload) {
    const done = payload.lines.filter((line) => line.status !== "pending").length;
    return { done, total: payload.lines.length };
}
