// SPDX-License-Identifier: MIT
// Mutated texts through every parser: none may crash (the sanitizers watch), and what is accepted must survive being
// printed and read again. Seeded, so a failure is found again by the same number.
#include <gtest/gtest.h>
#include <random>

#include "libms/text/array.hpp"
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

namespace ms::text {
namespace {

using Seeds = std::vector<std::string>;

class Mutator {
  public:
    explicit Mutator(const Seeds& seeds) : seeds_(seeds) {}

    std::string next() {
        std::string text = pick(seeds_);
        for (std::size_t changes = 1 + random_() % 4; changes > 0; --changes) change(text);
        return text;
    }

  private:
    const std::string& pick(const Seeds& from) { return from[random_() % from.size()]; }
    void change(std::string& text) {
        static const Seeds pieces{
            "0", "1", "9", "-", ":", ",", "[", "]", "%", "_", "@", ".", "/", "=", "*", "?", "+", "(", ")", " ", "'",
            "\"", "\\", "#", "\n", "K", "G", "T", "\xFF", std::string(1, '\0'), "4294967295", "4294967296",
            "9223372036854775807", "18446744073709551615", "18446744073709551616"};
        const std::size_t at = text.empty() ? 0 : random_() % text.size();
        switch (random_() % 4) {
            case 0: text.insert(at, pick(pieces)); break;
            case 1: text.erase(at, 1 + random_() % 3); break;
            case 2: text.replace(at, 1, pick(pieces)); break;
            default: text.insert(at, pick(seeds_)); break;
        }
    }

