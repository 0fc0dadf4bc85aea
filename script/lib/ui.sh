# What people see: lines, steps with their duration, and the summary.
# Every script begins with: source "$(dirname "$0")/lib/start.sh"

if [ -t 1 ] && [ -z "${NO_COLOR:-}" ]; then
    bold=$'\e[1m' red=$'\e[31m' green=$'\e[32m' yellow=$'\e[33m' plain=$'\e[0m'
else
    bold='' red='' green='' yellow='' plain=''
fi

say() { printf '%s\n' "$*"; }
warn() { printf '%s%s%s\n' "$yellow" "$*" "$plain" >&2; }

# die CODE LINE...: 2 wrong use, 3 cannot have what it needs.
die() {
    local code=$1
    shift
    printf '%s%s%s\n' "$red" "$1" "$plain" >&2
    shift
    [ $# -eq 0 ] || printf '%s\n' "$@" >&2
    exit "$code"
}

# 75 -> "1 min 15 s"
duration() {
    if [ "$1" -ge 60 ]; then printf '%d min %02d s' $(($1 / 60)) $(($1 % 60)); else printf '%d s' "$1"; fi
}

# The tests of all steps together; a step that counts nothing itself is one test.
passed=0 failed=0 skipped=0
failed_steps=()
log_lines_shown=60

# step NAME COMMAND...: runs it with its output in a log file, and shows the end of that when it fails.
# The command may leave "PASSED FAILED SKIPPED" in $counts, and a word for people in $note. It runs in a
# bash of its own: behind `||` and in `if`, bash would ignore the errors of a function's inner commands.
step() {
    local name=$1 began=$SECONDS code=0 log
    shift
    mkdir -p build/logs
    log="build/logs/$(tr -cs '[:alnum:]\n' '-' <<<"$name" | sed 's/-$//').log"
    export counts="$log.counts" note="$log.note"
    rm -f "$counts" "$note"
    printf '%s▸ %s%s … ' "$bold" "$name" "$plain"
    bash -c 'source script/lib/start.sh && "$@"' step "$@" >"$log" 2>&1 </dev/null || code=$?
    _close_step "$name" "$code" "$log" $((SECONDS - began))
    return "$code"
}

_close_step() {
    local name=$1 code=$2 log=$3 took=$4 p=0 f=0 s=0 said=''
    [ -f "$counts" ] && read -r p f s <"$counts"
    [ -f "$note" ] && said=", $(cat "$note")"
    if [ "$code" -eq 0 ]; then
        [ -f "$counts" ] || p=1
        printf '%sok%s (%s%s%s)\n' "$green" "$plain" "$(duration "$took")" "$(_counted "$p" "$s")" "$said"
    else
        [ "$f" -gt 0 ] || f=1
        failed_steps+=("$name")
        printf '%sFAILED%s (%s%s), all of it in %s\n' "$red" "$plain" "$(duration "$took")" "$said" "$log"
        tail -n "$log_lines_shown" "$log" | sed 's/^/    /'
    fi
    passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + s))
}

_counted() {
    [ -f "$counts" ] || return 0
    printf ', %d passed' "$1"
    [ "$2" -eq 0 ] || printf ', %d skipped' "$2"
}

# skip NAME REASON: a step that cannot run here, which the summary counts.
skip() {
    printf '%s▸ %s%s … %sskipped%s: %s\n' "$bold" "$1" "$plain" "$yellow" "$plain" "$2"
    skipped=$((skipped + 1))
}

# The last line of script/test, and its exit code.
summary() {
    local name
    say ""
    for name in "${failed_steps[@]}"; do say "${red}failed:${plain} $name"; done
    say "took $(duration "$SECONDS")"
    printf '%s%d passed, %d failed' "$bold" "$passed" "$failed"
    [ "$skipped" -eq 0 ] || printf ', %d skipped' "$skipped"
    printf '%s\n' "$plain"
    [ "$failed" -eq 0 ]
}
