"""Rules of ARCHITECTURE.md: who may include whom, and which words stay in which room."""

import re
from collections.abc import Iterator

from .source import Project, Source, Violation

RANKS = {
    "core": 0,
    "model": 1,
    "net": 2, "store": 2,
    "whatsapp": 3, "auth": 3, "live": 3, "sim": 3,
    "inbox": 4, "monitor": 4,
    "bot": 5, "campaigns": 5,
    "app": 6,
}  # fmt: skip
# sim stands for Meta: it must not know what we store or believe.
SIM_SEES = {"core", "model", "net", "sim"}

SQL = re.compile(
    r"""\b(?: SELECT\b .{1,400}? \bFROM\b | INSERT\s+(?:OR\s+\w+\s+)?INTO\b | UPDATE\s+\w+\s+SET\b
          | DELETE\s+FROM\b | (?:CREATE|DROP|ALTER)\s+(?:UNIQUE\s+|VIRTUAL\s+)?(?:TABLE|INDEX|TRIGGER|VIEW)\b
          | ^["(\s]*PRAGMA\s | ON\s+CONFLICT\s*\( | ^R?"\w*\(?\s*(?:BEGIN\s+IMMEDIATE|SAVEPOINT\s))""",
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)
META = re.compile(
    r"\b(messaging_product|wa_id|biz_opaque_callback_data|error_data|display_phone_number|recipient_id)\b")
ENVIRONMENT = re.compile(r"\b(getenv|secure_getenv|setenv|putenv|environ)\b")
SEAMS = re.compile(
    r"\bstd::j?thread\b(?!::)|\brandom_device\b|\b(?:system|steady|high_resolution)_clock::now\b|\bgettimeofday\b"
    r"|(?<![\w.>:])(?:std::|::)?time\s*\(\s*(?:nullptr|NULL|0|&)")
PRINTS = re.compile(r"\bstd::w?(?:cout|cerr|clog)\b|(?<![\w:.>])(?:std::|::)?(?:v?d?f?printf|f?puts|f?putc|putchar|perror)\s*\("
                    r"|\bfmt::print(?:ln)?\b|\bwrite\s*\(\s*(?:STD(?:OUT|ERR)_FILENO|[12])\s*,")
# The command line's own files: what they print is their answer, not a log. A check that fails has no log any more.
PRINTERS = re.compile(r"src/(?:main|app/process|app/command_\w+|core/check)\.cpp")
HEAVY = {"boost/beast": "Beast", "spdlog/": "spdlog", "CLI/": "CLI11", "toml++/": "toml++"}


def _room_of(target: str) -> str:
    return target.split("/")[0] if "/" in target else ""


def include_ranks(project: Project) -> Iterator[Violation]:
    """A file includes only lower ranks or its own folder, by the full path."""
    for source in project.cpp("src/"):
        rank = RANKS.get(source.room, 7 if not source.room else -1)
        if rank < 0:
            yield Violation(source.path, 1, "include-rank", f"src/{source.room} is no room of ARCHITECTURE.md")
            continue
        for line, target in source.includes:
            if target.startswith("<"):
                continue
            fault = _include_fault(source, rank, target.strip('"'))
            if fault:
                yield Violation(source.path, line, "include-rank", fault)


def _include_fault(source: Source, rank: int, target: str) -> str:
    room = _room_of(target)
    if room not in RANKS:
        return f'"{target}" is not the full path of a header in a room'
    if room != source.room and RANKS[room] >= rank:
        return f"{source.room} (rank {rank}) must not include {room} (rank {RANKS[room]})"
    if source.room == "sim" and room not in SIM_SEES:
        return f"sim is Meta's side: it must not include {room}"
    if "/testing" in target and not (source.is_test or source.name.startswith("testing")):
        return f'"{target}" is a test double, and this is no test'
    return ""


def include_cycles(project: Project) -> Iterator[Violation]:
    """No file includes itself over others."""
    edges = {source.path: [("src/" + target.strip('"'), line) for line, target in source.includes
                           if target.startswith('"')] for source in project.cpp("src/")}
    done: set[str] = set()
    for start in edges:
        yield from _cycles_from(start, edges, done)


def _cycles_from(start: str, edges: dict[str, list[tuple[str, int]]], done: set[str]) -> Iterator[Violation]:
    """Depth first; `path` is where we are, `done` what leads to no further cycle."""
    path: list[str] = []
    waiting: list[tuple[str, str, int]] = [("enter", start, 0)]
    while waiting:
        what, file, line = waiting.pop()
        if what == "leave":
            path.pop()
            done.add(file)
        elif file in path:
            ring = " → ".join([*path[path.index(file) :], file])
            yield Violation(path[-1], line, "include-cycle", ring)
        elif file in edges and file not in done:
            path.append(file)
            waiting.append(("leave", file, 0))
            waiting += [("enter", target, at) for target, at in edges[file]]


def sql_place(project: Project) -> Iterator[Violation]:
    """SQL stands in *_store files and in store/."""
    for source in project.cpp("src/"):
        if source.room == "store" or re.search(r"_store(_\w+)?\.[ch]pp$", source.name):
            continue
        for line, text in source.strings:
            if SQL.search(text):
                yield Violation(source.path, line, "sql-place", "SQL belongs into a *_store file")


def meta_words(project: Project) -> Iterator[Violation]:
    """Meta's JSON is known to whatsapp/ and sim/ alone."""
    for source in project.sources.values():
        if source.room in ("whatsapp", "sim") or not source.path.startswith(("src/", "web/src/")):
            continue
        for line, match in source.find(META, source.code_and_strings):
            yield Violation(source.path, line, "meta-words", f"{match[1]} is Meta's word: whatsapp/ turns it into ours")


def environment(project: Project) -> Iterator[Violation]:
    """The environment is read once, by the configuration."""
    for source in project.cpp("src/"):
        if source.path.startswith("src/core/config"):
            continue
        for line, match in source.find(ENVIRONMENT):
            yield Violation(source.path, line, "environment", f"{match[1]} stands in core/config alone")


def seams(project: Project) -> Iterator[Violation]:
    """Threads, randomness and time come in by constructor, so that one seed decides a run."""
    for source in project.cpp("src/"):
        if source.room in ("core", "store", "net", "app", ""):
            continue
        for line, match in source.find(SEAMS):
            yield Violation(source.path, line, "seams", f"{match[0].strip()}: take Clock, Random or Executor instead")


def prints(project: Project) -> Iterator[Violation]:
    """Only the command line's files write to the terminal; all else logs."""
    for source in project.cpp("src/"):
        if PRINTERS.fullmatch(source.path):
            continue
        for line, match in source.find(PRINTS):
            yield Violation(source.path, line, "prints", f"{match[0].rstrip(' (')}: write to the log instead")


def heavy_headers(project: Project) -> Iterator[Violation]:
    """A library that is slow to compile is included in one .cpp, behind a plain interface."""
    first: dict[str, str] = {}
    for source in project.cpp("src/"):
        for line, target in source.includes:
            for prefix, name in HEAVY.items():
                if not target.startswith("<" + prefix):
                    continue
                if source.suffix == ".hpp":
                    yield Violation(source.path, line, "heavy-header", f"{name} in a header is compiled by all who see it")
                elif first.setdefault(name, source.path) != source.path:
                    yield Violation(source.path, line, "heavy-header", f"{name} is in {first[name]} already")


RULES = (include_ranks, include_cycles, sql_place, meta_words, environment, seams, prints, heavy_headers)
