#pragma once

namespace store {

// Registers the SQLite VFS "unsynced", which keeps what is written in this process's memory until
// it is synced: a kill -9 then loses all that a power failure would have lost. Files that are
// synced, and the shared memory of the WAL index, are the system's own.
void register_unsynced_vfs();

// From now on each of its syncs fails with SQLITE_IOERR_FSYNC, and nothing reaches the disk.
void break_unsynced_vfs(bool broken);
// From now on each of its writes fails with SQLITE_FULL.
void fill_unsynced_vfs(bool full);
// How many writes it was asked for, of all files.
int count_unsynced_writes();

}  // namespace store
