import { patch } from "@web/core/utils/patch";
import { GraphModel } from "@web/views/graph/graph_model";

const TIMES = ["date", "datetime"];
const INTERVALS = ["month", "quarter", "year"];
// More bars than this cannot be read: one wrong year would make hundreds of empty ones.
const MOST = 60;

patch(GraphModel.prototype, {
    /** Bars over time show the months without anything too: else May would stand beside July. */
    _getProcessedDataPoints() {
        const { fields, groupBy, mode, order } = this.metaData;
        const isOverTime =
            groupBy.length &&
            TIMES.includes(fields[groupBy[0].fieldName]?.type) &&
            INTERVALS.includes(groupBy[0].interval);
        const told = this.dataPoints.filter((point) => point.count);
        const bars = new Set(this.dataPoints.map((point) => point.labels[0]));
        if (mode !== "bar" || order !== null || !isOverTime || !told.length || bars.size > MOST) {
            return super._getProcessedDataPoints();
        }
        const nowhere = this._getDefaultFilterLabel(groupBy[0]);
        return this.dataPoints
            .filter((point) => point.count || point.labels[0] !== nowhere)
            .map((point) =>
                // an empty month belongs to somebody in the legend, not to "None"
                point.count ? point : { ...point, labels: this._borrowLabels(point, told[0]) }
            );
    },

    _borrowLabels(point, other) {
        return [point.labels[0], ...other.labels.slice(1)];
    },
});
