# Debian's packages that we build and test with.

# shellcheck source=/dev/null
debian_release() { (. /etc/os-release && echo "${ID:-unknown} ${VERSION_ID:-?}"); }

# Debian 12 has Boost 1.81 beside its default 1.74; 13 has 1.83.
boost_version() {
    case "$(debian_release)" in
        "debian 12") echo 1.81 ;;
        *) echo 1.83 ;;
    esac
}

packages_to_build() {
    local boost
    boost=$(boost_version)
    echo git ca-certificates clang-19 lld-19 cmake ninja-build ccache pkg-config python3 brotli \
        "libboost$boost-dev" "libboost-json$boost-dev" \
        libsqlite3-dev libcurl4-openssl-dev libssl-dev libsodium-dev zlib1g-dev \
        libspdlog-dev libfmt-dev libcli11-dev libtomlplusplus-dev doctest-dev
}

packages_to_test() {
    echo libclang-rt-19-dev llvm-19 clang-tidy-19 clang-format-19 libbenchmark-dev shellcheck \
        chromium fonts-liberation fonts-noto-color-emoji procps curl prometheus
}

# Those of the given packages that are not installed.
missing_packages() {
    local name have
    # dpkg-query complains of names it has never heard of, and goes on.
    have=$({ dpkg-query -W -f='${Package} ${db:Status-Status}\n' "$@" 2>/dev/null || true; } |
        awk '$2 == "installed" { print $1 }')
    for name in "$@"; do
        grep -qxF "$name" <<<"$have" || echo "$name"
    done
}

# install_packages NAME...: those that are missing, and nothing when none is.
install_packages() {
    local missing
    mapfile -t missing < <(missing_packages "$@")
    [ ${#missing[@]} -gt 0 ] || return 0
    say "Installing (${#missing[@]}): ${missing[*]}"
    check_disk "$disk_mb_for_packages" "installing them"
    as_root true
    step "apt: package lists" apt_get update || die 3 "The package lists cannot be read; see above."
    refuse_boost_conflict "${missing[@]}"
    step "apt: install" apt_get install --no-install-recommends "${missing[@]}" ||
        die 3 "The packages cannot be installed; see above."
    leave_stopped prometheus "${missing[@]}"
}

# leave_stopped NAME PACKAGE...: of a package that was installed now for its tools alone (promtool), no
# service runs.
leave_stopped() {
    local name=$1
    shift
    [[ " $* " == *" $name "* && -d /run/systemd/system ]] || return 0
    as_root systemctl disable --now --quiet "$name" || true
}

apt_get() {
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -y -q -o DPkg::Lock::Timeout=120 "$@"
}

# Debian lets only one Boost's headers be installed. Removing another project's is not ours to decide.
refuse_boost_conflict() {
    local doomed
    mapfile -t doomed < <(apt-get -s -q install --no-install-recommends "$@" 2>/dev/null |
        awk '$1 == "Remv" { print $2 }')
    [ ${#doomed[@]} -eq 0 ] || die 3 \
        "libboost$(boost_version)-dev is needed, and it cannot stand beside: ${doomed[*]}" \
        "No package was changed. If nothing else on this machine needs them, remove them and start again:" \
        "  sudo apt-get remove ${doomed[*]}"
}

# check_debian: the two releases that were tried; others may work, and are told so.
check_debian() {
    command -v apt-get >/dev/null && command -v dpkg-query >/dev/null || die 3 \
        "This is not Debian: packages are installed with apt-get, which is missing here." \
        "CONTRIBUTING.md names what is needed; with all of it installed: cmake --preset release"
    case "$(debian_release)" in
        "debian 12" | "debian 13") ;;
        *) warn "$(debian_release) has not been tried (Debian 12 and 13 have); going on." ;;
    esac
}
