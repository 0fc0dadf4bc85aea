#include "app/process.hpp"

#include <doctest/doctest.h>
#include <string>
#include <sys/wait.h>
#include <unistd.h>

#include "app/run.hpp"

TEST_CASE("a process that ends at once says why on standard error, and exits with 3") {
    int ends[2] = {};
    REQUIRE(::pipe(ends) == 0);
    const auto child = ::fork();
    if (child == 0) {
        ::dup2(ends[1], STDERR_FILENO);
        app::end_at_once({core::Kind::unavailable,
                          "store.broken",
                          {{"path", "/srv/data"}, {"reason", "disk I/O error"}}},
                         core::Language::en);
    }
    ::close(ends[1]);
    std::string said;
    char buffer[256];
    for (auto got = ::read(ends[0], buffer, sizeof buffer); got > 0;
         got = ::read(ends[0], buffer, sizeof buffer))
        said.append(buffer, static_cast<std::size_t>(got));
    ::close(ends[0]);
    int status = 0;
    ::waitpid(child, &status, 0);
    CHECK(WIFEXITED(status));
    CHECK(WEXITSTATUS(status) == static_cast<int>(app::Exit::cannot));
    CHECK(said.starts_with("chasqui: "));
    CHECK(said.find("/srv/data: disk I/O error") != std::string::npos);
    CHECK(said.ends_with("\n"));
}
