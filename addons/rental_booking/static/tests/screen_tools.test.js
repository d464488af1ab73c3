import { describe, expect, test } from "@odoo/hoot";
import { assignLanes } from "@rental_booking/screen_tools/lanes";
import { getRowTops, getVisibleRange } from "@rental_booking/screen_tools/virtual_rows";

describe("@rental_booking screen tools", () => {
    test("bars that touch share a lane, bars that overlap do not", () => {
        const { lanes, count } = assignLanes([
            { start: 0, end: 10 },
            { start: 10, end: 20 },
            { start: 5, end: 15 },
        ]);
        expect(lanes).toEqual([0, 0, 1]);
        expect(count).toBe(2);
    });

    test("a row without bars still has one lane", () => {
        expect(assignLanes([]).count).toBe(1);
    });

    test("only the rows in the window are rendered", () => {
        const tops = getRowTops(Array.from({ length: 200 }, () => 46));
        const { first, last } = getVisibleRange(tops, 46 * 100, 460, 2);
        expect(first).toBe(98);
        expect(last).toBe(113);
        expect(tops.at(-1)).toBe(9200);
    });

    test("the window never leaves the list", () => {
        const tops = getRowTops([46, 46]);
        expect(getVisibleRange(tops, 99999, 500)).toEqual({ first: 0, last: 2 });
        expect(getVisibleRange([0], 0, 500)).toEqual({ first: 0, last: 0 });
    });

    test("rows of different heights are found", () => {
        const tops = getRowTops([10, 100, 10, 10]);
        expect(getVisibleRange(tops, 50, 10, 0)).toEqual({ first: 1, last: 2 });
    });
});