    const Seeds& seeds_;
    std::mt19937 random_{20260820};
};

/// check(text) says whether the text was accepted; some of the mutants must be, and some must not.
template <class Check>
void fuzz(const Seeds& seeds, Check check) {
    Mutator mutator(seeds);
    int accepted = 0;
    constexpr int rounds = 20'000;
    for (int round = 0; round < rounds && !testing::Test::HasFailure(); ++round) {
        const std::string text = mutator.next();
        SCOPED_TRACE("round " + std::to_string(round) + ": " + text);
        if (check(text)) ++accepted;
    }
    EXPECT_GT(accepted, 0);
    EXPECT_LT(accepted, rounds);
}

TEST(Fuzz, Words) {
    fuzz({"-n 3 -c 2", "--job-name='a b'", "a\"b c\"d # x", "a\\#b"}, [](const std::string& text) {
        const auto words = split_words(text);
        if (!words) return false;
        std::string quoted;
        for (const auto& word : *words) {
            quoted += " '";
            for (const char c : word) quoted += c == '\'' || c == '\\' ? std::string("\\") + c : std::string(1, c);
            quoted += "'";
        }
        EXPECT_EQ(split_words(quoted), *words);
        return true;
    });
}

TEST(Fuzz, Scripts) {
    fuzz({"#!/bin/sh\n#SBATCH -n 1\n", "#!/bin/bash\n\n#SBATCH --x='a'\necho\n"}, [](const std::string& text) {
        const auto header = parse_header(text, "p");
        if (header) {
            for (const auto& line : *header) EXPECT_FALSE(line.words.empty());
        }
        return check_script(text).has_value();
    });
}

TEST(Fuzz, Durations) {
    fuzz({"30", "1:30:00", "2-12:30", "UNLIMITED", "-1"}, [](const std::string& text) {
        const auto limit = parse_time_limit(text);
        if (!limit) return false;
        EXPECT_TRUE(limit->is_finite() || limit->is_unlimited());
        EXPECT_EQ(parse_time_limit(format_limit_long(*limit)), *limit);
        return true;
    });
}

TEST(Fuzz, Sizes) {
    fuzz({"4000", "4G", "60gb", "500K"}, [](const std::string& text) {
        const auto size = parse_megabytes(text);
        if (!size) return false;
        EXPECT_FALSE(format_size(size->value, 'M').empty());
        if (size->value > 0) { EXPECT_EQ(parse_megabytes(format_size_raw(size->value, 'M')), *size); }
        return true;
    });
}

TEST(Fuzz, Hostlists) {
    fuzz({"n[01-10,12],gpu1", "a1,a2,b07", "r[0-1]n[1-2]"}, [](const std::string& text) {
        const auto names = expand_hostlist(text);
        if (!names) return false;
        if (names->size() > 1000) return true;  // keep the test quick
        EXPECT_EQ(expand_hostlist(fold_hostlist(*names)), *names);
        auto sorted = expand_hostlist(fold_hostlist_sorted(*names));
        EXPECT_TRUE(sorted && sorted->size() <= names->size());
        return true;
    });
}

TEST(Fuzz, Arrays) {
    fuzz({"0-99:5%10", "[1,3,5-7]", "1-10", "5,4,3"}, [](const std::string& text) {
        const auto spec = parse_array(text, 1001);
        if (!spec) return false;
        const auto again = parse_array(format_tasks(spec->tasks, spec->max_running, 0), 1001);
        EXPECT_TRUE(again);
        if (again) {
            EXPECT_EQ(again->tasks, spec->tasks);
            EXPECT_EQ(again->max_running, spec->max_running);
        }
        EXPECT_LE(format_tasks(spec->tasks, 0, 64).size(), 63u);
        return true;
    });
}

TEST(Fuzz, Selectors) {
    fuzz({"12", "12_3", "12_[1-5,7]", "12_*", "12.batch", "12_3.0"}, [](const std::string& text) {
        const auto selectors = parse_selectors(text);
        if (!selectors) return false;
        EXPECT_FALSE(selectors->empty());
        for (const auto& selector : *selectors) {
            EXPECT_TRUE(selector.job);
            EXPECT_EQ(parse_selector(selector.text), selector);
        }
        return true;
    });
}

TEST(Fuzz, Dependencies) {
    const Seeds seeds{"afterok:12:13,singleton", "after:12+5?afterany:13_4", "123", "afterok:7_[1,3-4]"};
    fuzz(seeds, [](const std::string& text) {
        const auto spec = parse_dependency(text);
        if (!spec) return false;
        const auto again = parse_dependency(format_dependency(spec->all, spec->any));
        EXPECT_TRUE(again);
        if (again) { EXPECT_EQ(again->all, spec->all); }
        return true;
    });
}

TEST(Fuzz, Resources) {
    fuzz({"gpu:a100:2,shard:4", "gpu", "vmem:8g", "gpu:2080ti:1"}, [](const std::string& text) {
        (void)parse_gpus(text);
        (void)parse_licenses(text);
        const auto requests = parse_gres(text);
        if (!requests) return false;
        for (const auto& request : *requests) EXPECT_FALSE(request.name.empty());
        return true;
    });
    fuzz({"cpu=4,mem=8G,node=1", "mem=1.50G,gres/gpu=2"}, [](const std::string& text) {
        const TresMap amounts = parse_tres(text);
        const TresMap again = parse_tres(format_tres(amounts));
        EXPECT_EQ(again.size(), amounts.size());
        return !amounts.empty();
    });
}

TEST(Fuzz, MailAndSignals) {
    fuzz({"BEGIN,END", "all", "TIME_LIMIT_80"}, [](const std::string& text) {
        const auto events = parse_mail_types(text);
        if (events) { EXPECT_EQ(parse_mail_types(format_mail_types(*events)), events); }
        return events.has_value();
    });
    fuzz({"B:USR1@300", "SIGTERM", "15@60"}, [](const std::string& text) {
        const auto warn = parse_warn_signal(text);
        if (warn) { EXPECT_EQ(parse_signal(signal_name(warn->number)), warn->number); }
        return warn.has_value();
    });
}

TEST(Fuzz, Dates) {
    const Time now = from_epoch_seconds(1787238245);
    fuzz({"now+1hour", "16:00pm", "2026-08-20T15:04:05", "08/21-10:30", "tomorrow", "uts1787238245", "082126"},
         [now](const std::string& text) {
             const auto time = parse_date(text, now, Toward::future);
             (void)parse_date(text, now, Toward::past);
             if (!time) return false;
             EXPECT_GE(epoch_seconds(*time), 0);
             if (is_set(*time)) { EXPECT_EQ(parse_date(format_date(*time), now, Toward::future), *time); }
             return true;
         });
}

TEST(Fuzz, FilenamesAndEnvironments) {
    FilenameFields fields;
    fields.job_id = 7;
    fields.job_name = "x";
    fuzz({"slurm-%A_%4a.out", "%x\\%j", "/a/%99j", "none"}, [&fields](const std::string& text) {
        const std::string path = expand_filename(text, fields, "/w");
        EXPECT_EQ(path.front(), '/');
        return text.find('%') != std::string::npos;
    });
    const std::vector<std::string> environment{"A=1", "SLURM_X=2"};
    fuzz({"ALL,B='x,y'", "NONE", "A,B=1"}, [&environment](const std::string& text) {
        const auto entries = apply_export(text, environment);
        if (!entries) return false;
        EXPECT_FALSE(entries->empty());  // SLURM_X stays
        for (const auto& entry : *entries) EXPECT_NE(entry.find('='), std::string::npos);
        return true;
    });
}

}  // namespace
}  // namespace ms::text
