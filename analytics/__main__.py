"""`python -m analytics`: the command line."""

from __future__ import annotations

import sys
from importlib.abc import MetaPathFinder


class _WithoutPandas(MetaPathFinder):
    """pandas is not found: pyarrow would import it with its first list, half a second that nothing here has use for."""

    def find_spec(self, fullname: str, path: object = None, target: object = None) -> None:
        if fullname == "pandas":
            raise ModuleNotFoundError("the command line does without pandas", name=fullname)


if __name__ == "__main__":
    sys.meta_path.insert(0, _WithoutPandas())

    from analytics.cli import main

    raise SystemExit(main())
