#!/usr/bin/env python3
"""Each rule of tools/tidy fires on the smallest file that breaks it, and is silent beside it."""

import pathlib
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

from tidy_rules import format as formatting  # noqa: E402
from tidy_rules import rooms, style  # noqa: E402
from tidy_rules.source import Project, Source  # noqa: E402


class RuleTest(unittest.TestCase):
    def fires(self, rule, path, text, **others):
        self.assertTrue(self._run(rule, path, text, others), f"{rule.__name__} is silent about {text!r}")

    def silent(self, rule, path, text, **others):
        self.assertEqual(self._run(rule, path, text, others), [])

    @staticmethod
    def _run(rule, path, text, others):
        files = {name.replace("__", "/").replace("_hpp", ".hpp"): body for name, body in others.items()}
        return list(rule(Project({path: text, **files})))


class Rooms(RuleTest):
    def test_a_higher_room_is_not_included(self):
        self.fires(rooms.include_ranks, "src/core/a.hpp", '#include "net/loop.hpp"\n')
        self.silent(rooms.include_ranks, "src/net/a.hpp", '#include "core/clock.hpp"\n')

    def test_a_room_of_the_same_rank_is_not_included(self):
        self.fires(rooms.include_ranks, "src/live/a.hpp", '#include "auth/users.hpp"\n')
        self.silent(rooms.include_ranks, "src/live/a.hpp", '#include "live/users.hpp"\n')

    def test_a_test_keeps_the_ranks_too(self):
        self.fires(rooms.include_ranks, "src/store/a_test.cpp", '#include "inbox/messages.hpp"\n')

    def test_the_simulator_does_not_see_our_store(self):
        self.fires(rooms.include_ranks, "src/sim/a.hpp", '#include "store/database.hpp"\n')
        self.silent(rooms.include_ranks, "src/sim/a.hpp", '#include "model/ids.hpp"\n')

    def test_an_include_names_its_room(self):
        self.fires(rooms.include_ranks, "src/core/a.cpp", '#include "a.hpp"\n')
        self.fires(rooms.include_ranks, "src/core/a.cpp", '#include "../core/a.hpp"\n')

    def test_a_folder_that_is_no_room_is_refused(self):
        self.fires(rooms.include_ranks, "src/utils/a.hpp", "#pragma once\n")

    def test_a_test_double_stays_in_tests(self):
        include = '#include "core/testing.hpp"\n'
        self.fires(rooms.include_ranks, "src/net/a.cpp", include)
        self.silent(rooms.include_ranks, "src/net/a_test.cpp", include)
        self.silent(rooms.include_ranks, "src/net/testing.hpp", include)

    def test_a_commented_include_counts_for_nothing_and_main_may_see_app(self):
        self.silent(rooms.include_ranks, "src/main.cpp", '#include "app/run.hpp"\n')
        self.silent(rooms.include_ranks, "src/core/a.cpp", '// #include "app/run.hpp"\n')

    def test_two_headers_do_not_include_each_other(self):
        other = {"src__core__b_hpp": '#include "core/a.hpp"\n'}
        self.fires(rooms.include_cycles, "src/core/a.hpp", '#include "core/b.hpp"\n', **other)
        self.silent(rooms.include_cycles, "src/core/c.hpp", '#include "core/b.hpp"\n', **other)

    def test_sql_stands_in_store_files(self):
        sql = 'auto a = tx.all("SELECT id "\n    "FROM messages");\n'
        self.fires(rooms.sql_place, "src/inbox/replies.cpp", sql)
        self.fires(rooms.sql_place, "src/inbox/replies_test.cpp", sql)
        self.fires(rooms.sql_place, "src/inbox/replies.cpp", 'run(R"(insert into a values (1))");\n')
        self.silent(rooms.sql_place, "src/inbox/replies_store.cpp", sql)
        self.silent(rooms.sql_place, "src/store/database.cpp", sql)
        self.silent(rooms.sql_place, "src/inbox/replies.cpp", "// SELECT id FROM messages\n")
        self.silent(rooms.sql_place, "src/inbox/replies.cpp", 'say("select a file", "from the list");\n')

    def test_metas_words_stay_with_meta(self):
        self.fires(rooms.meta_words, "src/inbox/a.cpp", 'auto a = body.at("wa_id");\n')
        self.fires(rooms.meta_words, "web/src/lib/a.ts", "const a = body.wa_id;\n")
        self.silent(rooms.meta_words, "src/whatsapp/a.cpp", 'auto a = body.at("wa_id");\n')
        self.silent(rooms.meta_words, "src/inbox/a.cpp", "// the wa_id of Meta\n")

    def test_the_environment_is_read_by_the_configuration(self):
        self.fires(rooms.environment, "src/net/a.cpp", 'auto a = std::getenv("HOME");\n')
        self.silent(rooms.environment, "src/core/config_sources.cpp", 'auto a = std::getenv("HOME");\n')

    def test_threads_randomness_and_time_come_by_constructor(self):
        for text in ("std::thread worker;", "std::jthread worker;", "std::random_device seed;", "auto now = time(nullptr);",
                     "auto now = std::chrono::system_clock::now();"):
            self.fires(rooms.seams, "src/inbox/a.cpp", text + "\n")
            self.silent(rooms.seams, "src/core/a.cpp", text + "\n")
        self.silent(rooms.seams, "src/inbox/a.cpp", "std::this_thread::get_id(); clock.time(0); auto id = std::thread::id{};\n")

    def test_only_the_command_line_prints(self):
        for text in ("std::cout << 1;", "std::cerr << 1;", 'std::printf("a");', 'fprintf(stderr, "a");', 'fmt::print("a");',
                     'puts("a");', '::write(STDERR_FILENO, "a", 1);'):
            for path in ("src/core/a.cpp", "src/net/ws/a.hpp", "src/app/server.cpp", "src/app/bench_load.cpp"):
                self.fires(rooms.prints, path, text + "\n")
            for path in ("src/main.cpp", "src/app/process.cpp", "src/app/command_serve.cpp"):
                self.silent(rooms.prints, path, text + "\n")
        self.silent(rooms.prints, "src/core/a.cpp", 'std::snprintf(text, 3, a); sink.puts("a"); // std::cout << 1\n')

    def test_a_heavy_header_stands_in_one_file(self):
        other = {"src__core__b.cpp": "#include <spdlog/spdlog.h>\n"}
        self.fires(rooms.heavy_headers, "src/core/a.hpp", "#include <boost/beast/http.hpp>\n")
        self.fires(rooms.heavy_headers, "src/net/a.cpp", "#include <spdlog/async.h>\n", **other)
        self.silent(rooms.heavy_headers, "src/net/a.cpp", "#include <boost/beast/http.hpp>\n", **other)


