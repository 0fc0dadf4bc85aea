#include "whatsapp/testing_http.hpp"

#include "whatsapp/json_tree.hpp"

namespace whatsapp {

core::Task<net::ClientOutcome> HeldHttpClient::send(net::ClientRequest request) {
    struct Answered {
        Call& call;
        bool await_ready() const { return call.outcome.has_value(); }
        void await_suspend(std::coroutine_handle<> awaiting) { call.waiting = awaiting; }
        void await_resume() const {}
    };
    auto& call = calls_.emplace_back();
    call.request = std::move(request);
    co_await Answered{call};
    co_return *call.outcome;
}

std::string HeldHttpClient::text(std::size_t call) const {
    return JsonTree::parse(calls_[call].request.body).value().root()["text"]["body"].string();
}

std::string HeldHttpClient::attempt(std::size_t call) const {
    const auto tree = JsonTree::parse(calls_[call].request.body).value();
    return tree.root()["biz_opaque_callback_data"].string();
}

void HeldHttpClient::answer(std::size_t call, net::ClientOutcome outcome) {
    calls_[call].outcome = std::move(outcome);
    if (const auto waiting = std::exchange(calls_[call].waiting, {})) waiting.resume();
}

void HeldHttpClient::accept(std::size_t call, const std::string& wamid) {
    answer(call, net::ClientResponse{200, {}, R"({"messages":[{"id":")" + wamid + R"("}]})"});
}

void HeldHttpClient::refuse(std::size_t call, int code) {
    answer(call, net::ClientResponse{
                     400, {}, R"({"error":{"message":"m","code":)" + std::to_string(code) + "}}"});
}

void HeldHttpClient::lose(std::size_t call, net::ClientFailure::Sent sent) {
    answer(call, net::ClientFailure{sent, "scripted"});
}

}  // namespace whatsapp
