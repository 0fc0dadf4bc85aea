#include "inbox/answers.hpp"

#include <boost/json/object.hpp>

#include "net/http/log_position.hpp"

namespace inbox {
namespace {

using net::http::Request;
using net::http::Response;

Response with_position(Response response, const model::LogPosition& position) {
    net::http::say_position(response, position);
    return response;
}

}  // namespace

core::Task<Response> answer_read(store::Database& database, const Request& request, Work work) {
    const auto [data, position] =
        co_await database.read([work = std::move(work)](store::Transaction& tx) {
            auto read = work(tx);
            return std::pair(std::move(read), tx.position());
        });
    co_return with_position(data ? net::http::ok(*data) : net::http::failure(request, data.error()),
                            position);
}

core::Task<Response> answer_write(store::Database& database, const Request& request, Work work,
                                  int status) {
    struct Written {
        std::string data;
        model::LogPosition position;
    };
    const auto written = co_await database.write(
        [work = std::move(work)](store::Transaction& tx) -> core::Result<Written> {
            auto data = work(tx);
            if (!data) return data.error();
            return Written{std::move(*data), tx.position()};
        });
    // What was undone has no place in the log.
    if (!written) co_return net::http::failure(request, written.error());
    co_return with_position(net::http::ok(written->data, status), written->position);
}

core::Result<core::json::value> body_of(const net::http::Request& request) {
    if (request.body.empty()) return core::json::value(core::json::object());
    return core::parse_json(request.body);
}

}  // namespace inbox
