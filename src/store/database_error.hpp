#pragma once

#include <string>

#include "core/error.hpp"
#include "core/exception.hpp"

namespace store {

// SQLite refused or broke: the job is over. `code` is SQLite's extended result code.
class DatabaseError : public core::Exception {
public:
    DatabaseError(int code, const std::string& what) : core::Exception(what), code_(code) {}
    int code() const { return code_; }

private:
    int code_;
};

// Whether this code says that the disk or the file is broken, so that nothing more may be
// acknowledged (I-11).
bool is_fatal(int code);

// A UNIQUE, NOT NULL, CHECK or FOREIGN KEY rule refused a statement. The statement alone is undone.
class ConstraintViolation : public DatabaseError {
public:
    using DatabaseError::DatabaseError;
};

// The queue of jobs is full (4 096 jobs, 64 MiB or 2 s old), the disk is, the store is stopping, or
// a read took longer than it may: nothing was recorded, try again later (503).
class Unavailable : public core::Exception {
public:
    using core::Exception::Exception;
};

// The data folder or its database cannot be used, so that nothing can start: the error has the
// words for the operator.
class CannotOpen : public core::Exception {
public:
    explicit CannotOpen(core::Error error)
        : core::Exception(error.code + " " + core::parameter_text(error, "path") + ": " +
                          core::parameter_text(error, "reason")),
          error_(std::move(error)) {}
    const core::Error& error() const { return error_; }

private:
    core::Error error_;
};

}  // namespace store
