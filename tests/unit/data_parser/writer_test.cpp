// SPDX-License-Identifier: MIT
// The two forms: layout, escapes and what a bare word may be.
#include <gtest/gtest.h>

#include "libms/data_parser/value.hpp"
#include "libms/data_parser/writer.hpp"

namespace ms::data_parser {
namespace {

Style style(Form form, bool compact = false) {
    Style style;
    style.form = form;
    style.compact = compact;
    return style;
}

template <class Write>
std::string written(const Style& style, Write write) {
    const auto writer = make_writer(style);
    write(*writer);
    writer->finish();
    return writer->take();
}

void sample(Writer& out) {
    out.begin_object();
    out.key("none");
    out.begin_list();
    out.end_list();
    out.key("jobs");
    out.begin_list();
    out.begin_object();
    out.key("name");
    out.text("a/b");
    out.key("load");
    out.real(2);
    out.end_object();
    out.integer(-7);
    out.truth(false);
    out.null();
    out.end_list();
    out.end_object();
}

std::string json_text(std::string_view text) {
    return written(style(Form::json), [&](Writer& out) { out.text(text); });
}
std::string yaml_text(std::string_view text, bool compact = false) {
    const std::string all = written(style(Form::yaml, compact), [&](Writer& out) {
        out.begin_list();
        out.text(text);
        out.end_list();
    });
    const std::size_t begin = all.find("!!str ") + 6;
    return all.substr(begin, all.find(compact ? "]\n" : "\n...", begin) - begin);
}

TEST(Json, IsLaidOutAsJsonCDoes) {
    EXPECT_EQ(written(style(Form::json), sample),
              "{\n"
              "  \"none\": [\n"
              "  ],\n"
              "  \"jobs\": [\n"
              "    {\n"
              "      \"name\": \"a\\/b\",\n"
              "      \"load\": 2.0\n"
              "    },\n"
              "    -7,\n"
              "    false,\n"
              "    null\n"
              "  ]\n"
              "}\n");
    EXPECT_EQ(written(style(Form::json, true), sample),
              "{\"none\":[],\"jobs\":[{\"name\":\"a\\/b\",\"load\":2.0},-7,false,null]}\n");
}

TEST(Json, EscapesWhatItMust) {
    EXPECT_EQ(json_text("\"\\\n\t\x01"), "\"\\\"\\\\\\n\\t\\u0001\"\n");
    EXPECT_EQ(json_text("größe €"), "\"größe €\"\n");
}

TEST(Json, BytesThatAreNoTextAreReplaced) {
    EXPECT_EQ(json_text("a\xFF\x62"), "\"a\xEF\xBF\xBD" "b\"\n");
    EXPECT_EQ(json_text("\xC3"), "\"\xEF\xBF\xBD\"\n");           // cut short
    EXPECT_EQ(json_text("\xED\xA0\x80").size(), 3u * 3 + 3);      // half of a UTF-16 pair: three bytes that are none
    EXPECT_EQ(json_text("\xC0\xAF").size(), 2u * 3 + 3);          // overlong
}

TEST(Yaml, IsLaidOutAsLibyamlDoes) {
    EXPECT_EQ(written(style(Form::yaml), sample),
              "%YAML 1.1\n"
              "--- !!map\n"
              "!!str none: !!seq []\n"
              "!!str jobs: !!seq\n"
              "- !!map\n"
              "  !!str name: !!str a/b\n"
              "  !!str load: !!float 2.000000\n"
              "- !!int -7\n"
              "- !!bool false\n"
              "- !!null null\n"
              "...\n");
    EXPECT_EQ(written(style(Form::yaml, true), sample),
              "%YAML 1.1\n--- !!map {!!str none: !!seq [], !!str jobs: !!seq [!!map {!!str name: !!str a/b, "
              "!!str load: !!float 2.000000}, !!int -7, !!bool false, !!null null]}\n");
}

TEST(Yaml, QuotesWhatABareWordCanNotBe) {
    EXPECT_EQ(yaml_text("cpu=4,mem=8G gpu:2"), "cpu=4,mem=8G gpu:2");
    EXPECT_EQ(yaml_text("a,b", true), "'a,b'");
    for (const char* text : {"", " a", "a ", "#a", "a #b", "a: b", "a:", "- a", "[a]", "{a}", "*a", "&a", "!a", "%a", "@a"})
        EXPECT_EQ(yaml_text(text), "'" + std::string(text) + "'");
    EXPECT_EQ(yaml_text("it's: so"), "'it''s: so'");
    EXPECT_EQ(yaml_text("größe"), "'größe'");
    EXPECT_EQ(yaml_text("a\n\"b\"\t\\"), "\"a\\n\\\"b\\\"\\x09\\\\\"");
    EXPECT_EQ(yaml_text("\xC2\x85\xFF"), "\"\\u0085\\uFFFD\"");
}

std::string value_text(Value value, Style style = {}) {
    style.compact = true;
    const std::string text = written(style, [&](Writer& out) { value.write(out); });
    return text.substr(0, text.size() - 1);
}

TEST(Values, NumbersThatMayBeMissing) {
    EXPECT_EQ(value_text(number(5)), R"({"set":true,"infinite":false,"number":5})");
    EXPECT_EQ(value_text(no_number()), R"({"set":false,"infinite":false,"number":0})");
    EXPECT_EQ(value_text(limit_number(TimeLimit::unlimited())), R"({"set":false,"infinite":true,"number":0})");
    Style complex;
    complex.complex = true;
    EXPECT_EQ(value_text(number(5), complex), "5");
    EXPECT_EQ(value_text(no_number(), complex), "null");
    EXPECT_EQ(value_text(infinite(), complex), "\"Infinity\"");
    Style plain;
    plain.version = first_version;
    EXPECT_EQ(value_text(infinite(), plain), "null");
}

TEST(Values, HowItEnded) {
    EXPECT_EQ(value_text(ExitStatus{3, 0}),
              R"({"status":["ERROR"],"return_code":{"set":true,"infinite":false,"number":3},)"
              R"("signal":{"id":{"set":false,"infinite":false,"number":0},"name":""}})");
    EXPECT_EQ(value_text(ExitStatus{0, 9}),
              R"({"status":["SIGNALED"],"return_code":{"set":false,"infinite":false,"number":0},)"
              R"("signal":{"id":{"set":true,"infinite":false,"number":9},"name":"KILL"}})");
}

TEST(Values, TresInTheOrderOfSlurmsNumbers) {
    EXPECT_EQ(value_text(tres_list("gres/gpu=2,node=1,cpu=4,mem=1G")),
              R"([{"type":"cpu","name":"","id":1,"count":4},{"type":"mem","name":"","id":2,"count":1024},)"
              R"({"type":"node","name":"","id":4,"count":1},{"type":"gres","name":"gpu","id":1001,"count":2}])");
    EXPECT_EQ(value_text(tres_extremes({{"fs/disk", {5, 2, "n1"}}})),
              R"([{"type":"fs","name":"disk","id":6,"count":5,"task":2,"node":"n1"}])");
}

TEST(Style, VersionsAndFlags) {
    const auto parsed = [](std::string_view text) { return parse_style(Form::json, text); };
    EXPECT_EQ(parsed("")->version, default_version);
    EXPECT_EQ(parsed("v0.0.40")->version, 40);
    EXPECT_EQ(parsed("data_parser/v0.0.46+complex")->version, 46);
    EXPECT_TRUE(parsed("data_parser/v0.0.46+complex")->complex);
    EXPECT_TRUE(parsed("+complex+fast")->complex);
    EXPECT_TRUE(parsed("list")->list);
    for (const char* wrong : {"v0.0.39", "v0.0.4", "44", "v0.0.44+bad", "json", "v0.0."}) EXPECT_FALSE(parsed(wrong)) << wrong;
    for (const int version : versions())  // what completes the option is what there is
        EXPECT_NE(version_words.find(version_name(version)), std::string_view::npos);
}

}  // namespace
}  // namespace ms::data_parser
