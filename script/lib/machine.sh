# What the machine has, and whether that is enough.

# Measured on Debian 12: packages 2.1 GB (with Chromium 2.9 GB), a release build 0.3 GB, all of the gate
# with three sanitized builds 6 GB; the rest is room to breathe.
disk_mb_for_packages=3500
disk_mb_for_build=1500
disk_mb_for_gate=7000
# One clang on our heaviest file takes 0.9 GB.
memory_mb_a_job=1000
memory_mb_least=1500

as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    elif command -v sudo >/dev/null; then
        sudo "$@"
    else
        die 3 "Installing packages takes root, and there is no sudo." \
            "Run this as root, or install sudo and let $(id -un) use it."
    fi
}

free_disk_mb() { df --output=avail -m "$1" | tail -n 1 | tr -d ' '; }

# Also below a container's limit, where /proc/meminfo tells of the whole machine.
available_memory_mb() {
    local have limit
    have=$(awk '/^(MemAvailable|SwapFree):/ { sum += $2 } END { print int(sum / 1024) }' /proc/meminfo)
    limit=$(cat /sys/fs/cgroup/memory.max 2>/dev/null || echo max)
    if [ "$limit" != max ] && [ $((limit / 1048576)) -lt "$have" ]; then have=$((limit / 1048576)); fi
    echo "$have"
}

# check_disk MB WHAT: is there room in the project's folder?
check_disk() {
    local have
    have=$(free_disk_mb .)
    [ "$have" -ge "$1" ] || die 3 "Too little room on the disk: $2 takes about $1 MB, and $PWD has $have MB free." \
        "Make room (build/ can be deleted at any time), or clone to a larger disk."
}

check_memory() {
    local have
    have=$(available_memory_mb)
    [ "$have" -ge "$memory_mb_least" ] || die 3 \
        "Too little memory: compiling takes about $memory_mb_least MB, and $have MB are available." \
        "Close something, or add swap:" \
        "  sudo fallocate -l 2G /swapfile && sudo chmod 600 /swapfile && sudo mkswap /swapfile && sudo swapon /swapfile"
}

# As many compilers at once as there are cores, and memory for.
jobs() {
    local cores memory
    cores=$(nproc)
    memory=$(($(available_memory_mb) / memory_mb_a_job))
    [ "$memory" -lt "$cores" ] && cores=$memory
    [ "$cores" -ge 1 ] || cores=1
    echo "$cores"
}
