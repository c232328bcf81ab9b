// SPDX-License-Identifier: MIT
// Which options a submitting command has: the shared rows that are its, with the input variables of its name, and
// rows of its own. sbatch, srun and salloc make one SubmitTable each:
//
//     struct SrunSettings : options::SubmitSettings { bool label = false; … };
//     constexpr options::Option<SrunSettings> own[] = {{{"label", 'l', Arg::none, …}, …}};
//     const options::SubmitTable<SrunSettings> table(options::srun, own);
#pragma once

#include <algorithm>
#include <deque>
#include <type_traits>

#include "libms/options/submit.hpp"

namespace ms::options {

/// The commands that submit, one bit each.
enum Submitter : std::uint8_t { sbatch = 1, srun = 2, salloc = 4 };

/// A row that several commands share. Its `environment` names the variables of all of them: "*_X" is SBATCH_X for
/// sbatch, SLURM_X for srun, SALLOC_X for salloc; a whole name belongs to the command of its prefix (SLURM_ and SRUN_
/// are srun's); "=NAME" is a variable that every command reads.
struct SubmitOption {
    Row row;
    Result<void> (*apply)(SubmitSettings& settings, std::string_view value) = nullptr;
    std::string (*show)(const SubmitSettings& settings) = nullptr;
    std::uint8_t commands = sbatch | srun | salloc;
};

/// All shared rows, by name.
std::span<const SubmitOption> shared_submit_options();

/// The part of a shared row's `environment` that is `command`'s, as from_environment() reads it.
std::string input_variables(std::string_view environment, Submitter command);

/// Keep the value of an option with the job as it was given.
void keep_option(std::string_view name, const std::string& value, JobSpec& spec);
/// The variable has what stands behind --switches=COUNT@ where that has no time of its own.
void keep_switch_wait(const char* variable, JobSpec& spec);
/// The last occurrence of each row, in table order.
void note_given(Given given, std::vector<Given>& all);

template <class S = SubmitSettings>
class SubmitTable {
    static_assert(std::is_base_of_v<SubmitSettings, S>);

  public:
    explicit SubmitTable(Submitter command, std::span<const Option<S>> own = {}) {
        for (const SubmitOption& option : shared_submit_options()) {
            if (!(option.commands & command)) continue;
            Entry entry{option.row, &option, nullptr};
            variables_.push_back(input_variables(option.row.environment, command));
            entry.row.environment = variables_.back();
            entries_.push_back(entry);
        }
        for (const Option<S>& option : own) entries_.push_back({option.row, nullptr, &option});
        std::sort(entries_.begin(), entries_.end(),
                  [](const Entry& a, const Entry& b) { return a.row.name < b.row.name; });
        for (const Entry& entry : entries_) rows_.push_back(&entry.row);
    }
    SubmitTable(const SubmitTable&) = delete;
    SubmitTable& operator=(const SubmitTable&) = delete;

    /// By name. A Given's row is an index in here.
    const std::vector<const Row*>& rows() const { return rows_; }

    /// Apply the options of one source. Options that are kept as text are noted in spec.kept_options.
    Result<void> apply(const std::vector<Given>& given, Source source, S& settings) const {
        settings.source = source;
        for (const Given& each : given) {
            const Row& row = entries_[each.row].row;
            if (source == Source::header && !row.in_header) continue;
            MS_TRY(check_status(row));
            MS_TRY(apply_one(each, settings));
            const std::size_t meant = canonical(each.row);
            if (row.status == Status::no_effect || row.status == Status::kept)
                keep_option(entries_[meant].row.name, each.value, settings.spec);
            note_given({meant, each.value, each.has_value}, settings.given);
        }
        return {};
    }

    /// What the row does, and nothing beside it.
    Result<void> apply_one(const Given& given, S& settings) const {
        const Entry& entry = entries_[given.row];
        if (entry.shared && entry.shared->apply) return entry.shared->apply(settings, given.value);
        if (entry.own && entry.own->apply) return entry.own->apply(settings, given.value);
        return {};
    }

    /// What -v prints of an option in force: "set" for a flag.
    std::string shown_value(const Given& given, const S& settings) const {
        const Entry& entry = entries_[given.row];
        if (entry.shared && entry.shared->show) return entry.shared->show(settings);
        if (entry.own && entry.own->show) return entry.own->show(settings);
        if (!given.value.empty() || entry.row.arg == Arg::required) return given.value;
        return "set";
    }

  private:
    struct Entry {
        Row row;
        const SubmitOption* shared;  // one of the two
        const Option<S>* own;
    };

    /// The index of the row that an alias stands for, or the row's own.
    std::size_t canonical(std::size_t index) const {
        const std::string_view name = entries_[index].row.alias_of;
        for (std::size_t i = 0; !name.empty() && i < entries_.size(); ++i)
            if (entries_[i].row.name == name) return i;
        return index;
    }

    std::vector<Entry> entries_;
    std::deque<std::string> variables_;  // what the rows' views point to
    std::vector<const Row*> rows_;
};

}  // namespace ms::options
