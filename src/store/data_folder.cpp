#include "store/data_folder.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <stdexcept>
#include <sys/file.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

#include "core/text.hpp"

namespace store {
namespace {

core::Error not_writable(const std::string& path, int error) {
    return {core::Kind::unavailable,
            "data.not_writable",
            {{"path", path}, {"reason", std::generic_category().message(error)}}};
}

std::optional<std::string> read_file(const std::string& path) {
    const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0) return std::nullopt;
    char buffer[4096];
    const auto got = ::read(file, buffer, sizeof buffer);
    ::close(file);
    if (got < 0) return std::nullopt;
    return std::string(core::trim({buffer, static_cast<std::size_t>(got)}));
}

// Whole or not at all, and on the disk when it returns. 0, or errno.
int write_file(const std::string& path, const std::string& text) {
    const auto fresh = path + ".new";
    const int file = ::open(fresh.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (file < 0) return errno;
    const bool written =
        ::write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size());
    const bool kept = written && ::fsync(file) == 0;
    const int error = kept ? 0 : errno;
    ::close(file);
    if (!kept) return error;
    return ::rename(fresh.c_str(), path.c_str()) == 0 ? 0 : errno;
}

}  // namespace

core::Result<DataFolder> DataFolder::open(const std::string& path, FolderKind kind) {
    std::error_code fault;
    std::filesystem::create_directories(path, fault);
    if (fault) return not_writable(path, fault.value());

    const auto lock_path = path + "/lock";
    const int lock = ::open(lock_path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (lock < 0) return not_writable(path, errno);
    DataFolder folder(path, lock);
    if (::flock(lock, LOCK_EX | LOCK_NB) != 0)
        return core::Error{core::Kind::conflict, "data.in_use", {{"path", path}}};

    const std::string ours = kind == FolderKind::demo ? "demo" : "real";
    const auto born = read_file(folder.file("kind"));
    if (!born) {
        if (const int error = write_file(folder.file("kind"), ours + "\n"))
            return not_writable(path, error);
    } else if (*born != ours) {
        return core::Error{
            core::Kind::conflict, "data.wrong_kind", {{"path", path}, {"kind", *born}}};
    }
    return folder;
}

DataFolder::DataFolder(DataFolder&& other) noexcept
    : path_(std::move(other.path_)), lock_(std::exchange(other.lock_, -1)) {}

DataFolder::~DataFolder() {
    if (lock_ >= 0) ::close(lock_);
}

std::string DataFolder::secret(const std::string& name, core::Random& random,
                               std::size_t bytes) const {
    if (auto kept = read_file(file(name)); kept && !kept->empty()) return *kept;
    const auto made = random.token(bytes);
    if (const int error = write_file(file(name), made + "\n"))
        throw std::runtime_error("cannot keep the secret " + file(name) + ": " +
                                 std::generic_category().message(error));
    return made;
}

}  // namespace store
