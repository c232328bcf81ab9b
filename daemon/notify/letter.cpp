// SPDX-License-Identifier: MIT
#include "daemon/notify/letter.hpp"

#include <algorithm>
#include <cctype>

#include "daemon/exec/order.hpp"
#include "daemon/notify/facts.hpp"
#include "libms/data_parser/writer.hpp"
#include "libms/text/date.hpp"
#include "libms/text/job.hpp"
#include "libms/text/number.hpp"

namespace msd::notify {
namespace {

constexpr const char* default_program = "mail";  // in one of the system's folders
constexpr const char* mail_date = "%a, %d %b %Y %H:%M:%S %z";
constexpr const char* patience_s = "30";  // for a server that does not answer

bool is_hook(const std::string& address) {
    return address.rfind("http://", 0) == 0 || address.rfind("https://", 0) == 0;
}

/// A header is one line, whatever a job is called.
std::string one_line(std::string text) {
    std::replace_if(text.begin(), text.end(), [](unsigned char c) { return std::iscntrl(c) != 0; }, ' ');
    return text;
}

/// As a mail header holds it: with anything but ASCII as an encoded word.
std::string header_text(const std::string& text) {
    const auto is_ascii = [](unsigned char c) { return c < 0x80; };
    if (std::all_of(text.begin(), text.end(), is_ascii)) return text;
    constexpr char digits[] = "0123456789ABCDEF";
    std::string out = "=?UTF-8?Q?";
    for (unsigned char c : text) {
        if (std::isalnum(c))
            out += static_cast<char>(c);
        else
            ((out += '=') += digits[c >> 4]) += digits[c & 15];
    }
    return out + "?=";
}

std::string ids_of(const core::Tell& tell) {
    const Job& job = *tell.job;
    const std::string id = std::to_string(job.id.value), master = std::to_string(job.array.master_id.value);
    if (tell.whole_array) return "Array Summary Job_id=" + master + "_* (" + master + ")";
    if (job.array && job.array.is_task) return "Array Task Job_id=" + text::shown_job_id(job) + " (" + id + ")";
    return "Job_id=" + id;
}

/// ", COMPLETED, ExitCode 0" behind the end of a job; of one that a signal has ended the state alone.
std::string outcome_of(const core::Tell& tell, const Facts& facts) {
    if (!facts.ended) return {};
    const ExitStatus& exit = tell.job->exit;
    const std::string state = ", " + facts.state;
    if (!tell.whole_array) return exit.signal ? state : state + ", ExitCode " + std::to_string(exit.code);
    const core::ArraySummary& all = tell.summary;
    if (all.highest_signal) return state + ", MaxSignal [" + std::to_string(all.highest_signal) + "]";
    return state + ", ExitCode [" + std::to_string(all.lowest_code) + "-" + std::to_string(all.highest_code) + "]";
}

/// The wait status that Slurm passes on as a number.
std::string wait_status(const ExitStatus& exit) { return std::to_string(exit.code * 256 + exit.signal); }

std::vector<std::string> variables_of(const core::Tell& tell, const Facts& facts, const exec::SiteFacts& site) {
    const Job& job = *tell.job;
    auto out = exec::job_variables(job, *job.spec, site, exec::Kind::hook);
    std::erase_if(out, [](const std::string& entry) {
        return entry.rfind("SLURM_JOB_EXIT_CODE", 0) == 0 || entry.rfind("SLURM_JOB_DERIVED_EC", 0) == 0;
    });
    const exec::JobFiles files = exec::job_files(job);
    out.push_back("PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
    if (!site.home.empty()) out.push_back("HOME=" + site.home);
    out.push_back("SLURM_JOB_STDIN=" + files.std_in);
    out.push_back("SLURM_JOB_STDOUT=" + files.std_out);
    out.push_back("SLURM_JOB_STDERR=" + files.std_err);
    out.push_back("SLURM_JOB_MAIL_TYPE=" + facts.event);
    out.push_back("SLURM_JOB_STATE=" + std::string(state_name(job.state)));
    if (facts.queued) out.push_back("SLURM_JOB_QUEUED_TIME=" + *facts.queued);
    if (facts.ran) out.push_back("SLURM_JOB_RUN_TIME=" + *facts.ran);
    if (!facts.ended) return out;
    out.push_back("SLURM_JOB_EXIT_CODE=" + wait_status(job.exit));
    out.push_back("SLURM_JOB_EXIT_CODE2=" + std::to_string(job.exit.code) + ":" + std::to_string(job.exit.signal));
    out.push_back("SLURM_JOB_DERIVED_EC=" + wait_status(job.derived_exit));
    const std::uint32_t highest = tell.whole_array ? tell.summary.highest_code : job.exit.code;
    out.push_back("SLURM_JOB_EXIT_CODE_MAX=" + std::to_string(highest));
    if (!tell.whole_array) return out;
    out.push_back("SLURM_JOB_EXIT_CODE_MIN=" + std::to_string(tell.summary.lowest_code));
    if (tell.summary.highest_signal)
        out.push_back("SLURM_JOB_TERM_SIGNAL_MAX=" + std::to_string(tell.summary.highest_signal));
    return out;
}

std::string json_of(const core::Tell& tell, const Facts& facts, const std::string& cluster, const std::string& subject,
                    Time now) {
    const Job& job = *tell.job;
    const auto writer = data_parser::make_json_writer({});
    const auto text = [&](const char* key, const std::string& value) {
        writer->key(key);
        writer->text(value);
    };
    const auto number = [&](const char* key, std::int64_t value) {
        writer->key(key);
        writer->integer(value);
    };
    writer->begin_object();
    text("text", subject);
    text("event", facts.type);
    number("time", epoch_seconds(now));
    text("cluster", cluster);
    number("job_id", job.id.value);
    if (job.array) number("array_job_id", job.array.master_id.value);
    if (job.array.is_task && !tell.whole_array) number("array_task_id", job.array.task_id);
    text("name", job.spec->name);
    text("user_name", job.user);
    text("partition", job.partition);
    text("account", job.spec->account);
    text("nodes", text::shown_nodes(job));
    text("current_working_directory", job.spec->work_dir);
    text("job_state", facts.state);
    if (facts.queued) number("queued_seconds", epoch_seconds(job.start) - epoch_seconds(job.submit));
    if (facts.ran) number("run_seconds", is_set(job.start) ? run_time(job, now).count() : 0);
    if (facts.ended) {
        number("exit_code", tell.whole_array ? tell.summary.highest_code : job.exit.code);
        number("signal", tell.whole_array ? tell.summary.highest_signal : job.exit.signal);
    }
    writer->end_object();
    writer->finish();
    return writer->take();
}

/// "alice" is alice@DOMAIN where the site says so.
std::string with_domain(const std::string& address, const std::string& domain) {
    return domain.empty() || address.find('@') != std::string::npos ? address : address + "@" + domain;
}

std::vector<std::string> curl(std::vector<std::string> rest) {
    std::vector<std::string> command{"curl", "--disable", "--silent", "--show-error", "--fail", "--globoff",
                                     "--max-time", patience_s};
    command.insert(command.end(), std::make_move_iterator(rest.begin()), std::make_move_iterator(rest.end()));
    return command;
}

/// What is said, and by which means.
class Writing {
  public:
    Writing(const core::Tell& tell, const config::MailSettings& settings, const exec::SiteFacts& site,
            const Sender& sender, Time now)
        : tell_(tell), settings_(settings), site_(site), sender_(sender), now_(now), facts_(facts_of(tell, now)),
          subject_(subject_of(tell, now)) {}

    Letter to_hook(const std::string& address) const {
        return letter(curl({"--proto", "=http,https", "--header", "Content-Type: application/json", "--data-binary",
                            "@-", "--output", "/dev/null", "--url", address}),
                      json_of(tell_, facts_, site_.cluster_name, subject_, now_), address);
    }
    Letter to_program(const std::string& address) const {
        const std::string program = settings_.program.empty() ? std::string(default_program) : settings_.program;
        return letter({program, "-s", subject_, address}, {}, address);
    }
    Letter to_server(const std::string& address) const {
        const std::string from = with_domain(tell_.job->user, settings_.domain.empty() ? sender_.host : settings_.domain);
        const std::string mail = "From: " + from + "\r\nTo: " + one_line(address) + "\r\nSubject: " +
                                 header_text(subject_) + "\r\nDate: " + text::format_date(now_, mail_date) +
                                 "\r\nAuto-Submitted: auto-generated\r\n\r\n" + subject_ + "\r\n";
        return letter(curl({"--url", settings_.server, "--mail-from", from, "--mail-rcpt", address, "--upload-file", "-"}),
                      mail, address);
    }

  private:
    Letter letter(std::vector<std::string> command, std::string input, const std::string& to) const {
        const Job& job = *tell_.job;
        std::optional<Owner> run_as;
        if (sender_.switch_user && job.uid != 0) run_as = Owner{job.uid, job.gid};
        return {std::move(command), run_as, variables_of(tell_, facts_, site_), std::move(input),
                "job " + text::shown_job_id(job), to};
    }

    const core::Tell& tell_;
    const config::MailSettings& settings_;
    const exec::SiteFacts& site_;
    const Sender& sender_;
    Time now_;
    Facts facts_;
    std::string subject_;
};

}  // namespace

std::string subject_of(const core::Tell& tell, Time now) {
    const Facts facts = facts_of(tell, now);
    std::string line = "Slurm " + ids_of(tell) + " Name=" + tell.job->spec->name + " " + facts.event;
    if (!tell.whole_array && facts.queued) line += ", Queued time " + *facts.queued;
    if (!tell.whole_array && facts.ran) line += ", Run time " + *facts.ran;
    return one_line(line + outcome_of(tell, facts));
}

std::vector<Letter> letters_of(const core::Tell& tell, const config::MailSettings& settings, const exec::SiteFacts& site,
                               const Sender& sender, Time now) {
    const Writing writing(tell, settings, site, sender, now);
    const std::string& asked = tell.job->spec->mail_user;
    std::vector<Letter> letters;
    std::vector<std::string> people;
    for (const std::string& address : text::split_list(asked.empty() ? tell.job->user : asked)) {
        if (is_hook(address))
            letters.push_back(writing.to_hook(address));
        else if (!address.empty() && address.front() != '-')  // that would be an option to the program
            people.push_back(with_domain(address, settings.domain));
    }
    if (people.empty()) return letters;
    if (settings.server.empty()) {
        letters.push_back(writing.to_program(text::join(people)));
        return letters;
    }
    for (const std::string& address : people) letters.push_back(writing.to_server(address));
    return letters;
}

}  // namespace msd::notify
