#pragma once

#include <string>
#include <string_view>

namespace core {

// What a log may show of a text that came from outside: runs of 7 digits and more, as phone numbers
// are written, become [number], e-mail addresses [email], long keys and tokens [token], and the
// query of an address [query]. UUIDs and dates stay. A guard behind the rule that such texts are
// not logged; what looks like plain words it cannot know.
std::string redacted(std::string_view text);

// Whether a field of that name holds what no log may show: password, token, phone, email, text …
bool is_private_name(std::string_view name);

}  // namespace core
