#pragma once

#include <string>

namespace core {

// The name of the function that an address of this process lies in, and how far: from the symbol
// table of the program's own file, which stands on disk and is not loaded, so that it needs no
// exported symbols and no memory. "chasqui+0x1234" where the program was stripped; the library's
// name and symbol for one of a library. What was found is remembered. Any thread.
std::string function_at(const void* address);

}  // namespace core
