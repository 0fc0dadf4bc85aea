# The page: built with npm where CHASQUI_BUILD_WEB is on, and carried inside the binary.
# Where it is off, what stands in web/dist is taken, be it nothing.

option(CHASQUI_BUILD_WEB "Build the page with npm when its sources are newer" OFF)

# Node may be the system's or, where that is too old, the one script/bootstrap put into the project.
find_program(CHASQUI_NPM npm HINTS "${CMAKE_SOURCE_DIR}/build/toolchain/node/bin" NO_CACHE)
find_program(CHASQUI_BROTLI brotli)

function(chasqui_web_rules)
    set(web "${CMAKE_SOURCE_DIR}/web")
    file(GLOB_RECURSE sources CONFIGURE_DEPENDS "${web}/src/*" "${web}/public/*")
    file(GLOB settings CONFIGURE_DEPENDS "${web}/*.ts" "${web}/*.html" "${web}/tsconfig*.json")
    cmake_path(GET CHASQUI_NPM PARENT_PATH node_bin)
    set(npm "${CMAKE_COMMAND}" -E env "PATH=${node_bin}:$ENV{PATH}" "${CHASQUI_NPM}")

    set(installed "${web}/node_modules/.package-lock.json")
    set(locks "${web}/package.json")
    if(EXISTS "${web}/package-lock.json")
        list(APPEND locks "${web}/package-lock.json")
    endif()
    add_custom_command(
        OUTPUT "${installed}"
        COMMAND ${npm} install --no-audit --no-fund --loglevel=error
        COMMAND "${CMAKE_COMMAND}" -E touch "${installed}"
        DEPENDS ${locks}
        WORKING_DIRECTORY "${web}"
        COMMENT "Installing the page's packages"
        VERBATIM)
    # dist/index.html names every other file by its hash: it is as new as the newest of them.
    add_custom_command(
        OUTPUT "${web}/dist/index.html"
        COMMAND ${npm} run --silent build
        DEPENDS "${installed}" ${sources} ${settings}
        WORKING_DIRECTORY "${web}"
        COMMENT "Building the page"
        VERBATIM)
    add_custom_target(page DEPENDS "${web}/dist/index.html")
endfunction()

function(chasqui_embed_web room)
    set(dist "${CMAKE_SOURCE_DIR}/web/dist")
    set(has_web FALSE)
    if(EXISTS "${CMAKE_SOURCE_DIR}/web/package.json")
        set(has_web TRUE)
    endif()
    if(has_web AND CHASQUI_NPM)
        chasqui_web_rules()
    elseif(has_web AND CHASQUI_BUILD_WEB)
        message(FATAL_ERROR "npm is missing, and with it the page. Run script/bootstrap, or "
                            "configure with -DCHASQUI_BUILD_WEB=OFF")
    endif()
    if(has_web AND CHASQUI_BUILD_WEB)
        set(inputs "${dist}/index.html")
    else()
        file(GLOB_RECURSE inputs CONFIGURE_DEPENDS "${dist}/*")
    endif()
    set(out "${CMAKE_BINARY_DIR}/generated/web_assets")
    set(script "${CMAKE_SOURCE_DIR}/cmake/embed_web.py")
    set(brotli "")
    if(CHASQUI_BROTLI)
        set(brotli "${CHASQUI_BROTLI}")
    endif()
    add_custom_command(
        OUTPUT "${out}.cpp" "${out}.S" "${out}.bin"
        COMMAND Python3::Interpreter "${script}" "${dist}" "${out}" "${brotli}"
        DEPENDS "${script}" ${inputs}
        COMMENT "Embedding the page"
        VERBATIM)
    set_property(SOURCE "${out}.S" PROPERTY OBJECT_DEPENDS "${out}.bin")
    chasqui_add_generated(${room} "${out}.cpp" "${out}.S")
endfunction()
