import { Component } from "@odoo/owl";

export const STATUS_ICONS = {
    pending: "fa-circle-o",
    ok: "fa-check",
    later: "fa-clock-o",
    kept: "fa-hand-paper-o",
    missing: "fa-question-circle",
    damaged: "fa-wrench",
    exchanged: "fa-exchange",
    accessory_missing: "fa-puzzle-piece",
};

/** One exemplar on the slip: its unit, status, accessories, comment and photos. */
export class SlipLine extends Component {
    static template = "rental_booking.SlipLine";
    static props = {
        line: Object,
        editable: Boolean,
        flash: { type: String, optional: true }, // "ok" | "error"
        onStatus: Function,
        onComment: Function,
        onAccessory: Function,
        onPhotos: Function,
        onRemovePhoto: Function,
        onShowPhotos: Function,
        onPickUnit: Function,
    };

    get needsUnit() {
        return ["serial", "lot"].includes(this.props.line.tracking);
    }

    get statuses() {
        return this.props.line.statuses
            .filter(([value]) => value !== "pending")
            .map(([value, label]) => ({ value, label, icon: STATUS_ICONS[value] }));
    }

    get statusIcon() {
        return STATUS_ICONS[this.props.line.status];
    }

    get statusLabel() {
        return Object.fromEntries(this.props.line.statuses)[this.props.line.status];
    }

    /** A second touch on the same status takes it back. */
    toggleStatus(value) {
        this.props.onStatus(value === this.props.line.status ? "pending" : value);
    }

    onFiles(ev) {
        this.props.onPhotos([...ev.target.files]);
        ev.target.value = "";
    }
}
