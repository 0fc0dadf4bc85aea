# Configuring and compiling.

configure() { cmake --preset "$1" "${@:2}"; }

# build PRESET [TARGET...]
build() {
    configure "$1" && NINJA_STATUS='[%f/%t, %es] ' ninja -C "build/$1" -j "$(jobs)" "${@:2}"
}

# The page comes first, so that each binary that is built afterwards carries it.
build_page() { build "$1" page; }

has_page() { [ -f web/package.json ]; }
