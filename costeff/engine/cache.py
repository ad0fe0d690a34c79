"""Where compiled code is kept: beside the kernel if that can be written, else in the user's cache, else nowhere."""

from __future__ import annotations

import hashlib
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
    """Whether compiled code of this kernel is there, so that the first run need not compile.

    Only the folder that numba will look in counts: `NUMBA_CACHE_DIR`, else the one that `choose` named, else beside
    the kernel.
    """
    told = os.environ.get("NUMBA_CACHE_DIR") or getattr(config, "CACHE_DIR", "")
    kernel = Path(__file__).with_name("kernel.py")
    folder = Path(told) if told else kernel.parent / "__pycache__"
    if told:  # in which numba keeps a folder for each folder of sources, named by it
        sources = os.path.dirname(os.path.abspath(kernel))
        folder /= f"{kernel.parent.name}_{hashlib.sha1(sources.encode(), usedforsecurity=False).hexdigest()}"
    changed = kernel.stat().st_mtime
    return any(index.stat().st_mtime >= changed for index in folder.glob("kernel.run-*.nbi"))


def _writable(folder: Path) -> bool:
    """Whether files can be made there; the folder is made if it isn't there."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False
