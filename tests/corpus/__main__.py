"""Write the files of one variant into a folder for a look: python -m tests.corpus SEED DIR."""

from __future__ import annotations

import sys
from pathlib import Path

from .variant import draw


def main() -> None:
    seed, folder = int(sys.argv[1]), Path(sys.argv[2])
    variant = draw(seed)
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in variant.files().items():
        (folder / name).write_bytes(data)
    print(variant)


if __name__ == "__main__":
    main()
