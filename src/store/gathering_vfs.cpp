#include "store/gathering_vfs.hpp"

#include <cstddef>
#include <map>
#include <memory>
#include <mutex>
#include <new>
#include <sqlite3.h>

namespace store {
namespace {

// SQLite's system VFS cannot write 128 KiB at once: it masks the length (seekAndWriteFd,
// os_unix.c).
constexpr std::size_t gathered_bytes_max = 127 * 1024;

struct Vfs {
    sqlite3_vfs vfs;
    sqlite3_vfs* base;
    std::string name;
};

// The log's file. SQLite gives and takes back the memory; the base's own file follows it there.
struct File {
    sqlite3_file self;
    bool may_gather;
    std::unique_ptr<std::string> gathered;  // to be written at `offset`
    sqlite3_int64 offset;
};
static_assert(sizeof(File) % alignof(std::max_align_t) == 0);

File* of(sqlite3_file* file) {
    return reinterpret_cast<File*>(file);
}
sqlite3_file* real(sqlite3_file* file) {
    return reinterpret_cast<sqlite3_file*>(of(file) + 1);
}
const sqlite3_io_methods& base_of(sqlite3_file* file) {
    return *real(file)->pMethods;
}

// What could not be written is forgotten: the COMMIT fails, and its frames were never seen.
int flush(sqlite3_file* file) {
    auto& gathered = *of(file)->gathered;
    if (gathered.empty()) return SQLITE_OK;
    const int code = base_of(file).xWrite(real(file), gathered.data(),
                                          static_cast<int>(gathered.size()), of(file)->offset);
    gathered.clear();
    return code;
}

int write(sqlite3_file* file, const void* bytes, int amount, sqlite3_int64 offset) {
    if (!of(file)->may_gather) return base_of(file).xWrite(real(file), bytes, amount, offset);
    auto& gathered = *of(file)->gathered;
    const auto more = static_cast<std::size_t>(amount);
    const auto end = of(file)->offset + static_cast<sqlite3_int64>(gathered.size());
    if (offset != end || gathered.size() + more > gathered_bytes_max)
        if (const int code = flush(file); code != SQLITE_OK) return code;
    if (gathered.empty()) of(file)->offset = offset;
    gathered.append(static_cast<const char*>(bytes), more);
    return SQLITE_OK;
}

// What was not synced belongs to no commit.
int close(sqlite3_file* file) {
    std::destroy_at(&of(file)->gathered);
    return base_of(file).xClose(real(file));
}

// Whatever else is asked of the file is asked of what was written.
template <auto method, class... Args>
int after_flush(sqlite3_file* file, Args... args) {
    if (const int code = flush(file); code != SQLITE_OK) return code;
    return (base_of(file).*method)(real(file), args...);
}

template <auto method, class... Args>
int forward(sqlite3_file* file, Args... args) {
    return (base_of(file).*method)(real(file), args...);
}

using Methods = sqlite3_io_methods;
constexpr Methods methods = {
    .iVersion = 1,  // the later ones are the database file's
    .xClose = close,
    .xRead = after_flush<&Methods::xRead>,
    .xWrite = write,
    .xTruncate = after_flush<&Methods::xTruncate>,
    .xSync = after_flush<&Methods::xSync>,
    .xFileSize = after_flush<&Methods::xFileSize>,
    .xLock = forward<&Methods::xLock>,
    .xUnlock = forward<&Methods::xUnlock>,
    .xCheckReservedLock = forward<&Methods::xCheckReservedLock>,
    .xFileControl = after_flush<&Methods::xFileControl>,
    .xSectorSize = forward<&Methods::xSectorSize>,
    .xDeviceCharacteristics = forward<&Methods::xDeviceCharacteristics>,
    .xShmMap = nullptr,
    .xShmLock = nullptr,
    .xShmBarrier = nullptr,
    .xShmUnmap = nullptr,
    .xFetch = nullptr,
    .xUnfetch = nullptr,
};

// With all its room from the start: no allocation may fail inside SQLite. Absent where there is
// none.
std::unique_ptr<std::string> room_to_gather() {
    try {
        auto room = std::make_unique<std::string>();
        room->reserve(gathered_bytes_max);
        return room;
    } catch (const std::bad_alloc&) {
        return nullptr;
    }
}

int open(sqlite3_vfs* vfs, const char* path, sqlite3_file* file, int flags, int* out_flags) {
    auto* base = static_cast<Vfs*>(vfs->pAppData)->base;
    if ((flags & SQLITE_OPEN_WAL) == 0) return base->xOpen(base, path, file, flags, out_flags);
    file->pMethods = nullptr;
    const int code = base->xOpen(base, path, real(file), flags, out_flags);
    if (real(file)->pMethods == nullptr) return code;
    // Where a write may harm what stands beside it, SQLite pads a commit to whole sectors, and a
    // part of that comes after the sync.
    of(file)->may_gather =
        (base_of(file).xDeviceCharacteristics(real(file)) & SQLITE_IOCAP_POWERSAFE_OVERWRITE) != 0;
    std::construct_at(&of(file)->gathered, room_to_gather());
    of(file)->offset = 0;
    if (of(file)->gathered == nullptr) {
        base_of(file).xClose(real(file));
        return SQLITE_NOMEM;
    }
    file->pMethods = &methods;
    return code;
}

}  // namespace

std::string gathering_vfs(const std::string& base) {
    static std::mutex mutex;
    static std::map<std::string, std::unique_ptr<Vfs>> registered;
    const std::lock_guard lock(mutex);
    auto& own = registered[base];
    if (own) return own->name;
    auto* found = sqlite3_vfs_find(base.empty() ? nullptr : base.c_str());
    if (found == nullptr) return base;  // SQLite will say that there is none
    own = std::make_unique<Vfs>(Vfs{*found, found, "gathering-" + base});
    own->vfs.pNext = nullptr;
    own->vfs.zName = own->name.c_str();
    own->vfs.szOsFile += static_cast<int>(sizeof(File));
    own->vfs.pAppData = own.get();
    own->vfs.xOpen = open;
    sqlite3_vfs_register(&own->vfs, 0);
    return own->name;
}

}  // namespace store
