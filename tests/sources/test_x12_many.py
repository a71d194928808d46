"""Many 835 files loaded together are what they are loaded one after the other: every row of every table."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from x12_case import CLAIM, good, interchange, replaced, text, transaction

from analytics import sources
from analytics.errors import InputError
from analytics.sources import InputFile
from analytics.sources.x12 import remittance
from analytics.workspace import Workspace

FIXTURES = Path(__file__).resolve().parents[3] / "shared" / "fixtures" / "835"
TABLES = (
    "input_file", "remit_payment", "remit_claim", "remit_line", "remit_adjustment", "remit_provider_adjustment",
    "reject", "control_total",
)  # fmt: skip
BAD = [b"", b"hello, world", good()[:60], good()[:200], text(["ST*835*1", "TRN*1*2", "SE*3*1"])]
DIALECT = good().replace(b"~\n", b"'").replace(b"*", b"|").replace(b"000000001", b"000000002")
ODD = [
    # no ST before the claim, a line outside a claim, no envelope at all, a transaction that is no 835
    text([*CLAIM, *interchange(transaction(*CLAIM, trace="EFT7"))]).replace(b"CLP", b"ST*835*9~CLP", 1),
    text(interchange(transaction("SVC*HC:97110*10*0", *CLAIM, trace="EFT8"))),
    text(interchange(transaction(trace="EFT9", amount="0"))),
    text(transaction(*CLAIM, "PLB*NPI*20261331*WO*1O*L6*0", trace="EFT10")),
    text(interchange(transaction(*CLAIM, trace="EFT11"), ["ST*837*0009", "BHT*0019*00", "SE*3*0009"])),
    # breaks off in a line, a claim, an adjustment, and before its end
    *(good(trace="EFT12")[: good(trace="EFT12").index(mark) + 9] for mark in (b"SVC*HC:97140", b"CLP*", b"CAS*CO*97")),
    good(trace="EFT13")[:-60],
    # plain characters that are delimiters elsewhere
    DIALECT.replace(b"DOE", b"D*O~E").replace(b"EFT1", b"EFT14"),
    replaced("SVC*HC:97140:GP*50*0**0**1", "SVC*HC:97140:GP*5O*0**0**1", good(trace="EFT15")),
    replaced("DTM*472*20260105", "DTM*472*2026015", good(trace="EFT16")),
]
TWICE = [
    good(), DIALECT, good(), text(interchange(transaction(*CLAIM), transaction(*CLAIM, control="0002"))),
    text(interchange(transaction(*CLAIM, trace="EFT3"), transaction(*CLAIM, control="0002"))),
]  # fmt: skip
MIXED = [BAD[1], *TWICE, *ODD[:5], *BAD, *ODD[5:], TWICE[0], ODD[1]]


def tables(workspace: Workspace) -> dict[str, list[tuple]]:
    """Every row of every table the reader fills, in one order."""
    return {name: workspace.rows(f"select * from {name} order by all") for name in TABLES}


def register(workspace: Workspace, file_id: int) -> None:
    workspace.rows(
        "insert into input_file (file_id, name, sha256, bytes, kind, status) values ($id, '', '', 0, '', 'loaded')",
        id=file_id,
    )


def read(files: Sequence[bytes], together: int) -> tuple[dict[str, list[tuple]], dict[int, str]]:
    """The tables and the errors of some files given to the reader so many at a time."""
    errors: dict[int, InputError] = {}
    numbered = list(enumerate(files, 1))
    with Workspace(threads=1) as workspace:
        for file_id, _ in numbered:
            register(workspace, file_id)
        for start in range(0, len(numbered), together):
            errors |= remittance.load_many(workspace.cursor(), numbered[start : start + together])
        return tables(workspace), {file_id: error.sentence() for file_id, error in errors.items()}


def load(files: Sequence[bytes], names: Sequence[str] | None = None) -> tuple[dict[str, list[tuple]], list[tuple]]:
    """The tables after `sources.load`, and what it told of each file."""
    told: list[tuple] = []
    names = names or [f"{number}.835" for number in range(len(files))]
    inputs = [InputFile(name, lambda data=data: data) for name, data in zip(names, files, strict=True)]
    with Workspace(threads=1) as workspace:
        ids = sources.load(workspace, inputs, progress=lambda *status: told.append(status))
        assert ids == list(range(1, len(files) + 1))
        return tables(workspace), told


def assert_same(first: dict[str, list[tuple]], second: dict[str, list[tuple]]) -> None:
    for name in TABLES:
        assert first[name] == second[name], name


@pytest.fixture(scope="module")
def practice(made_once) -> tuple[list[bytes], dict[str, list[tuple]]]:
    """The remittances of the demo practice, and their tables when read one by one."""
    files = [path.read_bytes() for path in sorted((made_once.two_months() / "remittances").glob("*.835"))]
    found, errors = read(files, 1)
    assert len(files) > 10
    assert errors == {}
    return files, found


def test_practice(practice):
    files, apart = practice
    together, errors = read(files, len(files))
    assert_same(apart, together)
    assert errors == {}


def test_practice_from_files(practice):
    files, apart = practice
    together, told = load(files)
    counts = slice(-4, None)
    assert [row[counts] for row in apart["input_file"]] == [row[counts] for row in together["input_file"]]
    assert_same(apart | {"input_file": []}, together | {"input_file": []})
    assert {status for _, status in told} == {"loaded"}


@pytest.mark.skipif(not FIXTURES.exists(), reason="the sample files are not here")
def test_samples():
    files = [path.read_bytes() for path in sorted(FIXTURES.iterdir()) if path.is_file()]
    files[3:3], files[9:9] = BAD, files[:2]
    apart, together = read(files, 1), read(files, len(files))
    assert_same(apart[0], together[0])
    assert apart[1] == together[1]
    assert len(together[1]) >= len(BAD)


def test_mixed():
    apart, together = read(MIXED, 1), read(MIXED, len(MIXED))
    assert_same(apart[0], together[0])
    assert apart[1] == together[1]
    assert sorted(together[1]) == sorted(n for n, data in enumerate(MIXED, 1) if data in BAD)
    left = {row[0] for name in ("reject", "control_total") for row in together[0][name]}
    assert not left & set(together[1]), "a file that cannot be used leaves nothing behind"


def test_mixed_from_files(monkeypatch):
    together = load(MIXED)
    monkeypatch.setattr(sources.loading, "GATHERED_FILES", 1)
    apart = load(MIXED)
    assert_same(apart[0], together[0])
    assert apart[1] == together[1]
    assert [status for _, status in together[1]].count("duplicate") == 3


def test_batches_of_slices_and_whole_files(monkeypatch):
    """Files that fill several batches stand among files that share one, and nothing shows."""
    body = [segment.replace("PCN1", f"PCN{n}") for n in range(5) for segment in CLAIM]
    big = [text(interchange(transaction(*body, trace=f"BIG{n}", amount="400"))) for n in range(2)]
    files = [big[0], good(), ODD[0], big[1], big[0], *ODD]
    apart = read(files, 1)
    for size in (450, 2000):
        monkeypatch.setattr(remittance, "BATCH_BYTES", size)
        together = read(files, len(files))
        assert_same(apart[0], together[0])


def test_rising_ids_whatever_the_order_given():
    """The first copy by file id is the one that counts."""
    with Workspace(threads=1) as workspace:
        for file_id in (1, 2):
            register(workspace, file_id)
        assert remittance.load_many(workspace.cursor(), [(2, DIALECT), (1, good())]) == {}
        rows = workspace.rows("select file_id, is_duplicate from remit_payment order by file_id")
        assert rows == [(1, False), (2, True)]


def test_same_bytes_inside_and_across_gatherings(monkeypatch):
    monkeypatch.setattr(sources.loading, "GATHERED_FILES", 3)
    found, told = load([good(), good(), BAD[4], BAD[4], good(), good(trace="EFT2")])
    assert [status for _, status in told] == ["loaded", "duplicate", "refused", "refused", "duplicate", "loaded"]
    counts = [(row[0], *row[-4:]) for row in found["input_file"]]
    assert counts == [
        (1, 2, 2, 0, 0),
        (2, 2, 0, 0, 2),
        (3, 0, 0, 0, 0),
        (4, 0, 0, 0, 0),
        (5, 2, 0, 0, 2),
        (6, 2, 2, 0, 0),
    ]
    assert [row[0] for row in found["reject"]] == [3, 4]
    assert len(found["remit_payment"]) == 2


def test_other_kinds_keep_their_place():
    table = b"patient_id,dos,cpt,units,charge,payer_name\nP1,2026-01-05,97110,2,100.00,Big Payer\n"
    found, told = load([good(), table, DIALECT, b"", good(trace="EFT2")], ["a.835", "b.csv", "c.835", "d.txt", "e.835"])
    assert [name for name, _ in told] == ["a.835", "b.csv", "c.835", "d.txt", "e.835"]
    assert [row[0] for row in found["input_file"]] == [1, 2, 3, 4, 5]
    assert [row[4] for row in found["input_file"]] == ["x12_835", "billing", "x12_835", "unknown", "x12_835"]
    assert told[3] == ("d.txt", "refused")


def test_files_gathered_are_bounded_in_bytes(monkeypatch):
    sizes = []
    whole = remittance.load_many

    def load_many(cursor, files):
        sizes.append(len(files))
        return whole(cursor, files)

    monkeypatch.setitem(sources.loading.TOGETHER, "x12_835", load_many)
    monkeypatch.setattr(sources.loading, "GATHERED_BYTES", 2 * len(good()) + 100)
    load([good(trace=f"EFT{n}") for n in range(5)])
    assert sizes == [2, 2, 1]


def test_a_file_may_be_handed_out_by_a_function():
    """Then the reader is the only one that holds its bytes, and an error in getting them is that file's own."""

    def fails() -> bytes:
        raise InputError("cannot be read")

    with Workspace(threads=1) as workspace:
        for file_id in (1, 2, 3):
            register(workspace, file_id)
        files = [(1, good), (2, fails), (3, good(trace="EFT2"))]
        assert list(remittance.load_many(workspace.cursor(), files)) == [2]
        assert workspace.rows("select file_id from remit_payment order by all") == [(1,), (3,)]


def test_nothing_to_load():
    with Workspace(threads=1) as workspace:
        assert remittance.load_many(workspace.cursor(), []) == {}
