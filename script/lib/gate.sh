# script/test --gate: all of it. A folder that does not exist is not listed.

export fuzz_seconds=${fuzz_seconds:-20}
acceptance_issues=(2 3)

# Reports of the sanitizers name lines, and the first one ends the program.
export ASAN_SYMBOLIZER_PATH=/usr/lib/llvm-19/bin/llvm-symbolizer
export UBSAN_OPTIONS=print_stacktrace=1
export TSAN_OPTIONS="halt_on_error=1 second_deadlock_stack=1 external_symbolizer_path=$ASAN_SYMBOLIZER_PATH"

# sanitized PRESET: ends with 0 where it could be built.
sanitized() {
    step "build ($1)" build "$1" || return 1
    export CHASQUI_BIN="$PWD/build/$1/chasqui"
    step "unit tests ($1)" run_ctest "$1" unit || true
    if has_tests integration; then step "integration tests ($1)" run_ctest "$1" integration || true; fi
}

# fuzz_one NAME: on its kept corpus, which it only reads. What it finds new goes to build/, so does what
# crashes it.
fuzz_one() {
    local name=$1 kept="tests/fuzz/corpus/$1" found="build/fuzz/found/$1" code=0
    mkdir -p "$found" build/fuzz/crashes build/fuzz/results
    [ -d "$kept" ] || kept=''
    # shellcheck disable=SC2086  # an absent corpus is no argument
    "build/fuzz/${name}_fuzz" -max_total_time="$fuzz_seconds" -timeout=10 -rss_limit_mb=1024 -print_final_stats=1 \
        -artifact_prefix="build/fuzz/crashes/$name-" "$found" $kept >"build/logs/fuzz-$name.txt" 2>&1 || code=$?
    echo "$code" >"build/fuzz/results/$name"
}

run_fuzzers() {
    local name bad=0 names
    rm -rf build/fuzz/results
    mapfile -t names < <(compgen -G 'tests/fuzz/*_fuzz.cpp' | sed -E 's,.*/(.*)_fuzz\.cpp$,\1,' | sort)
    printf '%s\n' "${names[@]}" |
        xargs -P "$(jobs)" -I{} bash -c 'source script/lib/start.sh && fuzz_one "$1"' fuzz {}
    for name in "${names[@]}"; do
        printf '%s: %s\n' "$name" "$(grep -E '^stat::number_of_executed_units' "build/logs/fuzz-$name.txt" || echo no figure)"
        [ "$(cat "build/fuzz/results/$name")" = 0 ] && continue
        bad=$((bad + 1))
        tail -n 40 "build/logs/fuzz-$name.txt"
    done
    echo "$((${#names[@]} - bad)) $bad 0" >"$counts"
    [ "$bad" -eq 0 ]
}

fault_steps() {
    if has_tests faults; then step "faults" run_ctest release faults || true; fi
    program_steps "faults" tests/faults/*
}

# What is shipped, and what is measured and killed as it is shipped; unit tests run sanitized.
build_release() {
    local targets=(chasqui chasqui_power_loss)
    if has_tests faults; then targets+=(faults_tests); fi
    if [ -f tests/conformance/target.cpp ]; then targets+=(target); fi
    build release "${targets[@]}"
}

acceptance_steps() {
    local check issue folder=../shared/acceptance
    if [ ! -d "$folder" ]; then
        skip "acceptance" "$folder is absent"
        return 0
    fi
    for issue in "${acceptance_issues[@]}"; do
        for check in "$folder/$issue"-*; do
            [ -x "$check" ] || continue
            step "acceptance: $(basename "$check")" run_acceptance "$check" || true
        done
    done
}

# The last line of a check is its figure.
run_acceptance() {
    local code=0 out
    out=$(CHASQUI_BIN="$PWD/build/release/chasqui" timeout $((5 * minutes)) "$1" 2>&1) || code=$?
    printf '%s\n' "$out"
    tail -n 1 <<<"$out" >"$note"
    return "$code"
}

gate() {
    check_memory
    check_disk "$disk_mb_for_gate" "the gate with its sanitized builds"
    script/bootstrap test
    use_project_node
    step "scripts" check_scripts || true
    step "tidy" run_tidy || true
    if has_page; then step "page: build" build_page release || true; fi
    web_steps
    if step "build (release)" build_release; then
        export CHASQUI_BIN="$PWD/build/release/chasqui"
        openapi_step
        acceptance_steps
        program_steps "conformance" tests/conformance/*
        program_steps "others' clients of Meta's API" tests/sim-clients/run.mjs
        program_steps "end to end" tests/e2e/*.mjs
        if has_page; then step "page: answers race with events" race_page || true; fi
        fault_steps
    fi
    # One build for both: the fuzzers' preset is the other's with coverage added.
    if sanitized fuzz; then step "fuzzers, $fuzz_seconds s each" run_fuzzers || true; fi
    step "clang-tidy on what changed" tools/clang_tidy_changed build/fuzz || true
    sanitized tsan || true
    summary
}
