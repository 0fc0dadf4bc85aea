#pragma once

#include <span>
#include <stdexcept>
#include <string>

#include "core/clock.hpp"
#include "store/embedded_migrations.hpp"

namespace store {

class Connection;

// The database was made by a newer version, or a migration that has run is not the one we carry:
// the start stops. The text says which, and what to do.
class SchemaMismatch : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

struct MigrationRun {
    std::span<const EmbeddedMigration> migrations;  // ascending by name; forward only
    core::WallTime now;
    std::string
        copy_path;  // of a copy made before the first one changes a used database; "" for none
};

// Brings the database up to the newest migration, each in a transaction of its own; returns how
// many ran. Throws SchemaMismatch, DatabaseError (SQLITE_NOTADB for tables that are not ours, which
// are left alone), or CannotOpen where the copy cannot be kept.
int migrate(Connection& connection, const MigrationRun& run);

}  // namespace store
