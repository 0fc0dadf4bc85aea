#include <map>
#include <stdexcept>

#include "app/bench.hpp"
#include "app/bench_load.hpp"
#include "core/digest.hpp"
#include "core/json.hpp"
#include "core/text.hpp"
#include "sim/webhook_json.hpp"

namespace app {
namespace {

constexpr const char* email = "bench@example.com";
constexpr const char* password = "bench-password-1";

std::map<std::string, std::string> environment() {
    return {
        {"WHATSAPP_APP_SECRET", BenchServer::app_secret},  {"WEBHOOK_VERIFY_TOKEN", "bench-verify"},
        {"WHATSAPP_PHONE_NUMBER_ID", BenchServer::number}, {"WHATSAPP_ACCESS_TOKEN", "bench-token"},
        {"WHATSAPP_BASE_URL", "http://127.0.0.1:9"},       {"LOG_LEVEL", "warn"}};
}

}  // namespace

BenchServer::BenchServer(std::map<std::string, std::string> more_environment)
    : environment_(std::move(more_environment)) {
    environment_.merge(environment());
    BenchProcess add(
        {{"user", "add", "--data", data(), "--email", email, "--name", "Bench", "--role", "admin"},
         environment_,
         std::string(password) + "\n"});
    if (const int code = add.wait(); code != 0)
        throw std::runtime_error("user add ended with " + std::to_string(code));
    start();
}

void BenchServer::start() {
    process_.emplace(
        BenchProcess::Options{{"serve", "--data", data(), "--listen", "127.0.0.1:0"},
                              environment_,
                              "",
                              // At another level than ours it is its log that is measured.
                              environment_.at("LOG_LEVEL") == "warn"});
    port_ = process_->wait_until_ready();
}

void BenchServer::restart() {
    process_->terminate();
    process_->wait();
    start();
}

std::string BenchServer::sign_in() {
    const core::json::object credentials{{"email", email}, {"password", password}};
    const auto body = exchange(
        endpoint(), http_request("POST", "/api/auth/login", "Content-Type: application/json\r\n",
                                 core::to_json(credentials)));
    const auto answer = core::parse_json(body);
    if (!answer.has_value()) throw std::runtime_error("sign-in failed: " + body);
    return std::string(answer->at_pointer("/data/accessToken").as_string());
}

std::string webhook_request(const WebhookShape& shape, std::uint64_t n) {
    const auto sender = "34600" + std::to_string(100'000 + n % shape.customers);
    const auto id = "wamid." + shape.tag + std::to_string(n);
    const auto seconds = std::to_string(core::to_epoch_ms(core::RealClock().wall()) / 1000);
    const core::json::object message{
        {"from", sender},
        {"id", id},
        {"timestamp", seconds},
        {"type", "text"},
        {"text", {{"body", "Hola, ¿tienen la mesa de roble en la tienda del centro?"}}}};
    const sim::BusinessNumber number{BenchServer::number, "15550001111", "Bench"};
    sim::WebhookItem item;
    item.payload = message;
    item.contact = {{"profile", {{"name", "Cliente " + sender}}}, {"user_id", "ES.B" + sender}};
    const auto body = sim::webhook_body("102290129340398", {&number, 1}, {&item, 1});
    static const core::HmacSha256 hmac(BenchServer::app_secret);
    const auto signature = "X-Hub-Signature-256: sha256=" + core::to_hex(hmac.sign(body)) + "\r\n";
    return http_request("POST", "/webhooks/whatsapp",
                        "Content-Type: application/json\r\n" + signature, body);
}

}  // namespace app
