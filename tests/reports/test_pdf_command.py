"""report.pdf from a shell: written beside the tables, made again from a kept audit, in the practice's own colours."""

from __future__ import annotations

from analytics.cli import main

HEADER = "Patient ID,DOS,CPT,Mod 1,Units,Minutes,Charge,Payer,Claim #,Line\n"
BILLING = HEADER + "P1,01/05/2026,97110,GP,1,30,120.00,Medicare,C1,1\n"


def test_audit_writes_it_and_a_kept_audit_gives_the_same(tmp_path, capsys):
    (tmp_path / "billing.csv").write_text(BILLING)
    (tmp_path / "brand.yaml").write_text('name: River Rehab\ncolour: "#14532D"\n')
    kept, brand = str(tmp_path / "kept.duckdb"), str(tmp_path / "brand.yaml")
    asked = ["--workspace", kept, "--brand", brand, "--mask"]
    assert main(["audit", str(tmp_path / "billing.csv"), "--out", str(tmp_path / "a"), *asked]) == 0
    assert main(["report", "--out", str(tmp_path / "b"), *asked]) == 0
    first, second = (tmp_path / "a" / "report.pdf").read_bytes(), (tmp_path / "b" / "report.pdf").read_bytes()
    assert first == second and first.startswith(b"%PDF")
    assert (tmp_path / "b" / "report.xlsx").exists()
    assert main(["report", "--workspace", str(tmp_path / "none.duckdb"), "--out", str(tmp_path / "c")]) == 2
    assert "is no file" in capsys.readouterr().err
    (tmp_path / "brand.yaml").write_text("colour: '#FFFF00'\n")
    assert main(["report", "--out", str(tmp_path / "c"), *asked]) == 2
    assert "brand.yaml: the colour #FFFF00 is too pale" in capsys.readouterr().err
