from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from numba import config as numba_config
from numba.core.caching import _CacheLocator

from costeff.engine import cache

config: Any = numba_config


@pytest.fixture(autouse=True)
def _as_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NUMBA_CACHE_DIR", raising=False)
    monkeypatch.setattr(config, "CACHE_DIR", "")


def pretend(monkeypatch: pytest.MonkeyPatch, *writable: Path) -> None:
    """Only what is below these folders can be written."""
    monkeypatch.setattr(cache, "_writable", lambda folder: any(folder.is_relative_to(w) for w in writable))


def test_beside_the_kernel_where_that_can_be_written(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    package = Path(cache.__file__).parent
    pretend(monkeypatch, package, tmp_path)
    assert cache.choose() is None
    assert config.CACHE_DIR == ""


def test_in_the_users_cache_where_the_package_is_read_only(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr("platformdirs.user_cache_dir", lambda name: str(tmp_path / name))
    pretend(monkeypatch, tmp_path)
    folder = cache.choose()
    assert folder is not None
    assert folder.is_relative_to(tmp_path / "costeff")
    assert str(folder) == config.CACHE_DIR


def test_in_the_temporary_folder_where_there_is_no_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("platformdirs.user_cache_dir", lambda name: "/nowhere/" + name)
    monkeypatch.setattr("tempfile.gettempdir", lambda: str(tmp_path))
    pretend(monkeypatch, tmp_path)
    folder = cache.choose()
    assert folder is not None
    assert folder.is_relative_to(tmp_path)


def test_nowhere_if_nothing_can_be_written(monkeypatch: pytest.MonkeyPatch) -> None:
    pretend(monkeypatch)
    assert cache.choose() is None
    assert config.CACHE_DIR == ""


def test_the_users_own_choice_is_left_alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path))
    pretend(monkeypatch)
    assert cache.choose() is None
    assert config.CACHE_DIR == ""


def test_versions_do_not_share_a_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("platformdirs.user_cache_dir", lambda name: str(tmp_path / name))
    pretend(monkeypatch, tmp_path)
    first = cache.choose()
    monkeypatch.setattr(cache, "__version__", "99.0")
    assert cache.choose() != first


def test_what_can_be_written_is_tried(tmp_path: Path) -> None:
    assert cache._writable(tmp_path / "made" / "for it")
    blocked = tmp_path / "a file"
    blocked.write_text("")
    assert not cache._writable(blocked)
    assert not cache._writable(blocked / "below")


def test_warm_is_what_the_folder_in_use_holds(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path))
    assert not cache.is_warm(), "code beside the kernel is not looked at when another folder is named"
    source = Path(cache.__file__).parent
    for name in ("engine_of_another_copy", _CacheLocator.get_suitable_cache_subpath(str(source / "kernel.py"))):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "kernel.run-1.py311.nbi").write_bytes(b"")
        assert cache.is_warm() is (name != "engine_of_another_copy")
    os.utime(folder / "kernel.run-1.py311.nbi", (0, 0))
    assert not cache.is_warm(), "older than the kernel"


CALL = """
from costeff.engine import cache, kernel
from costeff.engine.tape import compute
import numpy as np
print(cache.is_warm())
compute(kernel.EXP, [np.zeros(1)], 0, 0, np.zeros(1))
print(sum(kernel.lanes.stats.cache_hits.values()), sum(kernel.lanes.stats.cache_misses.values()))
"""


@pytest.mark.slow
def test_code_compiled_once_is_loaded_by_the_next_process(tmp_path: Path) -> None:
    """From a copy of the package that can't be written, with a cache folder of the user's own."""
    source = Path(cache.__file__).parents[1]
    site = tmp_path / "site-packages"
    shutil.copytree(source, site / "costeff")
    beside = site / "costeff" / "engine" / "__pycache__"
    for file in beside.glob("*"):
        file.unlink()
    beside.rmdir()
    beside.write_text("no folder can be made here, not even by root")
    environment = {k: v for k, v in os.environ.items() if k not in ("NUMBA_CACHE_DIR", "PYTHONPATH")}
    environment |= {"PYTHONPATH": str(site), "XDG_CACHE_HOME": str(tmp_path / "cache"), "PYTHONDONTWRITEBYTECODE": "1"}
    said = []
    for _ in range(2):
        run = subprocess.run(
            [sys.executable, "-c", CALL], env=environment, cwd=tmp_path, capture_output=True, text=True, check=True
        )
        said.append(run.stdout.split("\n"))
    assert said[0][:2] == ["False", "0 1"]
    assert said[1][1] == "1 0"
    assert list((tmp_path / "cache").rglob("*.nbi"))
    assert not stat.S_ISDIR(beside.stat().st_mode)
