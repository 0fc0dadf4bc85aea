# The test steps that both the daily run and the gate are made of.

minutes=60 # in seconds, for the limits below

# run_ctest PRESET LABEL: all programs with that label, and the sum of what doctest counted.
run_ctest() {
    local code=0 log="build/$1/ctest-$2.txt"
    ctest --test-dir "build/$1" -L "^$2\$" -j "$(jobs)" --no-tests=error --verbose >"$log" 2>&1 || code=$?
    count_doctest "$log"
    if [ "$code" -ne 0 ]; then
        grep -vE '^[0-9]+: (Test command|Working Directory|Environment|Test timeout)' "$log" | show_failures
    fi
    return "$code"
}

# "[doctest] test cases: 12 | 11 passed | 1 failed | 0 skipped", a line for each program
count_doctest() {
    sed -nE 's/.*\[doctest\] test cases: *[0-9]+ \| *([0-9]+) passed \| *([0-9]+) failed \| *([0-9]+) skipped.*/\1 \2 \3/p' "$1" |
        awk '{ p += $1; f += $2; s += $3 } END { print p + 0, f + 0, s + 0 }' >"$counts"
}

# Of a long log: what surrounds errors, and its end.
show_failures() {
    local text
    text=$(cat)
    grep -nE -A 12 'ERROR:|FATAL|ERROR: (Address|Leak|Thread)|WARNING: ThreadSanitizer|runtime error:' <<<"$text" | head -n 200 || true
    tail -n 25 <<<"$text"
}

run_tidy() {
    tools/tidy_test.py
    tools/tidy
    tools/check_catalogue
}

check_scripts() {
    local scripts
    mapfile -t scripts < <(compgen -G 'script/*' && compgen -G 'script/lib/*.sh' && compgen -G '.ci/*')
    mapfile -t scripts < <(for file in "${scripts[@]}"; do [ -f "$file" ] && echo "$file"; done)
    shellcheck --severity=warning "${scripts[@]}"
}

npm_web() { npm --prefix web run --silent "$@"; }

test_page() {
    local code=0
    timeout $((10 * minutes)) npm --prefix web run --silent test -- --reporter=default --reporter=json \
        --outputFile=../build/logs/vitest.json || code=$?
    node -e 'const r = JSON.parse(require("fs").readFileSync("build/logs/vitest.json"));
             console.log(r.numPassedTests, r.numFailedTests, r.numPendingTests + r.numTodoTests)' >"$counts"
    return "$code"
}

web_steps() {
    has_page || { skip "page" "there is no web/package.json"; return 0; }
    step "page: lint" npm_web lint || true
    step "page: types" npm_web typecheck || true
    step "page: tests" test_page || true
}

# openapi_step: what the binary in CHASQUI_BIN says of its routes is what the page's types were made from.
openapi_step() {
    if has_page; then step "OpenAPI and the page's types" tools/check_openapi || true; fi
}

# The page's own cache against a running server; bounded, since it waits for the log to come to rest.
race_page() { timeout $((2 * minutes)) npm --prefix web run --silent races; }

# run_program FILE: a program of tests/ that starts the binary in CHASQUI_BIN and ends with 0 where all
# holds. It says "ok" for each thing it has seen.
run_program() {
    local code=0 out="$counts.out"
    case "$1" in
        *.mjs) timeout $((10 * minutes)) node "$1" >"$out" 2>&1 || code=$? ;;
        *) timeout $((20 * minutes)) "$1" >"$out" 2>&1 || code=$? ;;
    esac
    cat "$out"
    [ "$code" -ne 124 ] || echo "stopped: it took too long"
    echo "$(grep -cE '^ok\b' "$out") $([ "$code" -eq 0 ] && echo 0 || echo 1) 0" >"$counts"
    return "$code"
}

# program_steps NAME FILE...: each file is a step.
program_steps() {
    local name=$1 file
    shift
    for file in "$@"; do
        [ -f "$file" ] && [[ "$file" == *.mjs || -x "$file" ]] || continue
        step "$name: $(basename "$file")" run_program "$file" || true
    done
}

everyday() {
    check_memory
    check_disk "$disk_mb_for_build" "the build and its tests"
    script/bootstrap test
    use_project_node
    step "scripts" check_scripts || true
    step "tidy" run_tidy || true
    if has_page; then step "page: build" build_page dev || true; fi
    if step "build (dev)" build dev; then
        step "unit tests" run_ctest dev unit || true
        if has_tests integration; then step "integration tests" run_ctest dev integration || true; fi
        export CHASQUI_BIN="$PWD/build/dev/chasqui"
        openapi_step
        program_steps "conformance" tests/conformance/openapi.mjs
        program_steps "journey in Chromium" tests/e2e/journey.mjs
    fi
    web_steps
    summary
}

has_tests() { compgen -G "tests/$1/*.cpp" >/dev/null; }
