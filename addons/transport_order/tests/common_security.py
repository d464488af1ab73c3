import inspect
import re
from pathlib import Path

from odoo.modules.module import get_module_path

FRAMEWORK = {"create", "write", "unlink", "copy", "default_get", "init", "read", "search_fetch"}


class SecurityCommon:
    """What holds for every add-on of the transport: one subclass each.

    Public methods may be called by any logged-in user over RPC: each of `reviewed` was looked at and
    acts under the caller's own rights. A new one must be looked at and added there.
    """

    addon = ""
    reviewed = {}

    def _files(self, *rooms):
        folder = Path(get_module_path(self.addon))
        return [path for room in rooms for path in sorted((folder / room).rglob("*.py"))]

    def _own_public_methods(self):
        """Public methods that the files of this add-on define, by model."""
        found = {}
        for name, model in self.env.registry.items():
            for parent in model.__mro__:
                if not parent.__module__.startswith(f"odoo.addons.{self.addon}."):
                    continue
                for attribute, value in vars(parent).items():
                    if inspect.isfunction(value) and not attribute.startswith("_"):
                        found.setdefault(name, set()).add(attribute)
        return {name: methods - FRAMEWORK for name, methods in found.items() if methods - FRAMEWORK}

    def test_every_public_method_was_reviewed(self):
        self.assertEqual(self._own_public_methods(), self.reviewed)

    def test_a_portal_user_can_write_to_no_model(self):
        for name in sorted(self.env.registry):
            if not name.startswith("transport."):
                continue
            model = self.env[name].with_user(self.group_user)
            for operation in ("create", "write", "unlink"):
                self.assertFalse(model.has_access(operation), f"{operation} {name}")

    def test_every_sudo_says_why(self):
        for path in self._files("models", "controllers", "wizards"):
            lines = path.read_text(encoding="utf-8").splitlines()
            for number, line in enumerate(lines):
                if ".sudo()" in line and "# sudo" not in line:
                    around = "\n".join(lines[max(0, number - 9) : number + 2])
                    self.assertRegex(around, "# ?sudo", f"{path.name}:{number + 1}")

    def test_public_methods_never_sudo(self):
        for path in self._files("models"):
            text = path.read_text(encoding="utf-8")
            for match in re.finditer(
                r"    def ([a-z]\w*)\(.*?(?=\n    def |\n    @|\Z)", text, re.S
            ):
                if match[1] not in FRAMEWORK:
                    self.assertNotIn(".sudo()", match[0], f"{path.name}: {match[1]}")
