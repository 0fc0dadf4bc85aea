#include "app/suggestion.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

namespace app {
namespace {

// Levenshtein's distance, one row at a time.
std::size_t edits(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), 0U);
    for (std::size_t i = 1; i <= a.size(); ++i) {
        auto diagonal = std::exchange(row[0], i);
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const auto replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
            diagonal = row[j];
            row[j] = std::min({row[j] + 1, row[j - 1] + 1, replaced});
        }
    }
    return row.back();
}

}  // namespace

std::optional<std::string> nearest(std::string_view word, const std::vector<std::string>& names) {
    std::optional<std::string> best;
    auto fewest = std::max<std::size_t>(1, word.size() / 3) + 1;
    for (const auto& name : names) {
        const auto count = edits(word, name);
        if (count >= fewest) continue;
        fewest = count;
        best = name;
    }
    return best;
}

}  // namespace app
