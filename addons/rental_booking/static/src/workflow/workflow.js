import { Component, markup, onWillStart, onWillUpdateProps, useState } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

// The SVG comes from our own server, its labels escaped there: it is safe as markup.

/** The workflow of the record on the form, its state highlighted. Drawn when the tab is opened. */
export class WorkflowWidget extends Component {
    static template = "rental_booking.WorkflowWidget";
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.state = useState({ svg: "" });
        onWillStart(() => this.load(this.props.record));
        onWillUpdateProps((props) => this.load(props.record));
    }

    async load(record) {
        if (record.resId) {
            const svg = await this.orm.call("rental.screens", "get_workflow_svg", [
                record.resModel,
                record.resId,
            ]);
            this.state.svg = markup(svg);
        }
    }
}

registry.category("view_widgets").add("rental_workflow", { component: WorkflowWidget });

/** All workflows of the add-on on one page. */
export class WorkflowPage extends Component {
    static template = "rental_booking.WorkflowPage";
    static components = { Layout };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        onWillStart(async () => {
            const drawings = await this.orm.call("rental.screens", "get_workflows", []);
            this.drawings = drawings.map(({ title, svg }) => ({ title, svg: markup(svg) }));
        });
    }
}

registry.category("actions").add("rental_booking.workflows", WorkflowPage);
