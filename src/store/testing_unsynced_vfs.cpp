#include "store/testing_unsynced_vfs.hpp"

#include <algorithm>
#include <atomic>
#include <cstring>
#include <map>
#include <memory>
#include <mutex>
#include <sqlite3.h>
#include <string>
#include <vector>

namespace store {
namespace {

constexpr sqlite3_int64 page_bytes = 4096;
using Page = std::vector<char>;

// What one file holds beyond what is on the disk; shared by all connections of the process.
struct Overlay {
    std::mutex mutex;
    std::map<sqlite3_int64, Page> pages;  // by number: whole pages as they would read
    sqlite3_int64 size = -1;              // -1: as on the disk
    bool truncated_on_disk = false;       // the file shrank, and the disk does not know
    sqlite3_int64 least_size = 0;         // the smallest it was since the last sync
};

std::atomic<bool> syncs_fail = false;
std::atomic<bool> is_full = false;
std::atomic<int> writes = 0;
std::mutex overlays_mutex;
std::map<std::string, std::shared_ptr<Overlay>> overlays;

std::shared_ptr<Overlay> overlay_of(const char* path) {
    const std::lock_guard lock(overlays_mutex);
    auto& overlay = overlays[path];
    if (!overlay) overlay = std::make_shared<Overlay>();
    return overlay;
}

// Lives in memory that SQLite gives and takes back: open() constructs the overlay, close() ends it.
struct File {
    sqlite3_file base;
    sqlite3_file* real;
    std::shared_ptr<Overlay> overlay;  // absent for temporary files
};

File* of(sqlite3_file* file) {
    return reinterpret_cast<File*>(file);
}
sqlite3_file* real(sqlite3_file* file) {
    return of(file)->real;
}
sqlite3_vfs* system_vfs() {
    static sqlite3_vfs* found = sqlite3_vfs_find("unix");
    return found;
}

int disk_size(sqlite3_file* file, sqlite3_int64* size) {
    return real(file)->pMethods->xFileSize(real(file), size);
}

// The page as it would read now: from memory, or from the disk, zero beyond its end.
int load(sqlite3_file* file, Overlay& overlay, sqlite3_int64 number, Page& page) {
    if (const auto found = overlay.pages.find(number); found != overlay.pages.end()) {
        page = found->second;
        return SQLITE_OK;
    }
    page.assign(page_bytes, 0);
    const auto offset = number * page_bytes;
    // What was cut off is gone, although the disk still has it.
    if (overlay.truncated_on_disk && offset >= overlay.least_size) return SQLITE_OK;
    const int code = real(file)->pMethods->xRead(real(file), page.data(), page_bytes, offset);
    if (code == SQLITE_IOERR_SHORT_READ || code == SQLITE_OK) {
        if (overlay.truncated_on_disk && offset + page_bytes > overlay.least_size) {
            const auto kept = static_cast<std::size_t>(overlay.least_size - offset);
            std::fill(page.begin() + static_cast<std::ptrdiff_t>(kept), page.end(), 0);
        }
        return SQLITE_OK;
    }
    return code;
}

int current_size(sqlite3_file* file, Overlay& overlay, sqlite3_int64* size) {
    if (overlay.size >= 0) {
        *size = overlay.size;
        return SQLITE_OK;
    }
    return disk_size(file, size);
}

int read(sqlite3_file* file, void* out, int amount, sqlite3_int64 offset) {
    if (of(file)->overlay == nullptr)
        return real(file)->pMethods->xRead(real(file), out, amount, offset);
    auto& overlay = *of(file)->overlay;
    const std::lock_guard lock(overlay.mutex);
    sqlite3_int64 size = 0;
    if (const int code = current_size(file, overlay, &size); code != SQLITE_OK) return code;
    auto* bytes = static_cast<char*>(out);
    std::memset(bytes, 0, static_cast<std::size_t>(amount));
    const auto end = std::min<sqlite3_int64>(offset + amount, size);
    Page page;
    for (auto at = offset; at < end;) {
        if (const int code = load(file, overlay, at / page_bytes, page); code != SQLITE_OK)
            return code;
        const auto inside = at % page_bytes;
        const auto count = std::min(page_bytes - inside, end - at);
        std::memcpy(bytes + (at - offset), page.data() + inside, static_cast<std::size_t>(count));
        at += count;
    }
    return end < offset + amount ? SQLITE_IOERR_SHORT_READ : SQLITE_OK;
}

int write(sqlite3_file* file, const void* in, int amount, sqlite3_int64 offset) {
    ++writes;
    if (is_full) return SQLITE_FULL;
    if (of(file)->overlay == nullptr)
        return real(file)->pMethods->xWrite(real(file), in, amount, offset);
    auto& overlay = *of(file)->overlay;
    const std::lock_guard lock(overlay.mutex);
    sqlite3_int64 size = 0;
    if (const int code = current_size(file, overlay, &size); code != SQLITE_OK) return code;
    const auto* bytes = static_cast<const char*>(in);
    for (auto at = offset; at < offset + amount;) {
        Page page;
        if (const int code = load(file, overlay, at / page_bytes, page); code != SQLITE_OK)
            return code;
        const auto inside = at % page_bytes;
        const auto count = std::min<sqlite3_int64>(page_bytes - inside, offset + amount - at);
        std::memcpy(page.data() + inside, bytes + (at - offset), static_cast<std::size_t>(count));
        overlay.pages[at / page_bytes] = std::move(page);
        at += count;
    }
    overlay.size = std::max<sqlite3_int64>(size, offset + amount);
    return SQLITE_OK;
}

int truncate(sqlite3_file* file, sqlite3_int64 size) {
    if (of(file)->overlay == nullptr) return real(file)->pMethods->xTruncate(real(file), size);
    auto& overlay = *of(file)->overlay;
    const std::lock_guard lock(overlay.mutex);
    sqlite3_int64 before = 0;
    if (const int code = current_size(file, overlay, &before); code != SQLITE_OK) return code;
    if (size < before) {
        overlay.least_size = overlay.truncated_on_disk ? std::min(overlay.least_size, size) : size;
        overlay.truncated_on_disk = true;
        overlay.pages.erase(overlay.pages.lower_bound((size + page_bytes - 1) / page_bytes),
                            overlay.pages.end());
        const auto last = overlay.pages.find(size / page_bytes);
        if (last != overlay.pages.end())
            std::fill(last->second.begin() + static_cast<std::ptrdiff_t>(size % page_bytes),
                      last->second.end(), 0);
    }
    overlay.size = size;
    return SQLITE_OK;
}

// Only here does anything reach the disk.
int sync(sqlite3_file* file, int flags) {
    if (syncs_fail) return SQLITE_IOERR_FSYNC;
    if (of(file)->overlay != nullptr) {
        auto& overlay = *of(file)->overlay;
        const std::lock_guard lock(overlay.mutex);
        if (overlay.truncated_on_disk)
            if (const int code = real(file)->pMethods->xTruncate(real(file), overlay.least_size))
                return code;
        for (const auto& [number, page] : overlay.pages) {
            const auto offset = number * page_bytes;
            const auto count = std::min(page_bytes, overlay.size - offset);
            if (count <= 0) continue;
            const int code = real(file)->pMethods->xWrite(real(file), page.data(),
                                                          static_cast<int>(count), offset);
            if (code != SQLITE_OK) return code;
        }
        if (overlay.size >= 0)
            if (const int code = real(file)->pMethods->xTruncate(real(file), overlay.size))
                return code;
        overlay.pages.clear();
        overlay.size = -1;
        overlay.truncated_on_disk = false;
    }
    return real(file)->pMethods->xSync(real(file), flags);
}

int file_size(sqlite3_file* file, sqlite3_int64* size) {
    if (of(file)->overlay == nullptr) return disk_size(file, size);
    auto& overlay = *of(file)->overlay;
    const std::lock_guard lock(overlay.mutex);
    return current_size(file, overlay, size);
}

int close(sqlite3_file* file) {
    std::destroy_at(&of(file)->overlay);
    const int code = real(file)->pMethods->xClose(real(file));
    sqlite3_free(of(file)->real);
    return code;
}

int control(sqlite3_file* file, int operation, void* argument) {
    // Growing ahead and mapping would go round the overlay.
    if (operation == SQLITE_FCNTL_SIZE_HINT || operation == SQLITE_FCNTL_CHUNK_SIZE)
        return SQLITE_OK;
    if (operation == SQLITE_FCNTL_MMAP_SIZE) return SQLITE_NOTFOUND;
    return real(file)->pMethods->xFileControl(real(file), operation, argument);
}

const sqlite3_io_methods methods = {
    2,
    close,
    read,
    write,
    truncate,
    sync,
    file_size,
    [](sqlite3_file* file, int level) { return real(file)->pMethods->xLock(real(file), level); },
    [](sqlite3_file* file, int level) { return real(file)->pMethods->xUnlock(real(file), level); },
    [](sqlite3_file* file, int* out) {
        return real(file)->pMethods->xCheckReservedLock(real(file), out);
    },
    control,
    [](sqlite3_file* file) { return real(file)->pMethods->xSectorSize(real(file)); },
    // As the system's, without "safe append": a promise that this file system does not make.
    [](sqlite3_file*) { return SQLITE_IOCAP_POWERSAFE_OVERWRITE; },
    [](sqlite3_file* file, int page, int size, int extend, void volatile** out) {
        return real(file)->pMethods->xShmMap(real(file), page, size, extend, out);
    },
    [](sqlite3_file* file, int offset, int count, int flags) {
        return real(file)->pMethods->xShmLock(real(file), offset, count, flags);
    },
    [](sqlite3_file* file) { real(file)->pMethods->xShmBarrier(real(file)); },
    [](sqlite3_file* file, int remove) {
        return real(file)->pMethods->xShmUnmap(real(file), remove);
    },
    nullptr,
    nullptr,
};

int open(sqlite3_vfs*, const char* path, sqlite3_file* file, int flags, int* out_flags) {
    auto* opened = of(file);
    opened->base.pMethods = nullptr;
    opened->real = static_cast<sqlite3_file*>(sqlite3_malloc(system_vfs()->szOsFile));
    if (opened->real == nullptr) return SQLITE_NOMEM;
    std::construct_at(&opened->overlay);
    const int code = system_vfs()->xOpen(system_vfs(), path, opened->real, flags, out_flags);
    if (code != SQLITE_OK) {
        std::destroy_at(&opened->overlay);
        sqlite3_free(opened->real);
        return code;
    }
    if (path != nullptr && (flags & SQLITE_OPEN_DELETEONCLOSE) == 0)
        opened->overlay = overlay_of(path);
    opened->base.pMethods = &methods;
    return SQLITE_OK;
}

int remove(sqlite3_vfs*, const char* path, int sync_directory) {
    {
        const std::lock_guard lock(overlays_mutex);
        overlays.erase(path);
    }
    return system_vfs()->xDelete(system_vfs(), path, sync_directory);
}

}  // namespace

void break_unsynced_vfs(bool broken) {
    syncs_fail = broken;
}

void fill_unsynced_vfs(bool full) {
    is_full = full;
}

int count_unsynced_writes() {
    return writes;
}

void register_unsynced_vfs() {
    [[maybe_unused]] static const int once = [] {
        static sqlite3_vfs vfs = *system_vfs();
        vfs.pNext = nullptr;
        vfs.zName = "unsynced";
        vfs.szOsFile = sizeof(File);
        vfs.xOpen = open;
        vfs.xDelete = remove;
        return sqlite3_vfs_register(&vfs, 0);
    }();
}

}  // namespace store
