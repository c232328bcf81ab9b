// SPDX-License-Identifier: MIT
#include "tests/support/fuzz_targets.hpp"

#include <cstdlib>
#include <string>

#include "daemon/core/placement/features.hpp"
#include "libms/options/submit_table.hpp"
#include "libms/text/array.hpp"
#include "libms/text/cron.hpp"
#include "libms/text/crontab.hpp"
#include "libms/text/date.hpp"
#include "libms/text/dependency.hpp"
#include "libms/text/duration.hpp"
#include "libms/text/environment.hpp"
#include "libms/text/filename.hpp"
#include "libms/text/hostlist.hpp"
#include "libms/text/mail.hpp"
#include "libms/text/number.hpp"
#include "libms/text/script.hpp"
#include "libms/text/selector.hpp"
#include "libms/text/signal.hpp"
#include "libms/text/size.hpp"
#include "libms/text/tres.hpp"
#include "libms/text/words.hpp"

namespace ms::test {
namespace {

/// What must hold, in every build.
void require(bool holds) {
    if (!holds) std::abort();
}

void header(std::string_view text) {
    const auto lines = text::parse_header("#!/bin/sh\n" + std::string(text), "p");
    (void)text::check_script(std::string(text));
    if (!lines) return;
    for (const auto& line : *lines) require(!line.words.empty());
}

/// One word a line: what sbatch makes of them, from the words to the request.
void arguments(std::string_view text) {
    static const options::SubmitTable<> table(options::sbatch);
    const auto line = options::parse(table.rows(), text::split_list(text, '\n'), options::Order::stop_at_operand);
    if (!line) return;
    for (const options::Given& given : line->given) {
        const std::string_view name = table.rows()[given.row]->name;
        const bool may_be_file = name == "nodelist" || name == "exclude" || name == "nodefile";
        if (may_be_file && given.value.find('/') != std::string::npos) return;  // no files of this machine
    }
    options::SubmitSettings settings;
    settings.now = from_epoch_seconds(1'800'000'000);
    settings.directory = "/w";
    settings.caller = 1000;
    if (!table.apply(line->given, options::Source::command_line, settings)) return;
    (void)options::complete_submit(settings);
    for (const options::Given& given : settings.given) (void)table.shown_value(given, settings);
}

void duration(std::string_view text) {
    if (const auto limit = text::parse_time_limit(text))
        require(text::parse_time_limit(text::format_limit_long(*limit)) == *limit);
}

void date(std::string_view text) {
    const Time now = from_epoch_seconds(1'787'238'245);
    (void)text::parse_date(text, now, text::Toward::past);
    (void)text::parse_date(text, now, text::Toward::future);
}

void memory(std::string_view text) { (void)text::parse_megabytes(text); }

void array(std::string_view text) {
    const auto spec = text::parse_array(text, 100'001);
    if (!spec) return;
    const auto again = text::parse_array(text::format_tasks(spec->tasks, spec->max_running, 0), 100'001);
    require(again && again->tasks == spec->tasks);
}

void hostlist(std::string_view text) {
    const auto names = text::expand_hostlist(text);
    if (names && names->size() < 1000) require(text::expand_hostlist(text::fold_hostlist(*names)) == *names);
}

void crontab(std::string_view text) {
    const Time now = from_epoch_seconds(1'787'238'245);
    const auto entries = text::parse_crontab(text);
    if (!entries) return;
    for (const auto& entry : *entries) {
        const auto time = text::parse_cron_time(entry.time);
        const auto match = text::next_match(time.value(), now);
        require(match && *match > now && epoch_seconds(*match) % 60 == 0);
        const auto rest = text::parse_crontab(text::disable_lines(text, entry.first_line, entry.last_line));
        require(rest && rest->size() + 1 == entries->size());
    }
}

void dependency(std::string_view text) {
    const auto spec = text::parse_dependency(text);
    if (spec) require(text::parse_dependency(text::format_dependency(spec->all, spec->any)).has_value());
}

void selector(std::string_view text) { (void)text::parse_selectors(text); }

void signal(std::string_view text) {
    (void)text::parse_signal(text);
    (void)text::parse_warn_signal(text);
}

void mail(std::string_view text) { (void)text::parse_mail_types(text); }

void gres(std::string_view text) {
    (void)text::parse_gres(text);
    (void)text::parse_gpus(text);
    (void)text::parse_tres(text);
}

void licenses(std::string_view text) { (void)text::parse_licenses(text); }

void constraint(std::string_view text) {
    if (msd::core::feature_names(text)) (void)msd::core::features_satisfy(text, {"a", "b"});
}

void environment(std::string_view text) {
    (void)text::apply_export(text, {"A=1", "B=x"});
    (void)text::parse_environment_block(std::string(text));
}

void filename(std::string_view text) {
    text::FilenameFields fields;
    fields.job_id = 7;
    fields.job_name = "a/b";
    const std::string path = text::expand_filename(std::string(text), fields, "/w");
    require(path.starts_with('/'));
}

const FuzzTarget targets[] = {
    {"arguments", arguments, {"-n4\n-N2-3\n--mem=4G\n--mail-type=END,FAIL", "--gres=gpu:a100:2,shard:4\n-t1-0\n-B2:4:*",
                              "-d\nafterok:1?afterany:2\n-a\n0-9%2\nscript", "--tres-per-task=cpu:2,gres/gpu:1\n-vvHO",
                              "--signal=B:USR1@120\n--exclusive=user\n-m\nplane=2:cyclic,Pack", "--switches=1@10:00\n-L\na:2|b",
                              "--cpu-freq=low-high:ondemand\n--mem-bind=q,map_mem:0,1\n--gpu-bind=map_gpu:0,1"}},
    {"array", array, {"0-99:5%10", "[1,3,5-7]", "1-10,", "5,4,3"}},
    {"constraint", constraint, {"a&b|c*2", "[rack1*2&rack2*4]", "(a|b)&c"}},
    {"crontab", crontab, {"*/5 * * * * true\n", "#SCRON -t 5\n@daily a \\\nb\n", "A=b\n0-30/2,59 1 2 jan mon-fri x\n",
                          "0 0 29 2 */7 x\n#DISABLED: @fika y\n"}},
    {"date", date, {"now+1hour", "16:00pm", "2026-08-20T15:04:05", "08/21-10:30", "teatime tomorrow", "uts1787238245"}},
    {"dependency", dependency, {"afterok:12:13,singleton", "after:12+5?afterany:13_4", "afterok:7_[1,3-4]"}},
    {"duration", duration, {"30", "1:30:00", "2-12:30", "UNLIMITED", "-1"}},
    {"environment", environment, {"ALL,B='x,y'", "NONE", "A,B=1"}},
    {"filename", filename, {"slurm-%A_%4a.out", "%x\\%j", "/a/%99j", "none", "%%%b"}},
    {"gres", gres, {"gpu:a100:2,shard:4", "gpu", "vmem:8g", "gpu:2080ti:1", "cpu=4,mem=1.50G"}},
    {"header", header, {"#SBATCH -n 1\n", "\n#SBATCH --x='a b' # c\n##SBATCH -y\necho\n#SBATCH -z\n", "#SBATCH\t-J \"x\\\"y\"\r\n"}},
    {"hostlist", hostlist, {"n[01-10,12],gpu1", "a1,a2,b07", "r[0-1]n[1-2]"}},
    {"licenses", licenses, {"matlab:2,abaqus", "a@db:3|b"}},
    {"mail", mail, {"BEGIN,END", "all", "TIME_LIMIT_80"}},
    {"memory", memory, {"4000", "4G", "60gb", "500K"}},
    {"selector", selector, {"12", "12_[1-5,7]", "12_*", "12_3.0"}},
    {"signal", signal, {"B:USR1@300", "SIGTERM", "15@60", "RB:10"}},
};

}  // namespace

std::span<const FuzzTarget> fuzz_targets() { return targets; }

}  // namespace ms::test
