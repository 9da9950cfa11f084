"""The server starts, or says why not in the language of the machine."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.conftest import ROOT


@pytest.mark.parametrize(
    ("language", "says"),
    [
        ({"VORONKA_LANGUAGE": "ru", "LANG": "en_GB.UTF-8"}, "должно быть целое число мегабайт от 1."),
        ({"LANG": "ru_RU.UTF-8"}, "должно быть целое число мегабайт от 1."),
        ({"LANG": "en_GB.UTF-8"}, "it must be a whole number of megabytes from 1."),
    ],
)
def test_a_wrong_setting_is_said_in_the_language_of_the_machine(language, says):
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("VORONKA_", "LC_", "LANG"))}
    found = subprocess.run(
        [sys.executable, "-c", "import app"],
        cwd=ROOT,
        env={**kept, **language, "VORONKA_UPLOAD_MEGABYTES": "0", "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    assert found.returncode == 1
    assert found.stderr.splitlines()[-1].endswith(says)
