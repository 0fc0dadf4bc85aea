#include "inbox/names.hpp"

#include <array>

#include "core/text.hpp"

namespace inbox {
namespace {

// U+00C0 to U+017F (Latin-1 Supplement and Latin Extended-A) without accents, in lower case; '?'
// where no single letter stands for it.
constexpr unsigned first_folded = 0xC0;
constexpr std::string_view folded =
    "aaaaaa?ceeeeiiii"   // U+00C0
    "?nooooo?ouuuuy??"   // U+00D0
    "aaaaaa?ceeeeiiii"   // U+00E0
    "?nooooo?ouuuuy?y"   // U+00F0
    "aaaaaaccccccccdd"   // U+0100
    "ddeeeeeeeeeegggg"   // U+0110
    "gggghhhhiiiiiiii"   // U+0120
    "ii??jjkk?lllllll"   // U+0130
    "lllnnnnnn???oooo"   // U+0140
    "oo??rrrrrrssssss"   // U+0150
    "ssttttttuuuuuuuu"   // U+0160
    "uuuuwwyyyzzzzzzs";  // U+0170

}  // namespace

std::string sort_key(std::string_view name) {
    static_assert(folded.size() == 0x180 - first_folded);
    std::string key = core::to_lower_ascii(core::trim(name));
    std::string out;
    out.reserve(key.size());
    for (std::size_t i = 0; i < key.size(); ++i) {
        const auto lead = static_cast<unsigned char>(key[i]);
        // All of the table is written with two bytes: 110xxxxx 10xxxxxx.
        if (lead >= 0xC3 && lead <= 0xC5 && i + 1 < key.size()) {
            const auto next = static_cast<unsigned char>(key[i + 1]);
            const unsigned point = ((lead & 0x1FU) << 6) | (next & 0x3FU);
            const char letter = folded[point - first_folded];
            if (letter != '?') {
                out.push_back(letter);
                ++i;
                continue;
            }
        }
        out.push_back(key[i]);
    }
    return out;
}

}  // namespace inbox
