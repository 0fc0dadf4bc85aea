"""Rules of CONTRIBUTING.md: sizes, headers, and what does not appear."""

import re
from collections.abc import Iterator

from .source import Project, Source, Violation

FILE_LINES_MAX = 600
FUNCTION_LINES_MAX = 60
TEST_CASE_LINES_MAX = 120  # a story told in order may be long; two stories are two cases

USING_NAMESPACE = re.compile(r"\busing\s+namespace\b")
EMPTY_CATCH = re.compile(r"\bcatch\s*\([^)]*\)\s*\{\s*\}")
# co_await sleep_for waits on the scheduler, whose clock a test moves.
SLEEP = re.compile(r"(?<!co_await )(?<!co_await core::)\bsleep_(?:for|until)\s*\(|(?<![\w.])(?:u|nano)?sleep\s*\(|\btime\.sleep\s*\(|\bwaitForTimeout\s*\(")
LEFT_OPEN = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b(?!\(#\d+\))")
NEW = re.compile(r"(?<!operator )\bnew\s+[\w:(]|(?<!operator )(?<!= )\bdelete\b\s*(?:\[\s*\]\s*)?[\w(*:]")
CONSOLE = re.compile(r"\bconsole\s*\.\s*(log|debug|info|warn|error|trace)\b")
LOGGER = re.compile(r"^web/src/lib/log(ger)?[\w.-]*\.ts$")
BRACES = re.compile(r"[{};]")
NOT_A_FUNCTION = re.compile(r"^\s*(?:template\s*<.*>\s*)?(?:namespace|class|struct|union|enum|extern|typedef|using)\b"
                            r"|=\s*$|\breturn\s*$", re.DOTALL)
TEST_CASE = re.compile(r"^\s*(?:TEST_CASE|SCENARIO|TEST_SUITE)\w*\s*\(")


def file_length(project: Project) -> Iterator[Violation]:
    """A file fits one head."""
    for source in project.sources.values():
        lines = source.text.count("\n")
        if lines > FILE_LINES_MAX:
            yield Violation(source.path, FILE_LINES_MAX + 1, "file-length", f"{lines} lines; {FILE_LINES_MAX} at most")


def function_length(project: Project) -> Iterator[Violation]:
    """A function fits a screen."""
    for source in project.cpp():
        for first, last, head in functions(source):
            lines, most = last - first + 1, TEST_CASE_LINES_MAX if TEST_CASE.match(head) else FUNCTION_LINES_MAX
            if lines > most:
                yield Violation(source.path, first, "function-length", f"{lines} lines; {most} at most")


def functions(source: Source) -> Iterator[tuple[int, int, str]]:
    """First and last line of each function's body, and what stands before its brace. A brace opens a
    function when we are in none, and something with a parameter list stands before it."""
    code = re.sub(r"^[ \t]*#[^\n]*(?:\\\n[^\n]*)*", lambda match: re.sub(r"[^\n]", " ", match[0]), source.code,
                  flags=re.MULTILINE)
    stack: list[tuple[bool, int, str]] = []
    statement = 0
    for match in BRACES.finditer(code):
        if match[0] == "{":
            head = code[statement : match.start()]
            inside = any(entry[0] for entry in stack)
            opens = not inside and ")" in head and not NOT_A_FUNCTION.search(head)
            stack.append((opens, source.line_of(match.start()), head))
        elif match[0] == "}" and stack:
            opened, line, head = stack.pop()
            if opened:
                yield line, source.line_of(match.start()), head
        statement = match.end()


def pragma_once(project: Project) -> Iterator[Violation]:
    """Each header begins with #pragma once."""
    for source in project.cpp():
        if source.suffix == ".hpp" and not source.code.lstrip().startswith("#pragma once"):
            yield Violation(source.path, 1, "pragma-once", "a header begins with #pragma once")


def own_header_first(project: Project) -> Iterator[Violation]:
    """x.cpp and x_test.cpp include x.hpp first: so each header is seen to compile alone."""
    for source in project.cpp("src/"):
        own = re.sub(r"(_test)?\.cpp$", ".hpp", source.path)
        if source.suffix != ".cpp" or own not in project.sources:
            continue
        wanted = '"' + own.removeprefix("src/") + '"'
        if not source.includes or source.includes[0][1] != wanted:
            line = source.includes[0][0] if source.includes else 1
            yield Violation(source.path, line, "own-header-first", f"{wanted} comes first")


def using_namespace(project: Project) -> Iterator[Violation]:
    """A header does not choose names for those who include it."""
    for source in project.cpp():
        if source.suffix == ".hpp":
            for line, _ in source.find(USING_NAMESPACE):
                yield Violation(source.path, line, "using-namespace", "not in a header")


def empty_catch(project: Project) -> Iterator[Violation]:
    """An error is handled or passed on."""
    for source in project.cpp():
        for line, _ in source.find(EMPTY_CATCH):
            yield Violation(source.path, line, "empty-catch", "an error that nobody sees")


def sleep_in_tests(project: Project) -> Iterator[Violation]:
    """A test moves the clock or awaits the event."""
    for source in project.sources.values():
        is_web_test = source.path.startswith("web/") and ".test." in source.name
        if source.is_test or is_web_test:
            for line, match in source.find(SLEEP):
                yield Violation(source.path, line, "sleep", f"{match[0].rstrip(' (')}: await the event, or move the clock")


def left_open(project: Project) -> Iterator[Violation]:
    """What is left to do has an issue."""
    for source in project.sources.values():
        if source.path.startswith("tools/tidy_"):
            continue  # these name the words
        for line, comment in source.comments:
            match = LEFT_OPEN.search(comment)
            if match:
                yield Violation(source.path, line + comment.count("\n", 0, match.start()), "left-open",
                                f"{match[1]}(#issue), or do it now")


def new_and_delete(project: Project) -> Iterator[Violation]:
    """Owners are values and smart pointers."""
    for source in project.cpp():
        for line, match in source.find(NEW):
            yield Violation(source.path, line, "new-delete", f"{match[0].split()[0]} does not appear")


def console(project: Project) -> Iterator[Violation]:
    """The page logs through its logger."""
    for source in project.sources.values():
        if source.path.startswith("web/src/") and not LOGGER.match(source.path):
            for line, match in source.find(CONSOLE):
                yield Violation(source.path, line, "console", f"console.{match[1]}: use the logger in lib/")


RULES = (file_length, function_length, pragma_once, own_header_first, using_namespace, empty_catch, sleep_in_tests,
         left_open, new_and_delete, console)
