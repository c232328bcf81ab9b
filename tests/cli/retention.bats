# SPDX-License-Identifier: MIT
# How long records are kept, and what is archived.

load helper
setup_file() { make_world; }
setup() { enter_world; }
teardown_file() { end_world; }

database() { python3 - "$XDG_STATE_HOME/msd/msd.db" "$@" <<'PY'
import sqlite3, sys
with sqlite3.connect(sys.argv[1], timeout=10) as database:
    for row in database.execute(sys.argv[2]):
        print(*row, sep="|")
PY
}

@test "sacctmgr archive: old jobs go to a file, and come back" {
    old=$(submit --wait --job-name=old --wrap=true)
    submit --wait --job-name=newer --wrap=true
    script=$(sacct --batch-script --jobs="$old")
    scontrol shutdown
    # A year passes.
    database 'UPDATE job SET forgotten = 1'
    database "UPDATE job SET ended = ended - 32000000000000 WHERE name = 'old'"
    database "INSERT INTO meta VALUES ('summed_until', strftime('%s', 'now') / 3600 * 3600000000) ON CONFLICT DO UPDATE SET value = excluded.value"
    run sacctmgr --immediate archive dump Jobs PurgeJobAfter=6months Directory="$BATS_TEST_TMPDIR"
    assert_success
    assert_line 'Purged: 1 step, 1 job'
    archive=$(sed -n 's/^Archived in //p' <<< "$output")
    assert_equal "$(stat -c %a "$archive")" 600
    run sacct --noheader --parsable2 --allocations --format=JobName --starttime=2000-01-01
    assert_output newer
    run sacctmgr --immediate archive load "$archive"
    assert_line "Loaded from $archive: 1 step, 1 job"
    assert_equal "$(sacct --noheader --parsable2 --allocations --jobs="$old" --format=JobName)" old
    assert_equal "$(sacct --batch-script --jobs="$old")" "$script"
    # Twice is once.
    run sacctmgr --immediate archive load "$archive"
    assert_line "Loaded from $archive: nothing"
}

@test "sacctmgr archive: what comes back is what went, to every field" {
    id=$(submit --wait --job-name=whole --comment='to the last' --wrap='srun true')
    submit --wait --wrap=true  # the highest number stays
    scontrol shutdown
    database 'UPDATE job SET forgotten = 1'
    database "INSERT INTO meta VALUES ('summed_until', (strftime('%s', 'now') / 3600 + 3) * 3600000000) ON CONFLICT DO UPDATE SET value = excluded.value"
    before=$(sacct --parsable2 --format=ALL --starttime=now-1hour --jobs="$id")
    scontrol shutdown
    assert_regex "$before" whole
    # What ended before the present hour goes; so the clock of this one stands two hours back.
    database "UPDATE job SET ended = ended - 7200000000"
    run sacctmgr --immediate archive dump Jobs PurgeJobAfter=1hour Directory="$BATS_TEST_TMPDIR"
    assert_success
    archive=$(sed -n 's/^Archived in //p' <<< "$output")
    assert_equal "$(sacct --noheader --jobs="$id")" ""
    sacctmgr --immediate archive load "$archive"
    assert_equal "$(sacct --parsable2 --format=ALL --starttime=now-1day --jobs="$id")" "$before"
}

@test "sacctmgr archive: words that mean nothing" {
    run sacctmgr --immediate archive dump PurgeJobAfter=soon
    assert_failure
    assert_line --partial "Bad PurgeJobAfter: 'soon'"
    run sacctmgr --immediate archive load
    assert_failure
    run sacctmgr archive burn
    assert_failure
    assert_line 'No valid entity in archive command'
}

@test "PurgeJobAfter in msd.conf, shown by sacctmgr" {
    echo 'PurgeJobAfter=12months' >> "$XDG_CONFIG_HOME/msd/msd.conf"
    scontrol reconfigure
    run sacctmgr show configuration
    assert_line --regexp '^PurgeJobAfter +.*= 12 months$'
    assert_line --regexp '^PurgeStepAfter +.*= NONE$'
}
