#pragma once

#include <vector>

#include "app/bench.hpp"

namespace app {

// What a line of the log costs whoever writes it, in this process: one that is taken, one that its
// level keeps out, one that is folded, sampled out, or kept in its request's memory.
std::vector<Figure> log_line(const ScenarioContext& context);

// The same requests and webhooks at three levels: lines and bytes of the files and of the terminal
// apart, for 100 requests, beside unsampled `debug` and the predecessor.
std::vector<Figure> log_bytes(const ScenarioContext& context);

}  // namespace app
