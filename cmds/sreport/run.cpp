// SPDX-License-Identifier: MIT
#include "cmds/sreport/run.hpp"

#include <algorithm>
#include <utility>

#include "cmds/shared/prompt.hpp"
#include "cmds/sreport/report.hpp"
#include "cmds/sreport/words.hpp"
#include "libms/base/letters.hpp"
#include "libms/client/client.hpp"
#include "libms/options/no_effect.hpp"
#include "libms/text/number.hpp"

namespace ms::cmds::sreport {
namespace {

struct Report {
    std::string_view group;  // cluster, job, user
    std::string_view name;
    std::size_t least;
    Listing (*make)(const Facts& facts);
    std::string_view short_name = {};
    bool reads_jobs = false;  // single ones, for what no sums are kept of
    bool reads_reservations = false;
};
constexpr Report report_table[] = {
    {"cluster", "AccountUtilizationByUser", 1, accounts_by_user, "AU"},
    {"cluster", "AccountUtilizationByQOS", 23, accounts_by_qos, "AQ"},
    {"cluster", "UserUtilizationByAccount", 6, users_by_account, "UA"},
    {"cluster", "UserUtilizationByWckey", 18, users_by_wckey, "UW", true},
    {"cluster", "Utilization", 1, utilization},
    {"cluster", "WCKeyUtilizationByUser", 1, wckeys_by_user, "WU", true},
    {"job", "SizesByAccount", 1, sizes_by_account, {}, true},
    {"job", "SizesByAccountAndWckey", 15, sizes_by_account_and_wckey, {}, true},
    {"job", "SizesByWckey", 8, sizes_by_wckey, {}, true},
    {"reservation", "Utilization", 1, reservation_utilization, {}, false, true},
    {"user", "TopUsage", 1, top_users},
};

/// What a group's reports are, for who has asked for another one.
struct Group {
    std::string_view name;
    std::size_t least;
    std::string_view reports;
};
constexpr Group groups[] = {
    {"cluster", 2, "Valid cluster reports are, \"AccountUtilizationByUser\", \"AccountUtilizationByQOS\", \"UserUtilizationByAccount\", \"UserUtilizationByWCKey\", \"Utilization\", and \"WCKeyUtilizationByUser\""},
    {"job", 1, "Valid job reports are, \"SizesByAccount, SizesByAccountAndWcKey, and SizesByWcKey\""},
    {"reservation", 2, "Valid reservation reports are, \"Utilization\""},
    {"user", 1, "Valid user reports are, \"Top\""},
};

int complain(const CommandContext& context, const std::string& line) {
    std::fprintf(context.err, "%s\n", line.c_str());
    return 1;
}

bool is_meant(const Report& report, const Group& group, const std::string& word) {
    if (report.group != group.name) return false;
    return equal_ignoring_case(report.short_name, word) ||
           (word.size() >= report.least && starts_with_ignoring_case(report.name, word));
}

/// What -T names of what there is; cpu where it names nothing.
std::vector<std::string> reported_tres(const Settings& settings, const AccountsReply& site) {
    if (settings.tres.empty()) return {"cpu"};
    std::vector<std::string> found;
    for (const auto& [name, amount] : site.tres)
        for (const std::string& wanted : settings.tres)
            if (equal_ignoring_case(wanted, name) || equal_ignoring_case(wanted, "all")) {
                found.push_back(name);
                break;
            }
    return found;
}

int report(const CommandContext& context, const Settings& settings, const std::vector<std::string>& words) {
    const auto* group = std::find_if(std::begin(groups), std::end(groups), [&](const Group& each) {
        return words[0].size() >= each.least && starts_with_ignoring_case(each.name, words[0]);
    });
    if (group == std::end(groups)) return complain(context, "invalid keyword: " + words[0]);
    if (words.size() < 2) return complain(context, "too few arguments for keyword:" + words[0]);
    const auto* report = std::find_if(std::begin(report_table), std::end(report_table), [&](const Report& each) { return is_meant(each, *group, words[1]); });
    if (report == std::end(report_table)) return complain(context, "Not valid report " + words[1] + "\n" + std::string(group->reports));
    const auto read = read_words({words.begin() + 2, words.end()}, context.now);
    if (!read) return complain(context, read.error().message);
    const auto site = client::ask<AccountsReply>(*context.client, AccountsQuery{});
    const auto usage = client::ask<UsageReply>(*context.client, UsageQuery{read->start, read->end, report->reads_jobs});
    Result<ReservationUsageReply> reservations = ReservationUsageReply{};
    if (report->reads_reservations)
        reservations = client::ask<ReservationUsageReply>(*context.client, ReservationUsageQuery{read->start, read->end});
    for (const Error* error : {site ? nullptr : &site.error(), usage ? nullptr : &usage.error(),
                               reservations ? nullptr : &std::as_const(reservations).error()})
        if (error) {
            context.error(error->message);
            return 1;
        }
    const Facts facts{settings, *read, *site, *usage, *reservations, reported_tres(settings, *site)};
    if (facts.tres.empty()) {
        context.fatal("No valid TRES given");
        return 1;
    }
    return print(context, facts, report->make(facts));
}

int execute(const CommandContext& context, Settings& settings, const std::vector<std::string>& words) {
    if (const auto status = act_on_word(context, settings, words)) return *status;
    return report(context, settings, words);
}

/// One command a line, until exit or the end of the input.
int interact(const CommandContext& context, Settings settings) {
    return prompt(context, "sreport", [&](const std::vector<std::string>& words, int& status) {
        if (is_end(words.front())) return false;
        status = execute(context, settings, words);
        return true;
    });
}

}  // namespace

int run(const CommandContext& context) {
    const auto line = options::parse(doc().rows, context.words, options::Order::permute);
    if (!line) return context.usage_error(line.error().message, 1);
    Settings settings;
    for (const auto& given : {options::from_environment(doc().rows), line->given})
        if (const auto applied = options::apply(option_table(), given, settings); !applied) {
            context.error(applied.error().message);
            return 1;
        }
    if (settings.version) context.print(std::string(slurm_version) + "\n");
    else if (settings.help) context.print(options::help_text(doc().usage, doc().rows));
    else {
        options::tell_no_effect_if_verbose(context, doc().rows, line->given);
        if (line->operands.empty()) return interact(context, settings);
        return is_end(line->operands.front()) ? 0 : execute(context, settings, line->operands);
    }
    return 0;
}

}  // namespace ms::cmds::sreport
