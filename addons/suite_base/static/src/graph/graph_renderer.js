import { patch } from "@web/core/utils/patch";
import { GraphRenderer } from "@web/views/graph/graph_renderer";

patch(GraphRenderer.prototype, {
    /** Whole numbers are written without decimals: what is counted has none. */
    formatValue(value, allIntegers, formatType) {
        const isSmall = Math.abs(value) < 1000;
        if (!formatType && isSmall && Number.isInteger(value)) {
            return String(value);
        }
        return super.formatValue(...arguments);
    },
});
