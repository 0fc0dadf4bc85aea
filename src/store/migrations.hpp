#pragma once

#include <span>
#include <string>

#include "core/clock.hpp"
#include "store/embedded_migrations.hpp"

namespace store {

class Connection;

struct MigrationRun {
    std::span<const EmbeddedMigration> migrations;  // ascending by name; forward only
    core::WallTime now;
    std::string
        copy_path;  // of a copy made before the first one changes a used database; "" for none
};

// Brings the database up to the newest migration, each in a transaction of its own; returns how
// many ran. Throws CannotOpen where it was made by a newer version (data.newer), where a migration
// that has run is not the one we carry (data.other_version), or where the copy cannot be kept; and
// DatabaseError (SQLITE_NOTADB for tables that are not ours, which are left alone).
int migrate(Connection& connection, const MigrationRun& run);

}  // namespace store
