#pragma once

#include <functional>
#include <optional>
#include <string>
#include <thread>

#include "core/json.hpp"
#include "core/log.hpp"

namespace app {

// DATA/control.sock (mode 0600), through which commands speak to a running server: one JSON object
// on a line each way. A thread of its own, one caller at a time, 10 s and 64 KiB for each.
class ControlServer {
public:
    using Answer = std::function<core::json::object(const core::json::object&)>;

    // `answer` runs on the control thread; what it throws becomes {"error": …}.
    // Throws std::runtime_error where the socket cannot be made.
    ControlServer(const std::string& data_folder, Answer answer, core::Log log);
    ~ControlServer();
    ControlServer(const ControlServer&) = delete;
    ControlServer& operator=(const ControlServer&) = delete;

private:
    void serve();
    void serve_one(int caller);

    std::string path_;
    Answer answer_;
    core::Log log_;
    int listener_ = -1;
    int stop_ = -1;
    std::thread thread_;
};

// The running server's answer; absent where none is running on this folder.
// Throws std::runtime_error where it breaks off.
std::optional<core::json::object> ask_server(const std::string& data_folder,
                                             const core::json::object& request);

}  // namespace app
