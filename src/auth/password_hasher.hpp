#pragma once

#include <string>

#include "core/task.hpp"

namespace auth {

// The seam for hashing passwords: slow on purpose, so it runs beside the loops and resumes on the
// scheduler that awaits it. Throws store::Unavailable (503) where too many wait already.
class PasswordHasher {
public:
    virtual ~PasswordHasher() = default;
    // The hash with its salt and its cost, for keeping.
    virtual core::Task<std::string> hash(std::string password) = 0;
    // Whether it is the password of that hash. An empty hash stands for nobody: it takes as long
    // as another, and is false.
    virtual core::Task<bool> verify(std::string password, std::string hash) = 0;
};

}  // namespace auth
