#pragma once

#include <optional>
#include <string>

#include "core/random.hpp"
#include "core/result.hpp"

namespace store {

// A data folder is born `demo` or `real` and stays so.
enum class FolderKind { demo, real };

// The folder that holds everything of one process: database, logs, secrets. Holding the object is
// holding the lock that keeps a second process out; the kernel frees it when the process ends.
class DataFolder {
public:
    // Makes the folder where there is none. Fails with data.not_writable {path, reason},
    // data.in_use {path}, data.wrong_kind {path, kind}, data.not_readable {path, reason} or
    // data.empty {path}.
    static core::Result<DataFolder> open(const std::string& path, FolderKind kind);

    DataFolder(DataFolder&& other) noexcept;
    DataFolder& operator=(DataFolder&&) = delete;
    ~DataFolder();

    const std::string& path() const { return path_; }
    std::string file(const std::string& name) const { return path_ + "/" + name; }

    // A secret of `bytes` random bytes as base64url, made at first need and kept in the file
    // `name` with mode 0600. Throws CannotOpen where that cannot be read, is empty, or cannot be
    // written: only where there is no such file a new one is made.
    std::string secret(const std::string& name, core::Random& random, std::size_t bytes = 32) const;

private:
    DataFolder(std::string path, int lock) : path_(std::move(path)), lock_(lock) {}

    std::string path_;
    int lock_;
};

}  // namespace store