class Style(RuleTest):
    def test_a_file_has_600_lines_at_most(self):
        self.fires(style.file_length, "src/core/a.cpp", "\n" * 601)
        self.fires(style.file_length, "web/src/a.tsx", "\n" * 601)
        self.silent(style.file_length, "src/core/a.cpp", "\n" * 600)
        self.silent(style.file_length, "web/src/lib/api.ts", "/** This file was auto-generated by a tool. */" + "\n" * 900)

    def test_a_function_has_60_lines_at_most(self):
        for head in ("int f(int a) {", "auto A::f() const noexcept -> int {", "A::A(int b) : b_(b) {",
                     "    core::Task<int> run() override {"):
            long, fits = head + "\n" + "g();\n" * 59 + "}\n", head + "\n" + "g();\n" * 58 + "}\n"
            self.fires(style.function_length, "src/core/a.cpp", long)
            self.silent(style.function_length, "src/core/a.cpp", fits)

    def test_a_function_in_a_class_in_a_namespace_is_seen(self):
        inner = "    int f() {\n" + "        if (a) {\n            b();\n        }\n" * 25 + "    }\n"
        self.fires(style.function_length, "src/core/a.hpp", "namespace core {\nclass A {\npublic:\n" + inner + "};\n}\n")

    def test_a_long_class_namespace_or_table_is_no_function(self):
        for head, tail in (("class A : public B<int()> {", "};"), ("namespace core {", "}"), ("constexpr int a[] = {", "};"),
                           ('constexpr auto a = f("{", [] { return "}"; });\nnamespace core {', "}")):
            self.silent(style.function_length, "src/core/a.cpp", head + "\n" + "// a line\n" * 100 + tail + "\n")

    def test_a_test_case_may_tell_a_longer_story(self):
        head = 'TEST_CASE("a rule") {\n'
        self.silent(style.function_length, "src/core/a_test.cpp", head + "g();\n" * 118 + "}\n")
        self.fires(style.function_length, "src/core/a_test.cpp", head + "g();\n" * 119 + "}\n")

    def test_a_header_begins_with_pragma_once(self):
        self.fires(style.pragma_once, "src/core/a.hpp", "#include <string>\n#pragma once\n")
        self.silent(style.pragma_once, "src/core/a.hpp", "// what it is for\n#pragma once\n")

    def test_the_own_header_comes_first(self):
        own = {"src__core__a_hpp": "#pragma once\n"}
        wrong = '#include <string>\n#include "core/a.hpp"\n'
        self.fires(style.own_header_first, "src/core/a.cpp", wrong, **own)
        self.fires(style.own_header_first, "src/core/a_test.cpp", wrong, **own)
        self.silent(style.own_header_first, "src/core/a.cpp", '#include "core/a.hpp"\n#include <string>\n', **own)
        self.silent(style.own_header_first, "src/core/b.cpp", wrong, **own)

    def test_a_header_uses_no_namespace(self):
        self.fires(style.using_namespace, "src/core/a.hpp", "using namespace std;\n")
        self.silent(style.using_namespace, "src/core/a_test.cpp", "using namespace std::chrono_literals;\n")

    def test_no_catch_hides_an_error(self):
        self.fires(style.empty_catch, "src/core/a.cpp", "try { f(); } catch (...) {\n    // never mind\n}\n")
        self.fires(style.empty_catch, "src/core/a.cpp", "try { f(); } catch (const std::exception& fault) {}\n")
        self.silent(style.empty_catch, "src/core/a.cpp", "try { f(); } catch (...) { keep(); }\n")

    def test_no_test_sleeps(self):
        self.fires(style.sleep_in_tests, "src/core/a_test.cpp", "std::this_thread::sleep_for(1s);\n")
        self.fires(style.sleep_in_tests, "tests/e2e/a.mjs", "await page.waitForTimeout(500);\n")
        self.fires(style.sleep_in_tests, "tests/faults/a.py", "time.sleep(1)\n")
        self.silent(style.sleep_in_tests, "src/core/a_test.cpp", "clock.advance(1s);\n")

    def test_what_is_left_to_do_has_an_issue(self):
        self.fires(style.left_open, "src/core/a.cpp", "int a;  // TODO: later\n")
        self.fires(style.left_open, "script/lib/a.sh", "true # FIXME\n")
        self.silent(style.left_open, "src/core/a.cpp", "int a;  // TODO(#12): later\n")

    def test_new_and_delete_do_not_appear(self):
        self.fires(style.new_and_delete, "src/core/a.cpp", "auto a = new Thing(1);\n")
        self.fires(style.new_and_delete, "src/core/a.cpp", "delete thing;\n")
        self.fires(style.new_and_delete, "src/core/a.cpp", "delete[] things;\n")
        self.silent(style.new_and_delete, "src/core/a.hpp", "A(const A&) = delete;\nint new_id(); // a new thing\n")

    def test_the_page_logs_through_its_logger(self):
        self.fires(style.console, "web/src/features/a.tsx", "console.log(1);\n")
        self.silent(style.console, "web/src/lib/logger.ts", "console.log(1);\n")


