#pragma once

#include <span>
#include <string_view>

namespace store {

struct EmbeddedMigration {
    std::string_view name;  // the file's name without ".sql": "0001_journal"
    std::string_view text;  // the file's bytes, for the checksum too
};

// migrations/sqlite/*.sql, in the order of their names; embedded by the build.
std::span<const EmbeddedMigration> embedded_migrations();

}  // namespace store
