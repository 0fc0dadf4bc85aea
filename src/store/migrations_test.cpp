#include "store/migrations.hpp"

#include <cstdlib>
#include <doctest/doctest.h>
#include <filesystem>
#include <fstream>

#include "store/connection.hpp"
#include "store/database_error.hpp"
#include "store/rows.hpp"

namespace {

constexpr store::EmbeddedMigration steps[] = {
    {"0001_one", "CREATE TABLE one (n INTEGER) STRICT"},
    {"0002_two", "CREATE TABLE two (n INTEGER) STRICT"},
    {"0003_three", "CREATE TABLE three (n INTEGER) STRICT"}};

struct MigrationFixture {
    MigrationFixture() {
        char name[] = "/tmp/chasqui-migrations-XXXXXX";
        folder = ::mkdtemp(name);
    }
    ~MigrationFixture() { std::filesystem::remove_all(folder); }

    std::string path() const { return folder + "/test.db"; }
    std::string copy() const { return path() + ".before-migration"; }
    static store::Connection open(const std::string& file) {
        return store::Connection({.path = file, .vfs = ""});
    }
    // A start of the version that carries so many migrations; how many ran.
    int start(std::size_t carried) const {
        auto connection = open(path());
        return store::migrate(connection,
                              {std::span(steps).first(carried), core::WallTime{}, copy()});
    }
    static std::int64_t tables(const std::string& file) {
        auto connection = open(file);
        store::Rows rows(connection.take("SELECT count(*) FROM sqlite_master WHERE name IN "
                                         "('one', 'two', 'three')"),
                         connection);
        rows.next();
        return rows.integer(0);
    }
    std::string folder;
};

}  // namespace

TEST_CASE_FIXTURE(MigrationFixture, "each upgrade keeps a copy of what was before it") {
    CHECK(start(1) == 1);
    CHECK_FALSE(std::filesystem::exists(copy()));  // there was nothing yet
    CHECK(start(2) == 1);
    CHECK(tables(copy()) == 1);
    CHECK(start(3) == 1);
    CHECK(tables(copy()) == 2);
    CHECK(tables(path()) == 3);
}

TEST_CASE_FIXTURE(MigrationFixture,
                  "what a start that was killed left of its copy is no obstacle") {
    start(1);
    std::ofstream(copy() + ".new") << "half of a copy";
    CHECK(start(2) == 1);
    CHECK(tables(copy()) == 1);
    CHECK_FALSE(std::filesystem::exists(copy() + ".new"));
}

TEST_CASE_FIXTURE(MigrationFixture, "without a copy the database stays as it was") {
    start(1);
    std::filesystem::create_directories(copy() + ".new/full");
    CHECK_THROWS_AS(start(2), store::CannotOpen);
    CHECK(tables(path()) == 1);
}

TEST_CASE_FIXTURE(MigrationFixture, "a database of a newer or another version stops the start") {
    const auto said = [&](auto begin) -> std::string {
        try {
            begin();
        } catch (const store::CannotOpen& fault) {
            return fault.error().code + " " + core::parameter_text(fault.error(), "path") + " " +
                   core::parameter_text(fault.error(), "migration");
        }
        return "started";
    };
    start(2);
    CHECK(said([&] { start(1); }) == "data.newer " + path() + " " + std::string(steps[1].name));
    const store::EmbeddedMigration other[] = {{steps[0].name, "CREATE TABLE another (id INTEGER)"},
                                              steps[1]};
    CHECK(said([&] {
              auto connection = open(path());
              store::migrate(connection, {other, core::WallTime{}, copy()});
          }) == "data.other_version " + path() + " " + std::string(steps[0].name));
    CHECK(said([&] { start(2); }) == "started");
}
