import {
    Component,
    onWillStart,
    onWillUnmount,
    useExternalListener,
    useRef,
    useState,
} from "@odoo/owl";
import { scanBarcode } from "@web/core/barcode/barcode_dialog";
import { isBarcodeScannerSupported } from "@web/core/barcode/barcode_video_scanner";
import { _t } from "@web/core/l10n/translation";
import { ConnectionLostError } from "@web/core/network/rpc";
import { registry } from "@web/core/registry";
import { useBus, useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { formatMoment } from "../screen_tools/format_moment";
import { openRecord } from "../screen_tools/open_record";
import { makePhotoName, readPhoto } from "@suite_base/photo";
import { playFeedback } from "./scan_feedback";
import { SlipBulk, groupLines } from "./slip_bulk";
import { PhotoDialog, UnitPicker } from "./slip_dialogs";
import { SlipLine } from "./slip_line";
import { applyOperations, getProgress } from "./slip_operations";
import { SlipSign } from "./slip_sign";

/** Departure and return at the counter, with the customer. */
export class SlipDesk extends Component {
    static template = "rental_booking.SlipDesk";
    static components = { Layout, SlipBulk, SlipLine, SlipSign };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.dialog = useService("dialog");
        this.notification = useService("notification");
        this.outbox = useService("rental_slip_outbox");
        this.outboxState = useState(this.outbox.state);
        this.scanInput = useRef("scanInput");
        this.listRef = useRef("list");
        this.formatMoment = formatMoment;
        this.hasCamera = isBarcodeScannerSupported();
        this.slipId = this.props.action.params?.slip_id || this.props.resId || false;
        this.state = useState({
            server: null, // last answer of the server
            step: "lines", // "lines" | "sign"
            readVersion: undefined,
            feedback: null, // {kind, message} of the last scan
            flash: {}, // {lineId: kind}
            opened: {}, // {card key: true} of exemplars shown one by one
        });

        useBus(this.outbox.bus, "payload", ({ detail }) => this.onPayload(detail));
        useBus(this.outbox.bus, "refused", ({ detail }) => this.onRefused(detail));
        useBus(useService("barcode").bus, "barcode_scanned", ({ detail }) =>
            this.scan(detail.barcode)
        );
        useExternalListener(window, "beforeunload", (ev) => this.onBeforeUnload(ev));
        onWillStart(async () => {
            await this.outbox.ready;
            if (this.slipId) {
                await this.reload();
                this.props.updateActionState?.({ resId: this.slipId });
            }
        });
        onWillUnmount(() => clearTimeout(this.flashTimer));
    }

    // Reading --------------------------------------------------------------------------------

    /** The slip as the operator sees it: the server's state and what waits on this device. */
    get slip() {
        const waiting = this.outboxState.operations.filter(
            (operation) => operation.slipId === this.slipId
        );
        return applyOperations(this.state.server, waiting);
    }

    get waitingCount() {
        return this.outboxState.operations.filter((operation) => operation.slipId === this.slipId)
            .length;
    }

    get isSigned() {
        return this.state.server.state === "signed";
    }

    get isEditable() {
        return this.state.server.editable && !this.slip.signing;
    }

    get cards() {
        return groupLines(this.slip.lines);
    }

    get progress() {
        return getProgress(this.slip);
    }

    get progressWidth() {
        const { done, total } = this.progress;
        return `width: ${total ? Math.round((100 * done) / total) : 0}%`;
    }

    /** Sentences that stop the signature; those of lines still waiting to be sent are not shown. */
    get problems() {
        return this.waitingCount ? [] : this.slip.problems;
    }

    get title() {
        return this.slip.type === "departure" ? _t("Departure slip") : _t("Return slip");
    }

    get allOkLabel() {
        return this.slip.type === "departure"
            ? _t("All the rest is here")
            : _t("All the rest is back");
    }

    async reload() {
        this.setServer(await this.orm.call("rental.slip", "get_screen", [[this.slipId]]));
    }

    setServer(payload) {
        this.outbox.noteVersion(this.slipId, payload.version);
        this.state.server = payload;
        this.env.config.setDisplayName(`${payload.order.name} · ${payload.name}`);
    }

    onPayload({ slipId, payload }) {
        if (slipId === this.slipId) {
            this.setServer(payload);
            if (payload.state === "signed") {
                this.state.step = "lines";
            }
        }
    }

    async onRefused({ slipId, method }) {
        if (slipId !== this.slipId) {
            return;
        }
        playFeedback("error");
        if (method === "sign") {
            this.state.step = "lines";
        }
        await this.reload();
    }

    onBeforeUnload(ev) {
        if (this.waitingCount && this.outboxState.offline) {
            ev.preventDefault();
        }
    }

    // Entering -------------------------------------------------------------------------------

    push(method, values) {
        return this.outbox.push({ slipId: this.slipId, method, ...values });
    }

    setStatus(line, status) {
        this.push("set_line", { lineId: line.id, values: { status } });
    }

    setLines(lines, status) {
        this.push("set_lines", { lineIds: lines.map((line) => line.id), status });
    }

    toggleCard(key) {
        this.state.opened[key] = !this.state.opened[key];
    }

    setLineComment(line, comment) {
        if (comment.trim() !== line.comment) {
            this.push("set_line", { lineId: line.id, values: { comment: comment.trim() } });
        }
    }

    setAccessory(line, accessory, present) {
        this.push("set_accessory", { lineId: line.id, accessoryId: accessory.id, present });
    }

    setComment(ev) {
        this.push("set_comment", { text: ev.target.value.trim() });
    }

    setAllOk() {
        this.push("set_all", { status: "ok" });
        const left = this.slip.lines.filter((line) => line.status === "pending" || line.problem);
        if (!left.length) {
            return playFeedback("ok");
        }
        const goods = left.map((line) => line.product).join(", ");
        this.showScan({
            ok: false,
            message: _t("Still to complete (unit or photo): %s", goods),
            line_id: left[0].id,
        });
    }

    async addPhotos(line, files) {
        for (const file of files) {
            const photo = await readPhoto(file);
            await this.push("add_photo", { lineId: line.id, name: makePhotoName(), ...photo });
        }
    }

    removePhoto(line, photo) {
        this.push("remove_photo", { lineId: line.id, photoId: photo.id });
    }

    showPhotos(line) {
        const sides = [{ label: this.title, comment: line.comment, photos: line.photos }];
        if (line.departure) {
            sides.unshift({ label: _t("At departure"), ...line.departure });
            sides[1].label = _t("At return");
        }
        this.dialog.add(PhotoDialog, { title: line.product, sides });
    }

    pickUnit(line) {
        this.dialog.add(UnitPicker, {
            slipId: this.slipId,
            line,
            onPick: ({ id, name }) =>
                this.push("set_line", {
                    lineId: line.id,
                    values: { ...(id ? { lot_id: id } : { outside_unit: name }), status: "ok" },
                    lotName: name,
                }),
        });
    }

    // Scanning -------------------------------------------------------------------------------

    onScanKeydown(ev) {
        if (ev.key === "Enter" && ev.target.value.trim()) {
            const code = ev.target.value.trim();
            ev.target.value = "";
            this.scan(code);
        }
    }

    async openCamera() {
        this.scan(await scanBarcode(this.env));
    }

    /** The server finds the line; without connection a unit that is on the slip is found here. */
    async scan(code) {
        if (!this.isEditable || this.state.step !== "lines") {
            return;
        }
        await this.outbox.flush();
        if (this.waitingCount) {
            return this.scanLocally(code);
        }
        try {
            const payload = await this.orm.call("rental.slip", "scan", [[this.slipId], code]);
            this.setServer(payload);
            this.showScan(payload.scan);
        } catch (error) {
            if (!(error instanceof ConnectionLostError)) {
                throw error;
            }
            this.scanLocally(code);
        }
    }

    scanLocally(code) {
        const line = this.slip.lines.find(
            (candidate) => candidate.lot && candidate.lot.name === code
        );
        if (!line) {
            const message = _t(
                "No connection: %s cannot be looked up now. Scan it again in a moment.",
                code
            );
            return this.showScan({ ok: false, message, line_id: false });
        }
        if (line.status === "pending") {
            this.setStatus(line, "ok");
        }
        this.showScan({ ok: true, message: `${line.product} ${code}`, line_id: line.id });
    }

    showScan({ ok, message, line_id: lineId }) {
        const kind = ok ? "ok" : "error";
        playFeedback(kind);
        this.state.feedback = { kind, message };
        this.state.flash = lineId ? { [lineId]: kind } : {};
        clearTimeout(this.flashTimer);
        this.flashTimer = setTimeout(() => {
            this.state.flash = {};
        }, 1500);
        if (lineId) {
            this.listRef.el
                ?.querySelector(`[data-line="${lineId}"]`)
                ?.scrollIntoView({ block: "center", behavior: "smooth" });
        }
        this.scanInput.el?.focus();
    }

    // Signing --------------------------------------------------------------------------------

    async openSign() {
        await this.outbox.flush();
        this.state.readVersion = this.waitingCount ? undefined : this.state.server.version;
        this.state.step = "sign";
        this.listRef.el?.scrollTo(0, 0);
    }

    onSign(values) {
        this.push("sign", { values: { ...values, version: this.state.readVersion } });
        this.state.step = "lines";
    }

    print() {
        return this.action.doAction("rental_booking.action_report_rental_slip", {
            additionalContext: { active_ids: [this.slipId], active_id: this.slipId },
        });
    }

    openBooking() {
        return openRecord(this.action, "sale.order", this.slip.order.id, {
            clearBreadcrumbs: true,
        });
    }

    /** The bookings that leave or come back today. */
    openBookings(filter) {
        return this.action.doAction("rental_booking.rental_booking_action", {
            additionalContext: { [`search_default_${filter}`]: 1 },
        });
    }

    openDesk() {
        return this.action.doAction("rental_booking.rental_desk_home_action", {
            clearBreadcrumbs: true,
        });
    }
}

registry.category("actions").add("rental_booking.slip_desk", SlipDesk);
