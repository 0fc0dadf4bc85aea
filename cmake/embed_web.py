#!/usr/bin/env python3
"""embed_web.py DIST OUT BROTLI: writes OUT.bin, OUT.S and OUT.cpp, the page inside the binary.

OUT.bin holds every file of DIST plain, as gzip and as brotli (BROTLI is the program; "" for none), one
after the other; OUT.S takes it in with one .incbin, and OUT.cpp is the table that app/web_assets.hpp
declares. A missing DIST gives an empty table."""

import gzip
import hashlib
import pathlib
import subprocess
import sys

TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".ico": "image/x-icon",
    ".jpg": "image/jpeg",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".mp3": "audio/mpeg",
    ".ogg": "audio/ogg",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".wasm": "application/wasm",
    ".webmanifest": "application/manifest+json",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
}
COMPRESSED_ALREADY = {".jpg", ".mp3", ".ogg", ".png", ".webp", ".woff2"}
NOT_SHIPPED = {".map"}

ASSEMBLY = """# Made by cmake/embed_web.py.
    .section .rodata
    .balign 16
    .global chasqui_web_blob
chasqui_web_blob:
    .incbin "{blob}"
    .byte 0
    .section .note.GNU-stack,"",%progbits
"""

HEAD = """// Made by cmake/embed_web.py.
#include "app/web_assets.hpp"

#include <array>
#include <cstddef>

extern "C" const char chasqui_web_blob[];

namespace app {{
namespace {{

[[maybe_unused]] std::string_view part(std::size_t offset, std::size_t length) {{
    return {{chasqui_web_blob + offset, length}};
}}

}}  // namespace

std::span<const Asset> web_assets() {{
    static const std::array<Asset, {count}> assets{{{{
"""

TAIL = """    }};
    return assets;
}

}  // namespace app
"""


class Blob:
    """Bytes put one after the other, and where each piece stands."""

    def __init__(self) -> None:
        self.bytes = bytearray()

    def add(self, piece: bytes) -> str:
        offset = len(self.bytes)
        self.bytes += piece
        return f"part({offset}, {len(piece)})" if piece else "{}"


def brotli_of(brotli: str, plain: bytes) -> bytes:
    if not brotli:
        return b""
    return subprocess.run([brotli, "-q", "11", "-c", "-"], input=plain, capture_output=True, check=True).stdout


def smaller(packed: bytes, plain: bytes) -> bytes:
    """The packed form where it saves a tenth at least, else nothing."""
    return packed if len(packed) * 10 < len(plain) * 9 else b""


def row(blob: Blob, path: str, file: pathlib.Path, brotli: str) -> str:
    plain = file.read_bytes()
    packs = file.suffix not in COMPRESSED_ALREADY
    gzipped = smaller(gzip.compress(plain, 9, mtime=0), plain) if packs else b""
    brotlied = smaller(brotli_of(brotli, plain), plain) if packs else b""
    etag = hashlib.sha256(plain).hexdigest()[:20]
    kind = TYPES.get(file.suffix, "application/octet-stream")
    return (f'        {{"/{path}", "{kind}", "\\"{etag}\\"",\n'
            f"         {blob.add(plain)}, {blob.add(gzipped)}, {blob.add(brotlied)}}},\n")


def main() -> int:
    dist, out, brotli = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), sys.argv[3]
    files = {file.relative_to(dist).as_posix(): file for file in dist.rglob("*")
             if file.is_file() and file.suffix not in NOT_SHIPPED} if dist.is_dir() else {}
    blob = Blob()
    rows = [row(blob, path, files[path], brotli) for path in sorted(files)]
    out.parent.mkdir(parents=True, exist_ok=True)
    out.with_suffix(".bin").write_bytes(bytes(blob.bytes))
    out.with_suffix(".S").write_text(ASSEMBLY.format(blob=out.with_suffix(".bin")), encoding="utf-8")
    out.with_suffix(".cpp").write_text(HEAD.format(count=len(rows)) + "".join(rows) + TAIL, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
