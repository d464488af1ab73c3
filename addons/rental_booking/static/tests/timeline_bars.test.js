import { beforeEach, describe, expect, test } from "@odoo/hoot";
import { allowTranslations } from "@web/../tests/web_test_helpers";
import { findNextBar, getBarTone, placeBars } from "@rental_booking/unit_timeline/timeline_bars";

const DAY = 24 * 3600 * 1000;
const START = Date.UTC(2026, 4, 4);

function bar(from, to, values = {}) {
    const moment = (days) =>
        new Date(START + days * DAY).toISOString().slice(0, 19).replace("T", " ");
    return {
        id: from * 100 + to,
        kind: "booking",
        state: "confirmed",
        overdue: false,
        date_start: moment(from),
        date_end: moment(to),
        ...values,
    };
}

describe("@rental_booking timeline bars", () => {
    beforeEach(allowTranslations);

    test("a bar stands where its dates are", () => {
        const { bars } = placeBars({ bars: [bar(1, 3)] }, START, START + 10 * DAY, START);
        expect(bars[0].left).toBeCloseTo(10, { margin: 0.01 });
        expect(bars[0].width).toBeCloseTo(20, { margin: 0.01 });
    });

    test("a bar is cut at the window and marked as going on", () => {
        const { bars } = placeBars({ bars: [bar(-2, 12)] }, START, START + 10 * DAY, START);
        expect(bars[0].left).toBe(0);
        expect(bars[0].width).toBe(100);
        expect(bars[0].openLeft).toBe(true);
        expect(bars[0].openRight).toBe(true);
    });

    test("overdue goods reach the end of the window", () => {
        const late = bar(1, 2, { overdue: true, state: "late" });
        const { bars } = placeBars({ bars: [late] }, START, START + 10 * DAY, START + 5 * DAY);
        expect(bars[0].left + bars[0].width).toBeCloseTo(100, { margin: 0.01 });
        expect(bars[0].tone).toBe("overdue");
    });

    test("overlapping bars of one row stand below each other", () => {
        const row = { bars: [bar(1, 4), bar(2, 5), bar(4, 6)] };
        const { bars, height } = placeBars(row, START, START + 10 * DAY, START);
        expect(bars[1].top > bars[0].top).toBe(true);
        expect(bars[2].top).toBe(bars[0].top);
        expect(height).toBe(2 * 26 + 8);
    });

    test("each kind and state has its tone", () => {
        expect(getBarTone(bar(0, 1))).toBe("firm");
        expect(getBarTone(bar(0, 1, { state: "out" }))).toBe("out");
        expect(getBarTone(bar(0, 1, { state: "returned" }))).toBe("done");
        expect(getBarTone(bar(0, 1, { kind: "sav", state: "" }))).toBe("sav");
        expect(getBarTone(bar(0, 1, { kind: "transfer", state: "" }))).toBe("block");
    });

    test("arrows go along a row, and past rows without a bar to the nearest one", () => {
        const rows = [
            {
                bars: [
                    { id: 2, left: 40 },
                    { id: 1, left: 10 },
                ],
            },
            { bars: [] },
            {
                bars: [
                    { id: 3, left: 0 },
                    { id: 4, left: 35 },
                ],
            },
        ];
        const next = (id, key) => {
            const { bar: found, index } = findNextBar(rows, id, key);
            return [found.id, index];
        };
        expect(next(1, "ArrowRight")).toEqual([2, 0]);
        expect(next(2, "ArrowRight")).toEqual([2, 0]);
        expect(next(2, "Home")).toEqual([1, 0]);
        expect(next(2, "ArrowDown")).toEqual([4, 2]);
        expect(next(3, "ArrowUp")).toEqual([1, 0]);
        expect(next(3, "ArrowDown")).toEqual([3, 2]);
    });
});
