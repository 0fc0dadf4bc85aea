# What is carried inside the binary: migrations, the simulator's page, and what was built from which commit.

# Every src/ROOM/migrations/sqlite/*.sql, as store/embedded_migrations.hpp declares it.
function(chasqui_embed_migrations room)
    file(GLOB files CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/src/${room}/migrations/sqlite/*.sql")
    set(out "${CMAKE_BINARY_DIR}/generated/embedded_migrations.cpp")
    set(script "${CMAKE_SOURCE_DIR}/cmake/embed_migrations.py")
    add_custom_command(
        OUTPUT "${out}"
        COMMAND Python3::Interpreter "${script}" "${out}" ${files}
        DEPENDS "${script}" ${files}
        COMMENT "Embedding migrations"
        VERBATIM)
    chasqui_add_generated(${room} "${out}")
endfunction()

# The simulator's page for people, as sim/page_files.hpp declares it.
function(chasqui_embed_page room)
    file(GLOB files CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/src/${room}/page/*")
    set(out "${CMAKE_BINARY_DIR}/generated/page_files.cpp")
    set(script "${CMAKE_SOURCE_DIR}/cmake/embed_page.py")
    add_custom_command(
        OUTPUT "${out}"
        COMMAND Python3::Interpreter "${script}" "${out}" ${files}
        DEPENDS "${script}" ${files}
        COMMENT "Embedding the simulator's page"
        VERBATIM)
    chasqui_add_generated(${room} "${out}")
endfunction()

# The commit is looked up at each build, and the file is written only when it differs.
function(chasqui_embed_build_info room)
    set(out "${CMAKE_BINARY_DIR}/generated/build_info.cpp")
    set(script "${CMAKE_SOURCE_DIR}/cmake/embed_build_info.py")
    add_custom_target(build_info
        COMMAND Python3::Interpreter "${script}" "${out}" "${CMAKE_SOURCE_DIR}" "${PROJECT_VERSION}"
                "${CMAKE_CXX_COMPILER_ID} ${CMAKE_CXX_COMPILER_VERSION}" "${CMAKE_BUILD_TYPE}"
        BYPRODUCTS "${out}"
        COMMENT ""
        VERBATIM)
    chasqui_add_generated(${room} "${out}")
    add_dependencies(${room}_generated build_info)
endfunction()

# Generated sources stand in a library of their own, which the room links: a room may still be
# without a source of its own.
function(chasqui_add_generated room)
    if(NOT TARGET ${room}_generated)
        add_library(${room}_generated STATIC)
        target_include_directories(${room}_generated PUBLIC "${CMAKE_SOURCE_DIR}/src")
        get_target_property(type ${room} TYPE)
        if(type STREQUAL "INTERFACE_LIBRARY")
            target_link_libraries(${room} INTERFACE ${room}_generated)
        else()
            target_link_libraries(${room} PUBLIC ${room}_generated)
        endif()
    endif()
    target_sources(${room}_generated PRIVATE ${ARGN})
endfunction()
