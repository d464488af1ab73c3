from . import bundles, strings


def prepare():
    bundles.spare()
    strings.write()
