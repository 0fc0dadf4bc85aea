# The standard library's and Boost.JSON's headers, parsed once for all rooms: without it they are
# more than half of what compiling a file costs (1.8 of 3.2 s, measured). Tests have their own, with
# doctest in it, because they are compiled without optimisation: of 4.6 s that a file full of CHECKs
# takes, 2.1 are spent on optimising it.
#
# Sources include what they use all the same; nothing here is relied on, and clang-tidy reads every
# file without it.

set(chasqui_common_headers
    <algorithm> <array> <atomic> <chrono> <compare> <condition_variable> <coroutine> <cstddef>
    <cstdint> <cstring> <deque> <exception> <functional> <map> <memory> <mutex> <optional> <set>
    <span> <stdexcept> <string> <string_view> <thread> <type_traits> <unordered_map> <utility>
    <variant> <vector>
    <boost/json/object.hpp> <boost/json/array.hpp> <boost/json/value.hpp>
    <boost/system/result.hpp>)

# The C library's own checks of release builds insist on optimisation.
set(chasqui_test_options "")
if(NOT CHASQUI_HARDEN)
    set(chasqui_test_options -O0)
endif()

function(chasqui_precompiled_headers name)
    cmake_parse_arguments(PARSE_ARGV 1 ARG "" "" "HEADERS;OPTIONS;LINK")
    add_library(${name} STATIC "${CMAKE_SOURCE_DIR}/cmake/precompiled.cpp")
    target_link_libraries(${name} PUBLIC
        Boost::headers Boost::json fmt::fmt spdlog::spdlog tomlplusplus::tomlplusplus
        OpenSSL::Crypto Threads::Threads ${ARG_LINK})
    target_include_directories(${name} PUBLIC "${CMAKE_SOURCE_DIR}/src")
    target_compile_options(${name} PRIVATE ${ARG_OPTIONS})
    target_precompile_headers(${name} PRIVATE ${ARG_HEADERS})
endfunction()

chasqui_precompiled_headers(precompiled HEADERS ${chasqui_common_headers})
chasqui_precompiled_headers(precompiled_tests
    HEADERS ${chasqui_common_headers} <doctest/doctest.h>
    OPTIONS ${chasqui_test_options}
    LINK doctest::doctest)

function(chasqui_precompile target)
    target_precompile_headers(${target} REUSE_FROM precompiled)
endfunction()

function(chasqui_precompile_test target)
    target_compile_options(${target} PRIVATE ${chasqui_test_options})
    target_precompile_headers(${target} REUSE_FROM precompiled_tests)
endfunction()
