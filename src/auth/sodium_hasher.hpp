#pragma once

#include "auth/password_hasher.hpp"
#include "core/thread_pool.hpp"

namespace auth {

// argon2id by libsodium with 19 MiB and 2 passes (OWASP's cheat sheet; 74 ms on the reference
// machine), on two threads of its own: at most 38 MiB at once, and about 27 sign-ins a second.
class SodiumHasher : public PasswordHasher {
public:
    explicit SodiumHasher(core::ThreadPool::Size size = {.threads = 2, .waiting_max = 64});

    core::Task<std::string> hash(std::string password) override;
    core::Task<bool> verify(std::string password, std::string hash) override;

    // For a command without a loop: on the caller's thread.
    static std::string hash_now(const std::string& password);

private:
    core::ThreadPool pool_;
};

}  // namespace auth