class Lexer(unittest.TestCase):
    def test_code_keeps_its_lines_and_loses_comments_and_strings(self):
        source = Source("src/core/a.cpp", 'int a = 1\'000; // "x\nauto b = R"sql(// no\n)sql"; /* c\n */ char d = \'"\';\n')
        self.assertEqual(source.code.split(), ["int", "a", "=", "1'000;", "auto", "b", "=", ";", "char", "d", "=", ";"])
        self.assertEqual(source.code.count("\n"), source.text.count("\n"))

    def test_literals_side_by_side_are_one(self):
        self.assertEqual(Source("a.cpp", 'f("a"\n  "b", "c");').strings, [(1, '"a""b"'), (2, '"c"')])


class Format(unittest.TestCase):
    def test_a_badly_formatted_file_is_told_each_time_and_a_good_one_once(self):
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder)
            (root / "src" / "core").mkdir(parents=True)
            (root / ".clang-format").write_text("BasedOnStyle: Google\n", encoding="utf-8")
            files = {"src/core/bad.cpp": "int  a ;\n", "src/core/good.cpp": "int a;\n"}
            for path, text in files.items():
                (root / path).write_text(text, encoding="utf-8")
            for _ in range(2):
                faults = list(formatting.format_faults(Project(files), root))
                self.assertEqual([fault.path for fault in faults], ["src/core/bad.cpp"])
            remembered = (root / "build" / "tidy" / "format.json").read_text(encoding="utf-8")
            self.assertEqual(remembered.count('"'), 2)


if __name__ == "__main__":
    unittest.main()
