"""The PrestaShops that the demo shops name; ``make run`` starts this beside the demo server."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from fake_prestashop import serve

if __name__ == "__main__":
    serve.main(["--shops", "3", "--new-every", "60"])
