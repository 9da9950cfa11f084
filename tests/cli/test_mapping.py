"""``mapping``: seen, written, changed, taken, forgotten."""

from __future__ import annotations

import json

DEALS = "ID;Stage;Amount;Create Date\n1;New;1;01/02/2024\n"


def test_what_is_remembered_can_be_seen_handed_on_and_forgotten(run, tmp_path):
    assert run("mapping", "list", "--json").json == []
    file = tmp_path / "deals.csv"
    file.write_text(DEALS, "utf-8")
    run("import", str(file), "--yes", "--answer", "deals.created_at.order=month")
    [one] = run("mapping", "list", "--json").json
    assert one["headers"] == ["ID", "Stage", "Amount", "Create Date"]
    assert one["answers"] == {"deals.created_at.order": "month"}
    assert run("mapping", "show", one["id"][:6], "--json").json == one

    written = tmp_path / "mappings.json"
    assert run("mapping", "export", str(written)).code == 0
    told = json.loads(written.read_text("utf-8"))
    assert [each["fingerprint"] for each in told] == [one["id"]]
    assert run("mapping", "forget", one["id"][:6]).code == 0
    assert run("import", str(file), "--yes").code == 3
    assert run("mapping", "import", str(written)).code == 0
    assert run("import", str(file), "--yes").code == 0

    assert run("mapping", "show", "zz").code == 2
    assert run("mapping", "import", str(tmp_path / "nowhere.json")).code == 2
