#include "store/data_folder.hpp"

#include <cerrno>
#include <fcntl.h>
#include <filesystem>
#include <sys/file.h>
#include <system_error>
#include <unistd.h>

#include "core/text.hpp"
#include "store/database_error.hpp"
#include "store/files.hpp"

namespace store {
namespace {

core::Error not_writable(const std::string& path, int error) {
    return {core::Kind::unavailable,
            "data.not_writable",
            {{"path", path}, {"reason", std::generic_category().message(error)}}};
}

// The file's text without the space around it; absent where there is no such file. What is there
// and cannot be read, or holds nothing, is a fault: a new one in its place would destroy what only
// the old one opens.
core::Result<std::optional<std::string>> read_file(const std::string& path) {
    const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0 && errno == ENOENT) return std::optional<std::string>();
    char buffer[4096];
    const auto got = file < 0 ? -1 : ::read(file, buffer, sizeof buffer);
    const int error = errno;
    if (file >= 0) ::close(file);
    if (got < 0)
        return core::Error{core::Kind::unavailable,
                           "data.not_readable",
                           {{"path", path}, {"reason", std::generic_category().message(error)}}};
    std::string text(core::trim({buffer, static_cast<std::size_t>(got)}));
    if (text.empty()) return core::Error{core::Kind::unavailable, "data.empty", {{"path", path}}};
    return std::optional(std::move(text));
}

}  // namespace

core::Result<DataFolder> DataFolder::open(const std::string& path, FolderKind kind) {
    std::error_code fault;
    const bool made = std::filesystem::create_directories(path, fault);
    if (fault) return not_writable(path, fault.value());
    if (made)
        if (const int error = sync_folder(std::filesystem::path(path).parent_path()))
            return not_writable(path, error);

    const auto lock_path = path + "/lock";
    const int lock = ::open(lock_path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (lock < 0) return not_writable(path, errno);
    DataFolder folder(path, lock);
    if (::flock(lock, LOCK_EX | LOCK_NB) != 0)
        return core::Error{core::Kind::conflict, "data.in_use", {{"path", path}}};

    const std::string ours = kind == FolderKind::demo ? "demo" : "real";
    const auto born = read_file(folder.file("kind"));
    if (born.has_error()) return born.error();
    if (!*born) {
        if (const int error = write_whole_file(folder.file("kind"), ours + "\n"))
            return not_writable(path, error);
    } else if (**born != ours) {
        return core::Error{
            core::Kind::conflict, "data.wrong_kind", {{"path", path}, {"kind", **born}}};
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
    auto kept = read_file(file(name));
    if (kept.has_error()) throw CannotOpen(kept.error());
    if (*kept) return **std::move(kept);
    const auto made = random.token(bytes);
    if (const int error = write_whole_file(file(name), made + "\n"))
        throw CannotOpen(not_writable(file(name), error));
    return made;
}

}  // namespace store
