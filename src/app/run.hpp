#pragma once

#include <functional>

#include "store/database.hpp"

namespace app {

// Exit codes of every command.
enum class Exit : int {
    done = 0,
    found_wrong = 1,  // the command did its work, and what it looked at is not well
    wrong_use = 2,    // the command line is wrong
    cannot = 3,  // what the command needs cannot be had: a port, a folder, a good configuration
};

// What a test program changes in the house before it is built: the proof of power loss runs the
// same server on another VFS.
struct Overrides {
    std::function<void(store::DatabaseOptions&)> database = [](store::DatabaseOptions&) {};
};

// The whole program: reads the command line and runs what it names. Returns the exit code.
int run(int argc, char** argv, const Overrides& overrides = {});

}  // namespace app
