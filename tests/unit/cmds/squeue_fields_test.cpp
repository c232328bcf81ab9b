// SPDX-License-Identifier: MIT
// Every column of squeue prints a value of the right form for every kind of job and step, and is the one of the table of facts.
#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <regex>
#include <sstream>

#include "cmds/squeue/steps.hpp"
#include "libms/table/format.hpp"
#include "tests/support/paths.hpp"
#include "tests/unit/cmds/squeue_queue.hpp"

namespace ms::cmds::squeue {
namespace {

constexpr const char* text = "[^\\n]+";
constexpr const char* word = "[^ \\n]+";
constexpr const char* number = "\\d+";
constexpr const char* signed_number = "-?\\d+";
constexpr const char* flag = "[01]";
constexpr const char* number_or_na = "\\d+|N/A";
constexpr const char* number_or_any = "\\d+|\\*";
constexpr const char* date = "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d";
constexpr const char* date_or_na = "N/A|\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d";
constexpr const char* end_date = "NONE|N/A|\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d";
constexpr const char* short_time = "(\\d+-)?(\\d+:)?\\d+:\\d\\d";
constexpr const char* limit = "UNLIMITED|NOT_SET|INVALID|(\\d+-)?(\\d+:)?\\d+:\\d\\d";
constexpr const char* hosts = "|[\\w.,\\[\\]-]+";
constexpr const char* tasks = "N/A|\\d[\\d,%-]*";
constexpr const char* batch_host = "n/a|[\\w.-]+";
constexpr const char* gres_or_na = "N/A|gres/\\w[\\w:/,.]*";
constexpr const char* yes_no = "Yes|No";
constexpr const char* dependency = "\\(null\\)|(\\w+(:\\w+)*\\((unfulfilled|fulfilled|failed)\\)[,?]?)+";
constexpr const char* exit_code = "\\d+:\\d+";
constexpr const char* exclusive = "NO|NODE|USER|MCS|TOPO";
constexpr const char* array_id = "\\d+|\\d+_\\d+|\\d+_\\[\\d[\\d,%-]*\\]";
constexpr const char* size = "0|\\d+(\\.\\d+)?[KMGT]?";
constexpr const char* no_federation = "NA";
constexpr const char* oversubscribe = "OK|NO|YES|USER|MCS|TOPO";
constexpr const char* fraction = "0\\.\\d{14}";
constexpr const char* reason = "[A-Z][^\\n]*";
constexpr const char* nodes_or_reason = "|[\\w.,\\[\\]-]+|\\([A-Z][^\\n]*\\)";
constexpr const char* sct = "(\\d+|\\*):(\\d+|\\*):(\\d+|\\*)";
constexpr const char* state = "[A-Z_]{6,}";
constexpr const char* compact = "[A-Z]{1,2}";
constexpr const char* path = "/[^\\n]*";
constexpr const char* tres = "\\w[\\w/:]*=[^,=]+(,\\w[\\w/:]*=[^,=]+)*";
constexpr const char* step_path = "\\(null\\)|/[^\\n]*";
constexpr const char* step_gres = "\\(null\\)|gres/\\w[\\w:/,.]*";
constexpr const char* step_tres = "\\(null\\)|\\w[\\w/:]*=[^,=]+(,\\w[\\w/:]*=[^,=]+)*";
constexpr const char* step_id = "\\d+(_\\d+)?\\.(batch|extern|interactive|\\d+)";

using Forms = std::map<std::string_view, const char*>;

const Forms& job_forms() {
    static const Forms all = {
        {"Account", text}, {"AccrueTime", date_or_na}, {"admin_comment", text}, {"AllocNodes", hosts},
        {"AllocSID", number}, {"ArrayJobId", number}, {"ArrayTaskId", tasks}, {"AssocId", number},
        {"BatchFlag", flag}, {"BatchHost", batch_host}, {"BoardsPerNode", number_or_na}, {"BurstBuffer", text},
        {"BurstBufferState", text}, {"Cluster", word}, {"ClusterFeature", text}, {"Command", text},
        {"Comment", text}, {"Container", text}, {"ContainerId", text}, {"Contiguous", flag},
        {"Cores", number_or_any}, {"CoreSpec", text}, {"cpus-per-task", number_or_na},
        {"cpus-per-tres", gres_or_na}, {"CPUsPerTask", number_or_na}, {"CronJob", yes_no},
        {"Deadline", date_or_na}, {"DelayBoot", short_time}, {"Dependency", dependency}, {"DerivedEC", exit_code},
        {"EligibleTime", date_or_na}, {"EndTime", end_date}, {"Exclusive", exclusive}, {"ExcNodes", hosts},
        {"exit_code", exit_code}, {"Feature", text}, {"Gres", gres_or_na}, {"GroupId", number},
        {"GroupName", word}, {"HetJobId", number_or_na}, {"HetJobIdSet", number_or_na},
        {"HetJobOffset", number_or_na}, {"JobArrayId", array_id}, {"JobId", number}, {"LastSchedEval", date_or_na},
        {"Licenses", text}, {"LicensesAlloc", text}, {"MaxCPUs", number}, {"MaxNodes", number}, {"MCSLabel", text},
        {"mem-per-tres", gres_or_na}, {"MinCPUs", number}, {"MinMemory", size}, {"MinTime", short_time},
        {"MinTmpDisk", size}, {"Name", word}, {"Network", text}, {"Nice", signed_number}, {"NodeList", hosts},
        {"NTPerBoard", number_or_na}, {"NTPerCore", number_or_na}, {"NTPerNode", number_or_na},
        {"NTPerSocket", number_or_na}, {"NumCPUs", number}, {"NumNodes", number}, {"NumTasks", number},
        {"Origin", no_federation}, {"OriginRaw", no_federation}, {"OverSubscribe", oversubscribe},
        {"PackJobId", number_or_na}, {"PackJobIdSet", number_or_na}, {"PackJobOffset", number_or_na},
        {"Partition", word}, {"PendingTime", number}, {"PreemptTime", date_or_na}, {"Prefer", text},
        {"Priority", fraction}, {"PriorityLong", number}, {"Profile", text}, {"QOS", word}, {"Reason", reason},
        {"ReasonList", nodes_or_reason}, {"Reboot", flag}, {"ReqNodes", hosts}, {"ReqSwitch", number},
        {"Requeue", flag}, {"Reservation", text}, {"ResizeTime", date_or_na}, {"RestartCnt", number},
        {"Runtime", text}, {"SchedNodes", text}, {"SCT", sct}, {"SegmentSize", number}, {"Shared", oversubscribe},
        {"SiblingsActive", no_federation}, {"SiblingsActiveRaw", no_federation}, {"SiblingsViable", no_federation},
        {"SiblingsViableRaw", no_federation}, {"SLUID", text}, {"Sockets", number_or_any},
        {"SPerBoard", number_or_na}, {"StartTime", date_or_na}, {"State", state}, {"StateCompact", compact},
        {"StdErr", path}, {"StdIn", path}, {"StdOut", path}, {"SubmitTime", date}, {"system_comment", text},
        {"Threads", number_or_any}, {"TimeLeft", limit}, {"TimeLimit", limit}, {"TimeUsed", short_time},
        {"Tres", tres}, {"tres-alloc", tres}, {"tres-bind", text}, {"tres-freq", text},
        {"tres-per-job", gres_or_na}, {"tres-per-node", gres_or_na}, {"tres-per-socket", gres_or_na},
        {"tres-per-task", gres_or_na}, {"UserId", number}, {"UserName", word}, {"Wait4Switch", number},
        {"WCKey", text}, {"WorkDir", path},
    };
    return all;
}

const Forms& step_forms() {
    static const Forms all = {
        {"ArrayJobId", number_or_na}, {"ArrayTaskId", number_or_na}, {"Cluster", word}, {"Container", text},
        {"ContainerId", text}, {"CPUFreq", text}, {"cpus-per-tres", step_gres}, {"Gres", step_gres},
        {"JobId", number}, {"mem-per-tres", step_gres}, {"Network", text}, {"Nodes", hosts}, {"NumCPUs", number},
        {"NumTasks", number}, {"Partition", word}, {"ResvPorts", text}, {"Runtime", text}, {"StartTime", date},
        {"StdErr", step_path}, {"StdIn", step_path}, {"StdOut", step_path}, {"StepId", step_id},
        {"StepName", word}, {"StepState", state}, {"TimeLimit", limit}, {"TimeUsed", short_time},
        {"tres-bind", text}, {"tres-freq", text}, {"tres-per-job", step_tres}, {"tres-per-node", step_gres},
        {"tres-per-socket", step_gres}, {"tres-per-step", step_tres}, {"tres-per-task", step_gres},
        {"UserId", number}, {"UserName", word},
    };
    return all;
}

View view_of_test() {
    setenv("TZ", "UTC", 1);
    View view;
    view.now = test::queue_now();
    view.cluster = "peer";
    return view;
}

template <class Column, class Row>
void expect_forms(const std::vector<Column>& columns, const Forms& forms, const std::vector<Row>& rows) {
    const View view = view_of_test();
    ASSERT_FALSE(rows.empty());
    EXPECT_EQ(forms.size(), columns.size());
    for (const Column& column : columns) {
        ASSERT_TRUE(forms.count(column.name)) << column.name;
        const std::regex form(forms.at(column.name));
        for (const Row& row : rows) {
            const std::string value = column.value(row, view);
            EXPECT_TRUE(std::regex_match(value, form)) << column.name << " of " << row.job->id.value << ": " << value;
        }
    }
}

TEST(SqueueFields, EachHasItsFormForEveryKindOfJob) {
    const auto jobs = test::captured_queue();
    std::vector<JobRow> rows;
    for (const JobPtr& job : jobs) rows.push_back({job.get(), std::nullopt, job->partition});
    expect_forms(job_columns(), job_forms(), rows);
}

TEST(SqueueFields, BindingsAreShownAsAskedFor) {
    const auto shown = [](std::vector<std::pair<std::string, std::string>> kept) {
        auto spec = std::make_shared<JobSpec>();
        spec->kept_options = std::move(kept);
        Job job;
        job.spec = spec;
        const View view = view_of_test();
        for (const JobColumn& column : job_columns())
            if (column.name == "tres-bind") return column.value(JobRow{&job}, view);
        return std::string("no such column");
    };
    EXPECT_EQ(shown({{"tres-bind", "gres/gpu:map:1,0"}}), "gres/gpu:map:1,0");
    EXPECT_EQ(shown({{"gpu-bind", "closest"}}), "gres/gpu:closest");
    EXPECT_EQ(shown({{"tres-bind", "gres/gpu:single:2"}, {"gpu-bind", "closest"}}), "gres/gpu:single:2");
    EXPECT_EQ(shown({}), "N/A");
}

TEST(SqueueFields, EachHasItsFormForEveryKindOfStep) {
    const auto jobs = test::captured_queue();
    const auto rows = step_rows(jobs, "");
    ASSERT_TRUE(rows);
    expect_forms(step_columns(), step_forms(), *rows);
}

/// The rows of one scope of the table of facts beside the repository.
template <class Column>
void expect_facts(std::istream& facts, const std::string& wanted, const std::vector<Column>& columns) {
    std::size_t found = 0;
    for (std::string line; std::getline(facts, line);) {
        std::istringstream words(line);
        std::string scope, letter, name, header;
        std::getline(words, scope, '\t');
        std::getline(words, letter, '\t');
        std::getline(words, name, '\t');
        std::getline(words, header, '\t');
        if (scope != wanted) continue;
        const std::size_t at = table::find_name(std::span<const Column>(columns), name);
        ASSERT_LT(at, columns.size()) << "no column " << name;
        ++found;
        EXPECT_EQ(columns[at].name, name);
        EXPECT_EQ(columns[at].header, header) << name;
        EXPECT_EQ(columns[at].letter ? std::string(1, columns[at].letter) : "", letter) << name;
    }
    EXPECT_EQ(found, columns.size());
}

TEST(SqueueFields, AreThoseOfTheFactTable) {
    const auto path = ms::test::shared_path("surface/squeue_fields.tsv");
    std::ifstream of_jobs(path), of_steps(path);
    if (!of_jobs) GTEST_SKIP() << "there is no ../shared here";
    expect_facts(of_jobs, "job", job_columns());
    expect_facts(of_steps, "step", step_columns());
}

}  // namespace
}  // namespace ms::cmds::squeue
