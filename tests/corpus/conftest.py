"""After the corpus: how often each quirk stood in a variant that failed, the worst first."""

from __future__ import annotations

from collections import Counter

SHOWN = 12


def quirks(report) -> list[str]:
    """The names in `test_corpus.py::test_variant[12-utf_8_bom-banner]`."""
    return report.nodeid.rsplit("[", 1)[-1].rstrip("]").split("-")[1:]


def pytest_terminal_summary(terminalreporter) -> None:
    """One line per quirk, told for the corpus only."""
    stats = {name: terminalreporter.stats.get(name, []) for name in ("passed", "failed")}
    of = {name: [each for each in reports if "::test_variant[" in each.nodeid] for name, reports in stats.items()}
    failed = Counter(name for report in of["failed"] for name in quirks(report))
    met = failed + Counter(name for report in of["passed"] for name in quirks(report))
    for name, count in sorted(failed.items(), key=lambda item: -item[1] / met[item[0]])[:SHOWN]:
        terminalreporter.write_line(f"{name}: {count} of {met[name]} variants failed")
