// SPDX-License-Identifier: MIT
#include "cmds/scontrol/entity_values.hpp"

#include <algorithm>

#include "libms/base/letters.hpp"
#include "libms/text/duration.hpp"
#include "libms/text/number.hpp"
#include "libms/text/size.hpp"

namespace ms::cmds::scontrol {
namespace {

using options::EntityKey;
using options::EntityValue;

bool is_one_of(std::string_view value, std::initializer_list<std::string_view> words) {
    return std::any_of(words.begin(), words.end(), [&](auto word) { return equal_ignoring_case(value, word); });
}
bool is_number_to(std::string_view value, std::uint64_t most) {
    const auto number = text::parse_unsigned(value);
    return number && *number <= most;
}

bool is_yes_or_no(std::string_view value) { return is_one_of(value, {"YES", "NO"}); }
bool is_time(std::string_view value) { return text::parse_time_limit(value).has_value(); }
bool is_over_time(std::string_view value) { return is_one_of(value, {"NONE", "UNLIMITED"}) || is_number_to(value, 65533); }
bool is_small_number(std::string_view value) { return is_number_to(value, 65533); }
bool is_amount(std::string_view value) { return text::parse_megabytes(value).has_value(); }
bool is_cpus(std::string_view value) { return is_one_of(value, {"UNLIMITED"}) || is_number_to(value, 0xFFFFFFF0); }
bool is_node_count(std::string_view value) { return text::parse_count_suffixed(value).has_value(); }
bool is_most_nodes(std::string_view value) { return is_one_of(value, {"UNLIMITED", "INFINITE"}) || is_node_count(value); }
bool is_state(std::string_view value) { return is_one_of(value, {"UP", "DOWN", "DRAIN", "INACTIVE"}); }

bool is_share(std::string_view value) {
    const std::size_t colon = value.find(':');
    const std::string_view word = value.substr(0, colon);
    if (colon == std::string_view::npos) return is_one_of(word, {"NO", "EXCLUSIVE", "YES", "FORCE"});
    return is_one_of(word, {"YES", "FORCE"}) && is_number_to(value.substr(colon + 1), 0x7FFF) && !value.ends_with(":0");
}

bool is_any_number(std::string_view value) {
    return value.empty() || is_one_of(value, {"UNLIMITED", "INFINITE"}) || text::parse_signed(value);
}
bool is_not_negative(std::string_view value) { return !value.starts_with('-'); }
bool is_weight(std::string_view value) { return !text::parse_unsigned(value) || is_number_to(value, 0xFFFFFFF0); }

/// What becomes of the command when a value is not accepted.
enum class Otherwise { aborted, refused, passed_over };

/// Lines of an error: %t is the word as given, %n the key's name, %v the value.
struct ValueRow {
    EntityValue value;
    bool (*accepts)(std::string_view value);
    Otherwise otherwise;
    std::string_view lines;
};
// Several rows of one kind are looked at in turn.
constexpr ValueRow value_rows[] = {
    {EntityValue::yes_or_no, is_yes_or_no, Otherwise::aborted,
     "Invalid input: %t\nAcceptable %n values are YES and NO"},
    {EntityValue::time, is_time, Otherwise::aborted, "Invalid input %t"},
    {EntityValue::over_time, is_over_time, Otherwise::aborted, "Invalid %n value: %v"},
    {EntityValue::small_number, is_small_number, Otherwise::aborted, "Invalid %n value: %v"},
    {EntityValue::number, is_amount, Otherwise::aborted, "Invalid %n value: %v"},
    {EntityValue::cpus, is_cpus, Otherwise::aborted, "Invalid %n value: %v"},
    {EntityValue::least_nodes, is_node_count, Otherwise::passed_over, "\"%v\" is not a valid node count"},
    {EntityValue::most_nodes, is_most_nodes, Otherwise::refused, "Invalid numeric value \"%v\" for %n."},
    {EntityValue::weight, is_any_number, Otherwise::passed_over, "%n value (%v) is not a valid number"},
    {EntityValue::weight, is_not_negative, Otherwise::passed_over, "%n value (%v) is less than zero"},
    {EntityValue::weight, is_weight, Otherwise::passed_over, "%n value (%v) is greater than 4294967280"},
    {EntityValue::share, is_share, Otherwise::aborted,
     "Invalid input: %t\nAcceptable OverSubscribe values are NO, EXCLUSIVE, YES:#, and FORCE:#"},
    {EntityValue::partition_state, is_state, Otherwise::aborted,
     "Invalid input: %t\nAcceptable State values are UP, DOWN, DRAIN and INACTIVE"},
};

std::string filled_in(std::string_view line, const EntityKey& key, const Pair& pair) {
    std::string text;
    for (std::size_t i = 0; i < line.size(); ++i) {
        if (line[i] != '%') {
            text += line[i];
            continue;
        }
        switch (line[++i]) {
            case 't': text += pair.text; break;
            case 'n': text += key.name; break;
            default: text += pair.value; break;
        }
    }
    return text;
}

/// The first row that does not accept the value, when it has been told; nullptr: it is accepted.
const ValueRow* refusal_of(const Call& call, const EntityKey& key, const Pair& pair) {
    for (const ValueRow& row : value_rows) {
        if (row.value != key.value || row.accepts(pair.value)) continue;
        call.context.error(filled_in(row.lines, key, pair));
        return &row;
    }
    return nullptr;
}

/// Slurm's tools leave it with the error of a request that was never made.
void end_refused(const Call& call, const EntityWords& words) {
    if (words.is_update) call.fail("slurm_update error: No error");
}

void refuse_word(const Call& call, const EntityWords& words, const Pair& pair) {
    if (!pair.has_value) {
        call.context.error("Invalid input: " + pair.text + "  Request aborted");
        return end_refused(call, words);
    }
    const std::string sentence = "Update of this parameter is not supported: " + pair.text;
    if (!words.as_errors) {
        call.fail(sentence);
        call.fail("Request aborted");
        return;
    }
    call.context.error(sentence);
    call.fail("");
    call.context.error("Request aborted");
    end_refused(call, words);
}

}  // namespace

std::optional<EntityValues> read_entity_values(const Call& call, const EntityWords& words, const std::vector<Pair>& pairs) {
    EntityValues values;
    for (const Pair& pair : pairs) {
        const bool is_assignment = pair.has_value && !pair.sign;
        const EntityKey* key = is_assignment ? options::find_entity_key(words.keys, pair.key) : nullptr;
        if (!key) {
            refuse_word(call, words, pair);
            return std::nullopt;
        }
        if (!key->works) {
            call.context.error(std::string(key->name) + " is for what is not here: " + pair.text);
            return std::nullopt;
        }
        const ValueRow* refused_by = refusal_of(call, *key, pair);
        if (refused_by && refused_by->otherwise == Otherwise::aborted) end_refused(call, words);
        if (refused_by && refused_by->otherwise != Otherwise::passed_over) return std::nullopt;
        if (!refused_by) values.emplace_back(key->name, pair.value);
    }
    return values;
}

}  // namespace ms::cmds::scontrol
