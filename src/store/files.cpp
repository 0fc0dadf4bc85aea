#include "store/files.hpp"

#include <cerrno>
#include <fcntl.h>
#include <filesystem>
#include <string_view>
#include <unistd.h>

namespace store {
namespace {

int sync_path(const std::string& path, int flags) {
    const int opened = ::open(path.c_str(), flags | O_CLOEXEC);
    if (opened < 0) return errno;
    const int error = ::fsync(opened) == 0 ? 0 : errno;
    ::close(opened);
    return error;
}

int write_all(int file, std::string_view rest) {
    while (!rest.empty()) {
        const auto count = ::write(file, rest.data(), rest.size());
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return errno;
        rest.remove_prefix(static_cast<std::size_t>(count));
    }
    return 0;
}

}  // namespace

int sync_folder(const std::string& folder) {
    return sync_path(folder.empty() ? "." : folder, O_RDONLY | O_DIRECTORY);
}

int put_in_place(const std::string& fresh, const std::string& path) {
    // The bytes first: a name must not come to stand for what may yet be lost.
    if (const int error = sync_path(fresh, O_RDONLY)) return error;
    if (::rename(fresh.c_str(), path.c_str()) != 0) return errno;
    return sync_folder(std::filesystem::path(path).parent_path());
}

int write_whole_file(const std::string& path, const std::string& text) {
    const auto fresh = path + ".new";
    const int file = ::open(fresh.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (file < 0) return errno;
    const int error = write_all(file, text);
    ::close(file);
    return error != 0 ? error : put_in_place(fresh, path);
}

}  // namespace store
