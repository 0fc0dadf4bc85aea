#pragma once

#include <span>
#include <string_view>

namespace sim {

// A file of the page for people, carried inside the binary (src/sim/page, by cmake/embed_page.py).
struct PageFile {
    std::string_view name;  // "page.js"
    std::string_view content_type;
    std::string_view bytes;
};

std::span<const PageFile> page_files();

}  // namespace sim
