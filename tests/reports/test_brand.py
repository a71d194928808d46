"""Whose report it is: what may be kept, what is refused, and that every refusal says what to do."""

from __future__ import annotations

import io
import struct
import zlib

import pytest

from analytics.errors import InputError
from analytics.reports import brand as brands
from analytics.reports.brand import Brand
from analytics.workspace import Workspace

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9" fill="#0b6aa2"/></svg>'


def png(width: int = 2, height: int = 2) -> bytes:
    """A white picture."""

    def part(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    rows = (b"\x00" + b"\xff" * 3 * width) * height
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", head) + part(b"IDAT", zlib.compress(rows)) + part(b"IEND", b"")


def jpeg() -> bytes:
    image = pytest.importorskip("PIL.Image")
    made = io.BytesIO()
    image.new("RGB", (3, 2), "white").save(made, "JPEG")
    return made.getvalue()


@pytest.fixture(scope="module")
def workspace():
    with Workspace(threads=1) as made:
        yield made


def test_nothing_kept_is_the_plain_brand(workspace):
    brands.forget(workspace)
    assert brands.load(workspace) == Brand()


def test_what_is_kept_comes_back_as_checked(workspace):
    kept = brands.keep(workspace, Brand("  River  Rehab ", "ask\nus", SVG, None, "#0b6aa2", "#d55e00"))
    assert kept == Brand("River Rehab", "ask us", SVG, "svg", "#0B6AA2", "#D55E00")
    assert brands.load(workspace) == kept
    brands.keep(workspace, Brand("Other"))
    assert brands.load(workspace) == Brand("Other")
    brands.forget(workspace)
    assert brands.load(workspace) == Brand()


@pytest.mark.parametrize(("make", "kind"), [(png, "png"), (jpeg, "jpeg"), (lambda: SVG, "svg")])
def test_logo_is_what_its_bytes_say(make, kind):
    assert brands.checked(Brand(logo=make(), logo_type="whatever")).logo_type == kind


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"name": "x" * 81}, "name has 81 characters"),
        ({"contact": "x" * 81}, "contact has 81 characters"),
        ({"colour": "#FFFF00"}, "too pale"),
        ({"accent": "#FFD0A0"}, "too pale"),
        ({"colour": "blue"}, "no colour"),
        ({"colour": "#12345"}, "no colour"),
        ({"colour": "#12345\n"}, "no colour"),
        ({"logo": b"GIF89a"}, "neither PNG, JPEG nor SVG"),
        ({"logo": b"\xff\xfe\x00"}, "neither PNG, JPEG nor SVG"),
        ({"logo": png()[:40]}, "broken PNG"),
        ({"logo": png() + b"0" * 2**20}, "larger than 1 MB"),
        ({"logo": b"\x89PNG\r\n\x1a\n" + b"\x00" * 4 + b"IHDR" + b"\x00\x01\x00\x00" * 2}, "pixels"),
        ({"logo": b"\xff\xd8\xff\xe0"}, "broken JPEG"),
        ({"logo": b"<html></html>"}, "neither PNG, JPEG nor SVG"),
        ({"logo": SVG.replace(b"<rect", b"<script>alert(1)</script><rect")}, "runs or fetches"),
        ({"logo": SVG.replace(b"<rect", b'<rect onload="x()"')}, "runs or fetches"),
        ({"logo": SVG.replace(b"<rect", b'<image href="http://x/y.png"/><rect')}, "runs or fetches"),
        ({"logo": SVG.replace(b"<rect", b'<image href="file:///etc/passwd"/><rect')}, "runs or fetches"),
        ({"logo": SVG.replace(b'fill="#0b6aa2"', b'style="fill:url(http://x)"')}, "runs or fetches"),
        ({"logo": SVG.replace(b"<rect", b"<style>@import 'http://x';</style><rect")}, "runs or fetches"),
        ({"logo": b'<!DOCTYPE svg [<!ENTITY a "b">]>' + SVG}, "document type"),
    ],
)
def test_refused(given, said):
    with pytest.raises(InputError, match=said) as caught:
        brands.checked(Brand(**given))
    assert caught.value.fix


def test_contrast_by_the_rule_of_wcag():
    assert brands.contrast("#000000") == pytest.approx(21)
    assert brands.contrast("#FFFFFF") == pytest.approx(1)
    assert brands.contrast(brands.COLOUR) >= brands.FOR_TEXT
    assert brands.contrast(brands.ACCENT) >= brands.FOR_MARKS


def test_file_names_its_logo_beside_it(tmp_path):
    (tmp_path / "logo.svg").write_bytes(SVG)
    file = tmp_path / "brand.yaml"
    file.write_text('name: River Rehab\ncontact: billing@river.example\nlogo: logo.svg\ncolour: "#114477"\n')
    assert brands.from_file(file) == Brand("River Rehab", "billing@river.example", SVG, "svg", "#114477")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("- a\n- b\n", "no keys"),
        ("name: [", "no YAML"),
        ("nom: x\n", "nothing is known as nom"),
        ("colour: #114477\n", "quotation marks"),
        ("colour: 114477\n", "no text"),
        ("name: 7\n", "no text"),
        ("logo: gone.png\n", "logo cannot be read"),
        ("colour: '#FFFFFF'\n", "too pale"),
    ],
)
def test_file_that_cannot_be_used(tmp_path, text, said):
    file = tmp_path / "brand.yaml"
    file.write_text(text)
    with pytest.raises(InputError, match=said) as caught:
        brands.from_file(file)
    assert caught.value.file and caught.value.fix


def test_file_that_is_not_there(tmp_path):
    with pytest.raises(InputError, match="cannot be read"):
        brands.from_file(tmp_path / "none.yaml")


def test_empty_file_is_the_plain_brand(tmp_path):
    (tmp_path / "brand.yaml").write_text("")
    assert brands.from_file(tmp_path / "brand.yaml") == Brand()
