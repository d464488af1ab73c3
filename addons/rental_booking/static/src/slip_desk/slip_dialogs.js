import { Component, onWillStart, useState } from "@odoo/owl";
import { Dialog } from "@web/core/dialog/dialog";
import { useAutofocus, useService } from "@web/core/utils/hooks";

/** The units on the shelf that can leave now. */
export class UnitPicker extends Component {
    static template = "rental_booking.UnitPicker";
    static components = { Dialog };
    static props = { slipId: Number, line: Object, onPick: Function, close: Function };

    setup() {
        this.orm = useService("orm");
        this.state = useState({ units: [], search: "" });
        useAutofocus({ refName: "search" });
        onWillStart(async () => {
            this.state.units = await this.orm.call("rental.slip", "get_free_lots", [
                [this.props.slipId],
                this.props.line.id,
            ]);
        });
    }

    get shown() {
        const wanted = this.state.search.toLowerCase();
        return this.state.units.filter((unit) => unit.name.toLowerCase().includes(wanted));
    }

    /** A serial that is not on the shelf can still be in the hand: a colleague's. */
    get outsideName() {
        const name = this.state.search.trim();
        return this.state.units.some((unit) => unit.name === name) ? "" : name;
    }

    pick(unit) {
        this.props.onPick(unit);
        this.props.close();
    }
}

/** Photos of one exemplar, large; at the return those of the departure beside them. */
export class PhotoDialog extends Component {
    static template = "rental_booking.PhotoDialog";
    static components = { Dialog };
    static props = {
        title: String,
        sides: Array, // [{label, comment, photos}]
        close: Function,
    };
}
