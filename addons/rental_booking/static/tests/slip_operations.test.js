import { describe, expect, test } from "@odoo/hoot";
import {
    applyOperations,
    getArguments,
    getProgress,
} from "@rental_booking/slip_desk/slip_operations";
import { groupLines } from "@rental_booking/slip_desk/slip_bulk";

function makeSlip(type = "return") {
    const line = (id, values) => ({
        id,
        status: "pending",
        comment: "",
        lot: false,
        tracking: "none",
        photos: [],
        accessories: [],
        ...values,
    });
    return {
        type,
        comment: "",
        lines: [
            line(1, { accessories: [{ id: 11, name: "Battery", present: true }] }),
            line(2, { tracking: "serial" }),
        ],
    };
}

describe("@rental_booking slip operations", () => {
    test("an entry shows at once and leaves the server's answer untouched", () => {
        const slip = makeSlip();
        const shown = applyOperations(slip, [
            { method: "set_line", lineId: 1, values: { status: "damaged", comment: "Scratch" } },
        ]);
        expect(shown.lines[0].status).toBe("damaged");
        expect(shown.lines[0].comment).toBe("Scratch");
        expect(slip.lines[0].status).toBe("pending");
    });

    test("an absent accessory changes the status of a return, and back", () => {
        const absent = { method: "set_accessory", lineId: 1, accessoryId: 11, present: false };
        const present = { ...absent, present: true };
        expect(applyOperations(makeSlip(), [absent]).lines[0].status).toBe("accessory_missing");
        expect(applyOperations(makeSlip(), [absent, present]).lines[0].status).toBe("ok");
        expect(applyOperations(makeSlip("departure"), [absent]).lines[0].status).toBe("pending");
    });

    test("“all the rest” leaves out units that are not chosen yet", () => {
        const all = { method: "set_all", status: "ok" };
        expect(getProgress(applyOperations(makeSlip("departure"), [all]))).toEqual({
            done: 1,
            total: 2,
        });
        expect(getProgress(applyOperations(makeSlip("return"), [all]))).toEqual({
            done: 2,
            total: 2,
        });
    });

    test("what was only to check has no problem left, but for its photo", () => {
        const slip = makeSlip("departure");
        slip.lines[0].problem = "to check";
        slip.lines[1] = {
            ...slip.lines[1],
            lot: { id: 7 },
            photo_required: true,
            problem: "photo",
        };
        const shown = applyOperations(slip, [{ method: "set_all", status: "ok" }]);
        expect(shown.lines.map((line) => line.problem)).toEqual(["", "photo"]);
    });

    test("choosing a unit names it on the line", () => {
        const shown = applyOperations(makeSlip("departure"), [
            {
                method: "set_line",
                lineId: 2,
                values: { lot_id: 7, status: "ok" },
                lotName: "CAM-7",
            },
        ]);
        expect(shown.lines[1].lot).toEqual({ id: 7, name: "CAM-7" });
        expect(shown.lines[1].status).toBe("ok");
    });

    test("a unit of a colleague is named on the line, too", () => {
        const shown = applyOperations(makeSlip("departure"), [
            {
                method: "set_line",
                lineId: 2,
                values: { outside_unit: "COLL-7", status: "ok" },
                lotName: "COLL-7",
            },
        ]);
        expect(shown.lines[1].lot).toEqual({ id: false, name: "COLL-7" });
    });

    test("a photo that waits is shown once, also when it was already taken", () => {
        const photo = {
            method: "add_photo",
            lineId: 1,
            name: "photo-1.jpg",
            data: "AAAA",
            mimetype: "image/jpeg",
        };
        const shown = applyOperations(makeSlip(), [photo, photo]);
        expect(shown.lines[0].photos.length).toBe(1);
        expect(shown.lines[0].photos[0].waiting).toBe(true);
        expect(getArguments(photo)).toEqual([1, "photo-1.jpg", "AAAA"]);
    });

    test("exemplars that nobody tells apart are one card and are entered together", () => {
        const slip = makeSlip();
        const common = { ...slip.lines[0], accessories: [], order_line_id: 7 };
        slip.lines.push({ ...common, id: 3 }, { ...common, id: 4 }, { ...common, id: 5 });
        const cards = groupLines(slip.lines);
        expect(cards.map((card) => card.lines.map((line) => line.id))).toEqual([
            [1],
            [2],
            [3, 4, 5],
        ]);
        expect(cards.map((card) => card.bulk)).toEqual([false, false, true]);
        const operation = { method: "set_lines", lineIds: [3, 5], status: "kept" };
        const shown = applyOperations(slip, [operation]);
        expect(shown.lines.map((line) => line.status)).toEqual([
            "pending",
            "pending",
            "kept",
            "pending",
            "kept",
        ]);
        expect(getArguments(operation)).toEqual([[3, 5], "kept"]);
    });

    test("parts stand below the name of their kit, told once", () => {
        const kit = { id: 9, name: "2 × Kit" };
        const part = { tracking: "serial", accessories: [] };
        const lines = [
            { ...part, id: 1, kit },
            { ...part, id: 2, kit },
            { ...part, id: 3, kit: { id: 8, name: "Kit" } },
            { ...part, id: 4, kit: false },
        ];
        const cards = groupLines(lines);
        expect(cards.map((card) => card.head)).toEqual(["2 × Kit", "", "Kit", ""]);
        expect(cards.map((card) => card.kit)).toEqual([true, true, true, false]);
    });
});
