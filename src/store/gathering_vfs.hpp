#pragma once

#include <string>

namespace store {

// Registers, once, an SQLite VFS over `base` ("" is the system's) and returns its name. It differs
// in the write-ahead log alone: SQLite writes each frame's header and page by themselves, some
// twenty writes a webhook, and this keeps consecutive ones in memory until the log is synced or
// read. Only for a connection with synchronous=FULL, which syncs the log before others may see a
// commit, and cache_spill=OFF, which writes the log in COMMIT alone.
std::string gathering_vfs(const std::string& base);

}  // namespace store
