/**
 * Put bars that overlap in time on different lanes, the fewest that hold them all.
 *
 * @param {{start: number, end: number}[]} bars half-open, any order
 * @returns {{lanes: number[], count: number}} lane of each bar (same order), number of lanes
 */
export function assignLanes(bars) {
    const order = bars.map((_bar, index) => index);
    order.sort((one, other) => bars[one].start - bars[other].start || one - other);
    const ends = [];
    const lanes = bars.map(() => 0);
    for (const index of order) {
        const free = ends.findIndex((end) => end <= bars[index].start);
        const lane = free === -1 ? ends.length : free;
        ends[lane] = bars[index].end;
        lanes[index] = lane;
    }
    return { lanes, count: Math.max(1, ends.length) };
}
