"""clang-format over what has changed since it last passed."""

import concurrent.futures
import hashlib
import json
import os
import pathlib
import re
import shutil
import subprocess
from collections.abc import Iterator

from .source import Project, Source, Violation

PROGRAMS = ("clang-format-19", "clang-format")
FILES_A_RUN = 16
MARK = re.compile(r"^(?P<path>[^:\n]+):(?P<line>\d+):\d+: error: ", re.MULTILINE)


def format_faults(project: Project, root: pathlib.Path) -> Iterator[Violation]:
    """clang-format decides about format. Texts that passed are remembered by their hash in build/tidy."""
    program = next((found for found in map(shutil.which, PROGRAMS) if found), None)
    if program is None:
        yield Violation(".clang-format", 1, "format", "clang-format-19 is missing: run script/bootstrap")
        return
    memory = root / "build" / "tidy" / "format.json"
    settings = (root / ".clang-format").read_bytes()
    hashes = {source.path: _hash(settings, source) for source in project.cpp()}
    passed = _remembered(memory)
    waiting = [path for path, digest in hashes.items() if digest not in passed]
    groups = [waiting[start : start + FILES_A_RUN] for start in range(0, len(waiting), FILES_A_RUN)]
    faulty: set[str] = set()
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for path, line in (fault for faults in pool.map(lambda group: _run(program, root, group), groups)
                           for fault in faults):
            if path not in faulty:
                yield Violation(path, line, "format", f"run clang-format-19 -i {path}")
            faulty.add(path)
    _remember(memory, {digest for path, digest in hashes.items() if path not in faulty})


def _hash(settings: bytes, source: Source) -> str:
    return hashlib.sha256(settings + source.path.encode() + b"\0" + source.text.encode()).hexdigest()[:24]


def _run(program: str, root: pathlib.Path, files: list[str]) -> list[tuple[str, int]]:
    run = subprocess.run([program, "--dry-run", "-Werror", *files], cwd=root, capture_output=True, text=True)
    return [(match["path"], int(match["line"])) for match in MARK.finditer(run.stderr)]


def _remembered(memory: pathlib.Path) -> set[str]:
    try:
        return set(json.loads(memory.read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return set()


def _remember(memory: pathlib.Path, hashes: set[str]) -> None:
    try:
        memory.parent.mkdir(parents=True, exist_ok=True)
        memory.write_text(json.dumps(sorted(hashes)), encoding="utf-8")
    except OSError:
        return  # a read-only tree is checked anew each time
