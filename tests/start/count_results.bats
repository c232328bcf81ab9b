# SPDX-License-Identifier: MIT
# tests/count-results, on what ctest and bats print.

count() {
    run "$BATS_TEST_DIRNAME/../count-results"
    [ "$status" = 0 ]
}

@test "counts the cases of GoogleTest programs, not the programs" {
    count <<'END'
12: [----------] Global test environment tear-down
12: [  PASSED  ] 34 tests.
1/2 Test #12: unit_text ........................   Passed    0.02 sec
3: [  PASSED  ] 5 tests.
3: [  SKIPPED ] 1 test, listed below:
3: [  SKIPPED ] Corpus.headers
3: [  FAILED  ] 2 tests, listed below:
3: [  FAILED  ] Array.bad
2/2 Test  #3: unit_core ........................***Failed    0.02 sec
END
    [ "$output" = "39 2 1" ]
}

@test "counts a ctest test without cases as one" {
    count <<'END'
1/2 Test #1: docs_fresh .......................   Passed    0.02 sec
2/2 Test #2: other ............................***Failed    0.02 sec
END
    [ "$output" = "1 1 0" ]
}

@test "a program that dies after its last case has failed" {
    count <<'END'
7: [  PASSED  ] 4 tests.
1/1 Test #7: unit_client ......................***Exception: SegFault  0.02 sec
END
    [ "$output" = "4 1 0" ]
}

@test "counts TAP" {
    count <<'END'
1..3
ok 1 submits a script
not ok 2 submits --wrap
# (from function `refute' in file x, line 3)
ok 3 runs as another user # skip not root
END
    [ "$output" = "1 1 1" ]
}
