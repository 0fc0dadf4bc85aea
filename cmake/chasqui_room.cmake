# One library a folder of src/, and what is made of them.

set_property(GLOBAL PROPERTY chasqui_rooms "")
set_property(GLOBAL PROPERTY chasqui_doubles "")

# What every test program shares: doctest and its main.
add_library(doctest_main OBJECT "${CMAKE_SOURCE_DIR}/tests/doctest_main.cpp")
target_link_libraries(doctest_main PUBLIC doctest::doctest)

# A room without a source yet is an INTERFACE library, so that nobody waits for it.
function(chasqui_library name)
    cmake_parse_arguments(PARSE_ARGV 1 ARG "" "" "SOURCES;LINK")
    if(ARG_SOURCES)
        add_library(${name} STATIC ${ARG_SOURCES})
        target_link_libraries(${name} PUBLIC ${ARG_LINK})
        target_include_directories(${name} PUBLIC "${CMAKE_SOURCE_DIR}/src")
        chasqui_precompile(${name})
    else()
        add_library(${name} INTERFACE)
        target_link_libraries(${name} INTERFACE ${ARG_LINK})
        target_include_directories(${name} INTERFACE "${CMAKE_SOURCE_DIR}/src")
    endif()
endfunction()

# chasqui_room(NAME [USES room…] [LIBRARIES target…])
#   NAME          all of src/NAME, without tests and test doubles
#   NAME_testing  src/NAME/**/testing*.cpp: doubles and fixtures, for the tests of every room
#   NAME_tests    src/NAME/**/*_test.cpp
function(chasqui_room name)
    cmake_parse_arguments(PARSE_ARGV 1 ARG "" "" "USES;LIBRARIES")
    file(GLOB_RECURSE sources CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/src/${name}/*.cpp")
    set(tests ${sources})
    set(doubles ${sources})
    list(FILTER tests INCLUDE REGEX "_test\\.cpp$")
    list(FILTER doubles INCLUDE REGEX "/testing[^/]*\\.cpp$")
    list(FILTER doubles EXCLUDE REGEX "_test\\.cpp$")
    list(FILTER sources EXCLUDE REGEX "(_test|/testing[^/]*)\\.cpp$")

    chasqui_library(${name} SOURCES ${sources} LINK ${ARG_USES} ${ARG_LIBRARIES})
    set(used_doubles ${ARG_USES})
    list(TRANSFORM used_doubles APPEND "_testing")
    # Without doctest read ahead: fuzzers link the doubles too, and have no doctest.
    chasqui_library(${name}_testing
        SOURCES ${doubles} LINK ${name} ${used_doubles} doctest::doctest)

    set_property(GLOBAL APPEND PROPERTY chasqui_rooms ${name})
    set_property(GLOBAL APPEND PROPERTY chasqui_doubles ${name}_testing)
    if(tests)
        add_executable(${name}_tests ${tests} $<TARGET_OBJECTS:doctest_main>)
        target_link_libraries(${name}_tests PRIVATE ${name}_testing ${name})
        chasqui_precompile_test(${name}_tests)
        chasqui_register_test(${name}_tests unit)
    endif()
endfunction()

function(chasqui_register_test name label)
    add_test(NAME ${name} COMMAND ${name} --no-version WORKING_DIRECTORY "${CMAKE_SOURCE_DIR}")
    set_tests_properties(${name} PROPERTIES
        LABELS ${label}
        TIMEOUT 900
        ENVIRONMENT "CHASQUI_BIN=${CMAKE_BINARY_DIR}/chasqui")
endfunction()

# A program that is linked with every room.
function(chasqui_program name)
    if(NOT EXISTS "${CMAKE_SOURCE_DIR}/${ARGV1}")
        return()
    endif()
    get_property(rooms GLOBAL PROPERTY chasqui_rooms)
    list(REVERSE rooms)
    add_executable(${name} ${ARGN})
    target_link_libraries(${name} PRIVATE ${rooms})
    chasqui_precompile(${name})
endfunction()

# chasqui_test_program(NAME DIRECTORY dir LABEL label): all of dir/**/*.cpp as one doctest program.
function(chasqui_test_program name)
    cmake_parse_arguments(PARSE_ARGV 1 ARG "" "DIRECTORY;LABEL" "")
    file(GLOB_RECURSE sources CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/${ARG_DIRECTORY}/*.cpp")
    if(NOT sources)
        return()
    endif()
    get_property(doubles GLOBAL PROPERTY chasqui_doubles)
    list(REVERSE doubles)
    add_executable(${name} ${sources} $<TARGET_OBJECTS:doctest_main>)
    target_include_directories(${name} PRIVATE "${CMAKE_SOURCE_DIR}/${ARG_DIRECTORY}"
                                               "${CMAKE_SOURCE_DIR}/tests")
    target_link_libraries(${name} PRIVATE ${doubles})
    chasqui_precompile_test(${name})
    add_dependencies(${name} chasqui)  # some start the real binary (CHASQUI_BIN)
    chasqui_register_test(${name} ${ARG_LABEL})
endfunction()

# Each tests/fuzz/NAME_fuzz.cpp is a fuzzer of its own; its kept corpus is tests/fuzz/corpus/NAME.
function(chasqui_fuzzers directory)
    file(GLOB sources CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/${directory}/*_fuzz.cpp")
    get_property(doubles GLOBAL PROPERTY chasqui_doubles)
    list(REVERSE doubles)
    foreach(source IN LISTS sources)
        get_filename_component(name "${source}" NAME_WE)
        add_executable(${name} "${source}")
        target_link_libraries(${name} PRIVATE ${doubles})
        target_link_options(${name} PRIVATE -fsanitize=fuzzer)
    endforeach()
endfunction()

# bench/*.cpp are Google Benchmark programs of one source each.
function(chasqui_benchmarks directory)
    file(GLOB sources CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/${directory}/*.cpp")
    get_property(doubles GLOBAL PROPERTY chasqui_doubles)
    list(REVERSE doubles)
    foreach(source IN LISTS sources)
        if(NOT benchmark_FOUND)
            message(STATUS "no Google Benchmark: ${directory} is left out")
            return()
        endif()
        get_filename_component(name "${source}" NAME_WE)
        add_executable(bench_${name} "${source}")
        target_link_libraries(bench_${name} PRIVATE ${doubles} benchmark::benchmark)
    endforeach()
endfunction()
