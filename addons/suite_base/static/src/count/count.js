import { registry } from "@web/core/registry";
import { formatFloat } from "@web/views/fields/formatters";

/** What is counted: pieces have no decimals, metres may have some. */
export function formatCount(value) {
    return typeof value === "number"
        ? formatFloat(value, { digits: [16, Number.isInteger(value) ? 0 : 2] })
        : "";
}

registry.category("formatters").add("suite_count", formatCount);
