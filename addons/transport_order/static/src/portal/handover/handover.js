import { Interaction } from "@web/public/interaction";
import { registry } from "@web/core/registry";

import { shrinkPhotos } from "./photo";

/**
 * The driver's form: a signature drawn with a finger, as many damages as needed, and a mark that
 * makes a form sent twice by a bad connection count once. What was typed survives a reload.
 */
export class TransportHandover extends Interaction {
    static selector = ".o_transport_handover";
    dynamicContent = {
        _root: { "t-on-submit": this.onSubmit, "t-on-input": this.onInput },
        ".o_transport_more_damage": { "t-on-click": this.onMoreDamage },
        ".o_transport_clear": { "t-on-click": this.onClear },
        "input[type=file]": { "t-on-change": this.onPhotos },
        ".o_transport_signature": {
            "t-on-pointerdown": this.onPointerDown,
            "t-on-pointermove": this.onPointerMove,
            "t-on-pointerup": this.onPointerUp,
            "t-on-pointerleave": this.onPointerUp,
        },
    };

    setup() {
        this.canvas = this.el.querySelector(".o_transport_signature");
        this.drawn = false;
        this.drawing = false;
        this.storageKey = `transport-${this.el.dataset.formKey}`;
    }

    start() {
        this.canvas.width = this.canvas.clientWidth || 320;
        this.context = this.canvas.getContext("2d");
        this.context.lineWidth = 2.5;
        this.context.lineCap = "round";
        this.restore();
        const mark = this.el.elements.form_id;
        mark.value = mark.value || this.saved.form_id || crypto.randomUUID?.() || `${Date.now()}`;
        this.onInput();
    }

    restore() {
        this.saved = JSON.parse(window.sessionStorage.getItem(this.storageKey) || "{}");
        for (const [name, value] of Object.entries(this.saved)) {
            const field = this.el.elements[name];
            if (field && "value" in field && !field.value) {
                field.value = value;
            }
        }
    }

    onInput() {
        const values = {};
        for (const name of [
            "form_id",
            "mileage",
            "key_count",
            "driver_name",
            "note",
            "signed_by",
        ]) {
            values[name] = this.el.elements[name].value;
        }
        window.sessionStorage.setItem(this.storageKey, JSON.stringify(values));
    }

    onMoreDamage() {
        const rows = this.el.querySelectorAll(".o_transport_damage");
        const copy = rows[0].cloneNode(true);
        for (const select of copy.querySelectorAll("select")) {
            select.value = "";
        }
        rows[rows.length - 1].after(copy);
    }

    onPhotos(ev) {
        // an old browser that cannot shrink them sends them as they are
        this.shrinking = shrinkPhotos(ev.currentTarget).catch(() => {});
    }

    onPointerDown(ev) {
        this.drawing = true;
        this.drawn = true;
        this.context.beginPath();
        this.context.moveTo(ev.offsetX, ev.offsetY);
    }

    onPointerMove(ev) {
        if (this.drawing) {
            this.context.lineTo(ev.offsetX, ev.offsetY);
            this.context.stroke();
        }
    }

    onPointerUp() {
        this.drawing = false;
    }

    onClear() {
        this.context.clearRect(0, 0, this.canvas.width, this.canvas.height);
        this.drawn = false;
    }

    /** An unsigned form is not sent: its photos would have to be taken again. */
    onSubmit(ev) {
        const signed = this.drawn && this.el.elements.signed_by.value.trim();
        const refused = ev.submitter?.value === "handover" && !signed;
        this.el.querySelector(".o_transport_unsigned").classList.toggle("d-none", !refused);
        if (refused) {
            ev.preventDefault();
            return;
        }
        this.el.elements.signature.value = this.drawn ? this.canvas.toDataURL("image/png") : "";
        if (this.shrinking) {
            ev.preventDefault();
            this.sendWhenShrunk(ev.submitter);
        }
    }

    async sendWhenShrunk(submitter) {
        const shrinking = this.shrinking;
        await this.waitFor(shrinking);
        if (this.shrinking === shrinking) {
            this.shrinking = null;
            this.el.requestSubmit(submitter);
        }
    }
}

registry.category("public.interactions").add("transport_order.handover", TransportHandover);
