"""Where compiled code is kept: beside the kernel if that can be written, else in the user's cache, else nowhere."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from numba import config

from costeff import __version__


def choose() -> Path | None:
    """Tells numba where to keep compiled code; call before the kernel is imported.

    Returns:
        The folder, or None where numba's own choice (beside the kernel, or `NUMBA_CACHE_DIR`) is good.
    """
    if os.environ.get("NUMBA_CACHE_DIR"):
        return None
    beside = Path(__file__).parent / "__pycache__"
    if _writable(beside):
        return None
    import platformdirs

    name = f"costeff-{__version__}-{sys.implementation.cache_tag}"
    for folder in (Path(platformdirs.user_cache_dir("costeff")) / name, Path(tempfile.gettempdir()) / name):
        if _writable(folder):
            config.CACHE_DIR = str(folder)  # type: ignore[attr-defined]
            return folder
    return None


def is_warm() -> bool:
    """Whether compiled code of this kernel is there, so that the first run need not compile."""
    folders = [Path(p) for p in (os.environ.get("NUMBA_CACHE_DIR"), getattr(config, "CACHE_DIR", "")) if p]
    folders.append(Path(__file__).parent / "__pycache__")
    source = Path(__file__).with_name("kernel.py").stat().st_mtime
    for folder in folders:
        if folder.is_dir():
            found = list(folder.rglob("kernel.run-*.nbi"))
            if any(f.stat().st_mtime >= source for f in found):
                return True
    return False


def _writable(folder: Path) -> bool:
    """Whether files can be made there; the folder is made if it isn't there."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False
