// SPDX-License-Identifier: MIT
// Every field of sacct prints a value of the right form for every kind of job and step.
#include <fstream>
#include <map>
#include <regex>
#include <sstream>

#include "cmds/sacct/columns.hpp"
#include "libms/base/letters.hpp"
#include "libms/table/field_table.hpp"
#include "tests/support/paths.hpp"
#include "tests/unit/cmds/sacct_records.hpp"

namespace ms::cmds::sacct {
namespace {

constexpr const char* number = "\\d+";
constexpr const char* duration = "(\\d+-)?\\d\\d:\\d\\d:\\d\\d";
constexpr const char* cpu_time = "(\\d+-)?\\d\\d:\\d\\d(:\\d\\d|\\.\\d\\d\\d)";
constexpr const char* date = "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d";
constexpr const char* date_or_none = "Unknown|None|\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d";
constexpr const char* exit_code = "\\d+:\\d+";
constexpr const char* size = "0|\\d+(\\.\\d\\d)?[KMGT]?";
constexpr const char* tres = "\\w[\\w/:]*=[^,=]+(,\\w[\\w/:]*=[^,=]+)*";
constexpr const char* text = "[^\\n]+";
constexpr const char* path = "/[^\\n]*";
constexpr const char* none = "";

std::string or_empty(const char* form) { return std::string("|") + form; }

struct Form {
    std::string of_job;
    std::string of_step;
};

const std::map<std::string_view, Form>& forms() {
    const std::string size_ = or_empty(size), tres_ = or_empty(tres), number_ = or_empty(number);
    const std::string duration_ = or_empty(duration), node_ = or_empty("\\w+"), text_ = or_empty(text);
    static const std::map<std::string_view, Form> all = {
        {"Account", {text, text}}, {"AdminComment", {none, none}}, {"AllocCPUS", {number, number}},
        {"AllocNodes", {number, number}}, {"AllocTRES", {tres_, tres}}, {"AssocID", {number, number}},
        {"AveCPU", {none, duration_}}, {"AveCPUFreq", {none, number}}, {"AveDiskRead", {none, size_}},
        {"AveDiskWrite", {none, size_}}, {"AvePages", {none, number_}}, {"AveRSS", {none, size_}},
        {"AveVMSize", {none, size_}}, {"BlockID", {none, none}}, {"Cluster", {"peer", "peer"}},
        {"Comment", {text_, none}}, {"Constraints", {text_, none}}, {"ConsumedEnergy", {number, number}},
        {"ConsumedEnergyRaw", {number, number}}, {"Container", {none, none}}, {"CPUTime", {duration, duration}},
        {"CPUTimeRAW", {number, number}}, {"DBIndex", {number, number}}, {"DerivedExitCode", {exit_code, none}},
        {"Elapsed", {duration, duration}}, {"ElapsedRaw", {number, number}}, {"Eligible", {date_or_none, date}},
        {"End", {date_or_none, date_or_none}}, {"Exclusive", {"NO|NODE|USER|MCS|TOPO", none}},
        {"ExitCode", {exit_code, exit_code}}, {"Extra", {none, none}}, {"FailedNode", {node_, none}},
        {"Flags", {"|SchedMain,StartRecieved", none}}, {"GID", {number, none}}, {"Group", {text, none}},
        {"JobID", {"\\d+|\\d+_\\d+|\\d+_\\[\\d[\\d,%-]*\\]", "\\d+(_\\d+)?\\.(batch|extern|\\d+)"}},
        {"JobIDRaw", {number, "\\d+\\.(batch|extern|\\d+)"}}, {"JobName", {text, text}},
        {"Layout", {none, "Unknown|Block|Cyclic"}}, {"Licenses", {text_, none}}, {"MaxDiskRead", {none, size_}},
        {"MaxDiskReadNode", {none, node_}}, {"MaxDiskReadTask", {none, number_}}, {"MaxDiskWrite", {none, size_}},
        {"MaxDiskWriteNode", {none, node_}}, {"MaxDiskWriteTask", {none, number_}}, {"MaxPages", {none, number_}},
        {"MaxPagesNode", {none, node_}}, {"MaxPagesTask", {none, number_}}, {"MaxRSS", {none, size_}},
        {"MaxRSSNode", {none, node_}}, {"MaxRSSTask", {none, number_}}, {"MaxVMSize", {none, size_}},
        {"MaxVMSizeNode", {none, node_}}, {"MaxVMSizeTask", {none, number_}}, {"McsLabel", {none, none}},
        {"MinCPU", {none, duration_}}, {"MinCPUNode", {none, node_}}, {"MinCPUTask", {none, number_}},
        {"NCPUS", {number, number}}, {"NNodes", {number, number}}, {"NodeList", {"None assigned|vm", "vm"}},
        {"NTasks", {none, number}}, {"OriginalSLUID", {none, none}},
        {"OverSubscribe", {"OK|NO|YES|USER|MCS|TOPO", none}},
        {"Partition", {text, none}}, {"Planned", {duration, none}}, {"PlannedCPU", {duration, none}},
        {"PlannedCPURAW", {number, none}}, {"Priority", {number, none}}, {"QOS", {text, none}},
        {"QOSRAW", {number, none}}, {"QOSREQ", {text_, none}}, {"Reason", {text, none}},
        {"ReqCPUFreq", {"Unknown", "Unknown|0"}}, {"ReqCPUFreqGov", {"Unknown", "Unknown|0"}},
        {"ReqCPUFreqMax", {"Unknown", "Unknown|0"}}, {"ReqCPUFreqMin", {"Unknown", "Unknown|0"}},
        {"ReqCPUS", {number, number}}, {"ReqMem", {size, none}}, {"ReqNodes", {number, number}},
        {"ReqTRES", {tres, none}}, {"Reservation", {text_, none}}, {"ReservationId", {none, none}},
        {"ReqReservation", {text_, none}}, {"Restarts", {number, none}}, {"SegmentSize", {none, none}},
        {"SLUID", {none, none}}, {"Start", {date_or_none, date}},
        {"State", {"[A-Z_]+|CANCELLED by \\d+", "[A-Z_]+|CANCELLED by \\d+"}}, {"StdErr", {path, none}},
        {"StdIn", {path, none}}, {"StdOut", {path, none}}, {"Submit", {date, date}}, {"SubmitLine", {text, none}},
        {"Suspended", {duration, duration}}, {"SystemComment", {none, none}}, {"SystemCPU", {cpu_time, cpu_time}},
        {"Timelimit", {"\\d\\d:\\d\\d:\\d\\d|Partition_Limit|UNLIMITED", none}},
        {"TimelimitRaw", {"\\d+|Partition_Limit|UNLIMITED", none}}, {"TotalCPU", {cpu_time, cpu_time}},
        {"TRESUsageInAve", {none, tres_}}, {"TRESUsageInMax", {none, tres_}}, {"TRESUsageInMaxNode", {none, tres_}},
        {"TRESUsageInMaxTask", {none, tres_}}, {"TRESUsageInMin", {none, tres_}}, {"TRESUsageInMinNode", {none, tres_}},
        {"TRESUsageInMinTask", {none, tres_}}, {"TRESUsageInTot", {none, tres_}}, {"TRESUsageOutAve", {none, tres_}},
        {"TRESUsageOutMax", {none, tres_}}, {"TRESUsageOutMaxNode", {none, tres_}},
        {"TRESUsageOutMaxTask", {none, tres_}},
        {"TRESUsageOutMin", {none, tres_}}, {"TRESUsageOutMinNode", {none, tres_}},
        {"TRESUsageOutMinTask", {none, tres_}},
        {"TRESUsageOutTot", {none, tres_}}, {"UID", {number, none}}, {"User", {text, none}},
        {"UserCPU", {cpu_time, cpu_time}}, {"WCKey", {text_, none}}, {"WCKeyID", {number, none}},
        {"WorkDir", {path, none}},
    };
    return all;
}

View view_of_test() {
    setenv("TZ", "UTC", 1);
    View view;
    view.now = test::sacct_time(279);
    view.cluster = "peer";
    return view;
}

TEST(SacctFields, EachHasItsFormForEveryKindOfJob) {
    const View view = view_of_test();
    ASSERT_EQ(forms().size(), columns().size());
    for (const LineColumn& column : columns()) {
        ASSERT_TRUE(forms().count(column.name)) << column.name;
        const Form& form = forms().at(column.name);
        const std::regex job_form(form.of_job), step_form(form.of_step);
        for (const AccountingJob& record : test::sacct_records()) {
            const std::string of_job = column.value(job_line(record, view), view);
            EXPECT_TRUE(std::regex_match(of_job, job_form))
                << column.name << " of " << record.job.id.value << ": " << of_job;
            for (const Step& step : record.steps) {
                const std::string of_step = column.value(step_line(record, step, view), view);
                EXPECT_TRUE(std::regex_match(of_step, step_form))
                    << column.name << " of " << record.job.id.value << "." << step.id << ": " << of_step;
            }
        }
    }
}

TEST(SacctFields, AFinishedJobFillsWhatSlurmFills) {
    const View view = view_of_test();
    const AccountingJob record = test::sacct_record(40);
    const Line measured = step_line(record, record.steps.at(1), view);
    for (const LineColumn& column : columns()) {
        if (forms().at(column.name).of_step == none) continue;
        EXPECT_NE(column.value(measured, view), "") << column.name;
    }
}

TEST(SacctFields, EveryDefaultListNamesFieldsByThemselves) {
    for (const std::string_view list : {default_fields, brief_fields, long_fields}) {
        const auto fields = table::parse_fields(list, columns());
        ASSERT_TRUE(fields) << fields.error().message;
        std::string names;
        for (const auto& field : *fields) {
            if (!names.empty()) names += ',';
            names += columns()[field.column].name;
        }
        EXPECT_TRUE(equal_ignoring_case(names, list)) << names;
    }
}

/// The table of facts beside the repository, where there is one.
TEST(SacctFields, AreThoseOfTheFactTable) {
    std::ifstream facts(ms::test::shared_path("surface/sacct_fields.tsv"));
    if (!facts) GTEST_SKIP() << "there is no ../shared here";
    std::string line;
    std::getline(facts, line);
    std::size_t index = 0;
    while (std::getline(facts, line) && line[0] != '#') {
        std::istringstream words(line);
        std::string name, header, width, side;
        std::getline(words, name, '\t');
        std::getline(words, header, '\t');
        std::getline(words, width, '\t');
        std::getline(words, side, '\t');
        ASSERT_LT(index, columns().size());
        const LineColumn& column = columns()[index++];
        EXPECT_EQ(column.name, name);
        EXPECT_EQ(column.header, header);
        EXPECT_EQ(std::to_string(column.width), width) << name;
        EXPECT_EQ(column.side == table::Side::left ? "left" : "right", side) << name;
        EXPECT_FALSE(column.meaning.empty()) << name;
    }
    EXPECT_EQ(index, columns().size());
}

}  // namespace
}  // namespace ms::cmds::sacct
