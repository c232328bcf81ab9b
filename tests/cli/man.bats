# SPDX-License-Identifier: MIT
# The man pages: each command has one, with the sections that people look for, and troff takes it without a word.

load helper
setup_file() {
    export MSD_STAGE=${MSD_STAGE:-$BATS_TEST_DIRNAME/../../build/check/stage}
}

pages() {
    find "$MSD_STAGE/share/man" -name '*.[158]' | sort
}

@test "every command and daemon has a page" {
    local program name
    for program in "$MSD_STAGE"/bin/* "$MSD_STAGE"/sbin/msd; do
        name=$(basename "$program")
        [ -n "$(find "$MSD_STAGE/share/man" -name "$name.[18]")" ] || { echo "no page for $name"; return 1; }
    done
    [ -s "$MSD_STAGE/share/man/man5/msd.conf.5" ]
}

@test "each has the sections that people look for" {
    local page heading
    while read -r page; do
        local -a wanted=(NAME SYNOPSIS DESCRIPTION OPTIONS ENVIRONMENT "EXIT STATUS" EXAMPLES "SEE ALSO")
        [[ $page != */strigger.1 ]] || wanted=("${wanted[@]/ENVIRONMENT/NAME}")  # it asks nobody, and reads no variable
        [[ $page == *.1 ]] || wanted=(NAME SYNOPSIS DESCRIPTION "SEE ALSO")
        for heading in "${wanted[@]}"; do
            grep -qx "\.SH $heading" "$page" || { echo "$page: no $heading"; return 1; }
        done
    done < <(pages)
}

@test "what a page refers to exists" {
    local page reference
    while read -r page; do
        while read -r reference; do
            [ -n "$(find "$MSD_STAGE/share/man" -name "$reference")" ] || { echo "$page: no $reference"; return 1; }
        done < <(sed -n '/^\.SH SEE ALSO/,$p' "$page" | grep -oE '[a-z.]+\\f[RP]\([158]\)|[a-z.]+\([158]\)' |
            sed -E 's/\\f[RP]//; s/\(/./; s/\)//' | grep -vE '^(systemd|cgroups|getopt)')
    done < <(pages)
}

@test "troff takes them without a warning" {
    command -v man > /dev/null && command -v groff > /dev/null || skip "no man or groff here"
    local page said
    while read -r page; do
        said=$(LC_ALL=C.UTF-8 MANROFFSEQ='' MANWIDTH=100 man --warnings -E UTF-8 -l -Tutf8 -Z "$page" 2>&1 > /dev/null)
        [ -z "$said" ] || { echo "$page: $said"; return 1; }
    done < <(pages)
}

@test "mandoc finds no fault but the date that pages made from tables do not have" {
    command -v mandoc > /dev/null || skip "no mandoc here"
    local page
    while read -r page; do
        run bash -c 'mandoc -T lint -W warning "$1" | grep -v "missing date"' - "$page"
        assert_output ""
    done < <(pages)
}
