import { Component, useState } from "@odoo/owl";
import { NameAndSignature } from "@web/core/signature/name_and_signature";
import { _t } from "@web/core/l10n/translation";
import { markKits } from "./slip_bulk";

// Drawn, not typed: not every tablet has a glyph for each face.
export const SMILEYS = [
    { rating: "1", tone: "#ffa8a8", mouth: "M7 17.5 Q12 11.5 17 17.5", label: _t("Very unhappy") },
    { rating: "2", tone: "#ffc9a3", mouth: "M7.5 16.5 Q12 13.5 16.5 16.5", label: _t("Unhappy") },
    { rating: "3", tone: "#ffe066", mouth: "M8 15.5 L16 15.5", label: _t("Neutral") },
    { rating: "4", tone: "#c0eb75", mouth: "M7.5 14.5 Q12 18 16.5 14.5", label: _t("Happy") },
    {
        rating: "5",
        tone: "#8ce99a",
        mouth: "M6.5 13.5 Q12 21.5 17.5 13.5 Z",
        label: _t("Very happy"),
    },
];

/** The page that the customer reads and signs. */
export class SlipSign extends Component {
    static template = "rental_booking.SlipSign";
    static components = { NameAndSignature };
    static props = {
        slip: Object,
        onSign: Function, // ({signature, signed_by, rating, feedback}) => void
        onBack: Function,
    };

    setup() {
        this.smileys = SMILEYS;
        this.state = useState({
            rating: false,
            feedback: "",
            read: false,
            knowingly: false,
            moment: "", // when it really happened, empty: now
        });
        this.signature = useState({
            name: this.props.slip.order.signatory,
            isSignatureEmpty: true,
        });
    }

    get rows() {
        return markKits(this.props.slip.lines, (line) => line.kit);
    }

    get isReturn() {
        return this.props.slip.type === "return";
    }

    get signatureProps() {
        return {
            signature: this.signature,
            mode: "draw",
            displaySignatureRatio: 3,
            fontColor: "#1b2a49",
        };
    }

    get canSign() {
        return (
            this.state.read &&
            (this.state.knowingly || !this.warnings.length) &&
            !this.signature.isSignatureEmpty &&
            Boolean(this.signature.name.trim())
        );
    }

    get warnings() {
        return this.props.slip.warnings || [];
    }

    getStatusLabel(line) {
        return Object.fromEntries(line.statuses)[line.status];
    }

    /** The entered time as the server keeps it; the user's time zone is luxon's default. */
    get momentInUtc() {
        const moment = luxon.DateTime.fromISO(this.state.moment);
        return moment.isValid ? moment.toUTC().toFormat("yyyy-MM-dd HH:mm:ss") : false;
    }

    sign() {
        this.props.onSign({
            signature: this.signature.getSignatureImage().split(",")[1],
            signed_by: this.signature.name.trim(),
            rating: this.state.rating,
            feedback: this.state.feedback.trim(),
            knowingly: this.state.knowingly,
            moment: this.momentInUtc,
        });
    }
}
