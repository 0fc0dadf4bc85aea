# The compiler we accept, and the flags every file is compiled with.

# g++ 12 miscompiles ordinary coroutines: `if (co_await f())` in a coroutine without another local
# never runs its body, and temporaries inside a co_await expression are destroyed twice. Clang
# before 16 lacks parts of C++20 that we use (aggregate initialisation by parentheses, and more).
function(chasqui_refuse_old_compilers)
    set(remedy "Install clang-19 (script/bootstrap does) and use a preset: cmake --preset dev")
    if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
        if(CMAKE_CXX_COMPILER_VERSION VERSION_LESS 16)
            message(FATAL_ERROR "clang ${CMAKE_CXX_COMPILER_VERSION} is too old: 16 is the first "
                                "with the C++20 that this project uses. ${remedy}")
        endif()
    elseif(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
        if(CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
            message(FATAL_ERROR "g++ ${CMAKE_CXX_COMPILER_VERSION} miscompiles coroutines (bodies "
                                "after co_await are skipped, temporaries freed twice); 13 is the "
                                "first that does not. ${remedy}")
        endif()
    else()
        message(FATAL_ERROR "${CMAKE_CXX_COMPILER_ID} has not been tried. ${remedy}")
    endif()
endfunction()
chasqui_refuse_old_compilers()

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_CXX_SCAN_FOR_MODULES OFF)
# The same for libraries and programs, so that all can use one precompiled header.
add_compile_options(-fPIE)
add_link_options(-pie)

set(CHASQUI_SANITIZE "" CACHE STRING "Sanitizers, as -fsanitize= takes them")
option(CHASQUI_FUZZ "Build the fuzzers too" OFF)
option(CHASQUI_HARDEN "Compile and link with hardening" OFF)

find_program(CCACHE_PROGRAM ccache)
if(CCACHE_PROGRAM)
    # Paths relative to the project, so that another clone of it finds what this one compiled.
    set(launcher "${CMAKE_COMMAND}" -E env CCACHE_SLOPPINESS=pch_defines,time_macros
                 "CCACHE_BASEDIR=${CMAKE_SOURCE_DIR}" CCACHE_NOHASHDIR=1 "${CCACHE_PROGRAM}")
    set(CMAKE_C_COMPILER_LAUNCHER "${launcher}")
    set(CMAKE_CXX_COMPILER_LAUNCHER "${launcher}")
endif()

if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
    string(REGEX MATCH "^[0-9]+" clang_major "${CMAKE_CXX_COMPILER_VERSION}")
    find_program(LLD_PROGRAM NAMES ld.lld-${clang_major})
    if(LLD_PROGRAM)
        add_link_options(--ld-path=${LLD_PROGRAM})
    endif()
endif()

set(chasqui_warnings
    -Wall -Wextra -Wpedantic -Werror
    -Wshadow -Wconversion -Wnon-virtual-dtor -Woverloaded-virtual -Wold-style-cast -Wcast-align
    -Wextra-semi
    -Wno-sign-conversion              # libraries measure in signed numbers, the standard in unsigned
    -Wno-missing-field-initializers)  # a field left out takes its default: that is what it is for
if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
    list(APPEND chasqui_warnings -Wimplicit-fallthrough -Wunreachable-code)
    # ccache compares a precompiled header by its bytes, which else hold the time of its making.
    add_compile_options("$<$<COMPILE_LANGUAGE:CXX>:SHELL:-Xclang -fno-pch-timestamp>")
endif()
add_compile_options("$<$<COMPILE_LANGUAGE:CXX>:${chasqui_warnings}>")

# Bounds checks in operator[], optional and spans stay on in release: foreign bytes pass through.
add_compile_definitions($<$<COMPILE_LANGUAGE:CXX>:_GLIBCXX_ASSERTIONS>)
add_compile_options(-ffunction-sections -fdata-sections -fno-omit-frame-pointer)
add_link_options(-Wl,--gc-sections -Wl,--as-needed)

if(CHASQUI_HARDEN)
    add_compile_options(-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3 -fstack-protector-strong
                        -fstack-clash-protection)
    if(CMAKE_SYSTEM_PROCESSOR STREQUAL "x86_64")
        add_compile_options(-fcf-protection=full)
    endif()
    add_link_options(-Wl,-z,relro -Wl,-z,now -Wl,-z,noexecstack)
endif()

if(CHASQUI_SANITIZE)
    add_compile_options(-fsanitize=${CHASQUI_SANITIZE} -fno-sanitize-recover=all)
    add_link_options(-fsanitize=${CHASQUI_SANITIZE})
endif()
if(CHASQUI_FUZZ)
    add_compile_options(-fsanitize=fuzzer-no-link)
endif()
