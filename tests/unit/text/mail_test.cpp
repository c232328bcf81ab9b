// SPDX-License-Identifier: MIT
#include "libms/text/mail.hpp"

#include <gtest/gtest.h>

#include "libms/model/job_spec.hpp"

namespace ms::text {
namespace {

TEST(Mail, Types) {
    const std::pair<std::string_view, std::string_view> table[] = {
        {"ALL", "INVALID_DEPEND,BEGIN,END,FAIL,REQUEUE,STAGE_OUT"},
        {"all", "INVALID_DEPEND,BEGIN,END,FAIL,REQUEUE,STAGE_OUT"},
        {"FAIL,END", "END,FAIL"},
        {"end,fail", "END,FAIL"},
        {"BEGIN,END,FAIL,REQUEUE,STAGE_OUT", "BEGIN,END,FAIL,REQUEUE,STAGE_OUT"},
        {"TIME_LIMIT_90,TIME_LIMIT,FAIL", "FAIL,TIME_LIMIT_90,TIME_LIMIT"},
        {"TIME_LIMIT_80", "TIME_LIMIT_80"},
        {"ALL,ARRAY_TASKS", "ARRAY_TASKS,INVALID_DEPEND,BEGIN,END,FAIL,REQUEUE,STAGE_OUT"},
        {"INVALID_DEPEND", "INVALID_DEPEND"},
        {"NONE", "NONE"},
        {"none", "NONE"},
        {"BEGIN,END,NONE,FAIL", "NONE"},
        {"begin,foo", "BEGIN"},
        {"START,END", "END"},
        {"STAGE_OUT,", "STAGE_OUT"},
    };
    for (const auto& [text, shown] : table) {
        const auto events = parse_mail_types(text);
        ASSERT_TRUE(events) << text;
        EXPECT_EQ(format_mail_types(*events), shown) << text;
        EXPECT_EQ(parse_mail_types(shown), events) << text;
    }
    for (const char* text :
         {"", ",", "foo", "END|FAIL", "END;FAIL", "ABORT", "FAILED", "b,e", "ae", " END", "TIME_LIMIT_70"})
        EXPECT_EQ(parse_mail_types(text), std::nullopt) << text;
}

TEST(Mail, EveryEventHasAName) {
    for (std::uint32_t bit = 1; bit <= mail_invalid_depend; bit <<= 1)
        EXPECT_EQ(parse_mail_types(format_mail_types(bit)), bit) << bit;
}

}  // namespace
}  // namespace ms::text
