"""A large export from file to derived tables, beside the shortest path any program could take.

    python -m benchmarks.importing --rows 1_000_000

Each way runs in a process of its own, by turns, and tells its seconds and the most memory it held.
The seconds are those of the file: both programs are loaded by then, as a server is.
"""

from __future__ import annotations

import argparse
import importlib
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import datetime
from pathlib import Path

AIM_RATIO, AIM_GIGABYTES = 2.5, 1.5
_MADE = """
SELECT 1000000 + i AS "ID", 'Поставка № ' || i AS "Название сделки",
       replace(CAST(CAST(hash(i) % 100000000 AS DECIMAL(18,2)) / 100 AS VARCHAR), '.', ',') AS "Бюджет",
       'Менеджер ' || (hash(i + 1) % 40) AS "Ответственный",
       strftime(TIMESTAMP '2019-01-01' + to_seconds(CAST(i * 150 % 157000000 AS BIGINT)), '%d.%m.%Y %H:%M:%S') AS "Дата создания сделки",
       CASE WHEN hash(i + 2) % 10 < 2 THEN 'не закрыта' ELSE
       strftime(TIMESTAMP '2019-01-01' + to_seconds(CAST(i * 150 % 157000000 + hash(i) % 5000000 AS BIGINT)), '%d.%m.%Y') END AS "Дата закрытия",
       CASE WHEN hash(i + 2) % 10 < 1 THEN 'Переговоры' WHEN hash(i + 2) % 10 < 2 THEN 'Первичный контакт'
            WHEN hash(i + 2) % 10 < 5 THEN 'Успешно реализовано' ELSE 'Закрыто и не реализовано' END AS "Этап сделки",
       'Продажи' AS "Воронка", 'ООО «Компания ' || (hash(i + 3) % 50000) || '»' AS "Компания",
       'Источник ' || (hash(i + 4) % 12) AS "Источник"
FROM range({rows}) t(i)
"""
_SHORTEST = """
INSERT INTO deals SELECT "ID", "Название сделки", CAST(replace("Бюджет", ',', '.') AS DECIMAL(18,2)), "Ответственный",
       strptime("Дата создания сделки", '%d.%m.%Y %H:%M:%S'),
       CASE WHEN "Дата закрытия" <> 'не закрыта' THEN strptime("Дата закрытия", '%d.%m.%Y') END,
       "Этап сделки", "Воронка", "Компания", "Источник" FROM texts
"""


def make(path: Path, rows: int) -> None:
    """cp1251, ``;``, decimal comma, ``dd.mm.yyyy``."""
    import duckdb

    plain = path.with_suffix(".utf8")
    with duckdb.connect() as database:
        database.execute(f"COPY ({_MADE.format(rows=rows)}) TO '{plain}' (DELIMITER ';', HEADER)")
    with (
        plain.open(encoding="utf-8", newline="") as told,
        path.open("w", encoding="cp1251", newline="") as file,
    ):
        while piece := told.read(1 << 22):
            file.write(piece)
    plain.unlink()


def shortest(path: Path, folder: Path) -> None:
    import duckdb

    plain = folder / "plain.csv"
    with (
        path.open(encoding="cp1251", newline="") as told,
        plain.open("w", encoding="utf-8", newline="") as file,
    ):
        while piece := told.read(1 << 22):
            file.write(piece)
    with duckdb.connect(str(folder / "shortest.duckdb")) as database:
        database.execute(
            f"CREATE TEMP TABLE texts AS SELECT * FROM read_csv('{plain}', delim=';', header=true, all_varchar=true)"
        )
        database.execute(
            "CREATE TABLE deals (deal_id VARCHAR PRIMARY KEY, name VARCHAR, amount DECIMAL(18,2), manager VARCHAR, "
            "created_at TIMESTAMP, closed_at TIMESTAMP, stage VARCHAR, pipeline VARCHAR, customer VARCHAR, source VARCHAR)"
        )
        database.execute(_SHORTEST)


def ours(path: Path, folder: Path) -> None:
    from data.importing import Source, confirm, prepare
    from data.store import Store

    store = Store(f"duckdb:///{folder / 'store.duckdb'}", folder / "uploads")
    now = datetime(2024, 6, 1)
    preview = prepare(store, [Source(path.name, path)])
    confirm(store, preview, actor="benchmark", now=now)
    preview.close()
    store.close()


WAYS = {"ours": ours, "shortest": shortest}
LOADED = {"ours": ("data.importing", "data.store"), "shortest": ("duckdb",)}


def measured(way: str, path: Path) -> tuple[float, float]:
    """Seconds and gigabytes, of a process of its own."""
    command = [sys.executable, "-m", "benchmarks.importing", "--way", way, "--file", str(path)]
    told = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return told["seconds"], told["gigabytes"]


def _run(way: str, path: Path) -> None:
    for name in LOADED[way]:
        importlib.import_module(name)
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        begun = time.perf_counter()
        WAYS[way](path, Path(folder))
        seconds = time.perf_counter() - begun
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 << 20)
    print(json.dumps({"seconds": seconds, "gigabytes": most}))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--way", choices=WAYS, help=argparse.SUPPRESS)
    parser.add_argument("--file", type=Path, help=argparse.SUPPRESS)
    said = parser.parse_args()
    if said.way:
        _run(said.way, said.file)
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "deals.csv"
        make(path, said.rows)
        print(f"{said.rows:,} rows, {path.stat().st_size / (1 << 20):,.0f} MB")
        rounds = [{way: measured(way, path) for way in WAYS} for _ in range(said.rounds)]
    for way in WAYS:
        seconds = statistics.median(one[way][0] for one in rounds)
        print(f"{way:>9}: {seconds:6.2f} s, at most {max(one[way][1] for one in rounds):.2f} GB")
    ratio = statistics.median(one["ours"][0] / one["shortest"][0] for one in rounds)
    print(f"    ratio: {ratio:6.2f} (aim: at most {AIM_RATIO}, {AIM_GIGABYTES} GB)")


if __name__ == "__main__":
    main()
