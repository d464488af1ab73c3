import { Component, markup, onWillStart, onWillUpdateProps, useState } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

/** The workflow of the record on the form, its state highlighted: `<widget name="suite_workflow"/>`. */
export class WorkflowWidget extends Component {
    static template = "suite_base.WorkflowWidget";
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.state = useState({ svg: "" });
        onWillStart(() => this.load(this.props.record));
        onWillUpdateProps((props) => this.load(props.record));
    }

    async load(record) {
        const svg = record.resId
            ? await this.orm.call(record.resModel, "get_workflow_svg", [[record.resId]])
            : "";
        // The SVG comes from our own server, its labels escaped there: it is safe as markup.
        this.state.svg = svg && markup(svg);
    }
}

registry.category("view_widgets").add("suite_workflow", { component: WorkflowWidget });
