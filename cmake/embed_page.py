#!/usr/bin/env python3
"""embed_page.py OUT FILE...: writes sim::page_files() with name, type and text of each file."""

import pathlib
import sys

TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
}
LITERAL_MAX = 16_000  # a compiler need not take a longer one; neighbours are joined

HEAD = """// Made by cmake/embed_page.py.
#include "sim/page_files.hpp"

#include <array>

namespace sim {{
namespace {{

constexpr std::array<PageFile, {count}> files{{{{
"""

TAIL = """}};

}  // namespace

std::span<const PageFile> page_files() {
    return files;
}

}  // namespace sim
"""


def literal(text: str) -> str:
    pieces = [text[at : at + LITERAL_MAX] for at in range(0, len(text), LITERAL_MAX)]
    return "\n     ".join(f'R"page({piece})page"' for piece in pieces)


def main() -> int:
    out, files = pathlib.Path(sys.argv[1]), [pathlib.Path(name) for name in sys.argv[2:]]
    parts = [HEAD.format(count=len(files))]
    for file in sorted(files, key=lambda path: path.name):
        text = file.read_text(encoding="utf-8")
        if ')page"' in text:
            print(f"{file}: contains )page\", which ends the literal it is embedded in", file=sys.stderr)
            return 1
        parts.append(f'    {{"{file.name}", "{TYPES[file.suffix]}",\n     {literal(text)}}},\n')
    parts.append(TAIL)
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text("".join(parts), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
