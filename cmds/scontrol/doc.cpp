// SPDX-License-Identifier: MIT
#include "cmds/scontrol/keywords.hpp"
#include "cmds/scontrol/options.hpp"
#include "cmds/scontrol/run.hpp"
#include "libms/options/entity_keys.hpp"
#include "libms/options/job_keys.hpp"

namespace ms::cmds::scontrol {
namespace {

/// What the first word behind a keyword is, by the way its usage tells it; and what names an entity of "show".
struct Follows {
    std::string_view word;
    std::string_view kind;
};
constexpr Follows by_usage[] = {
    {"JOB", "job"}, {"JOBS", "job"}, {"[JOB[.STEP]]", "step"}, {"LEVEL", "quiet fatal error info verbose debug debug2 debug3"},
};
constexpr Follows by_entity[] = {
    {"jobs", "job"},       {"jobid", "job"},       {"licenses", "license"},         {"nodes", "node"},
    {"steps", "step"},     {"partitions", "partition"}, {"reservations", "reservation"},
};

std::string first_word(std::string_view text) { return std::string(text.substr(0, text.find(' '))); }

std::string keyword_names() {
    std::string names;
    for (const Word& word : keywords())
        if (!word.meaning.empty()) names += (names.empty() ? "" : " ") + std::string(word.name);
    return names;
}
std::string entity_names() {
    std::string names;
    for (const Word& word : entities())
        if (word.act) names += (names.empty() ? "" : " ") + std::string(word.name);
    return names;
}

template <class Keys>
std::string key_words(const Keys& keys, bool (*works)(const typename Keys::element_type&)) {
    std::string words;
    for (const auto& key : keys)
        if (works(key)) words += (words.empty() ? "" : " ") + std::string(key.name) + "=";
    return words;
}

void add_keys(std::vector<OperandDoc>& operands, const std::string& after) {
    const auto works = [](const options::EntityKey& key) { return key.works; };
    operands.push_back({after + " NodeName=", key_words(options::node_update_keys(), works)});
    operands.push_back({after + " PartitionName=", key_words(options::partition_update_keys(), works)});
    operands.push_back({after + " JobId=", key_words(options::job_update_keys(), [](const options::JobUpdateKey& key) {
                            return key.read != nullptr;
                        })});
}

/// "show job" as well as "show jobs": the words may be cut short, and people cut that letter.
void add_entity(std::vector<OperandDoc>& operands, const Follows& entity) {
    operands.push_back({"show " + std::string(entity.word), std::string(entity.kind)});
    if (entity.word.back() == 's')
        operands.push_back({"show " + std::string(entity.word.substr(0, entity.word.size() - 1)), std::string(entity.kind)});
}

std::vector<OperandDoc> operands() {
    std::vector<OperandDoc> operands = {{"", keyword_names()}, {"show", entity_names()}};
    for (const Word& word : keywords())
        for (const Follows& each : by_usage)
            if (first_word(word.usage) == each.word) operands.push_back({std::string(word.name), std::string(each.kind)});
    for (const Follows& each : by_entity) add_entity(operands, each);
    operands.push_back({"update", "JobId= NodeName= PartitionName="});
    operands.push_back({"create", "PartitionName="});
    operands.push_back({"delete", "PartitionName="});
    operands.push_back({"write", "batch_script config"});
    operands.push_back({"write batch_script", "job"});
    add_keys(operands, "update");
    return operands;
}

}  // namespace

const CommandDoc& doc() {
    static const CommandDoc doc{"scontrol", "show and change the state of jobs, nodes and the daemon",
                                "scontrol [OPTIONS...] COMMAND [WORDS...]", options::rows_of(option_table()), {}, {},
                                operands()};
    return doc;
}

}  // namespace ms::cmds::scontrol
