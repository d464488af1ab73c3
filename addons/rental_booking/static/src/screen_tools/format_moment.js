import { deserializeDateTime, toLocaleDateTimeString } from "@web/core/l10n/dates";

/** @param {string} moment UTC, as the server sends it; short local words, no seconds */
export function formatMoment(moment) {
    return toLocaleDateTimeString(deserializeDateTime(moment));
}
