#pragma once

#include <string>

// Files that are whole or not there, and on the disk when the call returns. 0, or errno.
namespace store {

// Makes known to the disk which names `folder` holds.
int sync_folder(const std::string& folder);

// Gives the file `fresh` the name `path`, in place of what had it; both are in one folder.
int put_in_place(const std::string& fresh, const std::string& path);

// Writes `text` into `path`, for the owner alone.
int write_whole_file(const std::string& path, const std::string& text);

}  // namespace store
