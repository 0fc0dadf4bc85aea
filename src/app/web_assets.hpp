#pragma once

#include <span>
#include <string_view>

namespace app {

// A file of the page, as it is carried inside the binary. All views live as long as the process.
struct Asset {
    std::string_view path;          // "/index.html", "/assets/index-Bx3f.js"
    std::string_view content_type;  // "text/javascript; charset=utf-8"
    std::string_view etag;          // in its quotes, of the plain bytes
    std::string_view bytes;
    std::string_view gzip;  // empty where compressing gains nothing
    std::string_view brotli;
};

// All of web/dist, ascending by path; empty when the page had not been built.
std::span<const Asset> web_assets();

}  // namespace app
