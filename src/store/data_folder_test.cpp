#include "store/data_folder.hpp"

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <doctest/doctest.h>
#include <filesystem>
#include <fstream>
#include <sys/resource.h>
#include <sys/stat.h>

#include "store/connection.hpp"
#include "store/testing.hpp"
#include "store/thread_executor.hpp"

namespace {

struct FolderFixture {
    FolderFixture() {
        char name[] = "/tmp/chasqui-folder-XXXXXX";
        path = ::mkdtemp(name);
    }
    ~FolderFixture() { std::filesystem::remove_all(path); }
    auto open(store::FolderKind kind = store::FolderKind::real) {
        return store::DataFolder::open(path + "/data", kind);
    }
    // The code of the fault that keeps the secret from being had, and the words for it.
    core::Error secret_fault(const store::DataFolder& folder) {
        try {
            folder.secret("master_key", random);
        } catch (const store::CannotOpen& fault) {
            return fault.error();
        }
        return {};
    }
    // Opens a database whose file holds this; the code of what is said.
    std::string said_of(const std::function<void(const std::string& file)>& make) {
        const auto file = path + "/chasqui.db";
        make(file);
        try {
            const store::TestDatabase test({.path = file});
        } catch (const store::CannotOpen& fault) {
            CHECK(core::parameter_text(fault.error(), "path") == file);
            return fault.error().code;
        }
        return "";
    }
    std::string path;
    core::SeededRandom random{1};
};

}  // namespace

TEST_CASE_FIXTURE(FolderFixture, "one process holds a data folder at a time") {
    auto first = open();
    REQUIRE(first.has_value());
    CHECK(open().error().code == "data.in_use");
}

TEST_CASE_FIXTURE(FolderFixture, "a folder is born demo or real and stays so") {
    {
        CHECK(open(store::FolderKind::demo).has_value());
    }
    const auto other = open(store::FolderKind::real);
    REQUIRE(other.has_error());
    CHECK(other.error().code == "data.wrong_kind");
    CHECK(core::parameter_text(other.error(), "kind") == "demo");
    CHECK(open(store::FolderKind::demo).has_value());
}

TEST_CASE_FIXTURE(FolderFixture, "a folder that cannot be made says so") {
    const auto bad = store::DataFolder::open("/proc/nowhere/data", store::FolderKind::real);
    REQUIRE(bad.has_error());
    CHECK(bad.error().code == "data.not_writable");
}

TEST_CASE_FIXTURE(FolderFixture, "a secret is made once and is for the owner alone") {
    const auto folder = open();
    const auto made = folder->secret("jwt.secret", random);
    CHECK(made.size() == 43);
    CHECK(folder->secret("jwt.secret", random) == made);
    struct stat status{};
    CHECK(::stat(folder->file("jwt.secret").c_str(), &status) == 0);
    CHECK((status.st_mode & 0777) == 0600);
}

TEST_CASE_FIXTURE(FolderFixture, "a secret that is there and cannot be read is not replaced") {
    const auto folder = open();
    std::filesystem::create_directory(folder->file("master_key"));
    const auto fault = secret_fault(*folder);
    CHECK(fault.code == "data.not_readable");
    CHECK(core::parameter_text(fault, "path") == folder->file("master_key"));
    CHECK(core::parameter_text(fault, "reason") == "Is a directory");
    CHECK(std::filesystem::is_directory(folder->file("master_key")));
}

TEST_CASE_FIXTURE(FolderFixture, "a link that leads nowhere else and an empty file are no secret") {
    const auto folder = open();
    std::filesystem::create_symlink("master_key", folder->file("master_key"));
    CHECK(secret_fault(*folder).code == "data.not_readable");
    std::filesystem::remove(folder->file("master_key"));
    std::ofstream(folder->file("master_key")).close();
    CHECK(secret_fault(*folder).code == "data.empty");
}

TEST_CASE_FIXTURE(FolderFixture, "a folder whose kind cannot be read is not born again") {
    {
        const auto folder = open();
        std::filesystem::remove(folder->file("kind"));
        std::filesystem::create_directory(folder->file("kind"));
    }
    const auto again = open();
    REQUIRE(again.has_error());
    CHECK(again.error().code == "data.not_readable");
}

TEST_CASE_FIXTURE(FolderFixture, "a secret that did not fit on the disk is none") {
    const auto folder = open();
    const auto before = ::signal(SIGXFSZ, SIG_IGN);
    rlimit limit{};
    ::getrlimit(RLIMIT_FSIZE, &limit);
    const rlimit tight{.rlim_cur = 10, .rlim_max = limit.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &tight);
    errno = 0;
    const auto fault = secret_fault(*folder);
    ::setrlimit(RLIMIT_FSIZE, &limit);
    ::signal(SIGXFSZ, before);
    CHECK(fault.code == "data.not_writable");
    CHECK(core::parameter_text(fault, "reason") == "File too large");
    CHECK(secret_fault(*folder).code.empty());
}

TEST_CASE_FIXTURE(FolderFixture, "a file that is no database is called that") {
    CHECK(said_of([](const std::string& file) { std::ofstream(file) << std::string(8192, 'x'); }) ==
          "data.not_a_database");
}

TEST_CASE_FIXTURE(FolderFixture, "another program's database is not ours, and is left alone") {
    const auto tables = [](const std::string& file) {
        store::Connection other({.path = file, .vfs = ""});
        store::Rows rows(other.take("SELECT count(*) FROM sqlite_master"), other);
        rows.next();
        return rows.integer(0);
    };
    CHECK(said_of([](const std::string& file) {
              store::Connection({.path = file, .vfs = ""}).execute("CREATE TABLE songs (n)");
          }) == "data.not_a_database");
    CHECK(tables(path + "/chasqui.db") == 1);
}

TEST_CASE_FIXTURE(FolderFixture, "a damaged database is called damaged") {
    CHECK(said_of([](const std::string& file) {
              {
                  store::TestDatabase whole({.path = file});
                  whole.database.close();
              }
              // The first page, which lists the tables, keeps its header.
              std::fstream bytes(file, std::ios::in | std::ios::out | std::ios::binary);
              bytes.seekp(100);
              bytes << std::string(3996, '\xff');
          }) == "data.damaged");
}

TEST_CASE_FIXTURE(FolderFixture, "of a database that cannot be opened the owner is told") {
    CHECK(said_of([](const std::string& file) { std::filesystem::create_directory(file); }) ==
          "data.cannot_open");
}

TEST_CASE_FIXTURE(FolderFixture,
                  "what was written on threads is there after the database is opened again") {
    auto folder = open();
    const core::RealClock clock;
    const auto options = store::DatabaseOptions{.path = folder->file("chasqui.db")};
    const auto sum = [&](auto job) {
        core::Metrics metrics;
        store::ThreadExecutor executor(2);
        store::Database database(options, {executor, clock, random, metrics, core::Log{}});
        const auto value = database.write_now(job);
        database.close();
        CHECK_FALSE(std::filesystem::file_size(folder->file("chasqui.db-wal")) > 0);
        return value;
    };
    sum([](store::Transaction& tx) {
        tx.run("CREATE TABLE numbers (n INTEGER NOT NULL) STRICT");
        return tx.run("INSERT INTO numbers VALUES (1), (41)");
    });
    CHECK(sum([](store::Transaction& tx) {
              auto rows = tx.rows("SELECT sum(n) FROM numbers");
              rows.next();
              return rows.integer(0);
          }) == 42);
}
