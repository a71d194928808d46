"""Files, folders and archives as they lie about."""

from __future__ import annotations

import io
import os
import zipfile
from pathlib import Path

import pytest

from analytics import sources
from analytics.sources.inputs import expand, from_bytes
from analytics.workspace import Workspace

BILL = b"patient_id,dos,cpt,units,payer_name\nP1,2026-01-05,97110,2,Aetna\n"


def archive(**members: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as out:
        for name, data in members.items():
            out.writestr(name, data)
    return buffer.getvalue()


def register(*files) -> list[tuple]:
    with Workspace(threads=1) as workspace:
        sources.load(workspace, [each for file in files for each in file])
        return workspace.rows("select name, status, reason from input_file order by file_id")


def test_a_member_above_its_folder_is_read_and_hidden_ones_are_not():
    data = archive(**{"../up.csv": BILL, ".hidden.csv": BILL, "__MACOSX/b.csv": BILL, "in/.DS_Store": b"x"})
    assert [file.name for file in from_bytes("a.zip", data)] == ["a.zip/../up.csv"]


@pytest.mark.parametrize(
    ("data", "reason"),
    [(archive(), "the archive holds no file"), (archive(a=BILL * 50)[:60], "an archive or workbook that is damaged")],
    ids=["empty", "cut off"],  # the bytes hold the time of day: two processes would not agree on a name made of them
)
def test_an_archive_without_files_or_cut_off_is_refused_in_words(data, reason):
    ((name, status, said),) = register(from_bytes("a.zip", data))
    assert (name, status) == ("a.zip", "refused")
    assert reason in said


def test_a_name_that_is_no_text_is_shown_as_far_as_it_is(tmp_path):
    path = os.path.join(os.fsencode(tmp_path), b"na\xffme.csv")
    Path(os.fsdecode(path)).write_bytes(BILL)
    ((name, status, _),) = register(expand(tmp_path))
    assert status == "loaded"
    assert name.endswith("na?me.csv")


def test_a_pipe_is_read_once(tmp_path):
    read, write = os.pipe()
    os.write(write, BILL)
    os.close(write)
    ((_, status, _),) = register(expand(f"/dev/fd/{read}"))
    os.close(read)
    assert status == "loaded"
