from . import ir_http, ir_ui_menu, suite_home
