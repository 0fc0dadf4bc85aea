#include "auth/sodium_hasher.hpp"

#include <optional>
#include <sodium.h>

#include "core/check.hpp"
#include "store/database_error.hpp"

namespace auth {
namespace {

constexpr unsigned long long passes = 2;
constexpr std::size_t memory_bytes = 19 * 1024 * 1024;

// Of a random password that nobody has kept, with the cost of the real ones.
constexpr char nobodys_hash[] =
    "$argon2id$v=19$m=19456,t=2,p=1$"
    "15pTHRe6nn2tC9m+JnFbvw$NDDHZamVNsYMZxzIqZo5ynHEM5MVxG7Dfzxu5XcQACw";

bool verify_now(const std::string& password, const std::string& hash) {
    const auto& against = hash.empty() ? std::string(nobodys_hash) : hash;
    const bool same =
        ::crypto_pwhash_str_verify(against.c_str(), password.data(), password.size()) == 0;
    return same && !hash.empty();
}

// Runs `work` on the pool and resumes with its value on the scheduler that awaits it.
template <class T, class F>
struct PoolAwaiter {
    core::ThreadPool& pool;
    F work;
    std::optional<T> value = std::nullopt;
    std::exception_ptr fault = nullptr;

    bool await_ready() const noexcept { return false; }
    bool await_suspend(std::coroutine_handle<> awaiting) {
        auto* home = core::Scheduler::current();
        core::check(home != nullptr, "a hash is awaited on a scheduler's thread");
        return pool.submit([this, home, awaiting] {
            try {
                value.emplace(work());
            } catch (...) {
                fault = std::current_exception();  // thrown again where it is awaited
            }
            home->post([awaiting] { awaiting.resume(); });
        });
    }
    T await_resume() {
        if (fault) std::rethrow_exception(fault);
        if (!value) throw store::Unavailable("too many passwords wait to be hashed");
        return std::move(*value);
    }
};

template <class T, class F>
PoolAwaiter<T, F> on_pool(core::ThreadPool& pool, F work) {
    return {pool, std::move(work)};
}

}  // namespace

SodiumHasher::SodiumHasher(core::ThreadPool::Size size) : pool_(size) {
    core::check(::sodium_init() >= 0, "libsodium finds what it needs");
}

std::string SodiumHasher::hash_now(const std::string& password) {
    core::check(::sodium_init() >= 0, "libsodium finds what it needs");
    char text[crypto_pwhash_STRBYTES];
    // It fails for want of memory alone.
    if (::crypto_pwhash_str_alg(text, password.data(), password.size(), passes, memory_bytes,
                                crypto_pwhash_ALG_ARGON2ID13) != 0)
        throw std::bad_alloc();
    return text;
}

core::Task<std::string> SodiumHasher::hash(std::string password) {
    auto work = [&password] { return hash_now(password); };
    co_return co_await on_pool<std::string>(pool_, work);
}

core::Task<bool> SodiumHasher::verify(std::string password, std::string hash) {
    auto work = [&password, &hash] { return verify_now(password, hash); };
    co_return co_await on_pool<bool>(pool_, work);
}

}  // namespace auth
