import { describe, expect, test } from "@odoo/hoot";
import {
    findHandle,
    getHandles,
    getKeyShift,
    getShift,
} from "@rental_booking/unit_timeline/drag_bars";

describe.current.tags("headless");

const booking = { kind: "booking", state: "confirmed", openLeft: false, openRight: false };

describe("@rental_booking dragged bars", () => {
    test("what has not left is moved as a whole or by its ends", () => {
        expect(getHandles(booking)).toEqual(["move", "start", "end"]);
        expect(getHandles({ ...booking, kind: "quote", state: "draft" })).toHaveLength(3);
    });

    test("of what is out the return alone is pulled, of what is back nothing", () => {
        expect(getHandles({ ...booking, state: "out" })).toEqual(["end"]);
        expect(getHandles({ ...booking, state: "returned" })).toEqual([]);
        expect(getHandles({ ...booking, kind: "sav" })).toEqual([]);
    });

    test("an end that is not on the screen is not pulled", () => {
        expect(getHandles({ ...booking, openRight: true })).toEqual(["move", "start"]);
        expect(getHandles({ ...booking, openLeft: true })).toEqual([]);
    });

    test("the ends of a bar are its grips, also of a short one", () => {
        expect(findHandle(booking, 2, 100)).toBe("start");
        expect(findHandle(booking, 98, 100)).toBe("end");
        expect(findHandle(booking, 50, 100)).toBe("move");
        expect(findHandle(booking, 10, 20)).toBe("move");
        expect(findHandle({ ...booking, state: "late" }, 50, 100)).toBe(false);
    });

    test("a distance is whole days", () => {
        expect(getShift("move", 52, 40)).toEqual({ startDays: 1, endDays: 1 });
        expect(getShift("end", -75, 40)).toEqual({ startDays: 0, endDays: -2 });
        expect(getShift("start", 10, 40)).toEqual({ startDays: 0, endDays: 0 });
    });

    test("keys do what a mouse pulls, and no more", () => {
        const right = { key: "ArrowRight", shiftKey: true };
        expect(getKeyShift(booking, right)).toEqual({ startDays: 1, endDays: 1 });
        expect(getKeyShift(booking, { key: "-" })).toEqual({ startDays: 0, endDays: -1 });
        expect(getKeyShift({ ...booking, state: "out" }, right)).toEqual({
            startDays: 0,
            endDays: 1,
        });
        expect(getKeyShift(booking, { key: "ArrowRight" })).toBe(false);
        expect(getKeyShift({ ...booking, state: "returned" }, right)).toBe(false);
        expect(getKeyShift({ ...booking, openRight: true }, { key: "+" })).toBe(false);
    });
});
