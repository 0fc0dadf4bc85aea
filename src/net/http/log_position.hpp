#pragma once

#include "model/event.hpp"
#include "net/http/message.hpp"

// Chasqui-Sequence: EPOCH/N on an answer: every log event up to N is in it (architecture, section
// 4).
namespace net::http {

void say_position(Response& response, const model::LogPosition& position);
bool says_position(const Response& response);

}  // namespace net::http
