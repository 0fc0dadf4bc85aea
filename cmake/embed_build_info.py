#!/usr/bin/env python3
"""embed_build_info.py OUT SOURCE VERSION COMPILER BUILD_TYPE: writes app::build_info()."""

import pathlib
import subprocess
import sys

TEXT = """// Made by cmake/embed_build_info.py.
#include "app/build_info.hpp"

namespace app {{

BuildInfo build_info() {{
    return {{"{version}", "{commit}", "{compiler}", "{build_type}"}};
}}

}}  // namespace app
"""


def commit_of(source: str) -> str:
    """The commit that is checked out, with "+" where files were changed since; "unknown" without git."""
    try:
        run = subprocess.run(
            ["git", "-c", "safe.directory=*", "-C", source, "describe", "--always", "--abbrev=12",
             "--exclude=*", "--dirty=+"],
            capture_output=True, text=True, check=True)
        return run.stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return "unknown"


def main() -> int:
    out, source, version, compiler, build_type = sys.argv[1:6]
    text = TEXT.format(version=version, commit=commit_of(source), compiler=compiler, build_type=build_type)
    path = pathlib.Path(out)
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
