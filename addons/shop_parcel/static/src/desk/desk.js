import { Component, onWillStart, useRef, useState } from "@odoo/owl";
import { scanBarcode } from "@web/core/barcode/barcode_dialog";
import { isBarcodeScannerSupported } from "@web/core/barcode/barcode_video_scanner";
import { _t } from "@web/core/l10n/translation";
import { ConnectionLostError } from "@web/core/network/rpc";
import { registry } from "@web/core/registry";
import { useBus, useService } from "@web/core/utils/hooks";
import { formatFloat } from "@web/core/utils/numbers";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

const MODEL = "stock.picking.batch";

/** A name for one scan: sent again after a lost answer, it counts nothing twice. */
function makeOperation() {
    return `${Date.now()}-${Math.random().toString(36).slice(2)}`;
}

/** Parcels of a batch, packed one piece after the other under the scanner. */
export class ShopPackingDesk extends Component {
    static template = "shop_parcel.Desk";
    static props = { ...standardActionServiceProps };
    static displayName = _t("Packing desk");

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.scanInput = useRef("scan");
        this.trackingInput = useRef("tracking");
        this.hasCamera = isBarcodeScannerSupported();
        this.batchId = this.props.action.params?.batch_id || this.props.resId || false;
        this.waiting = [];
        this.flushing = Promise.resolve();
        this.state = useState({
            desk: null,
            openId: false,
            lineId: false,
            said: null,
            offline: false,
            tracking: {},
        });
        useBus(useService("barcode").bus, "barcode_scanned", ({ detail }) =>
            this.scan(detail.barcode)
        );
        onWillStart(async () => {
            if (this.batchId) {
                this.take(await this.orm.call(MODEL, "shop_get_desk", [[this.batchId]]));
                this.props.updateActionState?.({ resId: this.batchId });
            }
        });
    }

    // What is shown

    get parcels() {
        return this.state.desk.parcels;
    }

    get opened() {
        const all = [...this.parcels, ...this.state.desk.gone];
        return all.find((parcel) => parcel.id === this.state.openId) || null;
    }

    get packedCount() {
        return this.state.desk.gone.filter((parcel) => parcel.state === "done").length;
    }

    get totalCount() {
        return this.parcels.length + this.packedCount;
    }

    sum(parcel, name) {
        return parcel.lines.reduce((total, line) => total + line[name], 0);
    }

    isComplete(parcel) {
        return !parcel.short.length && parcel.lines.every((line) => line.packed >= line.wanted);
    }

    isBegun(parcel) {
        return parcel.lines.some((line) => line.packed > 0);
    }

    tone(parcel) {
        if (parcel.state !== "open") {
            return parcel.state;
        }
        return this.isComplete(parcel) ? "complete" : this.isBegun(parcel) ? "begun" : "new";
    }

    number(value) {
        return formatFloat(value, { digits: [16, value % 1 ? 2 : 0] });
    }

    take(desk) {
        this.state.desk = desk;
        this.env.config.setDisplayName(desk.name);
        const said = desk.said;
        this.state.said = said.text ? said : null;
        if (said.picking_id) {
            this.state.openId = said.picking_id;
        }
        this.state.lineId = said.line_id;
        if (!this.opened) {
            const begun = desk.parcels.find((parcel) => this.isBegun(parcel));
            this.state.openId = (begun || desk.parcels[0] || desk.gone[0])?.id || false;
        }
    }

    // What is scanned and counted: one request after the other, none lost, none twice

    onKeydown(ev) {
        if (ev.key === "Enter" && ev.target.value.trim()) {
            const code = ev.target.value.trim();
            ev.target.value = "";
            ev.stopPropagation();
            this.scan(code);
        }
    }

    async openCamera() {
        this.scan(await scanBarcode(this.env));
    }

    scan(code) {
        const operation = makeOperation();
        return this.push(() => ["shop_scan", [[this.batchId], code, operation, this.state.openId]]);
    }

    /** From what the line has when it is sent: two quick taps are two pieces; sent again it asks the
     * same. */
    count(line, step) {
        const operation = makeOperation();
        let asked = null;
        return this.push(() => {
            if (asked) {
                return asked;
            }
            const lines = this.parcels.flatMap((parcel) => parcel.lines);
            const { packed, wanted } = lines.find((other) => other.id === line.id) || line;
            const most = Math.max(wanted, packed);
            const next = Math.max(0, Math.min(most, packed + step));
            asked = ["shop_count", [[this.batchId], line.id, packed, next, operation]];
            return asked;
        });
    }

    unpack(parcel) {
        return this.push(() => ["shop_unpack", [[this.batchId], parcel.id]]);
    }

    push(request) {
        this.waiting.push(request);
        return this.flush();
    }

    flush() {
        this.flushing = this.flushing.then(() => this.sendWaiting());
        return this.flushing;
    }

    async sendWaiting() {
        while (this.waiting.length) {
            const [method, args, kwargs] = this.waiting[0]();
            try {
                const desk = await this.orm.call(MODEL, method, args, kwargs);
                this.take(desk);
                this.show(desk.action);
            } catch (error) {
                if (error instanceof ConnectionLostError) {
                    this.state.offline = true;
                    return;
                }
                this.waiting.shift();
                this.state.said = { good: false, text: error.data?.message || error.message };
                continue;
            }
            this.state.offline = false;
            this.waiting.shift();
        }
        this.scanInput.el?.focus();
    }

    open(parcel) {
        this.state.openId = parcel.id;
        this.state.lineId = false;
        this.state.said = null;
        this.scanInput.el?.focus();
    }

    // When a parcel is packed

    trackingOf(parcel) {
        return this.state.tracking[parcel.id] ?? parcel.tracking;
    }

    onTrackingKeydown(ev, parcel) {
        if (ev.key === "Enter") {
            ev.stopPropagation();
            this.state.tracking[parcel.id] = ev.target.value;
            if (this.isComplete(parcel)) {
                this.close(parcel, false);
            } else {
                this.scanInput.el?.focus();
            }
        }
    }

    close(parcel, partial) {
        const tracking = this.trackingOf(parcel);
        return this.push(() => ["shop_close", [[this.batchId], parcel.id], { tracking, partial }]);
    }

    /** What Odoo asks or prints when a parcel is sent; scans that follow do not wait for it. */
    show(action) {
        if (action) {
            this.action.doAction(action, {
                onClose: async () =>
                    this.take(await this.orm.call(MODEL, "shop_get_desk", [[this.batchId]])),
            });
        }
    }

    print(report, parcel) {
        return this.action.doAction(report, {
            additionalContext: { active_ids: [parcel.id], active_id: parcel.id },
        });
    }

    printCollect() {
        return this.action.doAction("stock_picking_batch.action_report_picking_batch", {
            additionalContext: { active_ids: [this.batchId], active_id: this.batchId },
        });
    }

    openBatches() {
        return this.action.doAction("shop_parcel.stock_picking_batch_action", {
            clearBreadcrumbs: true,
        });
    }

    openDelivery(parcel) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "stock.picking",
            res_id: parcel.id,
            views: [[false, "form"]],
        });
    }
}

registry.category("actions").add("shop_parcel.desk", ShopPackingDesk);
