#!/usr/bin/env python3
"""embed_migrations.py OUT FILE...: writes store::embedded_migrations() with name and text of each file."""

import pathlib
import sys

HEAD = """// Made by cmake/embed_migrations.py.
#include "store/embedded_migrations.hpp"

#include <array>

namespace store {{
namespace {{

constexpr std::array<EmbeddedMigration, {count}> migrations{{{{
"""

TAIL = """}};

}  // namespace

std::span<const EmbeddedMigration> embedded_migrations() {
    return migrations;
}

}  // namespace store
"""


def main() -> int:
    out, files = pathlib.Path(sys.argv[1]), [pathlib.Path(name) for name in sys.argv[2:]]
    parts = [HEAD.format(count=len(files))]
    for file in sorted(files, key=lambda path: path.name):
        text = file.read_text(encoding="utf-8")
        if ')sql"' in text:
            print(f"{file}: contains )sql\", which ends the literal it is embedded in", file=sys.stderr)
            return 1
        parts.append(f'    {{"{file.stem}", R"sql({text})sql"}},\n')
    parts.append(TAIL)
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text("".join(parts), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
